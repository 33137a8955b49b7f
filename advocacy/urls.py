from django.urls import path

from . import views

app_name = "advocacy"
urlpatterns = [
    path("", views.index, name="index"),
    path("actions/<slug:slug>/", views.action_detail, name="action_detail"),
    path("disasters/", views.disasters, name="disasters"),
    path("take-action/", views.take_action, name="take_action"),
    path("districts/<str:places>/", views.district_detail, name="district_detail"),
    path("districts/<str:places>/calls/<slug:bioguide>/", views.call_sheet, name="call_sheet"),
    path("states/<slug:code>/", views.state_detail, name="state_detail"),
]
