"""I01–I49: lists that come from elsewhere into a register."""

from __future__ import annotations

from ssj_xl.tables.catalogue.entry import Entry, error, warning

_READING = {
    "I01": error("前 {within} 行里找不到“{table}”的表头（最像的一行只认出：{found}）。",
                 "请核对表名和工作表；列名不同的，用 --map 外部列=列 指明。"),
    "I02": error("有几张工作表都可能是“{table}”：{sheets}。", "请用 --sheet 指明要读哪一张，分几次导入。"),
    "I03": error("文件里没有工作表“{sheet}”（有：{sheets}）。", "请核对 --sheet 后的名称。"),
    "I04": error("{titles}都可能是“{header}”，不能替您选。",
                 "导入名单请用 --map 指明：要用的写“--map 外部列={header}”，不用的写“--map 外部列=”；平台的表请在版式文件里写明列名。"),
    "I05": error("第 {line} 行的文字不能按 {encoding} 解码，文件可能已损坏或混有两种编码。",
                 "请在原系统重新导出，或用记事本另存为 UTF-8 后再试。"),
    "I06": error("文件里没有可以读取的表格（{why}）。", "请另存为 Excel 工作簿（.xlsx）或 CSV 后再试。"),
    "I07": error("{what}超过上限 {limit}。", "请删除无关内容，或分成几个文件导入。"),
    "I08": error("文件里没有列“{title}”，--map 无法使用（有：{titles}）。", "请照文件里的列名填写。"),
    "I10": warning("这些列没有认出，不读取：{titles}。", "需要的，用 --map 外部列=列 指明；不需要的不必处理。"),
    "I11": warning("有 {count} 个单元格是公式（从这一格起），按文件里保存的结果读取。", "请核对结果是否为最新；有疑问的，先粘贴为数值。"),
    "I12": warning("公式没有保存计算结果，读不到值。", "请用 Excel 或 WPS 打开文件，保存一次后再导入。"),
    "I13": warning("合并单元格 {area} 的值已用于其中每一行。", "请核对；不应各行相同的，先取消合并、改正后再导入。"),
    "I15": warning("主台账的“{table}”没有这些列：{titles}，文件里的内容不会写入。", "需要的，请在主台账恢复这些列的标题。"),
    "I16": warning("这一行有 {count} 格，表头有 {width} 格：少了或多了逗号（分隔符），各格可能错位。",
                   "请在原文件里核对这一行；含逗号的内容要加引号。确认没有错位的，用 --accept 导入。"),
    "I18": warning("工作表“{sheet}”没有读取：{why}", "需要的，请另存为一个文件后再导入；不需要的不必处理。"),
    "I14": warning("工作表 {sheets} 看来也是“{table}”，没有读取。", "需要的，用 --sheet 指明，另行导入。"),
}

_DOUBTS = {
    "I17": warning("“{header}”{value} 在名录库第 {line} 行是“{other}”，文件里是“{name}”，名称和证号没有一样相同。",
                   "{header}是序号、不是编码的，用 --map 把这一列去掉；确是同一个改了名的，先在名录库里改名称。"),
    "I19": warning("“{header}”里像是居民身份证号。登记表不登记身份证号，没有读入。", "请从文件里删去这一格，改填单位的统一社会信用代码；执业人员填执业证号。"),
    "I20": warning("“{header}”是数字，超过 15 位，末尾已失真（现为 {value}）。", "请从原系统重新导出为文本格式，不要用 Excel 打开后再存。"),
    "I21": warning("“{header}”的数字 {value} 按名录库中唯一对得上的“{read}”读取（补回了前面的 0）。", "请核对。"),
    "I22": warning("“{name}”与名录库第 {line} 行（{own}）同名，编码或证号却不同。",
                   "是同一个的，请把文件里的编码改为 {own}；不是的，核对后用 --accept 导入。"),
    "I23": warning("“{name}”与名录库第 {line} 行的“{other}”（{own}）名称近似。",
                   "是同一个的，请在文件里填上编码 {own}；不是的，核对后用 --accept 导入。"),
    "I24": warning("“{header}”{value} 在名录库里属于第 {line} 行的“{other}”（{own}）。", "请核对两边的编码和证号，改正错的一边。"),
    "I25": warning("“{header}”{value} 在文件第 {lines} 行重复出现，内容却不相同。", "请核对后只留一行，或改正其中的证号。"),
    "I26": warning("“{name}”与文件第 {lines} 行的名称或证号相同、近似。", "请核对是否同一个；确是两个的，用 --accept 导入。"),
    "I27": warning("按“{header}”{value} 在名录库里找到 {count} 行（第 {lines} 行），不知道是哪一行。", "请先清理名录库里重复的行，或在文件里填上编码。"),
    "I28": warning("统一社会信用代码“{value}”{why}{hint}。", "请按登记证（执业许可证）原件核对；确认无误的，用 --accept 导入。"),
    "I29": warning("“{header}”{value} 有 {count} 位，末尾全是 0，像是被 Excel 截断过。", "请按原件核对。"),
    "I30": warning("“{header}”的日期 {value} 看来不对（年份超出 1990–2100）。", "请核对；长期有效的，请填实际的换证日期。"),
    "I31": warning("与文件第 {line} 行完全相同。", "不必处理，只算一次。"),
}

_REJECTED = {
    "I32": error("没有“{header}”，也没有可以代替它的证号。", "请在文件里补上编码、统一社会信用代码或执业证号。"),
    "I33": error("新增的行没有填写“{header}”。", "请在文件里补填；各行都相同的，可用 --set {header}=值。"),
    "I34": error("证号“{value}”不能用作编码（编码只用数字、大写字母和 . _ - ）。", "请在文件里补上“{header}”。"),
    "I35": error("没有填写“{header}”，无法与名录库核对。", "请在文件里补填，或用 --key 换一列核对。"),
    "I36": error("加入名录库后会出现错误：{text}", "{remedy}"),
}

_ASKING = {
    "I40": error("没有名为“{value}”的表可以导入。", "可以导入：{known}。"),
    "I41": error("“{option} {value}”写法不对。", "{form}。"),
    "I42": error("“{table}”没有列“{value}”（{option}）。", "可用的列：{known}。"),
    "I43": error("{option} 给“{header}”的值“{value}”不能用：{why}", "{remedy}"),
    "I44": warning("任务“{task}”第 {attempt} 轮的名录已于 {value} 锁定：这次的改动不进入该轮，锁定的名录不变。",
                   "应进入该轮的，请先作废，改好名录后重新锁定。"),
    "I45": error("--accept 的第 {lines} 行不是可以放行的疑似行。", "请只写预览中列为“疑似”且允许放行的行号；已失真的数字不能放行。"),
    "I46": error("文件里没有数据行。", "请核对文件和工作表。"),
    "I47": error("“{table}”没有可以核对的编码，不能用 --compare。", "请只对有编码的名录库使用 --compare。"),
}

ENTRIES: dict[str, Entry] = {**_READING, **_DOUBTS, **_REJECTED, **_ASKING}
