"""What the platform's words mean here: objects, inspectors, items, results.  Nothing is guessed.

An object is known by its code, its credit code, its licence, or a name that only one object has; an inspector by
certificate or a name that only one has; a result by the bureau's own word, by the layout's 结果对照, or by the
national code that a row of 代码表 gives (对应国家代码).  Whatever is none of these is named and left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ssj_xl.domain.codes import RESULTS, problem_results
from ssj_xl.tables.cells import brackets, halve
from ssj_xl.tables.defaults import RESULTS as NATIONAL
from ssj_xl.tables.defaults import code_rows

Rows = Sequence[Mapping[str, Any]]

WAYS, DISPOSALS, ITEM_WORDS = "检查方式", "后续处置", "检查事项"


def fold(text: str) -> str:
    """A name as it is compared: half-width, full-width brackets, without blanks."""
    return brackets("".join(halve(text).split()))


@dataclass(frozen=True)
class Found:
    """What a word stands for: one code, or why there is none (no code, or several)."""

    codes: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The code, '' where there is none or more than one."""
        return self.codes[0] if len(self.codes) == 1 else ""

    @property
    def ambiguous(self) -> bool:
        """Whether several would do."""
        return len(self.codes) > 1


@dataclass(frozen=True)
class Words:
    """The registers as a dictionary.  words: the layout's 结果对照, kind → their word → ours."""

    objects: Rows
    inspectors: Rows
    items: Rows
    codes: Rows
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def object(self, row: Mapping[str, Any]) -> Found:
        """The object of a platform's row (keys object, uscc, licence, name)."""
        for key, index in (("object", self._by_code), ("uscc", self._by_uscc), ("licence", self._by_licence),
                           ("uscc", self._by_licence), ("licence", self._by_uscc)):
            if row[key] and (codes := index.get(row[key].upper())):
                return Found(codes)
        return Found(self._by_name.get(fold(row["name"]), ()))

    def inspector(self, name: str, certificates: Iterable[str] = ()) -> Found:
        """The inspector of a name; among namesakes the one whose certificate is given; or of a code or certificate."""
        if name.upper() in self._people_by_certificate:
            return Found(self._people_by_certificate[name.upper()])
        named = self._people.get(fold(name), ())
        given = {code for one in certificates for code in self._people_by_certificate.get(one.upper(), ())}
        return Found(tuple(code for code in named if code in given) or named if len(named) > 1 else named)

    def of_certificate(self, certificate: str) -> Found:
        """The inspector of a certificate."""
        return Found(self._people_by_certificate.get(certificate.upper(), ()))

    def item(self, text: str, within: Iterable[str]) -> Found:
        """The item of a task (`within`: its items) that is meant by a code or a name."""
        wanted = fold(self._translated(ITEM_WORDS, text))
        own = [row for row in self.items if row["code"] in set(within)]
        for names in ((lambda row: (row["code"],)), (lambda row: (row["minor"],)),
                      (lambda row: (f"{row['major']}：{row['minor']}", f"{row['major']}{row['minor']}")),
                      (lambda row: (row["major"],))):
            if codes := tuple(row["code"] for row in own if wanted in map(fold, names(row))):
                return Found(codes)
        return Found()

    def result(self, text: str) -> Found:
        """The bureau's own name (not code) of a result."""
        own = self._names(RESULTS)
        for word in (text, self._translated(RESULTS, text)):
            if exact := own.get(fold(word)):
                return Found((exact,))
            code = next((row.national for row in NATIONAL if fold(row.name) == fold(word)), "")
            if code and (found := tuple(row["name"] for row in self._category(RESULTS) if row["national"] == code)):
                return Found(found)
        return Found()

    def name_in(self, category: str, text: str) -> str:
        """The bureau's own name in another category of 代码表, '' for an unknown word."""
        own = self._names(category)
        return own.get(fold(text)) or own.get(fold(self._translated(category, text)), "")

    @cached_property
    def problems(self) -> frozenset[str]:
        """Results that are problems."""
        return problem_results(self.codes)

    def _translated(self, category: str, text: str) -> str:
        return self._theirs.get(category, {}).get(fold(text), text)

    def _names(self, category: str) -> dict[str, str]:
        return self._ours.get(category, {})

    def _category(self, category: str) -> list[Mapping[str, Any]]:
        own = [row for row in self.codes if row["category"] == category]
        return own or [row._asdict() for row in code_rows() if row.category == category]

    @cached_property
    def _theirs(self) -> dict[str, dict[str, str]]:
        return {kind: {fold(theirs): ours for theirs, ours in words.items()} for kind, words in self.words.items()}

    @cached_property
    def _ours(self) -> dict[str, dict[str, str]]:
        return {kind: {fold(row["name"]): row["name"] for row in self._category(kind)}
                for kind in (RESULTS, WAYS, DISPOSALS)}

    @cached_property
    def object_names(self) -> dict[str, str]:
        """Names of objects by code."""
        return {row["code"]: row["name"] for row in self.objects}

    @cached_property
    def people_names(self) -> dict[str, str]:
        """Names of inspectors by code."""
        return {row["code"]: row["name"] for row in self.inspectors}

    @cached_property
    def item_names(self) -> dict[str, str]:
        """Names of items (小项) by code."""
        return {row["code"]: row["minor"] for row in self.items}

    @cached_property
    def _by_code(self) -> dict[str, tuple[str, ...]]:
        return _index((row["code"], row["code"]) for row in self.objects)

    @cached_property
    def _by_uscc(self) -> dict[str, tuple[str, ...]]:
        return _index((row["uscc"], row["code"]) for row in self.objects)

    @cached_property
    def _by_licence(self) -> dict[str, tuple[str, ...]]:
        return _index((row["licence"], row["code"]) for row in self.objects)

    @cached_property
    def _by_name(self) -> dict[str, tuple[str, ...]]:
        return _index((fold(row["name"]), row["code"]) for row in self.objects)

    @cached_property
    def _people(self) -> dict[str, tuple[str, ...]]:
        return _index((fold(row["name"]), row["code"]) for row in self.inspectors)

    @cached_property
    def _people_by_certificate(self) -> dict[str, tuple[str, ...]]:
        return _index(pair for row in self.inspectors for pair in ((row["certificate"], row["code"]), (row["code"], row["code"])))


def _index(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Keys with all their codes, each once; an empty key is no key."""
    found: dict[str, dict[str, None]] = {}
    for key, code in pairs:
        if key:
            found.setdefault(key, {})[code] = None
    return {key: tuple(codes) for key, codes in found.items()}


def several(text: str, words: Words) -> Iterator[str]:
    """The words of a cell that may hold several results: the whole if it is known, else its parts."""
    if words.result(text).codes:
        yield text
        return
    parts = [part.strip() for part in text.replace("，", ",").replace("；", ",").replace(";", ",").split(",")]
    yield from (part for part in parts if part)
