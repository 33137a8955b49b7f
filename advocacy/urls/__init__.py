from django.urls import path

from advocacy.feeds import bills as feeds
from advocacy.views import actions, bills, congress, links, subscribers

app_name = "advocacy"
urlpatterns = [
    path("", actions.index, name="index"),
    path("actions/<slug:slug>/", actions.action_detail, name="action_detail"),
    path("actions/<slug:slug>/done/", actions.action_done, name="action_done"),
    path("actions/<slug:slug>/reminder.ics", actions.reminder, name="action_reminder"),
    path("actions/<slug:slug>/for/<str:places>/", actions.action_for, name="action_for"),
    path("subscribe/", subscribers.subscribe, name="subscribe"),
    path("subscribe/sent/", subscribers.subscribe_sent, name="subscribe_sent"),
    path("subscribe/<str:token>/", subscribers.confirm_subscription, name="confirm_subscription"),
    path("unsubscribe/<str:token>/", subscribers.unsubscribe, name="unsubscribe"),
    path("save-libraries/", links.save_libraries, name="save_libraries"),
    path("state-and-local/", links.state_and_local, name="state_and_local"),
    path("disasters/", actions.disasters, name="disasters"),
    path("legislation/", bills.bill_list, name="bill_list"),
    path("legislation/feed/", feeds.bill_list_feed, name="bill_list_feed"),
    path("legislation/<slug:slug>/", bills.bill_detail, name="bill_detail"),
    path("legislation/<slug:slug>/feed/", feeds.bill_feed, name="bill_feed"),
    path("take-action/", congress.take_action, name="take_action"),
    path("districts/<str:places>/", congress.district_detail, name="district_detail"),
    path("districts/<str:places>/calls/<slug:bioguide>/", congress.call_sheet, name="call_sheet"),
    path("states/<slug:code>/", congress.state_detail, name="state_detail"),
    path("states/<slug:code>/one-page/", congress.state_on_one_page, name="state_on_one_page"),
]
