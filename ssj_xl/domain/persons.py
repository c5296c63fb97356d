"""Who is a natural person among the objects, and the only ways in which a person's number leaves the office.

A number is shown by its first and last four characters.  A person is named with the institution and that number; where
the object's code is the number itself, another code stands for it, made of nothing but what is shown beside it.
Sources: 个人信息保护法 6, 28; 2024 practice of 行政执法公示 (natural persons are published masked).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any

from ssj_xl.domain import uscc
from ssj_xl.domain.codes import OBJECT_TYPES
from ssj_xl.tables.defaults import LIKE_ENTERPRISES, NO_ENTERPRISES, OF_BODIES, OF_PERSONS, code_rows

Row = Mapping[str, Any]

WORDS, NEVER = ("律师", "员", "人", "工作者"), ("法人",)
"""Words at the end of a type that no list has: whoever may be a person is treated as one, and who is never one."""
_LONG = 12
"""A number has at least so many characters; shorter ones are codes of the office's own."""
_RUN = re.compile(rf"[0-9]{{{_LONG - 1}}}")
_BIRTH = (6, 14)  # where an identity number has the date of birth


def _listed(codes: Iterable[Row]) -> dict[str, bool]:
    return {row["name"]: row["person"] == "是" for row in codes if row["category"] == OBJECT_TYPES and row.get("person")}


_DEFAULTS = _listed(row._asdict() for row in code_rows())


@dataclass(frozen=True)
class Persons:
    """The object types that are natural persons: `object_type in persons`; and how the objects of a type are counted.

    listed: what 代码表 says in 自然人; of other types the built-in list decides, then the type's last word.
    words: what it says in 量词; of other types that of bodies or of persons.
    enterprises: what it says in 涉企检查; of other types 否 for persons, 参照 for bodies.
    """

    listed: Mapping[str, bool] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    enterprises: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, codes: Iterable[Row]) -> Persons:
        """By the rows of 代码表."""
        rows = [row for row in codes if row["category"] == OBJECT_TYPES]
        return cls(_listed(rows), *({row["name"]: row[key] for row in rows if row.get(key)} for key in ("measure", "enterprise")))

    def measure(self, object_type: str) -> str:
        """The measure word for objects of a type: 家, 名, or what 代码表 says."""
        return self.words.get(object_type) or (OF_PERSONS if object_type in self else OF_BODIES)

    def is_enterprise(self, object_type: str) -> bool:
        """Whether a visit of what has this type is one of an enterprise (涉企检查 是 or 参照).

        It is asked with the type of what is entered: a lawyer is checked at the law firm, whose visit it is.  Of a type that is
        none (否: by default a person whose institution nobody knows) no visit counts towards a 年度上限 of 次数规则: none is over it
        or kept out by it, its 计入上限 is 否, and the bureau's 检查次数 has it among 不计入次数.  免查月数, 抽查频次 and the
        年度检查上限 of a tier are the office's own rules, and hold for every object.
        Source: 国办发〔2024〕54号 (visits of enterprises).
        """
        return self.enterprises.get(object_type, NO_ENTERPRISES if object_type in self else LIKE_ENTERPRISES) != NO_ENTERPRISES

    def __contains__(self, object_type: str) -> bool:
        known = self.listed.get(object_type, _DEFAULTS.get(object_type))
        return object_type.endswith(WORDS) and not object_type.endswith(NEVER) if known is None else known


def entered_by(objects: Iterable[Row], codes: Iterable[Row]) -> dict[str, str]:
    """Object → institution that is entered to check it: of a person the one where he practises, else the object itself.

    objects: gone through several times.  A person's institution is the one of 执业机构编码, where that is blank the first that has the same 统一社会信用代码.
    首页 tells the same by a formula (`counts.crews`).
    """
    persons = Persons.of(codes)
    wanted = {row.get("uscc") for row in objects if row["object_type"] in persons} - {None, ""}
    bodies: dict[str, str] = {}
    for row in objects if wanted else ():
        if row.get("uscc") in wanted and row["object_type"] not in persons:
            bodies.setdefault(row["uscc"], row["code"])
    return {row["code"]: str((row.get("employer") or bodies.get(row.get("uscc", "")) or row["code"]) if row["object_type"] in persons else row["code"])
            for row in objects}


BUILT_IN = Persons()
"""By the built-in list alone."""


def masked(number: str) -> str:
    """A number with its middle hidden.

    >>> masked('11399201510123456')
    '1139*********3456'
    >>> masked('12345')
    '****5'
    """
    shown = 4 if len(number) >= _LONG else 1 if len(number) >= 4 else 0
    head = shown if len(number) >= _LONG else 0
    return number[:head] + "*" * (len(number) - head - shown) + number[len(number) - shown:]


def masked_code(number: str, *facts: str) -> str:
    """A code in place of a number: its first and last characters, and 8 hex of a digest of what is shown beside it.

    The same person has the same code in every workbook, and it says nothing that its row does not say.

    >>> masked_code('11399201510123456', '张某', '云州某律师事务所')
    '1139-3456-9109CACC'
    """
    shown = masked(number)
    digest = sha256("|".join((shown, *facts)).encode()).hexdigest()[:8].upper()
    return "-".join(part for part in (*re.split(r"[^0-9A-Za-z]+", shown), digest) if part).upper()


@dataclass(frozen=True)
class Showing:
    """How the objects of a register are shown to others.  rows: of 检查对象, by code; persons: which types are people.

    An object that is no longer in the register is known by what its row of a list says: name and object type.
    """

    rows: Mapping[str, Row]
    persons: Persons = BUILT_IN

    @classmethod
    def of(cls, objects: Iterable[Row], codes: Iterable[Row]) -> Showing:
        """By the rows of 检查对象 and 代码表."""
        return cls({row["code"]: row for row in objects}, Persons.of(codes))

    def is_person(self, code: str, object_type: str = "") -> bool:
        """Whether an object is a natural person; of one that nobody knows any more, whether its code is such a number."""
        row = self.rows.get(code)
        known = row["object_type"] if row else object_type
        return known in self.persons if known else self._is_number(code)

    def measure(self, code: str) -> str:
        """The measure word for an object."""
        row = self.rows.get(code)
        return self.persons.measure(row["object_type"]) if row else OF_PERSONS if self.is_person(code) else OF_BODIES

    def institution(self, code: str) -> str:
        """The name of the institution in which a person practises; '' where the register does not know it."""
        row = self.rows.get(code)
        if row is None:
            return ""
        employer = self.rows.get(row.get("employer") or "")
        return str(employer["name"]) if employer else self._bodies.get(row["uscc"], "")

    @cached_property
    def _bodies(self) -> dict[str, str]:
        """Institutions by 统一社会信用代码, which is what a person's row may have of its own institution."""
        return {row["uscc"]: row["name"] for row in reversed(tuple(self.rows.values())) if row["uscc"] and row["object_type"] not in self.persons}

    def name(self, code: str, name: str, object_type: str = "") -> str:
        """An object's name; of a person with the institution and the number's first and last characters."""
        if not self.is_person(code, object_type):
            return name
        beside = "，".join(part for part in (self.institution(code), masked(self._number_of(code))) if part)
        return f"{name}（{beside}）" if beside else name

    def code(self, code: str, name: str, object_type: str = "") -> str:
        """An object's code; another in its place where it gives a person's number away."""
        if not self.is_person(code, object_type) or not self._is_number(code):
            return code
        return masked_code(code, name, self.institution(code))

    def number(self, code: str, name: str = "", object_type: str = "") -> str:
        """The number by which an object is shown: a body's credit code whole, any other number masked.

        What stands in the column of credit codes and is none (an identity number, say) is masked.
        """
        row = self.rows.get(code) or {"uscc": "", "licence": ""}
        uscc_code = "" if self.is_person(code, object_type) else row["uscc"]
        if uscc_code and uscc.is_valid(uscc_code) and not _like_identity(uscc.compact(uscc_code)):
            return uscc.compact(uscc_code)
        return masked(uscc_code or row["licence"])

    def _number_of(self, code: str) -> str:
        row = self.rows.get(code)
        return (row["licence"] if row else "") or (code if self._is_number(code) else "")

    def _is_number(self, code: str) -> bool:
        licence = self.rows[code]["licence"] if code in self.rows else ""
        return bool(_RUN.search(code)) or bool(licence and licence in code)


UNKNOWN = Showing({})
"""Of a register that nobody has: codes and names as they are."""


def _like_identity(code: str) -> bool:
    """Whether 18 characters read as an identity number: a date of birth in place, digits up to the last."""
    start, end = _BIRTH
    try:
        date.fromisoformat(f"{code[start:start + 4]}-{code[start + 4:start + 6]}-{code[start + 6:end]}")
    except ValueError:
        return False
    return code[:17].isdigit() and code[start:start + 2] in {"19", "20"}
