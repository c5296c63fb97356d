"""P31–P39: the figures of the monthly form."""

from __future__ import annotations

from ssj_xl.tables.catalogue.entry import Entry, error, warning

ENTRIES: dict[str, Entry] = {
    "P31": warning("任务“{task}”状态为“已取消”，没有计入月报。", "请核对状态；抽取已作废的，请在“抽取记录”中写明作废时间和原因。"),
    "P32": error("月报 {month} 的统计期间（{start} 至 {end}）不在本工作簿的年度 {year} 之内。", "请核对月份，或换用该年度的主台账。"),
    "P33": error("月报 {month} 的统计期间（{start} 至 {end}）还没有开始，填表时间是 {day}。", "请核对月份和填表时间。"),
    "P34": warning("统计期间到 {end} 才结束，填表时间是 {day}，之后发生的没有计入。", "请在期间结束后重新生成；报送期限是 {deadline}。"),
    "P35": warning("任务“{task}”没有名录数量，月报写不出抽查比例。", "请在“抽取记录”中补填名录数量，或打印后手写。"),
    "P36": warning("“{unit}”没有填写“{header}”，按 0 计。", "请向该单位核实后补填；确实没有开展的填 0。"),
    "P37": warning("统计期间到 {end} 为止，此后至填表（{day}）又有{what}，没有计入本表，计入以后的月报。", "请核对月份；要改周期，在“参数”中改“报表周期”。"),
    "P38": warning("另有 {count} 个问题，不影响本月报表的数字。", "请运行 ssj-xl check 查看并改正。"),
}
