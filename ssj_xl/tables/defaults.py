"""The rows a new workbook starts with: in 代码表 result codes, object types, ways of checking, disposals; what it may have of items and tiers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class CodeRow(NamedTuple):
    """One row of 代码表; is_problem, is_check and push are 是 or 否 for results, offsite for ways, person for object types, '' elsewhere;
    measure: the measure word for objects of a type; enterprise: whether a visit of a type is one of an enterprise.

    basis: the entry of the catalogue by which a result is pushed; without one nothing is.
    """

    category: str
    code: str
    name: str
    is_problem: str = ""
    is_check: str = ""
    national: str = ""
    push: str = ""
    offsite: str = ""
    basis: str = ""
    person: str = ""
    measure: str = ""
    enterprise: str = ""


OBJECT_TYPES = ("律师事务所", "律师", "公证机构", "公证员", "司法鉴定机构", "司法鉴定人",
                "基层法律服务所", "基层法律服务工作者", "仲裁委员会")
PERSONS = ("律师", "公证员", "司法鉴定人", "基层法律服务工作者")
"""Types that are natural persons: 统一社会信用代码 is then their employer's, and several may share it."""

OF_BODIES, OF_PERSONS = "家", "名"
"""Measure words where 代码表 has none."""
LIKE_ENTERPRISES, NO_ENTERPRISES = "参照", "否"
"""涉企检查 of bodies and of persons where 代码表 has none."""

# The eight results of the national 双随机 publication; an object that is closed or has moved is a result too.
# None is entered into the credit record by itself: what 全国公共信用信息基础目录 does not list may not be.
RESULTS = (
    CodeRow("检查结果", "1", "未发现问题", "否", "是", "1", "否"),
    CodeRow("检查结果", "2", "未按规定公示应当公示的信息", "是", "是", "2", "否"),
    CodeRow("检查结果", "3", "公示信息隐瞒真实情况、弄虚作假", "是", "是", "3", "否"),
    CodeRow("检查结果", "4", "通过登记的住所（经营场所）无法联系", "是", "是", "4", "否"),
    CodeRow("检查结果", "5", "发现问题已责令改正", "是", "是", "5", "否"),
    CodeRow("检查结果", "6", "不配合检查情节严重", "是", "是", "6", "否"),
    CodeRow("检查结果", "7", "未发现开展本次抽查涉及的经营活动", "否", "是", "7", "否"),
    CodeRow("检查结果", "8", "发现问题待后续处理", "是", "是", "8", "否"),
)

WAYS = ("现场检查", "书面检查", "案卷评查", "网络检查", "非现场检查")
OFFSITE = ("书面检查", "网络检查", "非现场检查")
"""Ways that need nobody at the object's door; 案卷评查 is held where the files are."""
DISPOSALS = ("无需后续处置", "责令改正", "约谈提醒", "移送行政处罚", "移送行业处分", "抄告相关部门", "转日常监管")

# Why an object may leave the list, and an inspector a team.  What only suits the inspected body is no reason to
# replace it: it stays on the list and is put off.  No word tells of anybody's health (个人信息保护法 28).
PROMOTION_REASONS = ("注销", "吊销", "迁出本市", "与在办案件重复", "不可抗力")
REASSIGNMENT_REASONS = ("依法回避", "不在岗", "工作调整")
DELAY_REASONS = ("被检查对象申请", "检查力量调整", "其他公务")


ITEM_KINDS = {"律师": "LS", "公证": "GZ", "司法鉴定": "JD", "基层法律服务": "JC", "法律援助": "FY"}
"""Kinds of divisions for which a new workbook may have its items: the beginning of their codes."""
ALL_KINDS, NO_KIND = "全部", "不预先登记"

# Ratios and lots are examples; the notice only asks for 3 % a year and for differences between tiers.
TIER_SCHEMES: Mapping[str, tuple[tuple[str, str, int, int, str], ...]] = {
    "四级": (("A", "信用风险低", 3, 1, "否"), ("B", "信用风险一般", 5, 2, "是"), ("C", "信用风险较高", 20, 5, "否"), ("D", "信用风险高", 100, 10, "否")),
    "五级": (("A", "信用风险低", 3, 1, "否"), ("B", "信用风险较低", 5, 2, "是"), ("C", "信用风险一般", 10, 3, "否"), ("D", "信用风险较高", 20, 5, "否"),
           ("E", "信用风险高", 100, 10, "否")),
    "不分级": (),
}
"""Tiers that a new workbook may have: the four of Hebei since 2022 (and of the State Administration's opinion), the five before, none.
Each is tier, name, percent, lots and whether unrated objects count as it."""
USUAL_TIERS = "四级"


def code_rows() -> tuple[CodeRow, ...]:
    """Every default row of 代码表."""
    def plain(category: str, names: tuple[str, ...]) -> list[CodeRow]:
        return [CodeRow(category, str(number), name) for number, name in enumerate(names, 1)]

    ways = (row._replace(offsite="是" if row.name in OFFSITE else "否") for row in plain("检查方式", WAYS))
    of_persons = {"person": "是", "measure": OF_PERSONS, "enterprise": NO_ENTERPRISES}
    of_bodies = {"person": "否", "measure": OF_BODIES, "enterprise": LIKE_ENTERPRISES}
    types = (row._replace(**(of_persons if row.name in PERSONS else of_bodies)) for row in plain("对象类型", OBJECT_TYPES))
    return (*RESULTS, *types, *ways, *plain("后续处置", DISPOSALS),
            *plain("递补原因", PROMOTION_REASONS), *plain("改派原因", REASSIGNMENT_REASONS),
            *plain("延期原因", DELAY_REASONS))


def default_of(table: str, key: str, row: Mapping[str, Any]) -> str:
    """What a column that a workbook did not have yet is to hold in one of its rows; '' where nothing is known."""
    same = (known for known in code_rows() if table == "代码表" and (known.category, known.name) == (row["category"], row["name"]))
    return str(getattr(next(same, None), key, ""))
