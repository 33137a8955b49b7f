"""The ground joins Django.

What it follows, once all models and the rooms' registrations are there.
"""

from django.apps import AppConfig
from django.apps import apps as global_apps
from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class PortalConfig(AppConfig):
    name = "chapters_portal"
    verbose_name = "Home page and site settings"

    def ready(self):
        from .content import version
        from .pages import advice, content, facts, redirects  # noqa: F401 (they register)
        from .privacy import kept  # noqa: F401 (as above)
        from .search import index
        from .sign_in import middleware

        if settings.SENTRY_DSN:
            from .operations import reports

            reports.begin()
        # `content`: what the public sees of a room. `jobs`: what it does by the clock. `privacy`:
        # what it keeps about people.
        autodiscover_modules("content", "jobs", "privacy")
        version.follow_changes()
        redirects.follow_moves()
        facts.follow_facts()
        index.follow_changes()
        middleware.follow_sign_ins()
        post_migrate.connect(note_sentences, sender=self)


def note_sentences(sender, apps=global_apps, **kwargs):
    """Rows for the sentences of the templates, unless we migrate to a time without them."""
    from .pages.sentences import note_sentences

    if "sentence" in apps.all_models[sender.label]:
        note_sentences()


class PortalAdminConfig(AdminConfig):
    default_site = "chapters_portal.desk.site.Desk"
