"""An address that was once published leads to where its page is now."""

from django.db.models.signals import pre_save
from django.http import HttpResponseGone, HttpResponsePermanentRedirect

from chapters_portal.content.registry import registry

from .models import Redirect


def follow_moves():
    """Remember the old address whenever a row with a page of its own is given a new one."""
    for model in registry.models_with_pages:
        pre_save.connect(remember_address, sender=model, dispatch_uid=f"moved-{model.__name__}")


def remember_address(sender, instance, **kwargs):
    before = sender._default_manager.filter(pk=instance.pk).first() if instance.pk else None
    if before is None:
        return
    old, new = before.get_absolute_url(), instance.get_absolute_url()
    if old == new:
        return
    Redirect.objects.filter(old_path=new).delete()
    Redirect.objects.filter(new_path=old).update(new_path=new)
    Redirect.objects.update_or_create(old_path=old, defaults={"new_path": new})


def lead_on(get_response):
    """A middleware: where no page is, a redirect may lead on, with the query that was asked."""

    def middleware(request):
        response = get_response(request)
        if response.status_code != 404:
            return response
        # Escaped, as get_absolute_url() gives it: PostgreSQL refuses a bare NUL.
        whole = request.get_full_path()
        path_alone = whole.partition("?")[0]
        known = Redirect.objects.filter(old_path__in=[whole, path_alone])
        found = dict(known.values_list("old_path", "new_path"))
        if not found:
            return response
        target = found[whole if whole in found else path_alone]
        if not target:
            return HttpResponseGone()
        query = "" if whole in found else request.META.get("QUERY_STRING", "")
        path, mark, anchor = target.partition("#")
        joint = "&" if "?" in path else "?"
        return HttpResponsePermanentRedirect(f"{path}{query and joint + query}{mark}{anchor}")

    return middleware
