from django.urls import path

from advocacy.feeds import bills as feeds
from advocacy.views import actions as views
from advocacy.views import subscribers as subscriptions

app_name = "advocacy"
urlpatterns = [
    path("", views.index, name="index"),
    path("actions/<slug:slug>/", views.action_detail, name="action_detail"),
    path("subscribe/", subscriptions.subscribe, name="subscribe"),
    path("subscribe/sent/", subscriptions.subscribe_sent, name="subscribe_sent"),
    path("subscribe/<str:token>/", subscriptions.confirm_subscription, name="confirm_subscription"),
    path("unsubscribe/<str:token>/", subscriptions.unsubscribe, name="unsubscribe"),
    path("disasters/", views.disasters, name="disasters"),
    path("legislation/", views.bill_list, name="bill_list"),
    path("legislation/feed/", feeds.bill_list_feed, name="bill_list_feed"),
    path("legislation/<slug:slug>/", views.bill_detail, name="bill_detail"),
    path("legislation/<slug:slug>/feed/", feeds.bill_feed, name="bill_feed"),
    path("take-action/", views.take_action, name="take_action"),
    path("districts/<str:places>/", views.district_detail, name="district_detail"),
    path("districts/<str:places>/calls/<slug:bioguide>/", views.call_sheet, name="call_sheet"),
    path("states/<slug:code>/", views.state_detail, name="state_detail"),
]
