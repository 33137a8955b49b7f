from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class PortalConfig(AppConfig):
    name = "chapters_portal"
    verbose_name = "Home page and site settings"


class PortalAdminConfig(AdminConfig):
    default_site = "chapters_portal.desk.Desk"
