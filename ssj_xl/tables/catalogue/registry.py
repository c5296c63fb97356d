"""G: draws over registers that no sheet holds (`draw-registry`), beside those of any draw (`catalogue.draw`)."""

from __future__ import annotations

from ssj_xl.tables.catalogue.entry import Entry, error, warning

ENTRIES: dict[str, Entry] = {
    "G01": warning("{file} 里有 {count} 个编码是数字格式，已按文本读取。", "请核对前面的 0 有没有丢；把这一列设为“文本”格式后再存，就不会丢。"),
    "G02": error("“{file}”是另一次没有办完的抽取留下的，与这一次的结果不同。",
                 "同一轮只能用一个随机数：请查明上一次用的是哪一个、为什么没有办完。确是误用的，保留这份文件备查，另行锁定一轮并说明。"),
    "G03": error("“{file}”不是这次抽取的名单：与重新计算的不同，或不在原处。", "请取回抽取时写出的文件；名单以公开记录里的结果指纹为准。"),
    "G04": error("文件夹里没有成对的导出文件（…-检查.parquet 和 …-对象.parquet）。", "请把各处室 draw-registry export 写出的两个文件都放进来，不要改名。"),
}
