from django.urls import path

from . import subscriptions, views

app_name = "advocacy"
urlpatterns = [
    path("", views.index, name="index"),
    path("actions/<slug:slug>/", views.action_detail, name="action_detail"),
    path("subscribe/", subscriptions.subscribe, name="subscribe"),
    path("subscribe/sent/", subscriptions.subscribe_sent, name="subscribe_sent"),
    path("subscribe/<str:token>/", subscriptions.confirm_subscription, name="confirm_subscription"),
    path("unsubscribe/<str:token>/", subscriptions.unsubscribe, name="unsubscribe"),
    path("disasters/", views.disasters, name="disasters"),
    path("take-action/", views.take_action, name="take_action"),
    path("districts/<str:places>/", views.district_detail, name="district_detail"),
    path("districts/<str:places>/calls/<slug:bioguide>/", views.call_sheet, name="call_sheet"),
    path("states/<slug:code>/", views.state_detail, name="state_detail"),
]
