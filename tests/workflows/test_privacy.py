"""Nothing that is public tells a firm's tier, a telephone, or which group a name belongs to."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from ssj_xl.build import example
from ssj_xl.domain.draw import ssj1
from ssj_xl.domain.draw.canon import dealt_labels, pid
from ssj_xl.domain.persons import BUILT_IN
from ssj_xl.domain.record import as_json
from ssj_xl.domain.verifying.record import verify_record
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.opening import open_gateway
from ssj_xl.papers.notice import as_data
from ssj_xl.papers.page import records_of
from ssj_xl.tables import records, registers
from ssj_xl.workflows.consolidation.submit import submit
from ssj_xl.workflows.publishing.papers import Wanted, papers
from ssj_xl.workflows.publishing.publish import publish
from ssj_xl.workflows.rounds.notice import notice
from ssj_xl.workflows.rounds.substitute import Grounds, promote
from tests.bureau import OPEN_TASK, Bureau, desk, matched, opened, rows

PRIVATE = {"律师工作处": "YZSFJ-LS-2021-001", "公证工作处": "YZSFJ-GZ-2021-001", "司法鉴定管理处": "YZSFJ-JD-2021-001"}


def text_of(path: Path) -> str:
    """Everything a file says: for a workbook, all its parts."""
    if path.suffix not in (".xlsx", ".docx"):
        return path.read_text(encoding="utf-8")
    with ZipFile(path) as file:
        return "\n".join(file.read(name).decode("utf-8", "replace") for name in file.namelist())


def public_files(month: Path, unit: str) -> list[Path]:
    """What a division shows to strangers."""
    return [p for kind in ("公开记录-", "公示页-", "锁定公告-", "月报表-") for p in sorted((month / unit).glob(f"{kind}*"))]


@pytest.mark.parametrize("unit", [unit.title for unit in example.units()])
def test_no_public_file_carries_a_telephone_of_an_object_or_an_inspector(month: Path, unit: str) -> None:
    book = Book(open_gateway(month / unit / f"主台账-{unit}.xlsx"))
    phones = {row["phone"] for row in book.read(registers.OBJECTS) if row["phone"]}
    own = book.settings()[0]

    assert len(phones) > 5
    for path in public_files(month, unit):
        text = text_of(path)
        assert [phone for phone in phones - {own.phone, own.mobile} if phone in text] == [], path.name


@pytest.mark.parametrize("unit", [unit.title for unit in example.units()])
def test_nothing_public_and_nothing_sent_carries_a_whole_certificate_of_a_person(month: Path, unit: str) -> None:
    book = Book(open_gateway(month / unit / f"主台账-{unit}.xlsx"))
    numbers = {row["licence"] for row in book.read(registers.OBJECTS) if row["object_type"] in BUILT_IN}
    numbers |= {row["certificate"] for row in book.read(registers.INSPECTORS)}
    known = re.compile("|".join(sorted(map(re.escape, numbers))))

    for path in [*public_files(month, unit), *(month / unit).glob("报送-*.xlsx"), *(month / "汇总").glob("*.xlsx")]:
        assert not known.search(text_of(path)), path.name


@pytest.mark.long
def test_a_list_of_persons_is_pseudonymous_whatever_the_ratio_and_a_drawn_one_is_named_as_the_law_allows(tmp_path: Path) -> None:
    bureau = Bureau()
    for number, row in enumerate(bureau[registers.OBJECTS], 1):
        row |= {"code": f"1139920151012{number:04}", "licence": f"1139920151012{number:04}", "object_type": "律师", "name": f"张{number}"}
    bureau.add(registers.OBJECTS, code="LS999", name="甲律师事务所", object_type="律师事务所", status="正常", labels=())
    for row in bureau[registers.OBJECTS][:-1]:
        row["employer"] = "LS999"
    bureau.rows[registers.RECUSALS.name] = []
    bureau.change(registers.TASKS, OPEN_TASK, object_type=("律师",))
    book = Book(open_gateway(bureau.file(tmp_path)))
    with opened(Path(book.path), desk(9)) as book:
        matched(book, OPEN_TASK)
        left = rows(book, records.WINNERS, state="抽中")[0]["object"]
        promote(book, OPEN_TASK, left, Grounds("注销", "局长"), desk(12, 5))
        checked = {"task": OPEN_TASK, "object": rows(book, records.WINNERS, state="递补")[0]["object"], "item": "LS-01",
                   "checked": date(2026, 3, 10), "result": "未发现问题", "published": date(2026, 3, 15)}
        book.append(registers.FINDINGS, [checked])
        page = publish(book, OPEN_TASK, desk(9, 20)).page
        table = papers(book, OPEN_TASK, Wanted(date(2026, 3, 20), ("公示表",))).files
        sent = submit(book, "2026-03", desk(9, 20))
        whole = [row["code"] for row in book.read(registers.OBJECTS) if row["licence"]]
        (tmp_path / "公告.json").write_bytes(as_json(as_data(notice(book, OPEN_TASK))))
    (record,) = records_of(page)
    assert record["profile"] == "不公开等级"
    assert record["quotas"] == {"律师": 4}, "no tier is hidden, so the group keeps its name"
    assert all(re.fullmatch(r"1139-[0-9]{4}-[0-9A-F]{8}", code) for code in record["names"])
    assert all(re.fullmatch(r"张[0-9]+（甲律师事务所，1139\*{9}[0-9]{4}）", name) for name in record["names"].values())
    given = [("公示页", page), (sent.name, sent.data), *((file.name, file.data) for file in table)]
    for name, data in given:
        (tmp_path / f"{name.replace('/', '-')}{'.html' if name == '公示页' else ''}").write_bytes(data)
    public = [path for path in tmp_path.iterdir() if path.is_file() and path.name.startswith(("公", "报送", "结果"))]
    assert len(public) == 6, "page, record, notice, 报送件, 公示表 in Word and Excel"
    assert {path.name: [number for number in whole if number in text_of(path)] for path in public} == {path.name: [] for path in public}
    assert not verify_record(record).wrong
    audit = json.loads(next(tmp_path.glob("审计记录-*")).read_text("utf-8"))
    assert not verify_record(audit).wrong


@pytest.mark.parametrize(("unit", "task"), PRIVATE.items())
def test_no_public_file_carries_the_name_of_a_tier_or_the_reason_of_a_recusal(month: Path, unit: str, task: str) -> None:
    book = Book(open_gateway(month / unit / f"主台账-{unit}.xlsx"))
    words = {row["name"] for row in book.read(registers.TIERS) if row["name"]}
    words |= {row["why"] for row in book.read(registers.RECUSALS) if row["why"]}
    tiers = "|".join({row["tier"] for row in book.read(registers.TIERS)})
    labelled = re.compile(rf"(?:等级|风险|组别|group)[^\n]{{0,6}}[\"“：: ](?:{tiers})[\"” 级]")

    for path in public_files(month, unit):
        text = text_of(path)
        assert [word for word in words if word in text] == [], path.name
        assert not labelled.search(text), path.name


@pytest.mark.parametrize(("unit", "task"), PRIVATE.items())
@pytest.mark.long(but=1)
def test_no_public_file_has_a_pseudonym_near_the_name_or_code_it_stands_for(month: Path, unit: str, task: str) -> None:
    book = Book(open_gateway(month / unit / f"主台账-{unit}.xlsx"))
    names = {row["code"]: row["name"] for row in book.read(registers.OBJECTS)}
    locked = [row for row in book.read(records.LOCKED) if row["task"] == task]
    record = json.loads((month / unit / f"公开记录-{task}-1.json").read_text(encoding="utf-8"))

    assert {line.split("\t")[0] for line in record["list"]} == {row["pid"] for row in locked}
    assert record["teams"] == {}
    assert list(record["names"]) == sorted(record["names"])
    for path in public_files(month, unit):
        for line in text_of(path).replace("<tr", "\n<tr").replace('",', '",\n').split("\n"):
            together = [row["pid"] for row in locked
                        if row["pid"] in line and (row["object"] in line or names[row["object"]] in line)]
            assert len(line) > 5_000 or together == [], (path.name, line[:200])


# An attack: from the public list alone, say which group each named winner belongs to.

SIZES = {"A": 60, "B": 30, "C": 8, "D": 2}
QUOTAS = {"A": 3, "B": 3, "C": 3, "D": 2}
Draw = tuple[list[tuple[str, str]], list[str], dict[str, str]]
"""Public result lines (pid, label), the winners' codes as published, and the truth: code → label."""


def private_draw(number: int, pseudonym: Callable[[str, str], str]) -> Draw:
    """One draw with private tiers, as strangers see it, and the truth."""
    secret = sha256(f"secret {number}".encode()).hexdigest()
    labels = dealt_labels(secret, SIZES)
    codes = {f"31{tier_number:02}{index:04}X{sha256(f'{tier}{index}'.encode()).hexdigest()[:6].upper()}": tier
             for tier_number, (tier, size) in enumerate(SIZES.items()) for index in range(size)}
    order = sorted(codes, key=lambda code: sha256(code.encode()).hexdigest())
    renamed = {code: f"{place:04}" for place, code in enumerate(order)}
    tier_of = {renamed[code]: tier for code, tier in codes.items()}
    pid_of = {code: pseudonym(secret, code) for code in tier_of}
    lines = ssj1.sorted_lines((pid_of[code], labels[tier]) for code, tier in tier_of.items())
    lock = ssj1.Lock("T", 1, lines, {labels[tier]: quota for tier, quota in QUOTAS.items()})
    key = ssj1.keys(ssj1.seed_text(lock, "dice:20237331128159211123")).objects
    wins = ssj1.winners(lock, key)
    code_of = {id_: code for code, id_ in pid_of.items()}
    label_of = {line.id: line.group for line in lines}
    return [(win.id, win.group) for win in wins], sorted(code_of[win.id] for win in wins), \
        {code_of[win.id]: label_of[win.id] for win in wins}


ATTACKS: dict[str, Callable[[list[tuple[str, str]], list[str]], list[str]]] = {
    "in the order of the result": lambda result, _names: [label for _, label in result],
    "in the order of the pseudonyms": lambda result, _names: [label for _, label in sorted(result)],
    "in the order of the pseudonyms, turned round": lambda result, _n: [label for _, label in sorted(result)][::-1],
    "by a pseudonym that needs no secret": lambda result, names: [
        dict(result).get(pid("0" * 64, name), result[0][1]) for name in names],
}


def hits(attack: str, pseudonym: Callable[[str, str], str], draws: int) -> tuple[int, float]:
    """How many labels an attack gets right in all, and how many luck alone gets right on average."""
    right, luck = 0, 0.0
    for number in range(draws):
        result, names, truth = private_draw(number, pseudonym)
        guessed = ATTACKS[attack](result, names)
        right += sum(truth[name] == label for name, label in zip(names, guessed, strict=True))
        truths, guesses = Counter(truth.values()), Counter(guessed)
        luck += sum(truths[label] * guesses[label] for label in truths) / len(names)
    return right, luck


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.long
def test_guessing_groups_from_what_is_public_does_no_better_than_luck(attack: str) -> None:
    draws = 300
    right, luck = hits(attack, pid, draws)

    assert abs(right - luck) < 4 * (draws * sum(QUOTAS.values()) * 0.25) ** 0.5


@pytest.mark.long
def test_the_attack_would_succeed_if_pseudonyms_had_no_secret() -> None:
    right, luck = hits("by a pseudonym that needs no secret", lambda _secret, code: pid("0" * 64, code), 20)

    assert right == 20 * sum(QUOTAS.values())
    assert right > 2 * luck
