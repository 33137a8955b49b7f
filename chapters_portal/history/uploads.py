"""Uploads that no row and no version names."""

from django.core.files.storage import default_storage

from chapters_portal.content.uploads import upload_fields

from .versions import has_history


def remove_unnamed_files(before):
    """Delete what no row and no version names and was kept before that moment. Returns how many."""
    named = {
        name
        for model, attname in upload_fields()
        for rows in [model._default_manager, *([model.history] if has_history(model) else [])]
        for name in rows.values_list(attname, flat=True)
    }
    try:
        _, files = default_storage.listdir("")
    except FileNotFoundError:
        return 0
    unnamed = [
        name
        for name in files
        if name not in named and default_storage.get_modified_time(name) < before
    ]
    for name in unnamed:
        default_storage.delete(name)
    return len(unnamed)
