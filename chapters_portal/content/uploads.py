"""Pictures and documents that staff upload: what is taken, how it is kept, how it is served.

A file gets its extension from what is in it, and a name that nobody can guess, so whoever may not
see the page that shows it does not find it. It is kept when its row is cleaned, which makes a full
disk a message in the form; what no row names in the end is swept at night.
"""

import secrets
from contextlib import suppress
from pathlib import PurePath

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import models
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404
from django.template.defaultfilters import filesizeformat
from django.utils.text import slugify
from django.views.decorators.http import require_safe
from PIL import ExifTags, Image

from .picture_notes import without_notes

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
# What has to be unpacked in memory, at 4 bytes a pixel; a WebP takes four times that.
MOST_PIXELS = 40_000_000
MOST_PIXELS_OF_WEBP = 12_000_000


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
            with suppress(OSError):
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


def too_many_pixels(most):
    return ValidationError(
        f"The picture has more than {most // 1_000_000} million pixels. Choose a smaller one."
    )


class PictureField(UploadField):
    """A JPEG, PNG or WebP. The row learns its `width` and `height`, as they are seen.

    Notes of places, people and programs are taken out of it; it keeps who made it and whose it is.
    """

    description = "picture"

    def accept(self, content, row):
        refuse_large(content, LARGEST_PICTURE, "picture")
        content.seek(0)
        try:
            with Image.open(content, formats=["JPEG", "PNG", "WEBP"]) as picture:
                width, height = picture.size
                most = MOST_PIXELS_OF_WEBP if picture.format == "WEBP" else MOST_PIXELS
                if width * height > most:
                    raise too_many_pixels(most)
                picture.load()
                extension = PICTURES[picture.format]
                # From 5 on, height and width are exchanged.
                is_turned = picture.getexif().get(ExifTags.Base.Orientation, 1) >= 5
                forget_notes(content, picture)
        except ValidationError:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise too_many_pixels(MOST_PIXELS) from error
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


def forget_notes(content, picture):
    """Write the picture into `content` anew, where it has notes beside its credit."""
    content.seek(0)
    before = content.read()
    anew = without_notes(before, picture)
    if anew != before:
        content.seek(0)
        content.truncate()
        content.write(anew)
        content.flush()
    content.seek(0)


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
    if not content_type or not is_named(name) or not default_storage.exists(name):
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
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # the press may show it
    return response


def is_upload(path):
    """Whether there is a file for the address; the database is not asked."""
    name = path.removeprefix(settings.MEDIA_URL)
    is_name = name != path and "/" not in name and PurePath(name).suffix in TYPES
    return is_name and default_storage.exists(name)


def upload_fields():
    """Pairs of a model and the name of a field of uploads."""
    return [
        (model, field.attname)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, UploadField)
    ]


def is_named(name):
    """Whether a row has the upload now. One that was replaced or deleted waits to be restored."""
    return any(
        model._default_manager.filter(**{attname: name}).exists()
        for model, attname in upload_fields()
    )
