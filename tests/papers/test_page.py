"""The public page as a file: what it says, what it never says, and that nothing in it can act."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from ssj_xl.domain.draw.ceremony import BY_PARTIES
from ssj_xl.papers.page import SCRIPTS, Beside, ResultLine, build, records_of, source
from tests.papers import page_cases as cases

HOSTILE = "<script>alert(1)</script>\"'&amp;</script><!--\u2028=1+1"


class Elements(HTMLParser):
    """Every element with its attributes."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.found.append((tag, dict(attrs)))


def _visible(page: bytes) -> str:
    """The page without scripts, styles and markup."""
    text = re.sub(r"<(script|style)\b.*?</\1>", "", page.decode(), flags=re.DOTALL)
    return re.sub(r"<[^>]+>", "", text)


def test_a_page_says_what_was_drawn_when_and_by_which_rule() -> None:
    text = _visible(cases.page(cases.open_case().record()))
    for said in ("某市司法局", "律师公证鉴定年度抽查", cases.DRAW, "2021-03-02 09:00:00", "2021-03-05 10:00:00",
                 "双色球第 2021026 期开奖号码", "红球 01 05 12 19 23 31，蓝球 07", "10%，至少 2 个", "100%", "赵一（组长）、钱二",
                 "每组按签号顺序另列候补 2 个", "任何人可查官方开奖公告", "河畔律师事务所", "发现问题已责令改正", "2021-03-28",
                 "本页生成于 2021-03-31", "另行安排", "不参加本次抽取"):
        assert said in text, said


def test_the_page_opens_with_how_many_were_drawn_are_public_and_have_problems_and_has_a_line_a_firm() -> None:
    record = cases.open_case().record()
    results = [f"{name}\t执业监督：{item}\t{result}\t2021-03-2{day}" for name, item, result, day in (
        ("甲所", "收费", "未发现问题", 5), ("甲所", "档案", "未发现问题", 5), ("乙所", "收费", "发现问题已责令改正", 6), ("乙所", "档案", "未发现问题", 7))]
    page = cases.page(record, results=results, tally=["家\t2\t1"]).decode()
    aside = sum(record["counts"].get(group, 0) for group in "XM")
    assert f"<strong>{record['count'] - aside} 家抽 {len(record['result'])} 家，已公示 2 家，其中 1 家有问题</strong>" in page
    shown = page[page.index("已公示 2 个对象的结果，共 4 条"):].partition("</table>")[0]
    assert shown.count("<tr") == 3
    for told in ("未发现问题（执业监督：收费、档案）", "发现问题已责令改正（执业监督：收费）；未发现问题（执业监督：档案）", "2021-03-26、2021-03-27"):
        assert told in shown, told


def test_two_masked_persons_of_one_name_stay_two_lines() -> None:
    page = cases.page(cases.open_case().record(), results=["王某\t执业：收费\t未发现问题\t2021-03-25"] * 2).decode()
    assert "已公示 2 个对象的结果，共 2 条" in page


def test_a_replaced_firm_stays_struck_through_with_the_reason() -> None:
    page = cases.page(cases.substituted(cases.open_case())).decode()
    assert "<del><bdi>旧单位</bdi></del>" in page
    assert "抽中，后被替换。原因：正在办理注销" in page
    assert re.search(r"<strong><bdi>递补单位</bdi></strong>.*?递补（替补 ", page)


def test_a_locked_draw_says_that_nothing_is_drawn_yet() -> None:
    text = _visible(cases.page(cases.open_case(public="").record(), results=()))
    assert "已锁定（待抽取）" in text
    assert "任何人都不知道结果" in text
    assert "尚无已公示的检查结果" in text


def test_every_attempt_stays_and_a_voided_one_gives_its_reason() -> None:
    void = cases.open_case(38).record(void_at="2021-03-03 10:00:00", void_why="名录漏列两家")
    text = _visible(cases.page(void, cases.open_case(attempt=2).record()))
    assert text.index("第 1 轮：已作废") < text.index("第 2 轮：已抽取")
    assert "名录漏列两家" in text
    assert "作废前抽中" in text


def test_a_page_whose_last_attempt_is_void_shows_no_list_in_force() -> None:
    text = _visible(cases.page(cases.open_case().record(void_at="2021-03-06 10:00:00", void_why="监督人未到场")))
    assert "第 1 轮已于 2021-03-06 10:00:00 作废：监督人未到场。尚未重新抽取。" in text
    assert "没有现行名单" in text


def test_the_ceremony_of_several_parties_is_told_as_such() -> None:
    nonces = {"纪检组": "1" * 64, "公证处": "2" * 64}
    assert BY_PARTIES in _visible(cases.page(cases.open_case(nonces=nonces).record()))


@pytest.mark.parametrize(("public", "source_", "said"), [
    ("dice:20237331128159211123", "dice", "现场摇号"), ("drand:77:" + "ab" * 32, "drand:77", "公共随机信标 drand 第 77 轮")])
def test_other_sources_are_named_in_words(public: str, source_: str, said: str) -> None:
    case = cases.open_case(public=public)
    assert said in _visible(cases.page(case.record(source=source_)))


def test_a_weighted_draw_explains_the_lots() -> None:
    text = _visible(cases.page(cases.weighted_case().record()))
    assert "所有对象在同一签筒，按签数放签（组1 1 签、组2 2 签、组5 5 签），取签号最小的 6 个" in text
    assert "同一签筒取 6 个" in text


def test_names_stand_apart_from_pseudonyms_where_groups_are_tiers() -> None:
    record = cases.private_case().record(substituted=[{"left": "SJ9999", "left_name": "旧单位", "why": "已注销"}])
    page = cases.page(record).decode()
    rows = re.findall(r'<tr role="row">.*?</tr>', page)
    pids = [line.split("\t")[2] for line in record["result"]]
    assert not [row for row in rows for pid in pids for name in record["names"].values() if pid in row and name in row]
    assert not [row for row in rows if "替补" in row]
    assert "赵一" not in page
    assert "不标明谁替补谁" in page


def test_the_page_carries_its_records_and_gives_them_back() -> None:
    records = [cases.open_case(38).record(void_at="2021-03-03 10:00:00", void_why=HOSTILE), cases.open_case(attempt=2).record()]
    assert records_of(cases.page(*records)) == records


@pytest.mark.parametrize("page", [b"<html></html>", b'<script type="application/json" id="ssj-record">{}</script>'])
def test_a_foreign_page_is_refused(page: bytes) -> None:
    with pytest.raises(ValueError, match="no record"):
        records_of(page)


def test_a_page_needs_an_attempt() -> None:
    with pytest.raises(ValueError, match="attempt"):
        build([], Beside(cases.MADE_ON))


def _hostile_page() -> bytes:
    record = cases.substituted(cases.open_case())
    record["names"] = dict.fromkeys(record["names"], HOSTILE)
    record["teams"] = {code: [HOSTILE] for code in record["teams"]}
    record["substituted"] = [one | {"left_name": HOSTILE, "why": HOSTILE} for one in record["substituted"]]
    void = record | {"void_at": "2021-03-03 10:00:00", "void_why": HOSTILE, "broken": HOSTILE, "log_head": HOSTILE}
    return build([void, record], Beside(cases.MADE_ON, HOSTILE, HOSTILE, [ResultLine(HOSTILE, HOSTILE, HOSTILE, cases.MADE_ON).text], ["\t".join([HOSTILE] * 7)]))


def test_names_with_markup_are_inert() -> None:
    plain, hostile = Elements(cases.page(cases.open_case().record())), Elements(_hostile_page())
    assert sum(tag == "script" for tag, _ in hostile.found) == sum(tag == "script" for tag, _ in plain.found) == 3
    assert not [key for _, attrs in hostile.found for key in attrs if key.startswith("on") or key == "style"]
    assert _hostile_page().decode().count("alert(1)") == _hostile_page().decode().count("script&gt;alert(1)") + \
        _hostile_page().decode().count("\\u003cscript\\u003ealert(1)")


def test_only_the_pages_own_script_and_style_may_act() -> None:
    page = cases.page(cases.open_case().record())
    policy = next(attrs["content"] for _, attrs in Elements(page).found if attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        (text,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page.decode(), flags=re.DOTALL)
        made = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{made}'" in policy


def test_the_page_loads_nothing_from_anywhere() -> None:
    elements = Elements(cases.page(cases.open_case().record()))
    addresses = [value for _, attrs in elements.found for key, value in attrs.items() if key in {"src", "href", "action"}]
    assert [address for address in addresses if not str(address).startswith("#")] == []


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_scripts_are_plain_old_javascript_without_network_or_platform_crypto(name: str) -> None:
    text = source(name)
    code = re.sub(r"/\*.*?\*/|\"(?:\\.|[^\"\\])*\"", "", text, flags=re.DOTALL)
    assert not re.search(r"=>|`|\b(?:let|const|class|import|async|await|of)\b", code)
    assert not re.search(r"fetch|XMLHttpRequest|WebSocket|crypto|eval|innerHTML|insertAdjacent|document\.write|Math\.random",
                         code)
    assert "</" not in text


def test_the_page_is_the_same_for_the_same_records() -> None:
    assert cases.page(cases.private_case().record()) == cases.page(cases.private_case().record())


def test_headings_go_down_one_by_one_and_every_field_has_a_label() -> None:
    elements = Elements(cases.page(cases.open_case().record()))
    levels = [int(tag[1]) for tag, _ in elements.found if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    labelled = {attrs.get("for") for tag, attrs in elements.found if tag == "label"}
    fields = {attrs.get("id") for tag, attrs in elements.found if tag in {"input", "textarea", "select"}}
    assert fields <= labelled
    ids = [attrs["id"] for _, attrs in elements.found if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {tag for tag, _ in elements.found} >= {"header", "nav", "main", "footer"}


def _luminance(colour: str) -> float:
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("name", ["ink", "soft", "blue", "good", "bad", "wait"])
def test_text_has_enough_contrast_on_every_ground(name: str) -> None:
    """WCAG 2 AA: 4.5 to 1."""
    style = source("page.css")
    colour = re.search(rf"--{name}: (#[0-9a-f]{{6}});", style)
    assert colour is not None
    for ground in ("#ffffff", "#f4f6f8", "#edf1f5", "#fdf6e9", "#eff7f1", "#fcf0f0", "#f8fafb"):
        high, low = sorted((_luminance(colour[1]), _luminance(ground)), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, (name, ground)
