"""Sheets as editors send and get them."""

import csv
from io import BytesIO, StringIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from tests.editors import text_of
from tests.reading import read_page


def as_csv(*rows):
    out = StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def as_xlsx(*rows):
    book, out = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def upload(editor, at, content):
    file = SimpleUploadedFile("rows", content)
    return editor.client.post(f"/admin/{at}/import/", {"file": file})


def key_of(preview):
    return soup(preview).select_one("input[name=key]")["value"]


def apply(editor, at, preview):
    return editor.client.post(f"/admin/{at}/import/", {"key": key_of(preview)})


def import_rows(editor, at, *rows):
    """Upload, look, apply."""
    preview = upload(editor, at, as_csv(*rows))
    assert preview.status_code == 200, problems(preview)
    applied = apply(editor, at, preview)
    assert applied.status_code == 302, applied.content.decode()


def exported(editor, at, ending="csv", **query):
    response = editor.get(f"/admin/{at}/export.{ending}", **query)
    assert response.status_code == 200, (at, response.status_code)
    return response.content


def rows_of(content):
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def problems(response):
    """Line, column, cell, message of each."""
    rows = [row.select("th, td") for row in soup(response).select(".problems tbody tr")]
    return [
        tuple(text_of(one) for one in [line, column, cell, message])
        for line, column, message, cell in rows
    ]


def summary(response):
    return text_of(soup(response).select_one(".exchange p b"))


def told(response):
    """What each line would do, in the words of the page."""
    return [
        tuple(text_of(cell) for cell in row.select("th, td"))
        for row in soup(response).select(".preview-rows tbody tr")
    ]


def soup(response):
    return read_page(response.content)
