from django.urls import path

from . import feeds, views

app_name = "events"
urlpatterns = [
    path("", views.event_list, name="event_list"),
    path("feed/", feeds.announcement_feed, name="announcement_feed"),
    path("calendar.ics", feeds.calendar_ics, name="calendar_ics"),
    path("calendar.json", feeds.calendar_json, name="calendar_json"),
    path("calendar/<slug:kind>.ics", feeds.calendar_ics, name="kind_ics"),
    path("calendar/<slug:kind>.json", feeds.calendar_json, name="kind_json"),
    path("year/<int:year>/", views.year_detail, name="year_detail"),
    path("<slug:slug>/", views.celebration_detail, name="celebration_detail"),
    path("<slug:slug>/calendar.ics", feeds.calendar_ics, name="celebration_ics"),
    path("<slug:slug>/tasks.ics", feeds.celebration_tasks, name="celebration_tasks"),
    path("<slug:slug>/calendar.json", feeds.calendar_json, name="celebration_json"),
]
