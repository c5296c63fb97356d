"""What is handed out before a draw: the notice of a lock, a receipt for one object, the commitments of the parties."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ssj_xl.domain.attempts import attempts_before
from ssj_xl.domain.draw.canon import EXCLUDED, MANDATORY, ONE_POOL, canon_id, object_key
from ssj_xl.domain.draw.ceremony import commitment, parse_pair, party_name
from ssj_xl.domain.draw.chances import chances
from ssj_xl.domain.draw.ssj1 import SPEC
from ssj_xl.domain.matching.case import ON_DUTY, parse_listed
from ssj_xl.domain.platform.evidence import is_platform_draw
from ssj_xl.domain.receipts import make_receipt
from ssj_xl.domain.record import as_json
from ssj_xl.domain.scheme import PRIVATE, joined_tiers
from ssj_xl.domain.wording import measure
from ssj_xl.gateways.book import Book
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.papers.handouts.results import file_stem
from ssj_xl.papers.notice import Known, LockNotice, as_data, as_text, as_workbook
from ssj_xl.papers.notice import as_json as receipt_json
from ssj_xl.tables import records, registers
from ssj_xl.tables.problems import Place, Problem, UserError, block, fail, problem
from ssj_xl.tables.settings import NEVER, SETTING_BY_KEY, WITH_NOTICE
from ssj_xl.tables.settings import SHEET as PARAMETERS
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.office import Office, open_office
from ssj_xl.workflows.rounds import archive
from ssj_xl.workflows.rounds.cautions import cautions_at, choice_range
from ssj_xl.workflows.rounds.evidence import Attempt
from ssj_xl.workflows.rounds.integrity import logged, read_verified_attempt
from ssj_xl.workflows.rounds.parties import describe_parties

if TYPE_CHECKING:
    from ssj_xl.tables.rows import DrawRow, TaskRow


def notice(book: Book, task: str, *, attempt: int = 0) -> LockNotice:
    """The lock notice of an attempt (0: the last one).

    Raises V13 where there is none, and D17–D19 or D38 where it is no longer as it was locked.
    """
    office = open_office(book)
    row = attempt_row(office, task, attempt)
    held = read_verified_attempt(office, row)
    entry = [entry for number, entry in logged(office, row["task"], "锁定") if number == row["attempt"]][-1]
    named, showing = office.task(row["task"]), office.showing
    return LockNotice(
        held.row, entry["digest"], office.settings.unit, named["name"], _groups(held),
        people=len(parse_listed(held.lock.people)),
        signers=(named["operator"] or entry["who"], named["supervisor"], ""),
        measure=measure(map(showing.measure, held.pid_of)),
        known=_known(office, held, named), chances=tuple(_chances(held)) if held.tells_tiers else (),
        parties=describe_parties(office, row["task"]),
    )


def _chances(held: Attempt) -> Iterator[str]:
    """The chance of one object of every group of a list, with the tiers that the group is, and how exact it is."""
    sizes = {label: size for label, size in held.lock.lines.sizes().items() if label not in (EXCLUDED, MANDATORY)}
    tiers = {label: joined_tiers(row["tier"] for row in held.locked if row["group"] == label) for label in sizes}
    found = chances(held.rule, sizes)
    for label in sorted(sizes):
        yield f"{label}（{tiers[label]}）{sizes[label]} 个，每个 {float(found.of[label]):.2%}"
    yield f"{found.how}；等级仅供内部使用。"


def _known(office: Office, held: Attempt, task: TaskRow) -> Known:
    """What the lock knew of people, choice and other attempts."""
    before = attempts_before(task, office.table(registers.TASKS), office.table(records.DRAWS), held.row["locked_at"])
    on_duty = sum(status == ON_DUTY for _, status in parse_listed(held.lock.people))
    return Known(on_duty, choice_range(held), tuple(cautions_at(office, task["code"], held.row["attempt"])), tuple(one.text for one in before))


class Saved(NamedTuple):
    """A lock notice and the files that were written of it."""

    notice: LockNotice
    files: tuple[Path, ...]


def save(book: Book, task: str, path: Path, *, attempt: int = 0) -> Saved:
    """Write the lock notice of an attempt: a workbook to print, or its data where the name ends in .json.

    Beside a workbook whose groups are tiers stands the copy that stays in the bureau, 内部联-….
    """
    made = notice(book, task, attempt=attempt)
    if path.suffix.lower() == ".json":
        atomic_write(path, as_json(as_data(made)))
        return Saved(made, (path,))
    files = {path: as_workbook(made), **({internal_copy(path): as_workbook(made, internal=True)} if made.chances else {})}
    for file, data in files.items():
        atomic_write(file, data)
    return Saved(made, tuple(files))


def internal_copy(path: Path) -> Path:
    """The copy of a notice that stays in the bureau."""
    return path.with_name(f"内部联-{path.name}")


def attempt_row(office: Office, task: str, attempt: int) -> DrawRow:
    """The row of 抽取记录 of an attempt, 0 for the last one.  Raises V13."""
    code = office.task(task)["code"]
    rows = [row for row in office.attempts(code) if attempt in (0, row["attempt"])]
    if not rows:
        raise fail("V13", office.table(records.DRAWS).grid.place(-1), task=code)
    return rows[-1]


def _groups(held: Attempt) -> list[tuple[str, int, int]]:
    """(label, size, quota) of every group, the one pool of 加权 counted together."""
    lock = held.lock
    sizes = Counter(ONE_POOL if line.group in lock.weights else line.group for line in lock.lines)
    return [(group, sizes[group], quota) for group, quota in sorted(lock.quotas.items())]


# --- 名录回执: what one object is handed, to check its own line of the locked list ---------------------------

class Receipt(NamedTuple):
    """The receipt as plain values, and the object's name."""

    receipt: dict[str, Any]
    name: str


def receipt(book: Book, task: str, object_: str, *, attempt: int = 0) -> Receipt:
    """The receipt of an object in an attempt (0: the last one).

    Raises V13, V14, D17–D19, D38, and P65 where the bureau gives no receipts.
    """
    office = open_office(book)
    if office.settings.receipts == NEVER:
        raise fail("P65", _receipts_setting(book))
    row = attempt_row(office, task, attempt)
    held, code = read_verified_attempt(office, row), object_.strip().upper()
    if code not in held.pid_of:
        raise fail("V14", office.table(records.LOCKED).grid.place(-1), object=object_, task=row["task"],
                   attempt=row["attempt"])
    return _made(office, held, code)


def receipts_of_all(book: Book, task: str, *, attempt: int = 0) -> list[Receipt]:
    """The receipt of every object of a locked list, each to be handed to its object alone.

    Raises V13, D17–D19, D38; P65, P67 where the bureau gives no receipts unasked, P66 where groups tell tiers.
    """
    office = open_office(book)
    if office.settings.receipts != WITH_NOTICE:
        raise fail("P65" if office.settings.receipts == NEVER else "P67", _receipts_setting(book))
    row = attempt_row(office, task, attempt)
    found, withheld = receipts_with_notice(office, row, [one["object"] for one in office.rows_of(records.LOCKED, row)])
    if withheld:
        raise UserError(withheld)
    return found


def _receipts_setting(book: Book) -> Place:
    return Place(book.path, PARAMETERS, SETTING_BY_KEY["receipts"].column.header)


def receipts_with_notice(office: Office, row: DrawRow, codes: Iterable[str]) -> tuple[list[Receipt], list[Problem]]:
    """The receipts that go out with the notices of a visit, if the bureau does so; P66 and none where groups tell tiers.

    Raises D17–D19, D38.
    """
    if office.settings.receipts != WITH_NOTICE or is_platform_draw(row):
        return [], []
    held = read_verified_attempt(office, row)
    if held.tells_tiers:
        return [], [problem("P66", task=row["task"])]
    return [_made(office, held, code) for code in codes if code in held.pid_of], []


def list_code_of(office: Office, row: DrawRow) -> dict[str, str]:
    """Object code → 名单代号 of a pseudonymous list, for the notice of a visit; nothing where the bureau gives no receipts, or codes are open."""
    if row["profile"] != PRIVATE or office.settings.receipts == NEVER:
        return {}
    return {one["object"]: one["pid"] for one in office.rows_of(records.LOCKED, row)}


def named(found: Iterable[Receipt]) -> list[tuple[str, Receipt]]:
    """Receipts with the stem of each one's file."""
    return [(f"{number:03}-{file_stem(one.name)}", one) for number, one in enumerate(found, 1)]


def sheets(one: Receipt) -> tuple[tuple[str, bytes], ...]:
    """A receipt as what a computer checks and what a firm reads, by suffix."""
    return ((".json", receipt_json(one.receipt)), (".txt", as_text(one.receipt, name=one.name).encode()))


def _made(office: Office, held: Attempt, code: str) -> Receipt:
    keys = held.keys if held.row["seed_text"] else None
    known = office.table(registers.OBJECTS).by("code").get(code)
    made = make_receipt(held.lock, held.pid_of[code], locked_at=held.row["locked_at"], keys=keys,
                        owner=_owner(office.book, held, code))
    return Receipt(made, known["name"] if known else code)


def _owner(book: Book, held: Attempt, code: str) -> dict[str, str]:
    """What binds a pseudonym of scheme 2 to its object; nothing for other lists, or where the list secret is lost."""
    secret = archive.find_secret(book, held.row, held.locked)
    if held.rule.pseudonyms == 1 or not secret:
        return {}
    id_ = canon_id(code)
    identity = next(row["identity"] for row in held.locked if row["object"] == code)
    return {"id": id_, "identity": identity, "k": object_key(secret, id_)}


# --- 多方承诺 ------------------------------------------------------------------------------------------------

_LIMIT = 10_000  # bytes of a sealed file, which has a few hundred


def seal(task: str, party: str, desk: Desk) -> dict[str, Any]:
    """A party's sealed number for a draw: the JSON for the depositary, with its commitment.  Raises V01, D10."""
    try:
        name = party_name(party)
    except ValueError:
        raise fail("V01", party=party) from None
    try:
        draw = canon_id(task)
    except ValueError:
        raise fail("D10", value=task) from None
    nonce = desk.token()
    return {"sealed": SPEC, "draw": draw, "party": name, "nonce": nonce, "commitment": commitment(draw, name, nonce),
            "made_at": desk.stamp}


def handed_in(texts: Iterable[str], key: str, task: str) -> dict[str, str]:
    """Party → value from `party=hex` texts or names of sealed files.  key: `commitment` or `nonce`.

    A sealed file of another task is refused.  Raises V10, V11 with everything that cannot be read.
    """
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for text in texts:
        try:
            party, value = _sealed(Path(text), key, task) if _is_file(text) else parse_pair(text)
        except ValueError:
            problems.append(problem("V11", Place(text if _is_file(text) else ""), value=text))
            continue
        if party in found:
            problems.append(problem("V10", party=party))
        found[party] = value
    block(problems)
    return found


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):
        return False


def _sealed(path: Path, key: str, task: str) -> tuple[str, str]:
    if path.stat().st_size > _LIMIT:
        raise ValueError(str(path))
    value = json.loads(path.read_bytes())
    if not isinstance(value, dict) or value.get("sealed") != SPEC or value.get("draw") != task.strip().upper():
        raise ValueError(str(path))
    return parse_pair(f"{value.get('party')}={value.get(key)}")
