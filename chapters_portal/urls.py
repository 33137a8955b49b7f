from django.contrib import admin
from django.urls import include, path

from .content.sitemap import sitemap
from .content.uploads import media
from .operations import views as operations
from .pages import views as pages
from .pages.cards import card
from .privacy import views as privacy
from .sheets.views import take_in

handler400 = "chapters_portal.operations.refusals.bad_request"
handler403 = "chapters_portal.operations.refusals.forbidden"
handler500 = "chapters_portal.operations.outages.server_error"

urlpatterns = [
    path("", pages.home, name="home"),
    path("preview/<str:word>/", pages.preview, name="preview"),
    path("not-found/", pages.not_found, name="page_not_found"),
    path("search/", include("chapters_portal.search.urls")),
    path("find/", include("advocacy.urls.finder")),
    path("directory/", include("directory.urls")),
    path("advocacy/", include("advocacy.urls")),
    path("press/", include("advocacy.urls.press")),
    path("answers/", include("answers.urls")),
    path("events/", include("events.urls")),
    path("contact/", include("answers.urls.contact")),
    path("privacy/", privacy.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("cards/<str:words>.png", card, name="card"),
    path("media/<slug:stem>.<slug:extension>", media, name="media"),
    # Before the admin's own pages, so that nobody meets its login and password form.
    path("admin/", include("chapters_portal.sign_in.urls")),
    path("admin/take-in/", take_in, name="take_in"),
    path("admin/", admin.site.urls),
    path("livez", operations.livez, name="livez"),
    path("readyz", operations.readyz, name="readyz"),
    path("robots.txt", operations.robots, name="robots"),
    path(".well-known/security.txt", operations.security, name="security"),
    path("favicon.ico", operations.favicon, name="favicon"),
    path("sitemap.xml", sitemap, name="sitemap"),
]
