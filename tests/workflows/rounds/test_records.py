"""The record files: a stranger recomputes the draw from the public one, and learns nothing that is internal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ssj_xl.domain.draw.canon import bound_pid, object_key
from ssj_xl.tables import registers
from ssj_xl.workflows.rounds.archive import read_audit_record, read_public_record
from ssj_xl.workflows.rounds.draw import draw
from ssj_xl.workflows.rounds.lock import lock
from ssj_xl.workflows.rounds.match import match
from tests.bureau import OPEN_TASK, PUBLIC, TASK, Bureau, desk, opened

DICE = "dice:20237331128159211123"
KEYS = {  # SSJ-1 §3.10
    "spec", "draw", "attempt", "mode", "root", "count", "counts", "quotas", "weights", "commitments", "nonces", "source",
    "public", "seed_text", "S", "K", "Km", "list", "result", "reserve", "result_digest", "profile", "locked_at",
    "drawn_at", "log_head", "teams",
}
AUDIT_KEYS = {"people_list", "map", "list_secret", "excluded", "matching"}


@pytest.fixture(scope="module", params=[TASK, OPEN_TASK, "加权"])
def records_of(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any, str]:
    """Public and audit record of a matched draw: private tiers, open types, and 加权; with X and M objects."""
    bureau = Bureau()
    if request.param != OPEN_TASK:  # with a lead no list is open
        bureau.change(registers.OBJECTS, "LS002", labels=("有事必查",))
    bureau.settings["rest_months"] = 6
    from datetime import date

    bureau.add(registers.FINDINGS, task=OPEN_TASK, object="LS003", item="LS-01", checked=date(2026, 1, 15),
               result="未发现问题")
    task = OPEN_TASK if request.param == OPEN_TASK else TASK
    if request.param == "加权":
        bureau.change(registers.TASKS, TASK, method="加权", quantity=6)
        bureau[registers.TIERS][3]["ratio"] = bureau[registers.TIERS][2]["ratio"]
    path = bureau.file(tmp_path_factory.mktemp("局"))
    with opened(path, desk()) as book:
        lock(book, task, "dice", desk())
    with opened(path, desk(10, 4)) as book:
        draw(book, task, DICE, desk(10, 4))
    with opened(path, desk(11, 4)) as book:
        files = match(book, task, desk(11, 4)).files
    public, audit = (json.loads(file.read_text("utf-8")) for file in files)
    return public, audit, request.param


# --- a stranger's program: hashlib and the published record, nothing of this tool ---------------------

def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _root(lines: list[str]) -> str:
    level = [sha256(b"\0" + line.encode()).digest() for line in lines]
    while len(level) > 1:
        pairs = [sha256(b"\1" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
        level = pairs + level[len(level) - len(level) % 2:]
    return level[0].hex()


def _quotas(record: dict[str, Any]) -> dict[str, int]:
    """The quotas again from the counts and the announced rule (without a wanted number)."""
    rule = dict(part.split("=", 1) for part in record["rule"].split(";")[1:])
    found = {group: {"X": 0, "M": size}.get(group, 0) for group, size in record["counts"].items() if group in "XM"}
    if record["mode"] == "加权":
        return found | {"*": int(rule["total"])}
    for group, size in record["counts"].items():
        if group not in found:
            points = round(float(rule[group].rstrip("%")) * 100)
            found[group] = min(size, max(int(rule.get(group + ".min", 0)), (size * points + 9999) // 10000))
    return found


def _result(record: dict[str, Any]) -> Iterator[str]:
    text = "".join(line + "\n" for line in [
        "SSJ-1", f"draw={record['draw']}", *([f"attempt={record['attempt']}"] if record["attempt"] > 1 else []),
        f"rule={_hash(record['rule'])}", f"list={_root(record['list'])}", f"count={len(record['list'])}",
        f"people={record['people']}", *(f"quota.{g}={n}" for g, n in sorted(_quotas(record).items())),
        *(f"weight.{g}={n}" for g, n in sorted(record["weights"].items())), f"public={record['public']}"])
    key = _hash("SSJ-1|object|" + _hash(text))[:32]
    groups: dict[str, list[tuple[str, str]]] = {}
    for id_, group in (line.split("\t") for line in record["list"]):
        lots = [f"{key}|{id_}", *(f"{key}|{id_}|{n}" for n in range(2, record["weights"].get(group, 1) + 1))]
        pool = "*" if group in record["weights"] else group
        groups.setdefault(pool, []).append((min(map(_hash, lots)), id_))
    for group, members in sorted(groups.items()):
        for rank, (ticket, id_) in enumerate(sorted(members)[:_quotas(record)[group]], 1):
            yield f"{group}\t{rank}\t{id_}\t{ticket}"


def test_a_stranger_recomputes_the_winners_from_the_public_record_alone(records_of: tuple[Any, Any, str]) -> None:
    public, _, _ = records_of
    lines = list(_result(public))
    assert lines == public["result"]
    assert _hash("".join(line + "\n" for line in lines)) == public["result_digest"]
    assert public["root"] == _root(public["list"])
    assert public["quotas"] == _quotas(public)
    assert public["list"] == sorted(public["list"], key=str.encode)


def test_the_records_have_the_keys_of_the_specification(records_of: tuple[Any, Any, str]) -> None:
    public, audit, _ = records_of
    assert public.keys() >= KEYS
    assert audit.keys() >= KEYS | AUDIT_KEYS
    assert not public.keys() & (AUDIT_KEYS | {"audit"})
    same = public.keys() - {"teams", "shown"}  # each with the digests of what it shows itself
    assert {key: audit[key] for key in same} == {key: public[key] for key in same}


def test_everybody_drawn_is_named_and_nobody_else(records_of: tuple[Any, Any, str]) -> None:
    public, audit, _ = records_of
    code_of = {entry["pid"]: code for code, entry in audit["map"].items()}
    assert set(public["names"]) == {code_of[line.split("\t")[2]] for line in public["result"]}
    assert list(public["names"]) == sorted(public["names"])


def test_the_public_record_has_nothing_internal(records_of: tuple[Any, Any, str]) -> None:
    public, audit, kind = records_of
    text = json.dumps(public, ensure_ascii=False)
    assert "0399-" not in text
    assert "配偶" not in text
    assert "已检查" not in text
    assert "在岗" not in text
    assert not audit["list_secret"] or audit["list_secret"] not in text
    assert not any(line in text for line in audit["people_list"])
    if kind != OPEN_TASK:
        assert public["teams"] == {}
        assert set(public["counts"]) - {"X", "M"} == {"组1", "组2", "组3", "组4"}
        assert not re.search(r'"[ABCD]"', text)
        assert not any(inspector["name"] in text for inspector in Bureau()[registers.INSPECTORS])


def test_no_line_of_a_private_record_links_a_firm_to_its_pseudonym(records_of: tuple[Any, Any, str]) -> None:
    public, audit, kind = records_of
    if kind == OPEN_TASK:
        assert set(public["names"]) <= {line.split("\t")[0] for line in public["list"]}
        return
    pids = {entry["pid"] for entry in audit["map"].values()}
    outside = {key: value for key, value in public.items() if key not in ("list", "result", "reserve")}
    assert not any(one in json.dumps(outside) for one in pids)
    assert not set(audit["map"]) & {line.split("\t")[0] for line in public["list"]}
    assert not any(code in json.dumps({key: public[key] for key in ("list", "result", "reserve", "rule", "seed_text")})
                   for code in audit["map"])


def test_the_auditor_checks_the_link_with_secret_and_map(records_of: tuple[Any, Any, str]) -> None:
    public, audit, kind = records_of
    lines = {f"{entry['pid']}\t{entry['group']}" for entry in audit["map"].values()}
    assert lines == set(public["list"])
    assert _root(audit["people_list"]) == public["people"]
    assert list(audit["excluded"]) == (["LS003"] if kind == OPEN_TASK else ["LS002", "LS003"])
    assert bool(audit["list_secret"]) == (kind != OPEN_TASK)
    for code, entry in audit["map"].items():
        k = object_key(audit["list_secret"], code) if audit["list_secret"] else ""
        assert entry["pid"] == (bound_pid(k, code, entry["identity"]) if k else code)


def test_an_open_draw_publishes_the_teams_by_name(records_of: tuple[Any, Any, str]) -> None:
    public, audit, kind = records_of
    assert audit["teams"].keys() == audit["names"].keys()
    if kind == OPEN_TASK:
        assert public["teams"] == audit["teams"]


def test_the_strength_of_the_ceremony_is_said(records_of: tuple[Any, Any, str]) -> None:
    assert records_of[0]["strength"].startswith("现场摇号")


@pytest.mark.long
def test_a_record_is_the_same_to_the_byte_each_time(tmp_path: Path) -> None:
    made = []
    for name in ("甲", "乙"):
        (tmp_path / name).mkdir()
        path = Bureau().file(tmp_path / name)
        with opened(path, desk()) as book:
            lock(book, TASK, "ssq:2026024", desk())
        with opened(path, desk(10, 4)) as book:
            made.append([file.read_bytes() for file in draw(book, TASK, PUBLIC, desk(10, 4)).files])
    assert made[0] == made[1]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", "\u516c".encode("utf-16")])
@pytest.mark.long(but=1)
def test_a_damaged_record_beside_the_workbook_stops_no_act(tmp_path: Path, content: bytes) -> None:
    path = Bureau().file(tmp_path)
    with opened(path, desk()) as book:
        lock(book, OPEN_TASK, "ssq:2026024", desk())
    for kind in ("公开记录", "审计记录"):
        (tmp_path / f"{kind}-{OPEN_TASK}-1.json").write_bytes(content)
    with opened(path, desk(10, 4)) as book:
        assert read_audit_record(book, OPEN_TASK, 1) == read_public_record(book, OPEN_TASK, 1) == {}
        assert draw(book, OPEN_TASK, PUBLIC, desk(10, 4)).winners


def test_a_record_left_by_another_lock_gives_neither_secret_nor_matching(tmp_path: Path) -> None:
    path = Bureau().file(tmp_path)
    stale = tmp_path / f"审计记录-{OPEN_TASK}-1.json"
    stale.write_text(json.dumps({"root": "0" * 64, "list_secret": "ab" * 32, "matching": {"teams": {}}}), "utf-8")
    with opened(path, desk()) as book:
        lock(book, OPEN_TASK, "ssq:2026024", desk())
    audit = json.loads(stale.read_text("utf-8"))
    assert (audit["list_secret"], audit["matching"]) == ("", {})
