"""An address that was once published leads to where its page is now."""

from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.db.models.signals import pre_save

from advocacy.models import Action, Bill, PressRelease
from answers.models import Answer, Collection
from directory.models import Chapter
from events.models import Celebration

MOVABLE = [Action, Answer, Bill, Celebration, Chapter, Collection, PressRelease]


def follow_moves():
    """Remember the old address whenever a page with an address of its own is given a new one."""
    for model in MOVABLE:
        pre_save.connect(remember_address, sender=model, dispatch_uid=f"moved-{model.__name__}")


def remember_address(sender, instance, **kwargs):
    before = sender._default_manager.filter(pk=instance.pk).first() if instance.pk else None
    if before is None:
        return
    old, new = before.get_absolute_url(), instance.get_absolute_url()
    if old == new:
        return
    redirects = Redirect.objects.filter(site_id=settings.SITE_ID)
    redirects.filter(old_path=new).delete()
    redirects.filter(new_path=old).update(new_path=new)
    redirects.update_or_create(old_path=old, site_id=settings.SITE_ID, defaults={"new_path": new})
