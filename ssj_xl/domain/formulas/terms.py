"""On what terms a list is drawn: quotas and 签数, from a number, two columns, 规则原文 or 种子原文."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ssj_xl.domain import merkle, ssj1
from ssj_xl.domain.canon import EXCLUDED, MANDATORY
from ssj_xl.domain.formulas.arguments import object_key, whole
from ssj_xl.domain.formulas.numbers import block, shape
from ssj_xl.domain.rule import Rule, parse_rule
from ssj_xl.tables.cells import as_text, is_blank
from ssj_xl.tables.problems import fail

ALL = "全部"
"""The group of a list without groups."""

_SHOWN = 30


@dataclass(frozen=True)
class Terms:
    """quotas: pool → number; number: for the only group; rule: from which quotas follow; seed_text: with its list root."""

    quotas: Mapping[str, int] = field(default_factory=dict)
    weights: Mapping[str, int] = field(default_factory=dict)
    number: int | None = None
    rule: Rule | None = None
    seed_text: str = ""

    def quotas_of(self, sizes: Mapping[str, int]) -> dict[str, int]:
        """Quota of every pool of a list; X none, M all, as SSJ-1 §5 has it.  Raises UserError A26, A27."""
        reserved = {label: 0 if label == EXCLUDED else size for label, size in sizes.items()
                    if label in (EXCLUDED, MANDATORY)}
        drawn = sizes.keys() - reserved.keys()
        if self.rule is not None:
            return _by_rule(self.rule, sizes)
        if self.number is not None:
            if len(drawn) > 1:
                raise fail("A37", groups="、".join(sorted(drawn)))
            return {**dict.fromkeys(drawn, self.number), **reserved}
        return {**reserved, **self.quotas}


def _by_rule(rule: Rule, sizes: Mapping[str, int]) -> dict[str, int]:
    missing = sorted(sizes.keys() - rule.groups.keys() - {EXCLUDED, MANDATORY})
    if missing:
        raise fail("A27", group=missing[0])
    return rule.quotas(sizes)


def terms(value: Any) -> Terms:
    """The terms that an argument says.  Raises UserError A26, A32, A33."""
    found = block(value)
    if shape(found) != (1, 1):
        return Terms(_table(found))
    raw = found[0][0]
    if is_blank(raw):
        raise fail("A33", name="配额")
    text = as_text(raw).strip().replace("\r\n", "\n")
    if text.startswith(f"{ssj1.SPEC}\n"):
        return _of_seed(text)
    if text.partition(";")[0] in (ssj1.BY_RATIO, ssj1.WEIGHTED):
        return _of_rule(text)
    return Terms(number=whole(raw, "配额"))


def agree(said: Terms, lines: ssj1.Lines, key: Any) -> None:
    """A seed text binds list and key: raises UserError A28, A29 where they are not those of the draw."""
    if not said.seed_text:
        return
    if f"list={merkle.root(lines.texts)}" not in said.seed_text.split("\n"):
        raise fail("A28")
    if ssj1.keys(ssj1.whole(said.seed_text)).objects != object_key(block(key)[0][0]):
        raise fail("A29")


def _table(rows: list[list[Any]]) -> dict[str, int]:
    """Two columns, group and number; a head and blank rows are passed over."""
    if shape(rows)[1] != 2:
        raise fail("A26", value=f"{shape(rows)[0]} 行 {shape(rows)[1]} 列")
    filled = [row for row in rows if not is_blank(row[0])]
    if filled and isinstance(filled[0][1], str) and not filled[0][1].strip().isdigit():
        filled = filled[1:]
    return {as_text(label).strip(): whole(number, f"配额（{as_text(label)}）") for label, number in filled}


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
