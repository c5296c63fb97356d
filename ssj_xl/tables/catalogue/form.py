"""P01–P30: the template of the monthly form and filling it; U21: the name of its output."""

from __future__ import annotations

from ssj_xl.tables.catalogue.entry import Entry, error, warning

ENTRIES: dict[str, Entry] = {
    "P01": error("月报表模板里找不到“{label}”一栏。",
                 "请恢复这一栏的文字，或给应填的单元格起名“{name}”（Excel 在“公式→名称管理器”，Word 用“插入→书签”）。"),
    "P02": error("月报表模板里“{label}”出现了不止一次（{cells}），分不清填在哪一处。",
                 "请删去或改写多余的一处，或给应填的单元格起名“{name}”（Excel 用名称，Word 用书签）。"),
    "P03": error("模板里没有月报表（没有找到“{label}”等栏目）。", "请核对模板文件是否选对；隐藏的工作表、Word 的文本框不算。"),
    "P04": error("有不止一张表像月报表：{sheets}。", "请只留一张，或在示例表的名称或标题里写上“示例”二字。"),
    "P05": error("找到了“{label}”（{cell}），但右边和下边都没有可填内容的单元格。",
                 "请在它的右边留出内容单元格，或给应填的单元格起名“{name}”（Excel 用名称，Word 用书签）。"),
    "P06": error("“{label}”一栏的单元格里是公式，不能由程序填写。", "请把公式改成普通文字（复制→选择性粘贴→数值）后再试。"),
    "P07": warning("模板里原有的内容已被替换：{cells}。", "如用的是上月填好的表，无须处理；否则请核对这些单元格。"),
    "P08": warning("“{label}”内容较多，行高已到 Excel 上限（409 磅），字号由 {old} 缩小为 {new}。",
                   "如需大字号，请精简内容，或写“详见附件”并另附材料。"),
    "P09": warning("“{label}”内容过多，缩小字号后仍可能打印不全。", "请精简内容，或写“详见附件”并另附材料。"),
    "P10": warning("“{label}”的单元格没有设“自动换行”，内容可能打印不全。",
                   "请在模板中把该单元格设为“自动换行”（开始→自动换行）后重新生成。"),
    "P11": warning("“{label}”没有内容可填，已留空。", "请在主台账“参数”中补填，或打印后手写。"),
    "P12": error("“{label}”与“{other}”要填在同一个单元格里，分不清。", "请核对模板，或用名称（Word 用书签）“{name}”指明单元格。"),
    "P13": error("只有示例表里有月报表的栏目：{sheets}。", "请在模板中加入空白的月报表，或改掉它名称、标题里的“示例”“样表”“填写说明”。"),
    "P14": error("“{label}”的内容有 {count} 个字，超过 Excel 单元格的上限（32767 个字）。", "请精简内容，另附材料。"),
    "P15": warning("“{label}”所在的行或列被隐藏，打印不出来。", "请在 Excel 中取消隐藏。"),
    "P16": error("模板是不能填写的格式（{kind}）。", "请用 Excel、Word 或 WPS 打开，“另存为”.xlsx 或 .docx 后再试。"),
    "P17": error("“{label}”的空白处有会自动更新的域（如当天日期），程序填写后会被它改掉。",
                 "请在 Word 中选中它，按 Ctrl+Shift+F9 变成普通文字后再试。"),
    "P18": error("Word 模板打不开：内容已损坏，或不是 Word 文档（{why}）。", "请用 Word 或 WPS 打开，“另存为”Word 文档（.docx）后再试。"),
    "P19": error("Word 模板设有打开密码，无法读取。", "请在 Word 或 WPS 中取消密码（文件→信息→保护文档）后再试。"),
    "P20": error("Word 模板不安全：{why}，已拒绝打开。", "请向提供模板的单位要一份用 Word 正常保存的 .docx 文件。"),
    "P21": error("模板的内容是 {kind} 格式，输出文件名却以“{suffix}”结尾，存成这样会打不开。", "请把输出文件名的结尾改成 {kind}。"),
    "P22": error("模板是旧格式文件（{suffix}），不能填写。", "请用 Word 或 WPS 打开，“另存为”Word 文档（.docx）后再试。"),
    "U21": error("输出文件名以“{suffix}”结尾，月报表不能存成这种格式。",
                 "请用 .xlsx（Excel）或 .docx（Word）；要 PDF 时另加 --pdf，PDF 与月报表同名。"),
}
