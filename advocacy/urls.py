from django.urls import path

from . import views

app_name = "advocacy"
urlpatterns = [
    path("take-action/", views.take_action, name="take_action"),
    path("districts/<str:places>/", views.district_detail, name="district_detail"),
    path("states/<slug:code>/", views.state_detail, name="state_detail"),
]
