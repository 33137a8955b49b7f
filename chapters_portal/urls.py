from django.contrib import admin
from django.urls import include, path

from . import views
from .publishing.uploads import media
from .sitemaps import sitemap

urlpatterns = [
    path("", views.home, name="home"),
    path("preview/<str:word>/", views.preview, name="preview"),
    path("find/", views.find, name="find"),
    path("directory/", include("directory.urls")),
    path("advocacy/", include("advocacy.urls")),
    path("press/", include("advocacy.press_urls")),
    path("answers/", include("answers.urls")),
    path("events/", include("events.urls")),
    path("contact/", include("answers.contact_urls")),
    path("search/", views.search, name="search"),
    path("search/suggest", views.suggest, name="suggest"),
    path("media/<slug:stem>.<slug:extension>", media, name="media"),
    # Before the admin's own pages, so that nobody meets its login and password form.
    path("admin/", include("chapters_portal.sign_in.urls")),
    path("admin/", admin.site.urls),
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("sitemap.xml", sitemap, name="sitemap"),
]
