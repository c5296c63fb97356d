"""On what terms a list is drawn: quotas and 签数, from a number, two columns, 规则原文 or 种子原文."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ssj_xl.domain.draw import merkle, ssj1
from ssj_xl.domain.draw.canon import EXCLUDED, MANDATORY, ONE_POOL
from ssj_xl.domain.draw.quotas import Group, quotas
from ssj_xl.domain.draw.rule import Rule, parse_rule
from ssj_xl.domain.formulas.arguments import amount, is_share, lots_of, whole
from ssj_xl.domain.formulas.numbers import block, shape
from ssj_xl.tables.cells import as_text, is_blank
from ssj_xl.tables.problems import fail

ALL = "全部"
"""The group of a list without groups."""
LOTS, TOTAL = "签数", "总数"
"""The head of a table of lots, and the row that tells how many are drawn."""
_FIGURE = re.compile("[0-9]")

_SHOWN = 30


@dataclass(frozen=True)
class Terms:
    """quotas: pool → number; ratios: group → share; all_: a number for the only group, or a share for every one.

    least: group → at least so many where it has them; total: so many in all, where the shares alone give fewer.
    weights: group → 签数; rule: from which quotas follow; seed_text: with its list root.
    """

    quotas: Mapping[str, int] = field(default_factory=dict)
    weights: Mapping[str, int] = field(default_factory=dict)
    ratios: Mapping[str, Fraction] = field(default_factory=dict)
    all_: int | Fraction | None = None
    least: Mapping[str, int] = field(default_factory=dict)
    total: int | None = None
    rule: Rule | None = None
    seed_text: str = ""

    def quotas_of(self, sizes: Mapping[str, int]) -> dict[str, int]:
        """Quota of every pool of a list; X none, M all, as SSJ-1 §5 has it.  Raises UserError A27, A37."""
        reserved = {label: 0 if label == EXCLUDED else size for label, size in sizes.items()
                    if label in (EXCLUDED, MANDATORY)}
        drawn = {label: size for label, size in sizes.items() if label not in reserved}
        if self.rule is not None:
            return _by_rule(self.rule, sizes)
        if isinstance(self.all_, int):
            if len(drawn) > 1:
                raise fail("A37", groups="、".join(sorted(drawn)))
            return {**dict.fromkeys(drawn, self.all_), **reserved}
        shares = {label: share for label in drawn if (share := self.ratios.get(label, self.all_)) is not None and label not in self.weights}
        groups = {label: Group(label, share, self.least.get(label, 0)) for label, share in shares.items()}
        return {**reserved, **self.quotas, **quotas({label: sizes[label] for label in groups}, groups, self.total)}


def _by_rule(rule: Rule, sizes: Mapping[str, int]) -> dict[str, int]:
    missing = sorted(sizes.keys() - rule.groups.keys() - {EXCLUDED, MANDATORY})
    if missing:
        raise fail("A27", group=missing[0])
    return rule.quotas(sizes)


def terms(value: Any, *, ones: int | None = 1) -> Terms:
    """The terms that an argument says.  ones: what a bare 1 is beside no share, None where nobody can know.

    Raises UserError A26, A31–A33, E01, E03.
    """
    found = block(value)
    if shape(found) != (1, 1):
        return _table(found, ones)
    raw = found[0][0]
    if is_blank(raw):
        raise fail("A33", name="配额")
    text = as_text(raw).strip().replace("\r\n", "\n")
    if text.startswith(f"{ssj1.SPEC}\n"):
        return _of_seed(text)
    if text.partition(";")[0] in (ssj1.BY_RATIO, ssj1.WEIGHTED):
        return _of_rule(text)
    return Terms(all_=amount(raw, "配额", ones=ones))


def agree(said: Terms, lines: ssj1.Lines, key: str) -> None:
    """A seed text binds list and key: raises UserError A28, A29 where they are not those of the draw."""
    if not said.seed_text:
        return
    if f"list={merkle.root(lines.texts)}" not in said.seed_text.split("\n"):
        raise fail("A28")
    if ssj1.keys(ssj1.whole(said.seed_text)).objects != key:
        raise fail("A29")


def _table(rows: list[list[Any]], ones: int | None) -> Terms:
    """Two columns, group and number or share; a head and blank rows are passed over.

    Under the head 签数 the numbers are lots, and a row 总数 tells how many are drawn by them.
    """
    if shape(rows)[1] != 2:
        raise fail("A26", value=f"{shape(rows)[0]} 行 {shape(rows)[1]} 列")
    filled = [(as_text(label).strip(), raw) for label, raw in rows if not is_blank(label)]
    head = as_text(filled[0][1]).strip() if filled else ""
    if head == LOTS:
        return lots_terms(dict(filled[1:]))
    if filled and isinstance(filled[0][1], str) and not _FIGURE.search(head):
        filled = filled[1:]
    return amounts_terms(dict(filled), ones=ones)


def amounts_terms(cells: Mapping[str, Any], *, ones: int | None) -> Terms:
    """Counts and shares by group; a bare 1 beside a share is 100 %."""
    one: int | Fraction | None = Fraction(1) if any(map(is_share, cells.values())) else 1 if any(map(_is_count, cells.values())) else ones
    found = {label: amount(raw, f"配额（{label}）", ones=one) for label, raw in cells.items()}
    return Terms(quotas={label: number for label, number in found.items() if isinstance(number, int)},
                 ratios={label: share for label, share in found.items() if isinstance(share, Fraction)})


def _is_count(raw: Any) -> bool:
    """Whether a cell can only be a count."""
    return as_text(raw).strip() not in ("", "0", "1") and not is_share(raw)


def lots_terms(cells: Mapping[str, Any]) -> Terms:
    """Lots by group, with 总数; a group at 100% is taken whole and has none.  Raises UserError A32, E03, T14."""
    if TOTAL not in cells:
        raise fail("E03")
    sure = {label: Fraction(1) for label, raw in cells.items() if as_text(raw).strip() == "100%"}
    weights = {label: lots_of(raw) for label, raw in cells.items() if label != TOTAL and label not in sure}
    return Terms(quotas={ONE_POOL: whole(cells[TOTAL], TOTAL)}, weights=weights, ratios=sure)


def _of_rule(text: str) -> Terms:
    try:
        rule = parse_rule(text)
    except (ValueError, ZeroDivisionError):
        raise fail("A26", value=text[:_SHOWN]) from None
    return Terms(weights=rule.weights, rule=rule)


def _of_seed(text: str) -> Terms:
    """quota.… and weight.… lines of 种子原文."""
    fields = dict(line.partition("=")[::2] for line in text.split("\n"))
    return Terms(_numbers(fields, "quota."), _numbers(fields, "weight."), seed_text=text)


def _numbers(fields: Mapping[str, str], start: str) -> dict[str, int]:
    return {name.removeprefix(start): whole(value, name) for name, value in fields.items() if name.startswith(start)}
