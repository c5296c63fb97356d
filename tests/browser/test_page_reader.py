"""The public page as its readers use it: verify, look up, check a receipt, search, print, on a desk and on a phone."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ssj_xl.domain.draw import merkle, ssj1
from ssj_xl.domain.draw.canon import pid
from ssj_xl.domain.record import bound
from ssj_xl.entry.cli import cli
from tests import office
from tests.browser.chromium import PHONE, Reader
from tests.papers import page_cases as cases
from tools.benchmarks.one_verdict_cases import as_second

pytestmark = pytest.mark.browser

Record = dict[str, Any]
Steps = dict[str, tuple[str, str]]


@pytest.fixture
def visit(tab: Reader, tmp_path: Path) -> Callable[..., Reader]:
    """Open the page of these records."""

    def open_(*records: Mapping[str, Any], fragment: str = "") -> Reader:
        path = tmp_path / "公示.html"
        path.write_bytes(cases.page(*records))
        tab.open(path, fragment)
        return tab

    return open_


def _verified(tab: Reader) -> Steps:
    """Press the button; every step by attempt and key: state, text."""
    tab.run("document.getElementById('verify').className = ''")
    tab.submit("#verify-form")
    tab.wait("document.getElementById('verify').className === 'finished'")
    found = tab.run("[].map.call(document.querySelectorAll('[data-step]'), function (step) { return "
                    "[step.getAttribute('data-step'), step.getAttribute('data-state'), step.innerText]; })")
    return {key: (state, text) for key, state, text in found}


def _red(steps: Steps) -> set[str]:
    """The steps of records that are red; whether the page shows what they say is asked in test_page_shown.py."""
    return {key.partition("-")[2] for key, (state, _) in steps.items() if state == "bad"} - {"page"}


@pytest.mark.parametrize("record", [
    cases.open_case().record(), cases.private_case().record(), cases.weighted_case().record(),
    cases.substituted(cases.open_case()), cases.open_case(attempt=3).record(), cases.private_case(1).record(),
    cases.open_case(nonces={"纪检组": "1" * 64, "公证处": "2" * 64}).record()],
    ids=["open", "private", "weighted", "substituted", "third attempt", "one firm", "full ceremony"])
def test_an_honest_page_verifies_and_nothing_is_loaded(visit: Callable[..., Reader], record: Record) -> None:
    tab = visit(record)
    steps = _verified(tab)
    assert {state for state, _ in steps.values()} == {"ok"}, steps
    assert "核验通过" in tab.text("#verdict")
    assert tab.errors == []


@pytest.mark.long
def test_a_hundred_thousand_candidates_verify_and_do_not_freeze_the_list(visit: Callable[..., Reader]) -> None:
    record = cases.private_case(100_000).record()
    tab = visit(record)
    assert {state for state, _ in _verified(tab).values()} == {"ok"}
    assert tab.run("document.querySelectorAll('#rows tbody tr').length") == 200
    last = record["list"][-1].split("\t")[0]
    tab.fill("#search", last[:12])
    assert last in tab.text("#rows")
    assert "名录共 100000 条，符合 1 条" in tab.text("#shown")


def test_a_locked_draw_verifies_as_far_as_it_goes(visit: Callable[..., Reader]) -> None:
    tab = visit(cases.open_case(public="").record())
    assert set(_verified(tab)) == {"-page", "1-form", "1-list", "1-root", "1-quotas", "1-source"}
    assert "尚未抽取" in tab.text("#verdict")


def test_the_address_can_ask_for_the_verification(visit: Callable[..., Reader]) -> None:
    tab = visit(cases.open_case().record(), fragment="#核验")
    tab.wait("document.getElementById('verify').className === 'finished'")
    assert "核验通过" in tab.text("#verdict")


def _swap_winner(record: Record) -> None:
    group, rank, _, _ = record["result"][-1].split("\t")
    loser = next(line.split("\t")[0] for line in record["list"] if line.split("\t")[0] not in " ".join(record["result"]))
    key = record["K"]
    record["result"][-1] = "\t".join((group, rank, loser, ssj1.ticket(key, loser)))
    record["result_digest"] = ssj1.digest("".join(line + "\n" for line in record["result"]))


def _change_ticket(record: Record) -> None:
    record["result"][0] = record["result"][0][:-1] + ("0" if record["result"][0][-1] != "0" else "1")


def _change_line(record: Record) -> None:
    id_, group = record["list"][5].split("\t")
    record["list"][5] = f"{id_[:-1]}{'0' if id_[-1] != '0' else '1'}\t{group}"


def _drop_line(record: Record) -> None:
    del record["list"][5]


def _drop_line_and_count(record: Record) -> None:
    group = record["list"].pop(5).split("\t")[1]
    record["count"] -= 1
    record["counts"][group] -= 1


def _change_quota(record: Record) -> None:
    record["quotas"]["律师事务所"] += 1


def _change_rule(record: Record) -> None:
    record["rule"] = record["rule"].replace("律师事务所=10%", "律师事务所=50%")


def _change_seed(record: Record) -> None:
    record["S"] = ssj1.digest("another")


def _change_key(record: Record) -> None:
    record["K"] = "0" * 32


def _change_seed_text(record: Record) -> None:
    record["seed_text"] = record["seed_text"].replace("count=40", "count=41")


def _change_public(record: Record) -> None:
    record["public"] = "ssq:2021026:02,05,12,19,23,31+07"


def _spell_public(record: Record) -> None:
    record["public"] = record["public"].replace("01,05", "1,05")


def _other_source(record: Record) -> None:
    record["source"] = "ssq:2021027"


def _change_attempt(record: Record) -> None:
    record["attempt"] = 2


def _change_people(record: Record) -> None:
    record["people"] = ssj1.digest("others")


def _swap_reserve(record: Record) -> None:
    record["reserve"][0], record["reserve"][1] = record["reserve"][1], record["reserve"][0]


def _change_digest(record: Record) -> None:
    record["result_digest"] = "0" * 64


def _swap_name(record: Record) -> None:
    code = next(iter(record["names"]))
    other = next(line.split("\t")[0] for line in record["list"] if line.split("\t")[0] not in record["names"])
    record["names"][other] = record["names"].pop(code)


def _no_result(record: Record) -> None:
    del record["result"]


def _doubled(record: Record) -> None:
    record["list"][6] = record["list"][5]


# What turns red as well where another list, rule or seed draws others.
_AFTER = ("result", "reserve", "names")


@pytest.mark.parametrize(("tamper", "red", "named"), [
    (_swap_winner, {"result"}, "第 16 行：公布"), (_change_ticket, {"result", "digest"}, "第 1 行：公布"),
    (_change_line, {"root", "result", "names"}, "名录被改动过"), (_drop_line, {"list", "root", *_AFTER}, "公布 40 条，名录实有 39 条"),
    (_drop_line_and_count, {"root", "seed", *_AFTER}, "count=40"), (_change_quota, {"quotas", "seed"}, "“律师事务所”的名额：公布 4，重算 3"),
    (_change_rule, {"quotas", "seed", *_AFTER}, "“律师事务所”的名额：公布 3，重算 11"), (_change_seed, {"keys"}, "种子：公布"),
    (_change_key, {"keys"}, "签号密钥：公布"), (_change_seed_text, {"seed", "keys", *_AFTER}, "应为“count=40”"),
    (_change_public, {"seed"}, "应为“public=ssq:2021026:02,"), (_spell_public, {"public", "seed"}, "不是规定的写法"),
    (_other_source, {"public"}, "不是出自锁定时指定的随机源“ssq:2021027”"), (_change_attempt, {"seed"}, "应为“attempt=2”"),
    (_change_people, {"seed"}, "应为“people="), (_swap_reserve, {"reserve"}, "第 1 行：公布"),
    (_change_digest, {"digest"}, "结果指纹与中签名单不符"), (_swap_name, {"names"}, "不在中签和递补之列"),
    (_no_result, {"form"}, "记录缺项"), (_doubled, {"list", "root", *_AFTER}, "重复"),
], ids=lambda value: getattr(value, "__name__", ""))
@pytest.mark.long(but=1)
def test_a_tampered_page_turns_red_where_it_was_tampered_with(
        tab: Reader, tmp_path: Path, tamper: Callable[[Record], None], red: set[str], named: str) -> None:
    record = cases.open_case().record(substituted=[])
    page = cases.page(record)
    tamper(record)
    path = tmp_path / "公示.html"
    path.write_bytes(_with(page, record))
    tab.open(path)
    steps = _verified(tab)
    assert _red(steps) == red
    assert named in tab.text("#steps")
    assert "核验没有通过" in tab.text("#verdict")


def _with(page: bytes, record: Record) -> bytes:
    """The page as a forger leaves it: another record in it, everything else as it was."""
    opening = b'id="ssj-record">'
    head, _, rest = page.partition(opening)
    return head + opening + json.dumps([record], ensure_ascii=False).encode() + rest[rest.index(b"</script>"):]


def _promotion(change: Callable[[Record, Record], None]) -> Record:
    record = cases.substituted(cases.open_case())
    change(record, record["substituted"][0])
    return record


def _wrong_came(record: Record, one: Record) -> None:
    other = next(line.split("\t")[0] for line in reversed(record["list"])
                 if line.endswith("\t律师事务所") and line.split("\t")[0] not in str(record["result"] + record["reserve"]))
    record["names"][other] = record["names"].pop(one["came"])
    one["came"] = other


def _wrong_left(_: Record, one: Record) -> None:
    one["left"] = one["came"]


def _unnamed(record: Record, one: Record) -> None:
    record["names"].pop(one["came"])


@pytest.mark.parametrize(("change", "named"), [
    (_wrong_came, "不是该组的下一签"), (_wrong_left, "不在名单上，却被替换"), (_unnamed, "应在名单上，却没有列出")])
def test_a_promotion_out_of_order_is_named(
        visit: Callable[..., Reader], change: Callable[[Record, Record], None], named: str) -> None:
    tab = visit(_promotion(change))
    assert _red(_verified(tab)) == {"names"}
    assert named in tab.text("#steps")


def test_a_private_page_must_name_as_many_firms_as_were_drawn(visit: Callable[..., Reader]) -> None:
    record = cases.private_case().record()
    record["names"].popitem()
    assert _red(_verified(visit(record))) == {"names"}


def test_a_party_that_opened_another_number_is_named(visit: Callable[..., Reader]) -> None:
    record = cases.open_case(nonces={"纪检组": "1" * 64, "公证处": "2" * 64}).record()
    record["commitments"]["公证处"] = "0" * 64
    tab = visit(record)
    assert _red(_verified(tab)) == {"nonces"}
    assert "“公证处”公开的数与事先封存的承诺不符" in tab.text("#steps")


def test_only_the_attempt_that_was_tampered_with_turns_red(visit: Callable[..., Reader]) -> None:
    void = cases.open_case(38).record(void_at="2021-03-03 10:00:00", void_why="漏列", S="0" * 64)
    steps = _verified(visit(void, cases.open_case(attempt=2).record()))
    assert {key for key, (state, _) in steps.items() if state == "bad"} == {"1-keys"}


# --- the lock notice -------------------------------------------------------------------------------

def _notice(record: Record, **changed: str) -> str:
    facts = {"draw": record["draw"], "attempt": str(record["attempt"]), "root": record["root"], "people": record["people"],
             "rule": ssj1.digest(record["rule"]), "count": str(record["count"]), "head": "ab" * 32} | changed
    return "|".join(("SSJ-1", *facts.values()))


def test_the_fingerprint_of_the_notice_may_be_typed_with_blanks_and_capitals(visit: Callable[..., Reader]) -> None:
    record = cases.open_case().record()
    tab = visit(record)
    tab.fill("#notice", " ".join(record["root"][i:i + 8].upper() for i in range(0, 64, 8)))
    assert _verified(tab)["1-notice"][0] == "ok"


def test_a_whole_notice_is_compared_with_its_own_attempt(visit: Callable[..., Reader]) -> None:
    first = cases.open_case(38).record(void_at="2021-03-03 10:00:00", void_why="漏列")
    tab = visit(first, cases.open_case(attempt=2).record())
    tab.fill("#notice", _notice(first))
    steps = _verified(tab)
    assert steps["1-notice"][0] == "ok"
    assert "2-notice" not in steps
    assert "规则指纹" in steps["1-notice"][1]


@pytest.mark.parametrize(("changed", "named"), [
    ({"root": "0" * 64}, "名录指纹"), ({"people": "0" * 64}, "人员指纹"), ({"rule": "0" * 64}, "规则指纹"), ({"count": "41"}, "名录条数"),
    ({"attempt": "7"}, "轮次"), ({"draw": "OTHER"}, "任务编号"),
    ({"names": "", "source": "ssq:2021099", "at": "", "supervisor": "", "witness": "", "last": ""}, "随机源"),
    ({"names": "", "source": "dice", "at": "2020-01-01 08:00:00", "supervisor": "", "witness": "", "last": ""}, "锁定时间")])
def test_a_notice_that_says_something_else_turns_red(
        visit: Callable[..., Reader], changed: dict[str, str], named: str) -> None:
    record = cases.open_case().record()
    tab = visit(record)
    tab.fill("#notice", _notice(record, **changed))
    steps = _verified(tab)
    assert _red(steps) == {"notice"}
    assert f"{named}：锁定公告上是" in steps["1-notice"][1]


def test_a_fingerprint_that_is_none_is_refused_before_anything_is_computed(visit: Callable[..., Reader]) -> None:
    tab = visit(cases.open_case().record())
    tab.fill("#notice", "abc")
    tab.submit("#verify-form")
    tab.wait("document.querySelector('#verdict .bad')")
    assert "应为 64 位数字和字母" in tab.text("#verdict")


# --- one's own line --------------------------------------------------------------------------------

def test_a_firm_finds_itself_by_code_however_it_types_it(visit: Callable[..., Reader]) -> None:
    case = cases.open_case()
    record = case.record()
    win = ssj1.winners(case.lock, record["K"])[-1]
    tab = visit(record)
    for typed in (win.id, f" {win.id.lower()} ", "".join(chr(ord(c) + 0xFEE0) for c in win.id)):
        tab.fill("#code", typed)
        tab.submit("#lookup-form")
        found = tab.text("#found")
        number = [line.id for line in case.lock.lines].index(win.id) + 1
        for said in (f"第 {number} 行，共 40 行", win.group, win.ticket, f"中第 {win.rank}，取前", "抽中"):
            assert said in found
        assert f"printf '%s' '{record['K']}|{win.id}' | sha256sum" in found


def test_the_command_shown_gives_the_ticket_shown(visit: Callable[..., Reader]) -> None:
    case = cases.private_case()
    tab = visit(case.record())
    own = pid(cases.SECRET, cases.codes(1)[0])
    tab.fill("#code", own)
    tab.submit("#lookup-form")
    command = tab.run("document.querySelector('#found code').textContent")
    printed = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True).stdout
    assert printed[:64] in tab.text("#found")


def test_a_firm_left_out_and_one_not_listed_are_told_so(visit: Callable[..., Reader]) -> None:
    tab = visit(cases.open_case().record())
    for typed, said in ((cases.codes(1)[0], "不参加抽取"), ("NOBODY", "现在公布的名单上没有“NOBODY”"), ("", "请先输入"),
                        ("<img src=x onerror=alert(1)>", "现在公布的名单上没有")):
        tab.fill("#code", typed)
        tab.submit("#lookup-form")
        assert said in tab.text("#found")
    assert tab.run("document.images.length") == 0


KINDS: dict[str, tuple[Record, str, str]] = {
    "open, unknown": (cases.open_case().record(), "某某所", "请向抽查机关问明本单位的对象编码"),
    "private, by name": (cases.private_case().record(), "某某所", "凭名称或编码不能知道在不在名录里"),
    "private, by code": (cases.private_case().record(), cases.codes(1)[0], "凭名称或编码不能知道在不在名录里"),
    "private, by pid": (cases.private_case().record(), "0" * 40, "名录里没有代号“" + "0" * 40 + "”"),
    "private, names wait": (bound(as_second(cases.private_case().record()), names={}), "某某所", "名称还没有公布"),
    "not drawn": (cases.private_case(public="").record(), "某某所", "还没有抽取"),
    "void": (cases.private_case().record(void_at="2021-03-03 10:00:00", void_why="漏列"), "某某所", "作废前公布的名单上没有"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_of_a_firm_that_it_cannot_know_the_page_says_how_to_ask(visit: Callable[..., Reader], kind: str) -> None:
    record, typed, said = KINDS[kind]
    tab = visit(record)
    tab.fill("#code", typed)
    tab.submit("#lookup-form")
    assert said in tab.text("#found")
    assert ("名录里没有" in tab.text("#found")) == (kind == "private, by pid")


def test_a_firm_on_the_list_finds_itself_by_name_or_code(visit: Callable[..., Reader]) -> None:
    record = cases.private_case().record()
    code, name = next(iter(record["names"].items()))
    tab = visit(record)
    for typed in (code, code.lower(), name, f" {name[:4]} {name[4:]} "):
        tab.fill("#code", typed)
        tab.submit("#lookup-form")
        assert f"{name} {code}：在名单上" in tab.text("#found")


def test_who_was_replaced_and_who_came_are_told(visit: Callable[..., Reader]) -> None:
    record = cases.substituted(cases.open_case())
    tab = visit(record)
    one = record["substituted"][0]
    for code, said in ((one["left"], "后被替换。原因：正在办理注销"), (one["came"], f"递补，替补 {one['left']}")):
        tab.fill("#code", code)
        tab.submit("#lookup-form")
        assert said in tab.text("#found")


def test_an_earlier_attempt_can_be_chosen(visit: Callable[..., Reader]) -> None:
    first = cases.open_case(38).record(void_at="2021-03-03 10:00:00", void_why="漏列")
    tab = visit(first, cases.open_case(attempt=2).record())
    assert not tab.run("document.getElementById('choose').hidden")
    tab.run("var s = document.getElementById('attempt'); s.value = '0'; s.dispatchEvent(new Event('change'))")
    assert "第 1 轮名录共 38 条" in tab.text("#shown")
    tab.fill("#code", first["result"][0].split("\t")[2])
    tab.submit("#lookup-form")
    assert "抽中（本轮已作废，不再有效）" in tab.text("#found")


def test_the_lots_of_a_weighted_draw_are_told(visit: Callable[..., Reader]) -> None:
    case = cases.weighted_case()
    line = next(line for line in case.lock.lines if line.group == "组5")
    tab = visit(case.record())
    tab.fill("#code", line.id)
    tab.submit("#lookup-form")
    assert "共 5 签，取最小的" in tab.text("#found")
    assert f"{line.id}|2' | sha256sum" in tab.text("#found")


def _receipt(record: Record, index: int, **changed: Any) -> str:
    way = merkle.proof(record["list"], index)
    return json.dumps({"receipt": "SSJ-1", "draw": record["draw"], "attempt": record["attempt"],
                       "line": record["list"][index], "proof": way, "root": record["root"]} | changed)


@pytest.mark.parametrize(("changed", "said"), [
    ({}, "✓"), ({"line": "OTHER\t律师事务所"}, "回执本身不成立"), ({"proof": []}, "回执本身不成立"),
    ({"draw": "OTHER"}, "不是本任务的"), ({"line": 7}, "回执读不懂"), ({"proof": [None]}, "回执读不懂")])
def test_a_receipt_is_held_against_the_list(visit: Callable[..., Reader], changed: dict[str, Any], said: str) -> None:
    record = cases.open_case().record()
    tab = visit(record)
    tab.fill("#receipt", _receipt(record, 7, **changed))
    tab.submit("#receipt-form")
    assert said in tab.text("#receipt-result")
    assert tab.errors == []


def test_a_receipt_of_another_list_or_no_receipt_is_told_so(visit: Callable[..., Reader]) -> None:
    other, record = cases.open_case(30).record(), cases.open_case().record()
    tab = visit(record)
    for text, said in ((_receipt(other, 3), "与本页第 1 轮的不同"), ("{", "回执读不懂"), ("null", "回执读不懂")):
        tab.fill("#receipt", text)
        tab.submit("#receipt-form")
        assert said in tab.text("#receipt-result")


def test_a_receipt_finds_the_line_that_was_changed(visit: Callable[..., Reader]) -> None:
    record = cases.open_case().record()
    receipt = _receipt(record, 5)
    _change_line(record)
    tab = visit(record)
    tab.fill("#receipt", receipt)
    tab.submit("#receipt-form")
    assert "本页名录里没有这一行：名录被改动过" in tab.text("#receipt-result")


# --- what the page is like -------------------------------------------------------------------------

def test_markup_in_names_does_nothing_in_a_browser(visit: Callable[..., Reader]) -> None:
    nasty = "</script><img src=x onerror=\"document.title='hit'\"><script>document.title='hit'</script>"
    record = cases.open_case().record()
    record["names"] = dict.fromkeys(record["names"], nasty)
    tab = visit(record | {"void_at": "2021-03-03 10:00:00", "void_why": nasty}, record)
    _verified(tab)
    assert tab.run("document.title") != "hit"
    assert tab.run("document.images.length") == 0
    assert nasty in tab.text("#list-of-winners")
    assert tab.errors == []


def test_the_policy_stops_a_script_that_was_written_into_the_page(tab: Reader, tmp_path: Path) -> None:
    path = tmp_path / "公示.html"
    path.write_bytes(cases.page(cases.open_case().record()).replace(b"</main>", b"<script>document.title='hit'</script></main>"))
    tab.open(path)
    assert tab.run("document.title") != "hit"
    assert any("Content Security Policy" in error for error in tab.errors)


@pytest.mark.parametrize("record", [cases.substituted(cases.open_case()), cases.private_case().record(),
                                    cases.weighted_case().record()], ids=["open", "private", "weighted"])
def test_nothing_is_wider_than_a_phone(visit: Callable[..., Reader], record: Record) -> None:
    tab = visit(record)
    tab.size(PHONE)
    _verified(tab)
    tab.fill("#code", record["result"][0].split("\t")[2])
    tab.submit("#lookup-form")
    assert tab.run("document.documentElement.scrollWidth") <= PHONE[0]


@pytest.mark.long
def test_what_matters_is_printed_and_buttons_are_not(visit: Callable[..., Reader], tmp_path: Path) -> None:
    record = cases.substituted(cases.open_case())
    tab = visit(record)
    _verified(tab)
    tab.pdf(tmp_path / "公示.pdf")
    text = "".join(office.pdf_text(tmp_path / "公示.pdf").split())
    for said in ("抽查概况", "旧单位", "河畔律师事务所", "核验通过", "打印件不含指纹"):
        assert said in text, said
    for hidden in ("开始核验（", "下载记录", "核对回执把", "跳到正文"):
        assert hidden not in text, hidden


def test_a_reader_with_a_keyboard_sees_where_the_focus_is(visit: Callable[..., Reader]) -> None:
    tab = visit(cases.open_case().record())
    tab.run("document.getElementById('notice').focus()")
    assert tab.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert tab.run("document.getElementById('verdict').getAttribute('aria-live')") == "polite"


# --- the verdict, in the same words as on the command line -----------------------------------------------

def _unnamed() -> Record:
    record = as_second(cases.open_case().record())
    return bound(record, names={}, teams={}, substituted=[])


@pytest.mark.parametrize(("record", "word", "code"), [
    (cases.open_case().record(), "✓ 符合", 0), (cases.open_case(public="").record(), "✓ 符合", 0), (_unnamed(), "？ 无从核验", 5),
    (cases.open_case().record(S="0" * 64), "✗ 不符合", 4)], ids=["drawn", "locked", "names wait", "another seed"])
def test_page_and_command_line_come_to_the_same_verdict(visit: Callable[..., Reader], tmp_path: Path, record: Record, word: str, code: int) -> None:
    tab = visit(record)
    _verified(tab)
    done = CliRunner().invoke(cli, ["verify", str(tmp_path / "公示.html")])

    assert tab.text("#verdict").startswith(word)
    assert done.exit_code == code, done.output
    assert done.output.rstrip().splitlines()[-1].startswith(f"结论：{word[2:]}。")
