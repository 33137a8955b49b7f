from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class PortalConfig(AppConfig):
    name = "chapters_portal"
    verbose_name = "Home page and site settings"

    def ready(self):
        from .page_cache import follow_changes
        from .redirects import follow_moves

        follow_changes()
        follow_moves()


class PortalAdminConfig(AdminConfig):
    default_site = "chapters_portal.desk.Desk"
