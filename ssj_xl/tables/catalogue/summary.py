"""Q01–Q39: the quarter report and the year."""

from __future__ import annotations

from ssj_xl.tables.catalogue.entry import Entry, error, warning

ENTRIES: dict[str, Entry] = {
    "Q01": error("“{value}”不是季度。", "请写成 2021Q1，也可以写成 2021年第一季度。"),
    "Q02": error("“{value}”不是本命令能生成的文件类型。", "请把输出文件名写成 .docx（Word）或 .xlsx（工作簿）。"),
    "Q03": error("{span}（{start} 至 {end}）不在本工作簿的年度 {year} 之内。", "请核对季度或年度，或换用该年度的台账。"),
    "Q04": error("{span}（{start} 至 {end}）还没有开始，报告日期是 {day}。", "请核对季度或年度，以及报告日期。"),
    "Q05": warning("{span}到 {end} 才结束，报告日期是 {day}，之后发生的没有计入。", "按时报送可以这样生成；期间结束后请重新生成一份存档。"),
    "Q06": error("没有说明年度，“参数”里的“年度”也是空的。", "请用 --year 写明年度，或在“参数”中填写。"),
    "Q07": warning("汇总台账的“问题清单”里有 {count} 项错误没有改正，有关数字可能不准。", "请各单位改正后重新汇总，再生成本报告。"),
    "Q08": warning("没有填写名录基准日，年度抽查比例的分母按现有名录计。", "请在“参数”中填写名录基准日。"),
    "Q09": warning("{year} 年的节假日安排没有录入，录入、公示和平台确认是否超期无法判断，报告中注明“未核对”。",
                   "请在“节假日”中补录国务院办公厅公布的安排后重新生成。"),
    "Q10": warning("任务“{task}”状态为“已取消”，但本期有抽取或检查记录，没有计入。", "请核对状态；抽取已作废的，请在“抽取记录”中写明作废时间和原因。"),
}
