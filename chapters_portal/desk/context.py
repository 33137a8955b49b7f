"""What the admin tells its own pages, for the pages of sign-in that wear its clothes."""

from django.conf import settings
from django.contrib import admin
from django.utils.functional import SimpleLazyObject


def desk(request):
    return {
        "site_header": admin.site.site_header,
        "site_title": admin.site.site_title,
        "site_url": admin.site.site_url,
        "has_permission": SimpleLazyObject(lambda: admin.site.has_permission(request)),
        "second_factor_is_required": settings.REQUIRE_SECOND_FACTOR,
    }
