"""代码表: a bureau's own words, and the default where it has none."""

from __future__ import annotations

from ssj_xl.domain.codes import counted_results, names, problem_results
from tests.tables_language import table


def test_a_bureau_maps_its_own_results() -> None:
    own = table("代码表", """类别 代码 名称 是否问题 是否计入检查
                            检查结果 1 合格 否 是
                            检查结果 2 当场改正 是 -
                            检查结果 3 未查 否 否""")
    assert names(own, "检查结果") == ("合格", "当场改正", "未查")
    assert problem_results(own) == {"当场改正"}
    assert counted_results(own) == {"合格", "当场改正"}


def test_a_category_that_is_not_listed_has_the_default_names() -> None:
    own = table("代码表", "类别 代码 名称 | 对象类型 1 律师事务所")
    assert names(own, "对象类型") == ("律师事务所",)
    assert len(names(own, "检查结果")) == 8
    assert "未发现问题" not in problem_results(own)
    assert "发现问题待后续处理" in problem_results([])
