"""One cell in, one value out: the only place that asks what a raw cell really is.

Readers disagree (5 or 5.0, date or datetime, '' or None); after this module nothing asks again.
Text kinds give str ('' when blank), LIST and CODES a tuple of str, INT int, RATIO Fraction,
DATE date, TIME the text 'YYYY-MM-DD HH:MM:SS'; blank numbers and dates give None.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any

from ssj_xl.tables.grid import EPOCH, Raw
from ssj_xl.tables.spec import Column, Kind

Cell = str | int | float | bool | date | Fraction | tuple[str, ...] | None

_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!")
CODE = re.compile(r"[0-9A-Z._-]{1,40}")
ALL_CODES = "全部"
_NAME = re.compile("[\u3400-\u9fff]")
_DATE = re.compile(r"([0-9]{4})[-./年]([0-9]{1,2})[-./月]([0-9]{1,2})日?")
_CHINESE_DATE = re.compile("([0-9〇○零一二三四五六七八九]{4})年((?:[一二三]?十)?[一二三四五六七八九]?)月((?:[一二三]?十)?[一二三四五六七八九]?)日")
_COMPACT_DATE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_NO_DAYS = (
    (re.compile(r"[0-9]{4}年?|[0-9]{4}[-./年][0-9]{1,2}月?|[0-9]{6}"), "没有写到哪一天"),
    (re.compile(r"[0-9]{1,2}[-./][0-9]{1,2}[-./][0-9]{4}"), "看不出哪个是月、哪个是日"),
    (re.compile(r"[0-9]{1,2}[-./年][0-9]{1,2}[-./月][0-9]{1,2}日?"), "的年份不是四位，看不出是哪一年"),
    (re.compile(r"[0-9]{1,2}[-./月][0-9]{1,2}[日号]?"), "没有写年份"),
)
_MONTH = re.compile(r"(\d{4})[-./年](\d{1,2})月?份?")
_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_AT_LEAST = re.compile(r"^(?:不低于|不少于|不小于|至少|≥|>=)\s*")
_RATIO = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*%")
_DECIMAL = re.compile(r"0?\.[0-9]+|0|1\.0+")
_WHOLE = re.compile(r"-?[0-9]{1,15}")
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(,[0-9]{3}){1,4}")
_MIDNIGHT_OR_LATER = re.compile(r"[ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?$")
_FLOATED = re.compile(r"([0-9]+)\.0")
"""A number that a program took for a decimal one and wrote out."""
_DIGITS, _LONG_NUMBER = 15, 5
_SPLIT = re.compile(r"[、,，;；\r\n]+")
_SPACES = re.compile(r"[ \t\u00a0\u3000]+")
_REMEMBERED = 1 << 16
"""Texts whose reading is remembered: registers say the same words, codes and names again and again."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says: the value, and a problem code with its parameters if there is a doubt or an error."""

    value: Cell
    code: str = ""
    params: tuple[tuple[str, object], ...] = ()


_HALF = {**{wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}, 0x3000: 0x20}


def halve(text: str) -> str:
    """Full-width ASCII forms as half-width ones (other compatibility characters stay as they are)."""
    return text if text.isascii() else text.translate(_HALF)


def tidy(text: str) -> str:
    """Text in NFC without control characters, outer blanks and runs of blanks; line breaks stay.

    Applied twice it changes nothing more: what is written reads back as it was.
    """
    if not text.isprintable():
        text = _without_controls(text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n")).strip()


def _without_controls(text: str) -> str:
    """Without what cannot be seen (controls, zero-width marks, half characters); tabs and line breaks stay."""
    if text.isprintable():
        return text
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))


def brackets(name: str) -> str:
    """A name with brackets in the full-width form that official names use: (石家庄) → （石家庄）."""
    return name.replace("(", "（").replace(")", "）")


def fold_name(name: str) -> str:
    """A name as it is compared: half-width, without blanks."""
    return brackets("".join(halve(name).split()))


def is_blank(raw: Raw) -> bool:
    """Whether a raw cell holds nothing that can be seen."""
    return raw is None or (isinstance(raw, str) and not (raw.isprintable() and raw.strip()) and not tidy(raw))


def is_error(raw: Raw) -> bool:
    """Whether a cell shows an error value of Excel, such as #REF!."""
    return isinstance(raw, str) and raw.strip() in _ERRORS


def split_list(text: str) -> tuple[str, ...]:
    """Parts of a list cell, in order, each once; any of 、，；, or a line break divides."""
    parts = (tidy(part) for part in _SPLIT.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))


def as_text(raw: Raw) -> str:
    """Any raw cell as the text a person would read."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == time() else raw.isoformat(" ", "seconds")
    return str(raw)


def blank_of(kind: Kind) -> Cell:
    """The value of a cell that holds nothing."""
    return _BLANK.get(kind, "")


def read_cell(raw: Raw, column: Column, *, percent: bool = False) -> Reading:
    """The value of a raw cell of `column`; `percent` tells that the cell is formatted as a percentage."""
    if raw is None:
        return _BLANK_READINGS[column.kind]
    if isinstance(raw, str):
        return _read_string(raw, column.kind)
    return _read_ratio(raw, percent=percent) if column.kind is Kind.RATIO else _READERS[column.kind](raw)


@lru_cache(maxsize=_REMEMBERED)
def _read_string(raw: str, kind: Kind) -> Reading:
    if is_blank(raw):
        return _BLANK_READINGS[kind]
    if is_error(raw):
        return Reading(_BLANK.get(kind, ""), "T15", (("value", raw.strip()),))
    return _read_ratio(raw, percent=False) if kind is Kind.RATIO else _READERS[kind](raw)


def read_number_as_code(raw: int | float) -> Reading:
    """A number where a code should be: T04 for one that Excel, which keeps 15 digits, has damaged, else T17, as zeros in front may be lost."""
    text = as_text(raw)
    damaged = sum(c.isdigit() for c in text) > _DIGITS or "e" in text.lower() or "." in text
    return Reading(text, "T04" if damaged else "T17", (("value", text),))


def _read_id(raw: Raw) -> Reading:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return read_number_as_code(raw)
    if found := _FLOATED.fullmatch(as_text(raw).strip()):
        return _floated(found[1], as_text(raw))
    return _noted(as_text(raw), "".join(_code_text(as_text(raw)).split()))


def _floated(digits: str, raw: str) -> Reading:
    return Reading(digits, "T04" if len(digits) > _DIGITS else "T17", (("value", raw),))


def _code_text(text: str) -> str:
    """A code half-width and in capitals; anything beyond ASCII stays, lest ſ, ß or the Kelvin sign become letters."""
    text = halve(_without_controls(text))
    return text.upper() if text.isascii() else "".join(c.upper() if c.isascii() else c for c in text)


def _read_code(raw: Raw) -> Reading:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return read_number_as_code(raw)
    if isinstance(raw, str) and CODE.fullmatch(raw):
        made = _FLOATED.fullmatch(raw) if raw.endswith(".0") else None  # 1.0 is a code that a list of items may have
        return _floated(made[1], raw) if made and len(made[1]) >= _LONG_NUMBER else Reading(raw)
    found = _codes_in(_code_text(as_text(raw)))
    code = found[0] if found and len(found) == 1 else "".join(_code_text(as_text(raw)).split())
    if not CODE.fullmatch(code):
        return Reading(code, "T13", (("value", as_text(raw)),))
    return _noted(as_text(raw), code)


def _codes_in(text: str) -> list[str] | None:
    """The codes of a text in which each may be followed by its name, as drop-downs show them; None where other words stand there."""
    codes: list[str] = []
    for word in text.split():
        if CODE.fullmatch(word) or word == ALL_CODES:
            codes.append(word)
        elif not (codes and _NAME.match(word)):
            return None
    return codes


def _noted(raw: str, value: str) -> Reading:
    return Reading(value) if raw == value else Reading(value, "T11", (("value", raw), ("read", value)))


def _read_text(raw: Raw) -> Reading:
    text = " ".join(filter(None, tidy(as_text(raw)).split("\n")))
    value = brackets(text)
    return _noted(as_text(raw), value) if isinstance(raw, str) else Reading(value)


def _read_long(raw: Raw) -> Reading:
    return Reading(tidy(as_text(raw)))


def _read_list(raw: Raw) -> Reading:
    return Reading(tuple(brackets(part) for part in split_list(as_text(raw))))


def _read_codes(raw: Raw) -> Reading:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        number = read_number_as_code(raw)
        return Reading((str(number.value),), number.code, number.params)
    found = [code for part in re.split(r"[、,;\r\n]+", _code_text(as_text(raw))) for code in _codes_in(part) or part.split()]
    parts = tuple(dict.fromkeys(found))
    bad = [part for part in parts if part != ALL_CODES and not CODE.fullmatch(part)]
    return Reading(parts, "T13", (("value", "、".join(bad)),)) if bad else Reading(parts)


def _read_int(raw: Raw) -> Reading:
    if isinstance(raw, bool | date | time | timedelta):
        return Reading(None, "T07", (("value", as_text(raw)),))
    text = halve(tidy(as_text(raw)))
    if _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    return Reading(int(text)) if _WHOLE.fullmatch(text) else Reading(None, "T07", (("value", as_text(raw)),))


def _read_ratio(raw: Raw, *, percent: bool) -> Reading:
    if isinstance(raw, float) and not math.isfinite(raw):
        return Reading(None, "T08", (("value", as_text(raw)),))
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        value = Fraction(str(raw)).limit_denominator(1_000_000)
        if 0 <= value < 1 or (percent and 0 <= value <= 1):
            return Reading(value)
        shown = as_text(raw)
        return Reading(None, "T08" if percent or value < 0 else "T09", (("value", shown),))
    text = halve(tidy(as_text(raw)))
    if floor := _AT_LEAST.match(text):  # every ratio is a floor
        reading = _read_ratio(text[floor.end():], percent=percent)
        return reading if reading.code else Reading(reading.value, "T11", (("value", text), ("read", text[floor.end():])))
    if found := _RATIO.fullmatch(text):
        value = Fraction(found[1]) / 100
        return Reading(value) if value <= 1 else Reading(None, "T08", (("value", text),))
    if _DECIMAL.fullmatch(text):
        return Reading(Fraction(text))
    return Reading(None, "T09" if text.replace(".", "", 1).isdigit() else "T08", (("value", text),))


def _read_date(raw: Raw) -> Reading:
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, date):
        return Reading(raw) if 1990 <= raw.year <= 2100 else Reading(raw, "T16", (("value", raw.isoformat()),))
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return _serial_date(raw)
    text = in_digits(re.sub(r"\s+", "", _MIDNIGHT_OR_LATER.sub("", halve(tidy(as_text(raw))))))
    found = _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    day = _calendar_day(found) if found else None
    if day is None:
        return Reading(None, "T05", (("value", as_text(raw)), ("why", _why_no_day(text, found is not None))))
    if not 1990 <= day.year <= 2100:
        return Reading(day, "T16", (("value", day.isoformat()),))
    return Reading(day, "T06", (("value", as_text(raw)), ("read", day.isoformat())))


def _why_no_day(text: str, is_whole: bool) -> str:
    """What a text that is no day lacks.  is_whole: year, month and day are there."""
    return "在日历上没有这一天" if is_whole else next((why for form, why in _NO_DAYS if form.fullmatch(text)), "不是日期")


def why_no_day(raw: Raw) -> str:
    """Why `day_of` finds no day, as the end of a sentence that begins with the value."""
    return str(dict(_read_date(raw).params).get("why", "的年份超出 1990–2100"))


def day_of(text: str) -> date | None:
    """The day that people wrote, as a cell with a day is read: 2021-03-05, 2021/3/5, 2021年3月5日, 二〇二一年三月五日; None for what is none."""
    reading = _read_date(text)
    return reading.value if isinstance(reading.value, date) and reading.code in ("", "T06") else None


def in_digits(text: str) -> str:
    """A text whose days in Chinese numerals are in digits: 二〇二六年十二月二十一日 is 2026年12月21日."""
    return _CHINESE_DATE.sub(lambda found: f"{''.join(map(_digit, found[1]))}年{_numeral(found[2])}月{_numeral(found[3])}日", text)


def _digit(sign: str) -> str:
    return sign if sign.isascii() else str(max("〇一二三四五六七八九".find(sign), 0))


def _numeral(text: str) -> int:
    """十二 is 12, 二十 is 20; '' is 0."""
    tens, ten, ones = text.rpartition("十")
    return (int(_digit(tens or "一")) * 10 if ten else 0) + (int(_digit(ones)) if ones else 0)


def _calendar_day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _serial_date(raw: int | float) -> Reading:
    """A date whose format was lost: Excel's day number, if it falls into 1990–2100; 20210315 is a date too."""
    if 32_874 <= raw <= 73_415:
        return Reading(EPOCH + timedelta(days=int(raw)))
    found = _COMPACT_DATE.fullmatch(as_text(raw))
    day = _calendar_day(found) if found else None
    if day is not None:
        return Reading(day, "T06", (("value", as_text(raw)), ("read", day.isoformat())))
    return Reading(None, "T05", (("value", as_text(raw)), ("why", _why_no_day(as_text(raw), found is not None))))


def _read_time(raw: Raw) -> Reading:
    if isinstance(raw, datetime):
        return Reading(raw.replace(tzinfo=None).isoformat(" ", "seconds"))
    if isinstance(raw, date):
        return Reading(f"{raw.isoformat()} 00:00:00")
    found = _TIME.fullmatch(halve(tidy(as_text(raw))))
    text = f"{found[1]} {int(found[2]):02}:{found[3]}:{found[4] or '00'}" if found else ""
    return Reading(text) if _is_time(text) else Reading("", "T12", (("value", as_text(raw)),))


def _read_month(raw: Raw) -> Reading:
    """A month as 2021-03; Excel turns a typed 2021-03 into the first day of that month."""
    if isinstance(raw, date):
        return Reading(f"{raw.year:04}-{raw.month:02}")
    text = halve(tidy(as_text(raw)))
    found = _MONTH.fullmatch(re.sub(r"\s+", "", text))
    if not found or not 1 <= int(found[2]) <= 12:
        return Reading("", "T19", (("value", as_text(raw)),))
    return Reading(f"{found[1]}-{int(found[2]):02}")


def _is_time(text: str) -> bool:
    try:
        datetime.strptime(text, "%Y-%m-%d %H:%M:%S")
    except ValueError:
        return False
    return True


_BLANK: dict[Kind, Cell] = {Kind.INT: None, Kind.RATIO: None, Kind.DATE: None, Kind.LIST: (), Kind.CODES: ()}
_BLANK_READINGS = {kind: Reading(_BLANK.get(kind, "")) for kind in Kind}
_READERS: dict[Kind, Callable[[Raw], Reading]] = {
    Kind.CODE: _read_code,
    Kind.ID: _read_id,
    Kind.TEXT: _read_text,
    Kind.LONG: _read_long,
    Kind.INT: _read_int,
    Kind.DATE: _read_date,
    Kind.TIME: _read_time,
    Kind.MONTH: _read_month,
    Kind.CHOICE: _read_text,
    Kind.LIST: _read_list,
    Kind.CODES: _read_codes,
    Kind.HEX: _read_long,
}


def cell_text(value: Any) -> Any:
    """A value as it is written into a cell: lists joined by 、, everything else as it is."""
    return "、".join(value) if isinstance(value, tuple) else value


def value_text(value: Any) -> str:
    """A value as a person writes it: shares as percents, days as 2021-03-20, lists joined by 、, '' for nothing.

    >>> value_text(Fraction(1, 4)), value_text(("a", "b")), value_text(None)
    ('25%', 'a、b', '')
    """
    return f"{float(value * 100):g}%" if isinstance(value, Fraction) else "" if value is None else str(cell_text(value))
