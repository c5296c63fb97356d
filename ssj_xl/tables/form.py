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
INSTRUCTION_WORDS = ("填写说明", "填报说明", "填表说明", "指标解释", "填报指南", "填表须知")
"""A sheet with one of these in its name or title shows how to fill the form; it is not the form."""

ANNEX_WORDS, FORM_WORD = ("附件", "附表"), "月报表"
"""How a paragraph begins (附件1：) or ends (…月报表) that opens a new paper in a document of several."""

THIS_MONTH = ("本月", "当月", "本期")
"""What a label or a head may begin with for the month of the form; a label may do without it."""

CONTENT_HEADS = ("填报内容", "填写内容", "报送内容", "具体内容", "内容", "完成情况", "开展情况", "落实情况", "工作情况",
                 "填报情况", "具体情况", "情况", "工作开展情况", "工作落实情况", "填报栏", "填写栏", "填报")
"""Heads of a column (or a row) that is meant for the content."""

OTHER_HEADS = ("上月", "上期", "上年", "去年", "同期", "同比", "环比", "增减", "单位", "责任", "牵头", "配合", "分管", "示例",
               "样例", "范例", "样表", "备注", "说明", "要求", "解释", "口径", "标准", "依据", "来源", "时限", "期限", "频次",
               "审核", "签字", "签章", "盖章", "得分", "分值", "评分", "目标", "计划", "打算", "下月", "佐证", "附件", "序号",
               "编号", "项目", "指标", "类别", "合计", "小计", "总计", "处室", "部门")
"""Words in heads of columns and rows that are the bureau's own, or another's, and stay as they are."""

TOTAL_HEADS = ("累计", "年初至", "全年", "本年")
"""Words in the head of a column for the running total of the year."""

ORGANISATIONS = ("处", "科", "室", "局", "股", "所", "中心", "协会", "支队", "大队", "公司")
"""How the name of a division or another body ends, where it stands as the head of a row or a column."""

PROSE = ("注", "备注", "附注", "说明", "填表说明", "填报说明", "填写说明", "填报要求", "填写要求", "报送要求", "报送方式", "报送邮箱",
         "邮箱", "提示", "温馨提示")
"""How a note to the reader begins, before a colon: a contact named in it is not the form's."""

MONTH_LABELS = ("报告期", "报告期别", "报告月份", "填报月份", "报送月份", "所属月份", "统计月份", "所属期", "月份")
"""Labels of a blank for the month of the form."""

NOTHING = "无"


@dataclass(frozen=True)
class FormField:
    """One place to be filled.

    key: the attribute of the form's content; label: as printed; hint: the words that stand in the
    empty content cell; aliases: other wordings seen; name: defined name of the cell in a template.
    in_body: a content cell of the table (True), or a blank of the head or foot line (False).
    weak: wordings that mean this field only where none of the others stands on the form.
    """

    key: str
    label: str
    name: str
    hint: str = ""
    aliases: tuple[str, ...] = ()
    in_body: bool = True
    weak: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The label on one line, for messages."""
        return self.label.replace("\n", "")

    @property
    def short(self) -> str:
        """What people call the field by: 会议."""
        return self.name.rpartition("_")[2]

    @property
    def labels(self) -> tuple[str, ...]:
        """Every wording under which the field is recognised."""
        return (self.label, *self.aliases, *self.weak)


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
              aliases=("单位名称", "填报单位（盖章）", "填报单位", "填表单位（盖章）", "填表单位", "单位（盖章）", "报送单位", "上报单位")),
    FormField("filled_on", "填表时间", "月报_填表时间", "____年__月__日", in_body=False,
              aliases=("填报时间", "填表日期", "填报日期", "报送时间", "报送日期")),
    FormField("contact", "联系人", "月报_联系人", "_____", ("联系人姓名",), in_body=False,
              weak=("填报人", "填表人", "经办人", "填报人员")),
    FormField("phone", "联系电话", "月报_联系电话", "_____", ("联系人电话", "办公电话", "座机", "电话"), in_body=False),
    FormField("mobile", "手机", "月报_手机", "_____", ("手机号码", "手机号", "联系手机", "移动电话"), in_body=False),
)

MONTH = FormField("month", "报告期", "月报_报告期", "____年__月", MONTH_LABELS, in_body=False)
"""The month that the form is about: blanks of the title and of a line above the table."""

FIELDS = BODY_FIELDS + MARGIN_FIELDS
FIELD_BY_KEY = {field.key: field for field in (*FIELDS, MONTH)}


@dataclass(frozen=True)
class FormSpec:
    """An official form as data.

    name: how messages call it; body, margins: its fields; captions: texts of its table that have no content.
    """

    name: str
    body: tuple[FormField, ...]
    margins: tuple[FormField, ...] = MARGIN_FIELDS
    captions: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[FormField, ...]:
        """Every field that has a place of its own."""
        return self.body + self.margins


MONTHLY = FormSpec("月报表", BODY_FIELDS, captions=(
    HEADING_OF_ITEM_4, *(section.split("、", 1)[1] for section in (SECTION_ARRANGEMENT, SECTION_CONDUCT))))
