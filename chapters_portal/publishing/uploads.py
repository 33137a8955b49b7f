"""Pictures and documents that staff upload: what is taken, how it is kept, how it is served.

A file gets its extension from what is in it, and a name that nobody can guess, so whoever may not
see the page that shows it does not find it. It is kept when its row is cleaned, which makes a full
disk a message in the form; what no row names in the end is swept at night.
"""

import secrets
from functools import partial
from pathlib import PurePath

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.db.models.signals import post_delete, pre_save
from django.http import FileResponse, Http404
from django.template.defaultfilters import filesizeformat
from django.utils.text import slugify
from django.views.decorators.http import require_safe
from PIL import Image

TYPES = {
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".pdf": "application/pdf",
}
# MPO is a JPEG to which some cameras add a second view.
PICTURES = {"JPEG": ".jpg", "MPO": ".jpg", "PNG": ".png", "WEBP": ".webp"}
LARGEST_PICTURE = 5 * 1024 * 1024  # bytes
LARGEST_DOCUMENT = 20 * 1024 * 1024
MOST_PIXELS = 40_000_000  # what a page would have to unpack in memory
ORIENTATION = 0x0112  # the tag of EXIF; from 5 on, height and width are exchanged


class CheckedFile(FieldFile):
    """A file of an UploadField. However it comes in, it is checked before it is kept."""

    def save(self, name, content, save=True):
        """Keep `content`. Raises ValidationError when it is refused, or when it cannot be kept."""
        extension = self.field.accept(content, self.instance)
        stem = slugify(PurePath(name).stem)[:50].strip("-_") or "file"
        name = f"{stem}-{secrets.token_hex(16)}{extension}"
        try:
            super().save(name, content, save=False)
        except OSError as error:
            self.storage.delete(name)
            raise ValidationError(
                "The file could not be kept, because our disk takes no more. Nothing was saved."
                " Ask whoever runs the portal to make room, then try again.",
                code="full",
            ) from error
        if save:
            self.instance.save()


class UploadField(models.FileField):
    """A file whose content says what it is. Its subclasses say what they accept."""

    attr_class = CheckedFile

    def accept(self, content, row):
        """The extension that fits `content`; raises ValidationError when it is refused."""
        raise NotImplementedError

    def clean(self, value, model_instance):
        file = super().clean(value, model_instance)
        if file and not file._committed:
            file.save(file.name, file.file, save=False)
        return file

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        if not cls._meta.abstract:
            pre_save.connect(self.remove_replaced, sender=cls)
            post_delete.connect(self.remove_deleted, sender=cls)

    def remove_replaced(self, sender, instance, **kwargs):
        rows = sender._default_manager.filter(pk=instance.pk) if instance.pk else []
        for old in rows and rows.values_list(self.attname, flat=True):
            if old and old != getattr(instance, self.attname).name:
                transaction.on_commit(partial(self.storage.delete, old))

    def remove_deleted(self, sender, instance, **kwargs):
        if name := getattr(instance, self.attname).name:
            transaction.on_commit(partial(self.storage.delete, name))


class PictureField(UploadField):
    """A JPEG, PNG or WebP. The row learns its `width` and `height`, as they are seen."""

    description = "picture"

    def accept(self, content, row):
        refuse_large(content, LARGEST_PICTURE, "picture")
        content.seek(0)
        try:
            with Image.open(content, formats=["JPEG", "PNG", "WEBP"]) as picture:
                width, height = picture.size
                if width * height > MOST_PIXELS:
                    raise Image.DecompressionBombError
                picture.load()
                extension = PICTURES[picture.format]
                is_turned = picture.getexif().get(ORIENTATION, 1) >= 5
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise ValidationError(
                f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels. Choose a"
                " smaller one."
            ) from error
        except Exception as error:  # a decoder raises whatever the damage leads it to
            raise ValidationError(why_no_picture(content)) from error
        row.width, row.height = (height, width) if is_turned else (width, height)
        return extension


class DocumentField(UploadField):
    """A PDF, which visitors download."""

    description = "document"

    def accept(self, content, row):
        refuse_large(content, LARGEST_DOCUMENT, "document")
        if not beginning_of(content).startswith(b"%PDF-"):
            raise ValidationError("This is not a PDF, whatever its name says. Choose a PDF.")
        content.seek(max(0, content.size - 1024))
        if b"%%EOF" not in content.read():
            raise ValidationError("The end of this PDF is missing. Choose the whole file.")
        return ".pdf"


def why_no_picture(content):
    start = beginning_of(content)
    if start.startswith(b"%PDF-"):
        return "This is a PDF, whatever its name says. Choose a picture."
    if b"<svg" in start.lower():
        return "This is an SVG, which can carry scripts, so we do not take it. Save it as PNG."
    return (
        "This is not a JPEG, PNG or WebP picture, or it is damaged. Open it on your computer, save"
        " it as one of these, and choose it again."
    )


def refuse_large(content, most, kind):
    if content.size > most:
        raise ValidationError(
            f"The {kind} has {filesizeformat(content.size)}, and {filesizeformat(most)} is the"
            " most that we take. Choose a smaller one."
        )


def beginning_of(content):
    content.seek(0)
    return content.read(1024)


@require_safe
def media(request, stem, extension):
    """An upload. Whatever it holds, a browser can neither run it nor take it for something else."""
    name, content_type = f"{stem}.{extension}", TYPES.get(f".{extension}")
    if not content_type or not default_storage.exists(name):
        raise Http404(f"No upload is named {name}.")
    response = FileResponse(
        default_storage.open(name),
        content_type=content_type,
        filename=f"{stem.rpartition('-')[0]}.{extension}",
        as_attachment=not content_type.startswith("image/"),
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def remove_unnamed_files(before):
    """Delete what no row names and was kept before that moment, and return how many they were."""
    fields = [
        (model, field.attname)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, UploadField)
    ]
    named = {
        name
        for model, attname in fields
        for name in model._default_manager.values_list(attname, flat=True)
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
