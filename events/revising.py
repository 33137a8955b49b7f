"""Calendars hear of it when something else changes what they say of an event."""

from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver

from chapters_portal.models import Fact, SiteSettings
from chapters_portal.pages.facts import rows_using
from directory.models import Chapter

from .models import Conference
from .models.revisions import Revised, revise


@receiver(pre_save, sender=Chapter, dispatch_uid="revise-conferences")
def chapter_saved(instance, **kwargs):
    """They tell the chapter's name, and the address of its page."""
    told = Chapter.objects.filter(pk=instance.pk, name=instance.name, slug=instance.slug)
    if instance.pk and not told.exists():
        revise(Conference.objects.filter(chapter=instance.pk))


@receiver(post_save, sender=Fact, dispatch_uid="revise-events-with-facts")
@receiver(post_save, sender=SiteSettings, dispatch_uid="revise-events-with-settings")
def fact_saved(instance, **kwargs):
    for _, row in rows_using(instance.facts):
        if isinstance(row, Revised):
            revise(type(row)._base_manager.filter(pk=row.pk))
