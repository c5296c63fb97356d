"""The formulas that a worksheet has: the one place with their names, arguments and help.

The functions in `ssj_xl.entry.udf`, the VBA wrappers, the help in Excel's function wizard (the add-in's sheet of
texts) and the table in the manual are all made from here.  Names are ASCII, because VBA is; texts are Chinese and
stand in cells.
"""

from __future__ import annotations

from dataclasses import dataclass

CATEGORY = "双随机"
"""Under which the function wizard lists them."""

MODULE = "ssj_xl.entry.udf"
"""The Python module that VBA calls."""


@dataclass(frozen=True)
class Argument:
    """One argument.  name: as the wizard shows it; text: its help; optional: may be left out.

    number: whether 0 is a value; elsewhere it can only be a blank cell, as LibreOffice hands it over.
    """

    name: str
    text: str
    optional: bool = False
    number: bool = False


@dataclass(frozen=True)
class Formula:
    """One formula.  examples: as typed into a cell; heavy: not computed while its arguments are typed in the wizard."""

    name: str
    text: str
    arguments: tuple[Argument, ...]
    examples: tuple[str, ...]
    heavy: bool = False

    @property
    def usage(self) -> str:
        """The formula with its arguments, optional ones in brackets."""
        shown = (f"[{one.name}]" if one.optional else one.name for one in self.arguments)
        return f"{self.name}({', '.join(shown)})"


_KEY = Argument("key", "种子：抽取记录中该轮的“种子”（64 位），或抽取密钥（32 位）")
_LIST = Argument("list", "名单：锁定名录的“名单代号”一列，可选整列")
_HOLIDAYS = Argument("holidays", "节假日：“节假日”表的“日期”“类型”两列")

FORMULAS: tuple[Formula, ...] = (
    Formula(
        "SSJ_DRAW", "抽取：每行是编码（或名称）、组别、名次、签号，同样的内容每次相同。种子填任意文字就是试抽，没有公信力；填已登记的种子就是重算那次抽取。给出 nth 时只返回第 n 个（旧版 Excel 用）。",
        (Argument("list", "名单：编码、名单代号或名称一列，可选整列"),
         Argument("groups", "组别：与名单同样长的一列；没有分组可留空"),
         Argument("quotas", "比例或数量：3%、5 或“1家”；或两列（组别、比例或数量；签数另加一行“总数”）；或抽取记录的“规则原文”“种子原文”"),
         Argument("key", "种子：任意文字；或公开的随机数，如 ssq:2021024:…；或抽取记录的“种子”"),
         Argument("nth", "第几个：1、2、3……，超出个数显示空白；不填则返回全部", optional=True, number=True)),
        ('=SSJ_DRAW(A2:A41,B2:B41,"5%","2021年3月")', "=SSJ_DRAW(D2:D41,E2:E41,抽取记录!P2,抽取记录!K2)", "=SSJ_DRAW($D$2:$D$41,$E$2:$E$41,抽取记录!$P$2,抽取记录!$K$2,ROW()-1)"),
        heavy=True),
    Formula(
        "SSJ_TICKET", "签号：编码在这次抽取中的签，64 位。与锁定名录、公示页上的签号相同。",
        (Argument("code", "编码或名单代号，一个或一列"),
         _KEY,
         Argument("lots", "签数：加权抽取时该组的签数，不填为 1", optional=True, number=True)),
        ("=SSJ_TICKET(D2,抽取记录!$K$2)",)),
    Formula(
        "SSJ_RANK", "名次：编码在本组中按签号从小到大排第几，名次不大于配额的抽中；X 组显示“不抽”。",
        (_LIST,
         Argument("codes", "要查的编码，一个或一列"),
         _KEY,
         Argument("groups", "组别：与名单同样长的一列，不填为一组", optional=True),
         Argument("quotas", "只有加权抽取才填：抽取记录的“规则原文”或“种子原文”，从中读签数", optional=True)),
        ("=SSJ_RANK($D$2:$D$41,D2,抽取记录!$K$2,$E$2:$E$41)",)),
    Formula(
        "SSJ_QUOTA", "应抽数量：数量×比例，向上取整（不低于），不少于最少数量，不超过总数。",
        (Argument("count", "名录中的数量，一个或一列", number=True),
         Argument("ratio", "抽查比例，如 3%", number=True),
         Argument("least", "最少数量，不填为 0", optional=True)),
        ("=SSJ_QUOTA(34,3%)", "=SSJ_QUOTA(B2:B5,C2:C5,1)")),
    Formula(
        "SSJ_VERIFY", "核验：由台账重算每一轮的名录根、配额、种子、抽中对象，并核对操作日志；返回“相符”或“不符”和原因。",
        (Argument("draws", "抽取记录，连同标题行"),
         Argument("list", "锁定名录，连同标题行"),
         Argument("people", "锁定人员，连同标题行"),
         Argument("winners", "抽取名单，连同标题行"),
         Argument("journal", "操作日志，连同标题行")),
        ("=SSJ_VERIFY(抽取记录[#All],锁定名录[#All],锁定人员[#All],抽取名单[#All],操作日志[#All])",),
        heavy=True),
    Formula(
        "SSJ_WORKDAY", "起算日期之后第 n 个工作日（当日不计），按节假日和调休计算；年份没有公布安排的显示“待公布”。",
        (Argument("start", "起算日期，一个或一列"),
         Argument("days", "工作日数，如 20", number=True),
         _HOLIDAYS),
        ("=SSJ_WORKDAY(D2,20,节假日[[日期]:[类型]])",)),
    Formula(
        "SSJ_DUE", "期限：还有几个工作日、今天到期、已逾期几个工作日；填了完成日期的，显示是否按期完成。",
        (Argument("start", "起算日期，一个或一列"),
         Argument("days", "期限的工作日数，如 20", number=True),
         _HOLIDAYS,
         Argument("today", "今天：填 TODAY() 或写着日期的单元格"),
         Argument("done", "完成日期，没有完成的留空", optional=True)),
        ("=SSJ_DUE(D2,20,节假日[[日期]:[类型]],TODAY())",)),
    Formula(
        "SSJ_COVERAGE", "覆盖率：已检查的对象数÷名录中的对象数，同一对象只计一次，名录以外的不计。",
        (Argument("objects", "名录：对象编码一列，可选整列"),
         Argument("checked", "已检查：检查结果中的对象编码一列"),
         Argument("as_text", "填 1 则写成“3.33%（12÷360）”，不填为数字", optional=True)),
        ("=SSJ_COVERAGE(检查对象[对象编码],检查结果[对象编码],1)",)),
    Formula(
        "SSJ_IDCHECK", "证号检查：统一社会信用代码（18 位，含校验码）或执业证号（17 位）。正确显示空白，否则说明错在哪里。",
        (Argument("code", "证号，一个或一列，应为文本格式"),
         Argument("kind", "对象类型，如 律师事务所：同时检查代码开头", optional=True)),
        ("=SSJ_IDCHECK(C2,E2)",)),
)
"""Every formula, in the order in which people need them."""

BY_NAME = {formula.name: formula for formula in FORMULAS}
