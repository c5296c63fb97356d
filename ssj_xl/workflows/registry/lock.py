"""锁定名库: freeze a list that no sheet holds, its rule and its source, before any seed exists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from ssj_xl.domain import logchain
from ssj_xl.domain.draw import ceremony, merkle, ssj1
from ssj_xl.domain.draw.canon import RESERVED, group_label
from ssj_xl.domain.draw.quotas import Group
from ssj_xl.domain.draw.rule import Rule, names_group
from ssj_xl.domain.draw.sources import DICE, NOTHING, kind_of
from ssj_xl.domain.scheme import PUBLIC
from ssj_xl.domain.verifying import notice_of
from ssj_xl.engines.registry import ABSENT, DAMAGED, NUMBERS, Columns, Engine, Subtrees, Taken, Unfit
from ssj_xl.gateways.locking import locked as held
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.tables.cells import CODE
from ssj_xl.tables.problems import Place, Problem, block, fail, problem
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.registry.books import as_text
from ssj_xl.workflows.registry.files import Locked, beside, digest_of, note_of, placed
from ssj_xl.workflows.registry.regions import find_regions
from ssj_xl.workflows.rounds.lock import early_period, early_round, read_source
from ssj_xl.workflows.rounds.lottery import read_last

_TEAM = 2
_BLANK = "（空白）"
_WHY_UNFIT = {ABSENT: "D118", NUMBERS: "D119", DAMAGED: "G12"}


@dataclass(frozen=True)
class Terms:
    """What is announced.  ratios: group → share; reserve: reserves a group; last: 最近一期 as typed; witness: of dice, by name."""

    task: str
    source: str
    ratios: Mapping[str, Fraction]
    end: date
    reserve: int = 0
    attempt: int = 1
    last: str = ""
    witness: str = ""

    @property
    def rule(self) -> Rule:
        """The rule of the draw.  Raises UserError D05, D07, D08, and G13 for a task that no record could name."""
        groups = {label: Group(label, ratio) for label, ratio in self.ratios.items()}
        block([*([] if CODE.fullmatch(self.task) else [problem("G13", task=self.task)]),
               *(problem("D08", label=label) for label in groups if not _is_group(label)),
               *(problem("D07", ratio=ratio) for ratio in self.ratios.values() if (ratio * 10_000).denominator != 1),
               *(problem("D05", tier=label) for label, ratio in self.ratios.items() if not ratio)])
        return Rule(ssj1.BY_RATIO, groups, None, _TEAM, (), self.end, self.reserve)


def lock_registry(files: Sequence[Path], columns: Columns, terms: Terms, desk: Desk, out: tuple[str, Engine, Path]) -> Locked:
    """Lock the list in files and write lock file, sorted list and subtrees; out: the engine's name, the engine, the lock file.

    Raises UserError for what a lock of a workbook is refused for (D05, D11, D51, D76, D77, D80, V08), for codes that SSJ-1 does not take
    (D113), codes that stand twice (D114), groups without a ratio (D115), titles and types (D118, D119, G10), files (D188, G11,
    G12, I05, I06), regions (D140, D141), the task (G13), another run on the same lock file (F59).
    """
    name, engine, path = out
    source, rule = read_source(terms.source), terms.rule
    kind = kind_of(source)
    known = NOTHING._replace(last=read_last(terms.last)) if kind and kind.evenings else NOTHING
    block([*early_round(source, desk), *early_period(source, known, desk), *_no_witness(source, terms),
           *([problem("D80", last=known.last, at=desk.stamp)] if known.last and kind and not kind.fits(known.last, desk.stamp, known) else [])])
    with held(path, here=True), placed(*files_of(path, engine.suffix)) as (lock, listed, subtrees, by_region):
        taken, numbers = _sorted(files, columns, engine, listed)
        _refuse(taken, rule)
        regions, trees = find_regions(columns.region, engine, listed, listed.parent) if columns.region else (None, {})
        row = {**_row(terms, rule, taken), "source": source, "last": known.last, "locked_at": desk.stamp,
               "witness": ceremony.witness_mark(terms.task, terms.attempt, terms.witness)}
        entry = logchain.next_entry([], at=desk.stamp, act="锁定", who=desk.operator, summary=ceremony.lock_summary(row) + note_of(regions),
                                    content=ssj1.digest(ceremony.lock_statement(row)))
        row["log_head"] = entry["digest"]
        statement = replace(notice_of(row, entry["digest"]), **{key: row[key] for key in ("source", "locked_at", "witness", "last")}).text
        locked = Locked(path, row, dict(sorted(taken.counts.items())), statement, [entry], name, _inputs(files, numbers),
                        {"file": listed.name, "sha256": digest_of(listed)}, regions)
        atomic_write(subtrees, _as_lines(taken.tree))
        if regions:
            atomic_write(by_region, b"".join(_as_lines(tree, name) for name, tree in sorted(trees.items())))
        atomic_write(lock, locked.as_json())
    return locked


def typed_as_numbers(locked: Locked) -> list[Problem]:
    """G01 for each file with codes that were numbers."""
    return [problem("G01", file=one["file"], count=one["numbers"]) for one in locked.inputs if one.get("numbers")]


def files_of(path: Path, suffix: str) -> list[Path]:
    """The files that a lock writes."""
    return [path, *(beside(path, name) for name in ("名录" + suffix, "子树.txt", "分区子树.txt"))]


def _as_lines(tree: Subtrees, *of: str) -> bytes:
    """The subtrees as `Locked.subtrees` reads them."""
    return "".join("\t".join((*of, top.hex(), start)) + "\n" for top, start in zip(tree.tops, tree.starts, strict=True)).encode()


def _inputs(files: Sequence[Path], numbers: Sequence[int]) -> list[dict[str, Any]]:
    return [{"file": one.name, "sha256": digest_of(one), **({"numbers": count} if count else {})} for one, count in zip(files, numbers, strict=True)]


def _no_witness(source: str, terms: Terms) -> list[Problem]:
    return [problem("D83", task=terms.task)] if source == DICE.key and not ceremony.one_word(terms.witness) else []


def _is_group(label: str) -> bool:
    try:
        return group_label(label) == label and names_group(label)
    except ValueError:
        return False


def _sorted(files: Sequence[Path], columns: Columns, engine: Engine, listed: Path) -> tuple[Taken, list[int]]:
    """What stands in the list, and how many codes of each file were numbers."""
    parquet = {path.suffix.lower() == ".parquet" for path in files}
    if len(parquet) != 1 or (parquet == {True} and engine.suffix == ".csv"):
        raise fail("D188", Place(str(files[0])), exit_code=3)
    texts, numbers = as_text(files, columns, listed.parent)
    try:
        engine.sort(texts, columns, listed)
    except Unfit as error:
        raise fail(_WHY_UNFIT[error.why], Place(str(error.path)), title=error.title) from error
    for copy in set(texts).difference(files):
        copy.unlink()  # the disk may have no room for them beside the sorted list and its subtrees
    return engine.take(listed), numbers


def _refuse(taken: Taken, rule: Rule) -> None:
    odd = sorted({group or _BLANK for group in taken.counts if group not in rule.groups and group not in RESERVED - {"*"}})
    which = dict.fromkeys(code or _BLANK for code in taken.odd)
    block([*([problem("D113", count=taken.odd_count, which="、".join(which))] if taken.odd_count else []),
             *([problem("D114", which="、".join(taken.twice))] if any(taken.twice) else []),
             *([problem("D115", groups="、".join(odd))] if odd else []), *([] if taken.counts else [problem("D189")])])


def _row(terms: Terms, rule: Rule, taken: Taken) -> dict[str, Any]:
    """The row of 抽取记录 that a workbook would have."""
    return {"task": terms.task, "attempt": terms.attempt, "count": sum(taken.counts.values()), "root": merkle.root_of(taken.tree.tops), "people": "",
            "rule": ssj1.digest(rule.text), "rule_text": rule.text, "profile": PUBLIC, "commitments": "", "nonces": "", "seed_text": "",
            "seed": "", "drawn_at": "", "void_at": "", "void_why": ""}
