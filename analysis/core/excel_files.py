"""Workbooks of tables (.xlsx, Office Open XML, ISO/IEC 29500): the same tables give the same bytes, and no text runs.

Written by hand, since a library would write the hour and its own version into the file.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from typing import Any
from unicodedata import east_asian_width
from xml.sax.saxutils import escape, quoteattr

import polars as pl

from .control_characters import for_xml
from .csv_tables import PICTURES, flat
from .errors import StudyError

MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS = 1_048_576, 16_384, 32_767  # Microsoft, "Excel specifications and limits"
_EPOCH = datetime(1899, 12, 30)  # of serial dates; right from 1 March 1900 on, since Excel has a 29 February 1900
_FIRST_DAY = datetime(1900, 3, 1)
_WHOLE = 2**53  # above it a workbook's numbers, which are doubles, skip some
_HEADER, _DAY, _TIME, _QUOTED = 1, 2, 3, 4  # places in the styles below

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    # a text that begins like a formula stays a text when its cell is edited
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/></cellXfs></styleSheet>'
)


def excel_bytes(sheets: Mapping[str, pl.DataFrame], about: Mapping[str, str]) -> bytes:
    """The bytes of a workbook with a sheet for each table and, last, one that says what they are.

    Numbers, dates and truth values keep their types; lists are their members joined by ``" | "``, structures JSON. A text
    is never a formula. Control characters become their pictures (``␀``), as in `write_csv`. A date before March 1900, a
    whole number beyond 2^53 and an infinite number are written as text.

    Parameters
    ----------
    sheets : mapping of str to polars.DataFrame
        By the name of the sheet, in order.
    about : mapping of str to str
        What the file states of itself (corpus, period, licence, …), one row each on a sheet ``about``; that sheet is left
        out where this is empty.

    Returns
    -------
    bytes

    Raises
    ------
    StudyError
        No sheet; a name that Excel does not allow; a table or text larger than a sheet or cell may be.

    Examples
    --------
    >>> from io import BytesIO
    >>> table = pl.DataFrame({"term": ["六保", "=1+1"], "hits": [3, 4]})
    >>> made = excel_bytes({"terms": table}, {"corpus": "press"})
    >>> pl.read_excel(BytesIO(made), sheet_name="terms").rows()
    [('六保', 3), ('=1+1', 4)]
    """
    tables = dict(sheets)
    if about:
        if "about" in (name.lower() for name in tables):
            raise StudyError("a workbook has its own sheet 'about'; give the table another name.")
        tables["about"] = pl.DataFrame({"item": list(about), "value": list(about.values())}, schema_overrides=_ABOUT)
    _check_names(list(tables))
    parts = {f"xl/worksheets/sheet{at}.xml": _sheet(name, tables[name]) for at, name in enumerate(tables, 1)}
    return _zipped(_frame_of(list(tables)) | parts)


_ABOUT = {"item": pl.String, "value": pl.String}


def _check_names(names: list[str]) -> None:
    if not names:
        raise StudyError("a workbook needs a table.")
    for name in names:
        if not re.fullmatch(r"[^\[\]:*?/\\]{1,31}", name) or name != for_xml(name) or name.startswith("'"):
            raise StudyError(f"{name!r} is no name for a sheet: 1 to 31 characters without [ ] : * ? / \\ in it.")
    if len({name.lower() for name in names}) < len(names):
        raise StudyError(f"two sheets of a workbook have one name: {', '.join(sorted(names))}.")


def _frame_of(names: list[str]) -> dict[str, str]:
    """Every part of the file but the sheets."""
    places = range(1, len(names) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for at in places
    )
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{at}" r:id="rId{at}"/>' for at, name in zip(places, names, strict=True)
    )
    links = "".join(
        f'<Relationship Id="rId{at}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>' for at in places
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{links}'
        f'<Relationship Id="rId{len(names) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": _STYLES,
    }


def _sheet(name: str, frame: pl.DataFrame) -> str:
    """One sheet: a bold header that stays in sight, then the rows."""
    if frame.height >= MOST_ROWS or frame.width > MOST_COLUMNS:
        raise StudyError(
            f"the table {name!r} has {frame.height:,} rows and {frame.width:,} columns; a sheet holds "
            f"{MOST_ROWS - 1:,} and {MOST_COLUMNS:,}.\n  Write it as .csv, or a part of it."
        )
    columns, widths = [], []
    for at, column in enumerate(frame.columns):
        values = frame.select(flat(pl.col(column), frame.schema[column])).to_series().to_list()
        cells = [_text(column, _HEADER), *map(_cell, values)]
        columns.append([cell and cell.format(f"{_letters(at)}{row}") for row, cell in enumerate(cells, 1)])
        widths.append(min(60, 2 + max(_width(value) for value in [column, *values[:1000]])))
    rows = "".join(f'<row r="{at}">{"".join(cells)}</row>' for at, cells in enumerate(zip(*columns, strict=True), 1))
    sizes = "".join(f'<col min="{at}" max="{at}" width="{wide}" customWidth="1"/>' for at, wide in enumerate(widths, 1))
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
        'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"{f'<cols>{sizes}</cols>' if sizes else ''}<sheetData>{rows}</sheetData></worksheet>"
    )


def _cell(value: Any) -> str:
    """A cell with a place for its address ``{}``; nothing for a null."""
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return f'<c r="{{}}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, (int, float)) and abs(value) <= (_WHOLE if isinstance(value, int) else 1e308):
        return f'<c r="{{}}"><v>{value!r}</v></c>'
    if isinstance(value, date):
        day = not isinstance(value, datetime)
        moment = datetime(value.year, value.month, value.day) if day else value.replace(tzinfo=None)  # the clock's time
        if moment >= _FIRST_DAY:
            serial = (moment - _EPOCH).total_seconds() / 86_400
            return f'<c r="{{}}" s="{_DAY if day else _TIME}"><v>{int(serial) if day else repr(serial)}</v></c>'
    return _text(str(value), _QUOTED if str(value)[:1] in ("=", "+", "-", "@") else 0)


def _text(text: str, style: int) -> str:
    text = re.sub(
        "_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", for_xml(text.translate(_PICTURED))
    )  # what Excel would take for a code
    if len(text.encode("utf-16-le")) > 2 * MOST_CHARACTERS:
        raise StudyError(
            f"a text of {len(text):,} characters does not fit a cell of a workbook, which holds {MOST_CHARACTERS:,}.\n"
            f"  Write the table as .csv; the text begins {text[:20]!r}."
        )
    shown = escape(text, {"\r": "&#13;"}).replace("{", "{{").replace("}", "}}")
    return f'<c r="{{}}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'


_PICTURED = str.maketrans(PICTURES)


def _letters(at: int) -> str:
    """The letters of a column, from 0.

    >>> _letters(0), _letters(25), _letters(26), _letters(16_383)
    ('A', 'Z', 'AA', 'XFD')
    """
    return (_letters(at // 26 - 1) if at >= 26 else "") + chr(65 + at % 26)


def _width(value: Any) -> int:
    """How wide a value is drawn, in digits; a Chinese character is two."""
    text = "" if value is None else str(value).partition("\n")[0][:60]
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _zipped(parts: Mapping[str, str]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name)  # dated 1980, whenever it is written
            entry.create_system, entry.compress_type = 3, zipfile.ZIP_DEFLATED  # the same on every system
            archive.writestr(entry, _DECLARATION + text)
    return buffer.getvalue()
