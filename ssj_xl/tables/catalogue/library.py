"""What the formula of a draw and the library (`import ssj_xl`) say: programmers read them too, so the library's have English beside."""

from __future__ import annotations

from ssj_xl.tables.catalogue.entry import Entry, error, warning

ENTRIES: dict[str, Entry] = {
    "E01": error("“{name}”只有 1，分不清是 1 家还是 100%。", "请写成“1家”或“100%”。"),
    "E02": error("名单里有的是编码，有的不是：第 {line} 行“{value}”（{total} 行中 {count} 行不是编码）。",
                 "请全部用编码；只有名称的，连同标题（如“对象名称”）一起选取。"),
    "E03": error("签数的表里没有“总数”一行，不知道一共抽几家。", "请加一行：组别写“总数”，签数写要抽的家数。"),
    "E04": error("“{table}”没有“{value}”这一列{near}。", "列名用中文标题、别名或英文键；多余的列请先去掉（unknown column: drop or rename it）。现有：{known}。"),
    "E05": error("不是名单：{value}。",
                 "请给 DataFrame、Series、字典的列表（a DataFrame, a Series, or a list of dicts）；只有一行的 dict 放进 [] 里（one dict: put it into a list），没有行的先看筛选条件。"),
    "E06": error("没有说明抽多少，或说了两遍（how many: ratio, quota, or lots with a total）。",
                 "请给 ratio（\"3%\"，或按组的 dict）、quota（5，或按组的 dict），或 lots 加 quota；least 只与 ratio 同用。"),
    "E07": error("没有“{value}”这一列，或不止一列，或行数不同（no such column, or more than one）；现有：{columns}。", "请写列名，或给一列同样行数的值。"),
    "E09": error("不知道按哪一列抽（which column is drawn?）；现有：{columns}。", "请用 id= 写明编码或名称的列名。"),
    "E10": error("加权抽取要说明一共抽几家（a weighted draw needs one total）。", "lots 之外请再给 quota（一个数）或 ratio（一个比例），二者之一。"),
    "E11": error("没有种子（match needs a seed）。", "请给 seed（任意文字），或把 draw 的结果直接交给 match。"),
    "E12": error("名单有几个组别（{groups}），quota 却只有一个数（one quota for several groups）。",
                 "quota 请写成按组的 dict；只要定总数的，不写 group，或 ratio 和 quota 都写（ratio 是各组的下限）。"),
    "E08": error("种子是一次已有抽取的密钥，没有公开的随机数，写不出记录（a key has no public value, so there is no record）。",
                 "请用那次抽取自己的公开记录；要记录的试抽，种子写任意文字。"),
    "E13": error("名单有 {count} 行没有组别，第一处是第 {line} 行（rows without a group）。", "请补填，或先去掉这些行；不参加抽取的，组别写 X。"),
    "E30": error("不能存成“{value}”：表有 {count} 张，模板是 {kind}（the output needs the template's suffix, and a name for each form）。",
                 "结尾要与模板相同；一行一张表的，文件名里用花括号写上列名（a column's name in braces）；有：{columns}。"),
    "E32": error("“{table}”由程序填写，是证据，不能改（written by acts; evidence is not edited）。", "锁定、抽取、匹配、递补等请用 book.task(编号)。"),
    "E20": error("不能打开“{value}”（open takes a path, an xlwings.Book, an openpyxl.Workbook or a dict of DataFrames）。", "请给这四者之一。"),
    "E21": error("没有“{value}”{near}（no such table or setting）；有：{tables}。", "请核对名称。"),
    "E22": error("“{table}”里已经有“{value}”，或追加的行里有两次（the key is there already, or twice）。", "要改已有的行，请用 update。"),
    "E23": error("“{table}”里没有“{value}”，或不止一行，或更新的行里有两次（no such row, or more than one）。", "请核对编码；新的行用 append。"),
    "E24": error("“{table}”不能按“{value}”更新：没有这一列（no such column to update on）。", "请用 on= 写明按哪一列，并且 DataFrame 里有这一列。"),
    "E25": error("内存里的台账不能锁定、抽取留痕（a book in memory proves nothing）。",
                 "请打开保存在文件里的主台账，或在 Excel 中打开的；试抽直接用 task.draw(种子) 或 ssj_xl.draw。"),
    "E26": error("不能核验“{value}”（verify takes paths or a record）。", "请给文件路径（可以几个）、打开的台账，或记录（dict，或 draw 的结果）。"),
    "E33": error("不能汇总“{value}”（consolidate takes paths）。", "请给文件夹、文件的路径，或它们的列表；打开的台账请先存成文件。"),
    "E34": error("这个工作簿里没有登记表，不是主台账（no registers: not a master workbook）。",
                 "请打开主台账；没有的，复制 workbooks/主台账.xlsx，或用 ssj_xl.open 打开含“参数”的 dict，再 save 存成一本。"),
    "E35": warning("比例、数量里的组别“{groups}”，名单里没有（no such group in the list）；有：{known}。", "名称写错的请改正；这次确实没有的不用管。"),
    "E36": warning("“{group}”只有 {size} 个，要抽 {count} 个：全部抽中（fewer than asked: all are drawn）。", "请核对数量和名单。"),
    "E37": error("表里找不到“{label}”一栏（no such label in the form）。{near}", "请核对栏目名，或给应填的单元格起名“{name}”（Excel 用名称，Word 用书签）。"),
    "E27": error("主台账存为 .xlsx；.xlsm 只能存进已有的（a new book is an .xlsx）。", "请把文件名的结尾改成 .xlsx。"),
}
