"""What the platform's words mean: by code, by a name only one has, by the national code; nothing is guessed."""

from __future__ import annotations

import pytest

from ssj_xl.domain.platform.words import Words
from tests.tables_language import table

OBJECTS = table("检查对象", """对象编码 对象名称 统一社会信用代码 执业证号 | L1 甲律师事务所 31X - | L2 乙律师事务所 - 9130 |
                              L3 丙（云州）律师事务所 - - | L4 同名所 - - | L5 同名所 - -""").rows
PEOPLE = table("执法人员", "人员编码 姓名 执法证号 | P1 王某 Z1 | P2 李某 Z2 | P3 李某 Z3").rows
ITEMS = table("事项清单", "事项编码 大项 小项 | LS-01 对律师的检查 执业表现 | LS-02 对律师的检查 内部管理 | GZ-01 对公证的检查 内部管理").rows
CODES = table("代码表", """类别 代码 名称 是否问题 对应国家代码 | 检查结果 1 未发现问题 否 1 | 检查结果 2 当场改正 是 5 |
                          检查结果 3 责令整改 是 8 | 检查结果 4 移送 是 8 | 后续处置 1 约谈 - -""").rows
WORDS = Words(OBJECTS, PEOPLE, ITEMS, CODES, {"检查结果": {"违规": "移送"}, "检查事项": {"执业": "执业表现"}})


@pytest.mark.parametrize(("row", "codes"), [
    ({"object": "L1", "uscc": "", "licence": "", "name": "别的名称"}, ("L1",)),
    ({"object": "", "uscc": "31x", "licence": "", "name": ""}, ("L1",)),
    ({"object": "", "uscc": "9130", "licence": "", "name": ""}, ("L2",)),  # one column for credit code or licence
    ({"object": "", "uscc": "", "licence": "", "name": "丙(云州)律师 事务所"}, ("L3",)),
    ({"object": "", "uscc": "", "licence": "", "name": "同名所"}, ("L4", "L5")),
    ({"object": "", "uscc": "", "licence": "", "name": "丙律师事务所"}, ()),
])
def test_an_object_is_known_by_its_codes_or_a_name_that_only_one_has(row: dict[str, str], codes: tuple[str, ...]) -> None:
    assert WORDS.object(row).codes == codes


@pytest.mark.parametrize(("name", "certificates", "codes"), [
    ("王 某", (), ("P1",)), ("李某", (), ("P2", "P3")), ("李某", ("Z3",), ("P3",)), ("赵某", ("Z1",), ()), ("Z2", (), ("P2",)),
])
def test_an_inspector_is_known_by_name_and_namesakes_by_certificate(
        name: str, certificates: tuple[str, ...], codes: tuple[str, ...]) -> None:
    assert WORDS.inspector(name, certificates).codes == codes


@pytest.mark.parametrize(("said", "names"), [
    ("未发现问题", ("未发现问题",)), ("发现问题已责令改正", ("当场改正",)), ("违规", ("移送",)),
    ("发现问题待后续处理", ("责令整改", "移送")), ("基本合格", ()), ("5", ()),
])
def test_a_result_is_known_by_its_own_word_the_layout_or_the_national_code(said: str, names: tuple[str, ...]) -> None:
    assert WORDS.result(said).codes == names


@pytest.mark.parametrize(("said", "code"), [("LS-02", "LS-02"), ("内部管理", "LS-02"), ("执业", "LS-01"),
                                            ("对律师的检查：执业表现", "LS-01"), ("公证质量", "")])
def test_an_item_is_one_of_the_tasks_own(said: str, code: str) -> None:
    assert WORDS.item(said, ("LS-01", "LS-02")).code == code


def test_a_major_item_that_has_several_minor_ones_means_none_of_them() -> None:
    assert WORDS.item("对律师的检查", ("LS-01", "LS-02")).ambiguous


def test_a_word_of_another_category_is_known_or_blank() -> None:
    assert [WORDS.name_in("后续处置", word) for word in ("约谈", "罚款")] == ["约谈", ""]
