"""Spreadsheets as rows of texts: CSV and XLSX, read with the numbers of their lines, written."""

import csv
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO, StringIO

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

LARGEST_FILE = 5 * 1024 * 1024  # bytes
LARGEST_UNPACKED = 30 * 1024 * 1024  # bytes; an XLSX is a ZIP, and a small one can hold very much
MOST_ROWS = 1000
MOST_COLUMNS = 100
MOST_LINES = 10 * MOST_ROWS  # with those that are empty
MOST_CELLS_OF_LINE = 702  # up to column ZZ
FAR_RIGHT = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["'][A-Z]{3}""")  # a cell beyond that
MOST_TAGS = 1_000_000  # of the XML in an XLSX: 100,000 cells with a text each have 800,000
LONGEST_CELL = 32_767  # characters; Excel holds no more
# A cell that begins with one of these runs as a formula in a spreadsheet.
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r", "\n")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def harmless(cell):
    """`cell` as text that no spreadsheet will run: a formula mark is preceded by an apostrophe."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_MARKS) else text


def as_typed(text):
    """The text that harmless() has made harmless."""
    return text[1:] if text[:1] == "'" and text.lstrip("'").startswith(FORMULA_MARKS) else text


# -- Writing


def write(ending, header, rows):
    """The bytes of a file of that kind. Raises ValidationError when Excel could not hold a cell."""
    return write_xlsx(header, rows) if ending == "xlsx" else write_csv(header, rows).encode()


def write_csv(header, rows):
    """Rows as CSV text, with the mark by which Excel knows UTF-8."""
    out = StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([harmless(cell) for cell in row] for row in [header, *rows])
    return out.getvalue()


def write_xlsx(header, rows):
    book = Workbook(write_only=True)
    page = book.create_sheet("Rows")
    for row in [header, *rows]:
        cells = [ILLEGAL_CHARACTERS_RE.sub("", harmless(cell)) for cell in row]
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise ValidationError("A text is too long for a cell of XLSX. Export as CSV.")
        page.append(cells)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


# -- Reading


@dataclass
class Sheet:
    columns: list[str]
    rows: list[tuple[int, list[str]]]  # with their lines


def read_sheet(content):
    """The rows of `content`, the bytes of a CSV or XLSX file. What it is, its beginning says.

    Raises ValidationError when it is too large, cannot be read, or its lines do not fit its first.
    """
    if len(content) > LARGEST_FILE:
        raise ValidationError(
            f"The file has {filesizeformat(len(content))}, and {filesizeformat(LARGEST_FILE)} is "
            "the most that we take. Split it into several files."
        )
    lines = _xlsx_lines(content) if content.startswith(b"PK") else _csv_lines(content)
    columns, rows = None, []
    for line, texts in lines:
        while texts and not texts[-1]:
            texts.pop()
        if columns is None:
            columns = texts
            _refuse_bad_columns(columns)
        elif len(texts) > len(columns):
            raise ValidationError(
                f"Line {line} has {len(texts)} cells, but the first line names {len(columns)} "
                "columns. Perhaps a comma stands in a text without quotation marks around it."
            )
        elif texts:
            rows.append((line, texts + [""] * (len(columns) - len(texts))))
        if len(rows) > MOST_ROWS:
            raise ValidationError(
                f"The file has more than {MOST_ROWS:,} rows. Split it into several files."
            )
    if not rows:
        raise ValidationError(
            "There are no rows in the file. Its first line names the columns, and the rows follow."
        )
    return Sheet(columns, rows)


def _refuse_bad_columns(columns):
    if not columns:
        raise ValidationError("The first line is empty. It must name the columns.")
    if len(columns) > MOST_COLUMNS:
        raise ValidationError(f"The file has more than {MOST_COLUMNS} columns.")
    if "" in columns:
        raise ValidationError(
            f"Column {columns.index('') + 1} has no name in the first line. The first line must "
            "name each column."
        )


def _csv_lines(content):
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ValidationError(
            f"Line {line} is not UTF-8 text. In Excel, save the file as “CSV UTF-8” or as XLSX."
        ) from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise ValidationError(
            f"Line {line} holds a null character, so this is not a CSV file. Choose a CSV or XLSX."
        )
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)  # Excel writes semicolons in some countries
    reader, line = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True), 1
    try:
        for cells in reader:
            yield line, [as_typed(cell.strip()) for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        raise ValidationError(
            f"Line {line} cannot be read as CSV. Perhaps a quotation mark is missing in it."
        ) from error


def _xlsx_lines(content):
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            _refuse_costly(packed)
        page = load_workbook(BytesIO(content), read_only=True, data_only=True).worksheets[0]
        page.reset_dimensions()
        cells_of_lines = page.iter_rows(
            max_row=MOST_LINES + 1, max_col=MOST_CELLS_OF_LINE, values_only=True
        )
        for line, cells in enumerate(cells_of_lines, start=1):
            if line > MOST_LINES:
                raise ValidationError(
                    f"The file goes on after line {MOST_LINES:,}. Copy the rows into a new sheet, "
                    "or split it into several files."
                )
            yield line, [_as_text(cell) for cell in cells]
    except ValidationError:
        raise
    except Exception as error:  # a broken file can fail in any way
        raise ValidationError(
            "This XLSX file cannot be read. Open it in your spreadsheet program and save it once "
            "more as XLSX, or as CSV."
        ) from error


def _refuse_costly(packed):
    """Raises ValidationError when the file is small and would take very much to be read."""
    unpacked = sum(part.file_size for part in packed.infolist())
    if unpacked > LARGEST_UNPACKED:
        raise ValidationError(
            f"Unpacked, the file has {filesizeformat(unpacked)}. Copy the rows into a new sheet, "
            "or split it into several files."
        )
    texts = [packed.read(part) for part in packed.infolist() if not part.is_dir()]
    if sum(text.count(b"<") for text in texts) > MOST_TAGS:
        raise ValidationError(
            "The file holds very much beside its rows. Copy the rows into a new sheet."
        )
    if any(FAR_RIGHT.search(text) for text in texts):
        raise ValidationError(
            "A cell stands very far to the right in the file. Copy the rows into a new sheet."
        )
    if any(b"<!DOCTYPE" in text.replace(b"\0", b"") for text in texts):
        raise ValidationError(
            "The file holds definitions that no spreadsheet has. Copy the rows into a new sheet."
        )


def _as_text(cell):
    """What a person sees in a cell: a date in ISO form, a whole number without its point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, datetime):
        return str(cell.date() if cell.time() == time() else cell.replace(microsecond=0))
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return as_typed(str(cell).strip())
