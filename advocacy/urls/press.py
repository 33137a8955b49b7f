from django.urls import path
from django.views.generic import RedirectView

from advocacy.feeds import press as press_feeds
from advocacy.views import press

app_name = "press"
urlpatterns = [
    path("", press.release_list, name="release_list"),
    path(
        "releases/",
        RedirectView.as_view(pattern_name="press:release_list", permanent=True, query_string=True),
    ),
    path("releases/<slug:slug>/", press.release_detail, name="release_detail"),
    path("feed/", press_feeds.release_feed, name="release_feed"),
    path("feed.json", press_feeds.release_json_feed, name="release_json_feed"),
    path("kit/", press.kit, name="kit"),
    path("desk/", press.reporters_desk_list, name="desk_list"),
    path("desk/<slug:code>/", press.reporters_desk, name="desk_detail"),
]
