"""Ticks as people set them: what is ticked is read, and what could be read in two ways is in doubt."""

from __future__ import annotations

import pytest
from lxml import etree

from ssj_xl.papers.form.word import rows_of
from ssj_xl.papers.handouts.record_ticks import read_ticks

WAYS = ("现场检查", "书面检查", "非现场检查")
FOUND = ("无", "有", "不涉及")
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.mark.parametrize(("text", "chosen"), [
    ("□现场检查　□书面检查　□非现场检查", ""), ("■现场检查　□书面检查", "现场检查"), ("□现场检查　□书面检查　☑非现场检查", "非现场检查"),
    ("□现场检查√　□书面检查", "现场检查"), ("□现场检查　√□书面检查", "书面检查"), ("√ □现场检查　□书面检查", "现场检查"), ("□现场检查　√ 书面检查", "书面检查"),
    ("☑ 现场检查\n□书面检查　　　　　□非现场检查", "现场检查"), ("现场检查", "现场检查"), ("R现场检查　□书面检查", "现场检查"), ("□现场检查　\uf052书面检查", "书面检查"),
    ("☐现场检查　☒书面检查", "书面检查"), ("×现场检查　□书面检查", "")])
def test_one_is_ticked_or_none(text: str, chosen: str) -> None:
    found = read_ticks(text, WAYS)
    assert (found.chosen, found.doubt) == ({chosen} - {""}, False)


@pytest.mark.parametrize("text", ["□现场检查　书面检查", "现场检查　书面检查", "（√）现场检查　□书面检查", "□现场检查√□书面检查", "□" * 10_001],
                         ids=["box gone", "two left", "in brackets", "between", "endless"])
def test_what_could_be_either_is_in_doubt(text: str) -> None:
    assert read_ticks(text, WAYS).doubt


@pytest.mark.parametrize(("text", "chosen", "rest"), [
    ("□无　■有：收费公示不全，无合同。", "有", "收费公示不全，无合同。"), ("□无　☑有\n收费公示不全。", "有", "收费公示不全。"), ("□无　□有　□不涉及收费不全", "", "收费不全"),
    ("无。", "无", ""), ("有：收费", "有", "收费"), ("■有收费公示　无编号", "有", "收费公示　无编号"), ("□无■有□不涉及", "有", ""), ("未发现问题", "", "未发现问题")])
def test_what_is_written_beside_a_tick_stays_as_it_is(text: str, chosen: str, rest: str) -> None:
    found = read_ticks(text, FOUND)
    assert (found.chosen, found.doubt, found.rest) == ({chosen} - {""}, False, rest)


def test_ticks_that_word_makes_elements_of_their_own_are_read() -> None:
    body = etree.fromstring(
        f'<w:body xmlns:w="{W}"><w:p><w:r><w:sym w:font="Wingdings" w:char="F0A8"/><w:t>无　</w:t><w:sym w:font="Wingdings 2" w:char="F052"/></w:r>'
        "<w:r><w:t>有</w:t></w:r></w:p><w:p><w:sdt><w:sdtContent><w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t>不涉及　□有</w:t></w:r></w:p></w:body>".encode())
    assert [read_ticks(row[1], FOUND).chosen for row in rows_of(body)] == [{"有"}, {"不涉及"}]
