"""An address that was once published leads to where its page is now, and so does what is below it.

What a page was called is kept in the same way: search finds the page by it.
"""

from django.db.models.functions import Length, Lower
from django.db.models.signals import pre_save
from django.http import HttpResponseGone
from django.urls import Resolver404, resolve
from django.utils import timezone

from chapters_portal.content.pages import moved_to
from chapters_portal.content.published import Published
from chapters_portal.content.registry import registry
from chapters_portal.search.names import register_names

from .models import FormerTitle, HomeSection, PageText, Redirect


def follow_moves():
    """Remember the old address and title whenever a row with a page of its own is given new ones.

    A text and a section of the home page have no address to lose, but are found by their titles.
    """
    for model in [*registry.models_with_pages, HomeSection, PageText]:
        pre_save.connect(remember, sender=model, dispatch_uid=f"moved-{model.__name__}")


def remember(sender, instance, raw=False, **kwargs):
    before = sender._default_manager.filter(pk=instance.pk).first() if instance.pk else None
    if raw or before is None:
        return
    page_of = registry.of(sender)[0].page_of
    old, new = page_of(before), page_of(instance)
    if old != new:
        FormerTitle.objects.filter(path=old).update(path=new)
        remember_address(old, new)
    if str(before) != str(instance) and was_public(before):
        remember_title(new, str(before), str(instance))


def was_public(row):
    return not isinstance(row, Published) or row.is_on_record(timezone.now())


def remember_address(old, new):
    if "#" in old:  # a browser keeps to itself what stands behind it
        return
    Redirect.objects.filter(old_path=new).delete()
    Redirect.objects.filter(new_path=old).update(new_path=new)
    Redirect.objects.update_or_create(old_path=old, defaults={"new_path": new})


def remember_title(path, old, new):
    FormerTitle.objects.filter(path=path, title=new).delete()
    FormerTitle.objects.update_or_create(
        path=path, title=old[:250], defaults={"until": timezone.localdate()}
    )


def former_titles():
    return FormerTitle.objects.order_by().values_list("path", "title")


register_names(former_titles, FormerTitle)


def lead_on(get_response):
    """A middleware: where no page is, a redirect may lead on, with the query that was asked."""

    def middleware(request):
        response = get_response(request)
        if response.status_code != 404:
            return response
        # Escaped, as get_absolute_url() gives it: PostgreSQL refuses a bare NUL.
        whole = request.get_full_path()
        path = whole.partition("?")[0]
        known = redirect_for([whole, path, f"{path}/", path.rstrip("/")])
        if known:
            return lead_to(request, known.new_path, keeps_query="?" not in known.old_path)
        above = redirect_for(folders_of(path))
        if above and (target := below(above, path)) is not None:
            return lead_to(request, target)
        return response

    return middleware


def redirect_for(paths):
    """The redirect of the longest of `paths`, whichever letters are capitals."""
    known = Redirect.objects.annotate(lower=Lower("old_path"))
    found = known.filter(lower__in=[path.lower() for path in paths])
    return found.order_by(Length("lower").desc()).first()


def folders_of(path):
    """ "/a/" and "/a/b/" of "/a/b/c"."""
    parts = path.split("/")
    return ["/".join(parts[:count]) + "/" for count in range(2, len(parts))]


def below(redirect, path):
    """Where `path`, which lies below the old address, is now; None where nothing can be there."""
    if not redirect.new_path:
        return ""
    target = redirect.new_path.partition("#")[0] + path[len(redirect.old_path) :]
    try:
        resolve(target)
    except Resolver404:
        return None
    is_endless = target.lower().startswith(redirect.old_path.lower())
    return None if is_endless else target


def lead_to(request, target, **options):
    return moved_to(request, target, **options) if target else HttpResponseGone()
