"""The roles of the office, as groups. Those that are there already stay as people made them."""

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission

from chapters_portal.content.published import OnRecord

from .files import read


def load_roles():
    """Make the roles that are missing; return their names."""
    known = {
        f"{one.content_type.app_label}.{one.codename}": one
        for one in Permission.objects.select_related("content_type")
    }
    made = []
    for role, wanted in read("roles.yaml").items():
        group, is_new = Group.objects.get_or_create(name=role)
        if is_new:
            names = _everything() if wanted == "everything" else _names_of(wanted)
            group.permissions.set(known[name] for name in names if name in known)
            made.append(role)
    return made


def _names_of(wanted):
    for deeds, models in wanted.items():
        for deed in deeds.split():
            for model in models.split():
                for label in _on_record() if model == "on_record" else [model]:
                    app, name = label.split(".")
                    yield f"{app}.{deed}_{name}"


def _on_record():
    """Every kind of page that stays when it is withdrawn, of whatever room."""
    return [one._meta.label_lower for one in apps.get_models() if issubclass(one, OnRecord)]


def _everything():
    """All permissions of what the desk shows, on pages of its own or below others."""
    admins = admin.site.model_admins
    models = {one.model for one in admins}
    models |= {inline.model for one in admins for inline in one.inlines}
    for model in models:
        for deed in model._meta.default_permissions:
            yield f"{model._meta.app_label}.{deed}_{model._meta.model_name}"
