from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class PortalConfig(AppConfig):
    name = "chapters_portal"
    verbose_name = "Home page and site settings"

    def ready(self):
        from . import page_cache, redirects
        from .search import index
        from .sign_in import middleware

        page_cache.follow_changes()
        redirects.follow_moves()
        index.follow_changes()
        middleware.follow_sign_ins()


class PortalAdminConfig(AdminConfig):
    default_site = "chapters_portal.desk.Desk"
