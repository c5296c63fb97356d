"""What draws without a workbook say: the formula and the library (E), and registers that no sheet holds (G, D140–D143).

Programmers read them too, so the library's have English beside.
"""

from __future__ import annotations

from ssj_xl.tables.catalogue.entry import Entry, error, warning

_LIBRARY: dict[str, Entry] = {
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
    "E39": error("“{label}”可以填在 {cells}，分不清是哪一处（two cells could be meant）。", "请给应填的单元格起名“{label}”（Excel 用名称，Word 用书签）。"),
    "E40": error("名单里叫“{titles}”的不止一列（columns of the same name）。", "请改名，或只留一列：df.loc[:, ~df.columns.duplicated()]。"),
    "E38": error("要存的文件就是模板（the output is the template itself）。", "请另起文件名，模板留着下次用。"),
    "E27": error("主台账存为 .xlsx；.xlsm 只能存进已有的（a new book is an .xlsx）。", "请把文件名的结尾改成 .xlsx。"),
}


_REGISTRY: dict[str, Entry] = {
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

ENTRIES: dict[str, Entry] = {**_LIBRARY, **_REGISTRY}
