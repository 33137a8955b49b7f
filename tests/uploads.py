"""Files as people choose them in a form: real pictures and documents, and some that are not."""

import io
import random
import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

SVG = b'<?xml version="1.0"?>\n<SVG xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></SVG>'
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def picture(name="reading room.jpg", kind="JPEG", size=(60, 40), **options):
    return file(name, picture_bytes(kind, size, **options))


def picture_bytes(kind="JPEG", size=(60, 40), **options):
    """A picture of colored noise, which no format can shrink to nothing."""
    width, height = size
    noise = random.Random(1).randbytes(width * height * 3)
    content = io.BytesIO()
    Image.frombytes("RGB", size, noise).save(content, kind, **options)
    return content.getvalue()


def bomb_bytes(width, height):
    """A PNG of a few bytes whose header promises a picture of that size."""

    def chunk(name, content):
        end = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + end

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    content = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100))
    return b"\x89PNG\r\n\x1a\n" + content + chunk(b"IEND", b"")


def document(name="toolkit.pdf", content=PDF):
    return file(name, content)


def file(name, content):
    return SimpleUploadedFile(name, content)
