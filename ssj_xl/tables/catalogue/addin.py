"""A01–A79: the Excel add-in, the live workbook, the formulas, and this computer."""

from __future__ import annotations

from ssj_xl.tables.catalogue.entry import Entry, error

ENTRIES: dict[str, Entry] = {
    "A01": error("找不到加载项的源文本（macros 文件夹）。",
                 "加载项只能在源代码的文件夹里生成；使用本程序不需要生成，请直接安装现成的 ssj_xl.xlam。"),
    "A02": error("没有安装 pyOpenVBA，不能读写 VBA 项目。", "请执行 pip install \"ssj_xl[addin]\" 后再运行。"),
    "A03": error("生成的文件不合格（{rule}）：{text}。", "文件没有写入。请修改 macros 文件夹里的源文本后重新生成。"),
    "A04": error("与源文本生成的不一致。", "请运行 ssj-xl addin build 重新生成，并提交生成的文件。"),
    "A05": error("文件结构有错（{rule}）：{text}。",
                 "Excel 打开时可能提示修复或拒绝打开。请用生成它的程序重新生成；手工改过的，请用 Excel 打开并另存后再检查。"),
    "A06": error("xlwings 的 VBA 模块不能使用：{why}。", "请安装 setup.cfg 中指定的 xlwings 版本后再运行。"),
}
