"""The official monthly form: its wording and its fields, declared once.

Source: 石家庄市司法局 2021 实施方案, 附件1.  Wording is verbatim, oddities (“省本级”, “抽查抽查”) included;
a line break stands where the printed form breaks the line.
"""

from __future__ import annotations

from dataclasses import dataclass

TITLE = "市有关部门“双随机、一公开”监管工作月报表"
SECTION_ARRANGEMENT = "一、“双随机、一公开”监管工作安排部署情况"
SECTION_CONDUCT = "二、“双随机、一公开”监管工作开展情况"
HEADING_OF_ITEM_4 = "本月按年度随机抽查工作计划省本级开展随机抽查情况"

EXAMPLE_WORDS = ("示例", "样表", "样例", "范例")
INSTRUCTION_WORDS = ("填写说明", "填报说明", "填表说明")
"""A sheet with one of these in its name or title shows how to fill the form; it is not the form."""

ANNEX_WORDS, FORM_WORD = ("附件", "附表"), "月报表"
"""How a paragraph begins (附件1：) or ends (…月报表) that opens a new paper in a document of several."""

NOTE_COLUMNS = ("备注", "说明", "填写说明", "填报说明", "填报要求", "填写要求")
"""Headers of columns beside the content that are the bureau's own and stay as they are."""

NOTHING = "无"


@dataclass(frozen=True)
class FormField:
    """One place to be filled.

    key: the attribute of the form's content; label: as printed; hint: the words that stand in the
    empty content cell; aliases: other wordings seen; name: defined name of the cell in a template.
    in_body: a content cell of the table (True), or a blank of the head or foot line (False).
    """

    key: str
    label: str
    name: str
    hint: str = ""
    aliases: tuple[str, ...] = ()
    in_body: bool = True

    @property
    def title(self) -> str:
        """The label on one line, for messages."""
        return self.label.replace("\n", "")

    @property
    def labels(self) -> tuple[str, ...]:
        """Every wording under which the field is recognised."""
        return (self.label, *self.aliases)


BODY_FIELDS = (
    FormField("meetings", "本月召开会议部署\n随机抽查工作情况", "月报_会议", "(注明召开会议的名称及时间)"),
    FormField("documents", "本月印发双随机工\n作文件情况", "月报_文件", "(注明文件名称及文号)"),
    FormField("trainings", "本月组织随机抽查\n业务培训情况", "月报_培训", "(培训班名称、培训人员数量、及内容)"),
    FormField("task_files", "本月组织随机\n抽查的文件", "月报_抽查文件"),
    FormField("scope", "随机抽查抽查对象范\n围、数量、抽查比例", "月报_对象范围",
              aliases=("随机抽查对象范围、数量、抽查比例",)),
    FormField("items", "随机抽查的检查事项", "月报_检查事项", "(多少大项、多少小项)"),
    FormField("problem_subjects", "发现问题的\n检查主体数量", "月报_问题主体"),
    FormField("publication", "随机抽查结果公示情况", "月报_结果公示", "(注明抽查结果公示的网站及公示数量)"),
    FormField("region", "全市本系统开展随机抽查情况", "月报_全市情况",
              "(开展的单位及抽查检查主体数量及抽查结果公示数量等情况)"),
)

MARGIN_FIELDS = (
    FormField("unit", "单位名称（盖章）", "月报_单位名称", "_____", in_body=False,
              aliases=("单位名称", "填报单位（盖章）", "填报单位", "填表单位（盖章）", "填表单位", "单位（盖章）")),
    FormField("filled_on", "填表时间", "月报_填表时间", "____年__月__日", in_body=False,
              aliases=("填报时间", "填表日期", "填报日期")),
    FormField("contact", "联系人", "月报_联系人", "_____", ("联系人姓名",), in_body=False),
    FormField("phone", "联系电话", "月报_联系电话", "_____", ("联系人电话", "办公电话", "座机", "电话"), in_body=False),
    FormField("mobile", "手机", "月报_手机", "_____", ("手机号码", "手机号", "联系手机", "移动电话"), in_body=False),
)

FIELDS = BODY_FIELDS + MARGIN_FIELDS
FIELD_BY_KEY = {field.key: field for field in FIELDS}
