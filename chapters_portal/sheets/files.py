"""Spreadsheets as rows of texts: CSV and XLSX, read with the numbers of their lines, written."""

import csv
import re
import unicodedata
import zipfile
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO, StringIO
from itertools import islice
from xml.etree.ElementTree import iterparse

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.text import get_text_list
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import get_column_letter

from .outcome import Problem

LARGEST_FILE = 5 * 1024 * 1024  # bytes
LARGEST_UNPACKED = 30 * 1024 * 1024  # bytes; an XLSX is a ZIP, and a small one can hold very much
MOST_ROWS = 1000
MOST_COLUMNS = 100
MOST_LINES = 10 * MOST_ROWS  # with those that are empty
MOST_CELLS_OF_LINE = 702  # up to column ZZ
FAR_RIGHT = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["'][A-Z]{3}""")  # a cell beyond that
MOST_TAGS = 1_000_000  # of the XML in an XLSX: 100,000 cells with a text each have 800,000
LONGEST_CELL = 32_767  # characters; Excel holds no more
MOST_TITLES = 10  # lines among which the names of the columns are looked for
SEPARATOR = re.compile(r'"?sep=(?P<sign>[^\s"]|\t)?"?', re.IGNORECASE)  # Excel's own first line
# Nobody sees them, and they come along with what is copied from letters and pages.
NO_WIDTH = dict.fromkeys([0x200B, 0x2060, 0xFEFF, 0x200E, 0x200F, *range(0x202A, 0x202F)])
# A format of digits and signs, such as 00000, 00000\-0000 and \(###\)\ ###\-####.
PLACES = re.compile(r'(?=.*[0#].*[0#])(?:[0#() -]|\\.|"[^"]*")+')
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
PROTECTED = (
    "The file is protected with a password. In Excel, take that off under File, Info, Protect "
    "Workbook, or save the sheet as CSV UTF-8."
)
OLD_EXCEL = "The file is of the old kind XLS. In your spreadsheet program, save it as XLSX."
NOT_CALCULATED = "#formula"
TROUBLES = [  # how a cell shows that it does not show what was meant, and what to do
    (
        re.compile(NOT_CALCULATED),
        "The formula in this cell has no result in the file. Open the file in your spreadsheet "
        "program and save it once more, or write the value in place of the formula.",
    ),
    (
        re.compile(r"#(?:REF!|VALUE!|N/A|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!)"),
        "The formula in this cell went wrong. Mend it, or write the value in its place.",
    ),
    (
        re.compile(r"#{3,}"),
        "The column was too narrow to show this cell. Make it wider and save the file once more.",
    ),
    (
        re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE),
        "The spreadsheet program has shortened this number. Format the column as text, and write "
        "the number once more.",
    ),
]
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
    """`rows` are texts with their lines; `notes` say what of the file is not among them."""

    columns: list[str]
    rows: list[tuple[int, list[str]]]
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_sheet(content, column_named=lambda name: None):
    """The rows of `content`, the bytes of a CSV or XLSX file. What it is, its beginning says.

    `column_named` knows the names of columns, by which their line is found below a title. Raises
    ValidationError when the file is too large, cannot be read, or its lines do not fit its columns.
    """
    if len(content) > LARGEST_FILE:
        raise ValidationError(
            f"The file has {filesizeformat(len(content))}, and {filesizeformat(LARGEST_FILE)} is "
            "the most that we take. Split it into several files."
        )
    if content.startswith(OLD_OFFICE):
        raise ValidationError(PROTECTED if ENCRYPTED in content else OLD_EXCEL)
    notes = []
    is_xlsx = content.startswith(b"PK")
    lines = read_xlsx(content, notes) if is_xlsx else read_csv(content, column_named)
    lines = [(line, _without_empty_end(texts)) for line, texts in lines]
    place = _place_of_columns([texts for _, texts in lines[:MOST_TITLES]], column_named)
    if place:
        above = " to ".join(str(line) for line in dict.fromkeys([lines[0][0], lines[place - 1][0]]))
        notes.append(f"Above the names of the columns, line {above} is not read.")
    columns = lines[place][1] if lines else []
    _refuse_bad_columns(columns)
    rows, problems = [], []
    for line, texts in lines[place + 1 :]:
        if len(texts) > len(columns):
            raise ValidationError(
                f"Line {line} has {len(texts)} cells, but the first line names {len(columns)} "
                "columns. Perhaps a comma stands in a text without quotation marks around it."
            )
        if texts:
            rows.append((line, texts + [""] * (len(columns) - len(texts))))
            problems += _problems_of_cells(line, columns, texts)
    if len(rows) > MOST_ROWS:
        raise ValidationError(
            f"The file has more than {MOST_ROWS:,} rows. Split it into several files."
        )
    if not rows:
        raise ValidationError(
            "There are no rows in the file. Its first line names the columns, and the rows follow."
        )
    return Sheet(columns, rows, problems, notes)


def _without_empty_end(texts):
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _place_of_columns(lines, column_named):
    """Which of the first lines names the most columns: the first one, where none names any."""
    return max(
        range(len(lines)), key=lambda place: _columns_in(lines[place], column_named), default=0
    )


def _columns_in(texts, column_named):
    return sum(column_named(text) is not None for text in texts)


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


def _problems_of_cells(line, columns, texts):
    """The cells that tell of a spreadsheet program's trouble, and not what was meant."""
    for column, text in zip(columns, texts, strict=False):
        for trouble, message in TROUBLES:
            if trouble.fullmatch(text):
                yield Problem(line, column, text, message)


def seen(text):
    """`text` without what nobody sees: marks of no width, and parts of letters kept apart."""
    return unicodedata.normalize("NFC", text.translate(NO_WIDTH)).strip()


# -- CSV


def read_csv(content, column_named):
    """Pairs of a line and its texts."""
    text = _decoded(content)
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise ValidationError(
            f"Line {line} holds a null character, so this is not a CSV file. Choose a CSV or XLSX."
        )
    first = text.split("\n", 1)[0].strip()
    if named := SEPARATOR.fullmatch(first):
        lines = _csv_lines(text, named["sign"])
        next(lines)
    else:
        lines = _csv_lines(text, _delimiter(text, first, column_named))
    return list(islice(lines, MOST_LINES))


def _decoded(content):
    """Excel writes UTF-8 with a mark in front, and its “Unicode text” as UTF-16 with another."""
    coding = "utf-16" if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return content.decode(coding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ValidationError(
            f"Line {line} is not UTF-8 text. In Excel, save the file as “CSV UTF-8” or as XLSX."
        ) from error


def _delimiter(text, first, column_named):
    """What stands between cells: Excel writes semicolons in some countries."""

    def names(delimiter):
        try:
            lines = [texts for _, texts in islice(_csv_lines(text, delimiter), MOST_TITLES)]
        except ValidationError:
            return 0
        return max((_columns_in(texts, column_named) for texts in lines), default=0)

    return max(",;\t", key=lambda one: (names(one), first.count(one)))


def _csv_lines(text, delimiter):
    reader, line = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True), 1
    try:
        for cells in reader:
            yield line, [as_typed(seen(cell)) for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        raise ValidationError(
            f"Line {line} cannot be read as CSV. Perhaps a quotation mark is missing in it."
        ) from error


# -- XLSX


def read_xlsx(content, notes):
    """Pairs of a line and its texts, of the sheet that lies in front, as a person sees them."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            _refuse_costly(packed)
        reader = ExcelReader(BytesIO(content), read_only=True, data_only=True)
        reader.read()
        page = _page_in_front(reader.wb, notes)
        paths = {one.name: link.target for one, link in reader.parser.find_sheets()}
        with reader.archive.open(paths[page.title]) as file:
            unseen = _unseen_in(file)
        lines = _xlsx_lines(page, unseen)
        if unseen.lines:
            notes.append(f"Hidden in the sheet and not read: {in_words('line', unseen.lines)}.")
        if unseen.columns:
            names = map(get_column_letter, unseen.columns)
            notes.append(f"Hidden in the sheet and not read: {in_words('column', names)}.")
        return lines
    except ValidationError:
        raise
    except Exception as error:  # a broken file can fail in any way
        raise ValidationError(
            "This XLSX file cannot be read. Open it in your spreadsheet program and save it once "
            "more as XLSX, or as CSV."
        ) from error


def in_words(what, names):
    """ "line 3", "lines 3, 4 and 7"; of very many the first ones."""
    names = list(map(str, names))
    shown = [*names[:10], f"{len(names) - 10} more"] if len(names) > 10 else names
    return f"{what if len(names) == 1 else what + 's'} {get_text_list(shown, 'and')}"


def _page_in_front(book, notes):
    visible = [page for page in book.worksheets if page.sheet_state == "visible"]
    front = book.active if book.active in visible else visible[0]
    others = [f"“{page.title}”" for page in visible if page is not front]
    if others:
        notes.append(
            f"The sheet “{front.title}” lay in front and is read; "
            f"{get_text_list(others, 'and')} {'is' if len(others) == 1 else 'are'} not."
        )
    return front


@dataclass
class Unseen:
    """What of a sheet nobody sees: hidden lines and columns, formulas that were not calculated."""

    lines: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    formulas: set[str] = field(default_factory=set)


def _unseen_in(file):
    """Reads the XML itself: openpyxl, where it reads line by line, keeps none of this."""
    unseen, line = Unseen(), 0
    for event, element in iterparse(file, ["start", "end"]):  # noqa: S314 (no DOCTYPE is let in)
        kind = element.tag.rpartition("}")[2]
        is_hidden = element.get("hidden") in {"1", "true"}
        if kind == "row" and event == "start":
            line = int(element.get("r", line + 1))
        elif kind == "row":
            if is_hidden and len(element):
                unseen.lines.append(line)
            element.clear()
        elif kind == "col" and event == "end" and is_hidden:
            last = min(int(element.get("max")), MOST_COLUMNS)
            unseen.columns += range(int(element.get("min")), last + 1)
        elif kind == "c" and event == "end":
            parts = {part.tag.rpartition("}")[2]: part.text for part in element}
            if "f" in parts and not parts.get("v") and "is" not in parts:
                unseen.formulas.add(element.get("r"))
    return unseen


def _xlsx_lines(page, unseen):
    page.reset_dimensions()
    hidden_lines, lines = set(unseen.lines), []
    cells_of_lines = page.iter_rows(max_row=MOST_LINES + 1, max_col=MOST_CELLS_OF_LINE)
    for line, cells in enumerate(cells_of_lines, start=1):
        if line > MOST_LINES:
            raise ValidationError(
                f"The file goes on after line {MOST_LINES:,}. Copy the rows into a new sheet, "
                "or split it into several files."
            )
        if line not in hidden_lines:
            shown = [cell for place, cell in enumerate(cells, 1) if place not in unseen.columns]
            texts = _without_empty_end([_text_of(cell, unseen.formulas) for cell in shown])
            if texts:
                lines.append((line, texts))
    return lines


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


def _text_of(cell, formulas):
    """What a person sees in `cell`: a date in ISO form, a number under its format."""
    value = cell.value
    if value is None:
        is_formula = formulas and isinstance(cell, ReadOnlyCell) and cell.coordinate in formulas
        return NOT_CALCULATED if is_formula else ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime | date):
        return _day_under_format(value, cell.number_format)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int):
        return number_under_format(value, cell.number_format)
    return as_typed(seen(str(value)))


def _day_under_format(value, pattern):
    """In ISO form; where the format shows a month or a year alone, no more than that."""
    shown = set(re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", pattern).lower())
    if "d" not in shown and "h" not in shown and "y" in shown:
        return value.strftime("%B %Y" if "m" in shown else "%Y")
    if isinstance(value, datetime):
        return str(value.date() if value.time() == time() else value.replace(microsecond=0))
    return value.isoformat()


def number_under_format(number, pattern):
    """A whole number with the zeros and signs that its format adds: 2019 under 00000 is 02019."""
    first, *others = re.sub(r"\[\$[^\]]*\]", "", pattern).split(";")
    if condition := re.match(r"\[<=(\d+)\]", first):
        is_first = number <= int(condition[1]) or not others
        first = first[condition.end() :] if is_first else others[0]
    if number < 0 or not PLACES.fullmatch(first):
        return str(number)
    digits, shown = list(str(number)), []
    marks = re.findall(r'\\.|"[^"]*"|.', first)
    last = next(place for place, mark in enumerate(marks) if mark in {"0", "#"})
    for place, mark in reversed(list(enumerate(marks))):
        if mark not in {"0", "#"}:
            shown.append(mark.strip('"').removeprefix("\\"))
        elif place == last:
            shown.append("".join(digits) or mark.replace("#", ""))
        else:
            shown.append(digits.pop() if digits else mark.replace("#", ""))
    return "".join(reversed(shown)).strip()
