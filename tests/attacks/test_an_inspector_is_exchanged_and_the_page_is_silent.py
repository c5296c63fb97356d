"""An inspector is exchanged after the draw and the page does not say so, or says that nobody had to approve it.

Seen: the page lists each 递补 and 改派 with its listed reason and whether it was approved; with the workbook `verify` misses what was taken off.
"""

from __future__ import annotations

from ssj_xl.papers.page import facts_of, records_of, text_of
from tests.attacks.attack_cases import Given
from tests.attacks.forger import forge_beside
from tests.bureau import TASK


def test_an_inspector_is_exchanged_and_the_page_is_silent(given: Given) -> None:
    page = given.folder / "公示页-不公开等级.html"
    data = page.read_bytes()
    told = facts_of(text_of(data), records_of(data))["changes"]
    assert [line.split("\t")[2:] for line in told] == [
        ["递补", "1 个由同组的下一签递补", "注销", "已批准"], ["改派", "1 人退出 3 个检查组", "不在岗", "已批准"]]
    assert "<div>不在岗</div>" in data.decode()

    for forged in ([told[0]], [told[0], told[1].replace("不在岗", "工作调整")]):
        forge_beside(page, "changes", forged)
        code, said = given.verify(page, given.book, "--task", TASK)
        assert (code, "不在岗 已批准”页面没有列出（递补和改派）" in said) == (4, True)
