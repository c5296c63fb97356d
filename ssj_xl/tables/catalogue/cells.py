"""T: tables, headers and single cells."""

from __future__ import annotations

from ssj_xl.tables.catalogue.entry import Entry, error, warning

ENTRIES: dict[str, Entry] = {
    "T01": error("“{table}”缺少列“{header}”。", "请恢复该列标题（可用的写法：{accepted}）。"),
    "T20": error("“{table}”缺少“{header}”列：它是抽取证据的一部分，缺了就不能核验。",
                 "请把这一列的标题改回“{header}”；列已删除的，打开“备份”里最近的一份，把这一列抄回来。"),
    "T02": error("“{table}”有两列都是“{header}”。", "请删去或改名其中一列。"),
    "T03": error("“{header}”没有填写。", "请补填。"),
    "T04": error("“{header}”是数字格式，应为文本：Excel 只保留 15 位有效数字，编码可能已损坏（现为 {value}）。",
                 "请把单元格设为“文本”格式，按原件重新录入。"),
    "T05": error("“{header}”的值“{value}”不是日期。", "请写成 2021-03-15 或 2021年3月15日。"),
    "T06": warning("“{header}”的日期是文本“{value}”，已按 {read} 理解。", "请改成日期格式，以免 Excel 中不能比较大小。"),
    "T07": error("“{header}”的值“{value}”不是整数。", "请填写整数。"),
    "T08": error("“{header}”的值“{value}”不是比例。", "请写成 3% 或 0.03。"),
    "T09": error("“{header}”的值“{value}”看不出是百分之几。", "请把单元格设为百分比格式，或写成文本“{value}%”；百分比格式丢失后 100% 只剩 1，应写成“100%”。"),
    "T10": error("“{header}”的值“{value}”不在允许的范围内。", "可填：{allowed}。"),
    "T11": warning("“{header}”的值“{value}”含有多余空格、全角字符、半角括号或小写字母，已按“{read}”处理。", "请改成“{read}”。"),
    "T12": error("“{header}”的值“{value}”不是时间。", "请写成 2021-03-15 09:30:00。"),
    "T13": error("“{header}”的编码“{value}”含有不允许的字符。", "编码只用数字、大写字母和 . _ - ，最长 40 位。"),
    "T14": error("“{header}”是 {value}，应在 {low} 至 {high} 之间。", "请改正。"),
    "T15": error("“{header}”含有 Excel 错误值“{value}”。", "请改正公式，或直接填写数值。"),
    "T16": warning("“{header}”的日期 {value} 看来不对（年份超出 1990–2100）。", "请核对。"),
    "T17": warning("“{header}”的编码是数字格式（现为 {value}），已按文本读取。", "请把单元格设为“文本”格式，以免前面的 0 丢失。"),
    "T18": error("“{table}”第 {line} 行起的内容超过 {limit} 行上限。", "请删除多余的空白格式行，或把数据分到几个工作簿。"),
    "T19": error("“{header}”的值“{value}”不是月份。", "请写成 2021-03。"),
}
