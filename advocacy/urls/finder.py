from django.urls import path

from advocacy.views import finder

urlpatterns = [path("", finder.find, name="find")]
