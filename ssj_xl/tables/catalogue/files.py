"""F: files and workbooks as such; U: use of commands."""

from __future__ import annotations

from ssj_xl.tables.catalogue.entry import Entry, error, warning

ENTRIES: dict[str, Entry] = {
    "F01": error("找不到文件。", "请核对文件名和所在文件夹。"),
    "F02": error("文件打不开：内容已损坏，或不是 Excel 工作簿（{why}）。",
                 "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后再试；打不开时从“备份”文件夹取回。"),
    "F03": error("文件设有打开密码，无法读取。", "请在 Excel 中取消密码（文件→信息→保护工作簿）后再试。"),
    "F04": error("文件正被别的程序打开（{who}），现在不能写入。", "请在 Excel 或 WPS 中关闭它，再执行一次。"),
    "F05": error("这是旧格式文件（{suffix}），本工具不直接改写。", "请在 Excel 中“另存为”.xlsx 格式后再试。"),
    "F06": error("目标文件已存在。", "请换一个文件名；确要覆盖时加 --force。"),
    "F07": error("写入失败（{why}），原文件保持不变。", "请检查磁盘空间和文件夹权限后再试。"),
    "F08": error("文件不安全：{why}，已拒绝打开。", "请向提供文件的单位要一份用 Excel 正常保存的文件。"),
    "F09": error("工作簿里没有“{table}”表。", "请使用由“ssj-xl new”生成的主台账；表（工作表）的名称不要改动。"),
    "F10": error("“{table}”表下方第 {line} 行还有内容，无法追加。", "请把表格下方的内容移到别处后再试。"),
    "F11": error("工作簿里没有名称“{name}”，无法填写。", "请在“公式→名称管理器”中恢复该名称，或换用新的主台账。"),
    "F12": warning("“{table}”的内容超出了表格范围（第 {line} 行起），已一并读取。",
                   "请在 Excel 中拖动表格右下角，把这些行包进表格。"),
    "F13": error("文件在打开之后被别人改动过，没有写入。", "请重新执行一次；如正与同事共用，请先约定由一人修改。"),
    "F14": error("“{table}”表带有汇总行或公式列“{column}”，不能由程序写入。", "请取消汇总行，或把该列改为普通数值后再试。"),
    "F15": error("文件夹不存在或无法写入。", "请核对文件夹名称和权限。"),
    "U01": error("月份“{value}”不正确。", "请写成 2021-03 这样的年-月。"),
    "U02": error("日期“{value}”不正确。", "请写成 2021-03-15 这样的年-月-日。"),
    "U03": error("没有指定要处理的文件。", "请在命令后写上文件、文件夹或通配符。"),
    "U04": error("未安装 LibreOffice，无法生成 PDF。", "请安装 LibreOffice，或去掉 --pdf，用 Excel/WPS 打开后另存为 PDF。"),
    "U05": error("LibreOffice 没有生成 PDF（{why}）。", "请先关闭已打开的 LibreOffice 窗口后再试。"),
}
