"""G: draws over registers that no sheet holds (`draw-registry`), beside those of any draw (`catalogue.draw`)."""

from __future__ import annotations

from ssj_xl.tables.catalogue.entry import Entry, error, warning

ENTRIES: dict[str, Entry] = {
    "D140": error("“{column}”一栏有 {count} 条的写法不能当作分区：{which}。", "请填写每一条的分区，同一个区只用一种写法：前后没有空格，不超过 80 字，不含换行。"),
    "D141": error("“{column}”一栏的不同内容太多，不像是分区（不能多于 {most} 个）。", "请用区县、管理处室一类的栏目作 --region。"),
    "D142": error("分区“{region}”的{what}不符：重新计算是 {computed}，锁定文件写的是 {stated}。", "请取回锁定时的锁定文件和名录；改动过的不能用。"),
    "D143": error("回执里的这一条不属于它所写的分区“{region}”：算出的根是 {computed}，应为 {stated}。", "请核对回执、公开记录是不是同一轮的；分区根以锁定文件为准。"),
    "G01": warning("{file} 里有 {count} 个编码是数字格式，已按文本读取。", "请核对前面的 0 有没有丢；把这一列设为“文本”格式后再存，就不会丢。"),
    "G10": error("文件里有 {count} 栏都叫“{title}”，不知道该用哪一栏。", "请给其余的栏改名，或删去，再锁定。"),
    "G11": error("有 {count} 行的栏数与表头不同（第 {lines} 行）：这些行的内容可能错了栏。",
                 "请用 Excel 或 WPS 打开核对：一格里的换行、逗号、引号会把一行拆开。改好后另存为工作簿（.xlsx）再锁定。"),
    "G12": error("文件读不出来：已损坏，或者不是 Parquet 文件。", "请从源数据重新导出，或改用 CSV、工作簿。"),
    "G13": error("任务编号“{task}”不能用于抽取。", "任务编号只用数字、大写字母和 . _ -，1 至 40 位，如 GJ-2027-001。"),
    "G02": error("“{file}”是另一次没有办完的抽取留下的，与这一次的结果不同。",
                 "同一轮只能用一个随机数：请查明上一次用的是哪一个、为什么没有办完。确是误用的，保留这份文件备查，另行锁定一轮并说明。"),
    "G03": error("“{file}”不是这次抽取的名单：与重新计算的不同，或不在原处。", "请取回抽取时写出的文件；名单以公开记录里的结果指纹为准。"),
    "G04": error("文件夹里没有成对的导出文件（…-检查.parquet 和 …-对象.parquet）。", "请把各处室 draw-registry export 写出的两个文件都放进来，不要改名。"),
    "G14": error("不是 draw-registry export 写出的文件，或者已损坏。", "请取回原来的导出文件，或请该处室重新导出；不要改名。"),
}
