"""A stranger with nothing but the specification and Python checks what the real workflow publishes.

`docs/核验示例.py` is run as a stranger runs it: a process of its own, on a file, without the package.
"""

from __future__ import annotations

import ast
import json
import os
import re
import runpy
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssj_xl.build import example
from ssj_xl.domain.draw import merkle, ssj1
from ssj_xl.domain.draw.ceremony import commitment
from ssj_xl.domain.draw.quotas import Group, quota
from ssj_xl.domain.draw.rule import Rule, parse_rule
from ssj_xl.domain.matching import cost
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.memory import MemoryGateway
from ssj_xl.tables import records
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.joint import adding as joint_adding
from ssj_xl.workflows.joint import inviting as joint
from ssj_xl.workflows.rounds import substitute
from ssj_xl.workflows.rounds.draw import draw
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.rounds.match import match
from tests.bureau import OPEN_TASK, PUBLIC, SOURCE, TASK, Bureau, desk

ROOT = Path(__file__).resolve().parent.parent
VERIFIER = ROOT / "docs" / "核验示例.py"
VECTORS = ROOT / "tests" / "vectors"

PRIVATE, OPEN, WEIGHTED = "YZSFJ-LS-2021-001", "YZSFJ-LS-2021-003", "YZSFJ-GZ-2021-001"
Record = dict[str, Any]


def stranger(path: Path) -> tuple[int, str]:
    """Exit code and words of the verifier, which cannot see the package."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    run = subprocess.run([sys.executable, "-I", "-X", "utf8", str(VERIFIER), str(path)], capture_output=True,
                         text=True, encoding="utf-8", env=environment, cwd=path.parent, check=False)
    assert run.stderr == ""
    return run.returncode, run.stdout


def judged(record: Record, folder: Path) -> tuple[int, str]:
    """What the stranger says of a record."""
    path = folder / "公开记录.json"
    path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    return stranger(path)


def saved_in(folder: Path, bureau: Bureau) -> Book:
    """The office's workbook in memory, said to live in `folder`, where the records are saved."""
    plain = bureau.gateway()
    tables = {name: (plain.table(name).header, plain.table(name).rows) for name in plain.tables()}
    return Book(MemoryGateway(tables, plain.names(), str(folder / "主台账.xlsx")))


def example_record(task: str, folder: Path) -> Path:
    """Lock, draw and match a task of the invented bureau by the real workflows; the file they leave."""
    unit = next(unit for unit in example.divisions() if task.startswith(unit.code))
    chosen = {key: value for key, value in unit.settings.items() if not isinstance(value, Fraction)}  # ratios: the defaults
    book, plan = saved_in(folder, Bureau(dict(unit.rows), chosen)), example.ceremony(task)

    def at(stamp: str) -> Desk:
        return Desk(datetime.fromisoformat(stamp), "演示", lambda: sha256(stamp.encode()).hexdigest())

    partners = [one for one in example.divisions() if one.code in example.partner_books(task)]
    if partners:
        spelled = tuple(f"{one.settings['division_code']}={one.title}" for one in partners)
        days = [date.fromisoformat(stamp[:10]) for stamp in (plan.locked_at, plan.replies)]
        invitation = joint.invite(book, task, joint.Terms(spelled, *days), at(plan.invited)).document
        answers = [joint.join(saved_in(folder, Bureau(dict(one.rows), {**chosen, **{key: one.settings[key] for key in ("division", "division_code")}})),
                              invitation, joint.Answer(), at(plan.joined)).document for one in partners]
        joint_adding.add(book, [(one.facts["参与方"], one) for one in answers], at(plan.replies))
    lock(book, task, plan.source, at(plan.locked_at))
    draw(book, task, plan.public, at(plan.drawn_at))
    match(book, task, at(plan.drawn_at))
    return folder / f"公开记录-{task}-1.json"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Record]:
    """Published records of the invented bureau by task."""

    @cache
    def text(task: str) -> str:
        return example_record(task, tmp_path_factory.mktemp("记录")).read_text("utf-8")

    return lambda task: json.loads(text(task))


# --- what is true passes ---------------------------------------------------------------------------

@pytest.mark.parametrize("task", [PRIVATE, OPEN, WEIGHTED])
@pytest.mark.long
def test_a_stranger_confirms_what_the_workflow_publishes(task: str, tmp_path: Path) -> None:
    code, said = stranger(example_record(task, tmp_path))

    assert code == 0, said
    assert "✗" not in said
    assert said.endswith("随机源、承诺\n")


@pytest.mark.long
def test_the_three_records_differ_in_mode_and_publicity(made: Callable[[str], Record]) -> None:
    assert [(made(t)["mode"], made(t)["profile"]) for t in (PRIVATE, OPEN, WEIGHTED)] == [
        ("分级比例", "不公开等级"), ("分级比例", "公开"), ("加权", "不公开等级")]


@pytest.mark.long
def test_a_stranger_confirms_the_vectors_of_the_specification(tmp_path: Path) -> None:
    vectors = [json.loads((VECTORS / "ssj1-40.json").read_text("utf-8")),
               *json.loads((VECTORS / "ssj1-more.json").read_text("utf-8")).values()]
    whole = [{key: value for key, value in vector.items() if key != "example"}
             for vector in vectors if isinstance(vector, dict) and "seed_text" in vector]
    judgements = [judged(vector, tmp_path) for vector in whole]

    assert len(whole) == 6
    # They carry no rule of the specification and no source, so that what was announced cannot be recomputed; all the rest is right.
    assert [code for code, _ in judgements] == [5] * 6
    assert all("✗" not in said and said.count("？") == 3 for _, said in judgements)


@pytest.mark.long
def test_a_stranger_confirms_a_ceremony_with_commitments(tmp_path: Path) -> None:
    nonces = {party: sha256(party.encode()).hexdigest() for party in ("公证处", "纪检组")}
    promised = {party: commitment(TASK, party, nonce) for party, nonce in nonces.items()}
    book = saved_in(tmp_path, Bureau())
    lock(book, TASK, SOURCE, desk(9), commitments=promised)
    draw(book, TASK, PUBLIC, desk(10, 4), nonces=nonces)
    path = tmp_path / f"公开记录-{TASK}-1.json"

    assert stranger(path)[0] == 0
    record = json.loads(path.read_text("utf-8"))
    record["nonces"]["公证处"] = "0" * 64
    assert judged(record, tmp_path)[0] == 4


def test_a_stranger_sees_a_lock_that_has_no_draw_yet(tmp_path: Path) -> None:
    lock(saved_in(tmp_path, Bureau()), TASK, SOURCE, desk(9))
    code, said = stranger(tmp_path / f"公开记录-{TASK}-1.json")

    assert code == 0, said
    assert "抽中名单" not in said


def test_a_stranger_is_told_who_came_by_promotion(tmp_path: Path) -> None:
    book = saved_in(tmp_path, Bureau())
    lock(book, OPEN_TASK, SOURCE, desk(9))
    draw(book, OPEN_TASK, PUBLIC, desk(10, 4))
    leaving = next(row["object"] for row in book.read(records.WINNERS) if row["state"] == "抽中")
    done = substitute.promote(book, OPEN_TASK, leaving, substitute.Grounds("注销", "李某"), desk(11, 5))
    code, said = stranger(tmp_path / f"公开记录-{OPEN_TASK}-1.json")

    assert code == 0, said
    assert "递补 1 次，依次相符" in said
    assert done.came[0] in json.loads((tmp_path / f"公开记录-{OPEN_TASK}-1.json").read_text("utf-8"))["names"]


# --- what is not, does not -------------------------------------------------------------------------

def _swap_winner(record: Record) -> None:
    group, rank, _, ticket = record["result"][0].split("\t")
    other = next(line.split("\t")[0] for line in record["list"] if line.split("\t")[0] not in str(record["result"]))
    record["result"][0] = "\t".join((group, rank, other, ticket))


def _swap_winner_with_digest(record: Record) -> None:
    _swap_winner(record)
    record["result_digest"] = sha256("".join(line + "\n" for line in record["result"]).encode()).hexdigest()


def _drop_line(record: Record) -> None:
    record["list"].pop()
    record["count"] -= 1


def _other_public(record: Record) -> None:
    record["public"] = record["public"][:-1] + ("1" if record["public"][-1] != "1" else "2")


def _hand_made_quota(record: Record) -> None:
    group = next(group for group, number in record["quotas"].items() if number)
    record["quotas"][group] -= 1


def _softer_rule(record: Record) -> None:
    old, new = ("%", "0%") if "%" in record["rule"] else ("total=", "total=1")
    record["rule"] = record["rule"].replace(old, new, 1)


def _without(key: str) -> Callable[[Record], None]:
    def forge(record: Record) -> None:
        del record[key]

    forge.__name__ = f"without_{key}"
    return forge


def _other(key: str) -> Callable[[Record], None]:
    def forge(record: Record) -> None:
        record[key] = ("0" if record[key][0] != "0" else "1") + record[key][1:]

    forge.__name__ = f"other_{key}"
    return forge


FORGERIES = (_swap_winner, _swap_winner_with_digest, _drop_line, _other_public, _hand_made_quota, _softer_rule,
             *map(_other, ("root", "people", "S", "K", "Km", "result_digest", "draw")),
             *map(_without, ("list", "rule", "K", "result", "people")))


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forge: forge.__name__.strip("_"))
@pytest.mark.parametrize("task", [PRIVATE, OPEN, WEIGHTED])
@pytest.mark.long
def test_a_stranger_notices_every_forgery(
        task: str, forge: Callable[[Record], None], made: Callable[[str], Record], tmp_path: Path) -> None:
    record = made(task)
    forge(record)
    code, said = judged(record, tmp_path)

    assert code == 4
    assert "✗" in said
    assert said.endswith("核验不通过\n")


@pytest.mark.long
def test_a_stranger_notices_a_name_too_few_or_from_outside_the_list(
        made: Callable[[str], Record], tmp_path: Path) -> None:
    for task in (PRIVATE, OPEN):
        record = made(task)
        del record["names"][min(record["names"])]
        assert judged(record, tmp_path)[0] == 4
    record["names"]["91130100NOBODY0000"] = "不在名录里的所"
    assert judged(record, tmp_path)[0] == 4


def test_a_name_that_was_not_drawn_is_noticed(made: Callable[[str], Record], tmp_path: Path) -> None:
    record = made(OPEN)
    groups = dict(line.split("\t") for line in record["list"])
    lost = min(record["names"])
    other = next(id_ for id_ in groups if groups[id_] == groups[lost] and id_ not in record["names"])
    record["names"] = {other if id_ == lost else id_: name for id_, name in record["names"].items()}

    code, said = judged(record, tmp_path)

    assert code == 4
    assert "✗ 公布的名称" in said


# --- the example itself ----------------------------------------------------------------------------

def test_the_example_is_short_and_stands_alone() -> None:
    source = VERIFIER.read_text("utf-8")
    imported = {name.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import) for name in node.names}
    imported |= {str(node.module) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)}

    assert len(source.splitlines()) < 575
    assert imported <= set(sys.stdlib_module_names)


# --- the specification -----------------------------------------------------------------------------

SPECIFICATION = (ROOT / "docs" / "抽取规范-SSJ-1.md").read_text("utf-8")


@pytest.mark.parametrize("task", [PRIVATE, OPEN, WEIGHTED])
@pytest.mark.long(but=1)
def test_the_specification_names_every_key_of_both_records(task: str, tmp_path: Path) -> None:
    path = example_record(task, tmp_path)
    keys = {key for kind in ("公开记录", "审计记录")
            for key in json.loads((tmp_path / path.name.replace("公开记录", kind)).read_text("utf-8"))}

    assert [key for key in sorted(keys | {"void_at", "void_why"}) if f"`{key}`" not in SPECIFICATION] == []


def test_the_numbers_of_the_specification_are_those_of_the_code() -> None:
    key, km = re.search(r"K = (\w{32})", SPECIFICATION)[1], re.search(r"Km = (\w{32})", SPECIFICATION)[1]  # type: ignore[index]
    for id_, ticket in re.findall(r'签号\(K, "(\w+)"\) += (\w{64})', SPECIFICATION):
        assert ssj1.ticket(key, id_) == ticket
    lines = [f"{letter}\t{letter}" for letter in "ABC"]
    roots = re.findall(r'^根\("A TAB A".*\) += (\w{64})$', SPECIFICATION, re.MULTILINE)

    assert roots == [merkle.root(lines[:count]) for count in (1, 2, 3)]
    assert f"= {cost(km, '9113010CWFK2D13314', 'SJZ-0001')}\n" in SPECIFICATION
    assert f"= {ssj1.digest(f'{key}|A|2')}\n" in SPECIFICATION
    assert f"= {merkle.leaf(chr(9).join(('9113010CWFK2D13314', 'A'))).hex()}\n" in SPECIFICATION


def test_the_rules_shown_in_the_specification_are_in_canonical_form() -> None:
    rules = re.findall(r"^(?:分级比例|加权);.*$", SPECIFICATION, re.MULTILINE)

    assert len(rules) == 5
    assert [parse_rule(rule).text for rule in rules] == rules


def test_quota_examples_of_the_specification_hold() -> None:
    examples = re.findall(r"\((\d+), (\d+)\)=(\d+)", SPECIFICATION)

    assert len(examples) == 6
    assert all(quota(int(size), Fraction(int(points), 10_000)) == int(right) for size, points, right in examples)


@settings(max_examples=12, deadline=None)
@given(sizes=st.dictionaries(st.sampled_from(["甲", "乙", "丙", "X", "M"]), st.integers(1, 60), min_size=1),
       points=st.tuples(*[st.integers(0, 10_000)] * 3), minimum=st.integers(0, 3), total=st.none() | st.integers(0, 200))
def test_the_strangers_quotas_are_those_of_the_rule(
        sizes: dict[str, int], points: tuple[int, ...], minimum: int, total: int | None) -> None:
    groups = {label: Group(label, Fraction(share, 10_000), minimum) for label, share in zip("甲乙丙", points, strict=True)}
    rule = Rule(ssj1.BY_RATIO, groups, total, 2, ("LS-01",), date(2026, 3, 31))

    read = _verifier()["read_rule"](rule.text)

    assert _verifier()["quotas_and_lots"](read, sizes) == (rule.quotas(sizes), {})


@cache
def _verifier() -> dict[str, Any]:
    return runpy.run_path(str(VERIFIER))
