"""V: ceremony, notice, receipt and verification.

V01–V19 a ceremony or a file that cannot be used; V20–V79 what does not hold in a draw.  FACTS are the sentences of
the other two parts of a verification: P what is proved, N what the file alone cannot show.
"""

from __future__ import annotations

from ssj_xl.tables.catalogue.entry import Entry, error

_FOUND = "请与签字的锁定公告、备份和其他保存人手中的记录核对，查明是谁改动的。"

_CEREMONY = {
    "V01": error("参与方名称“{party}”不能使用。", "请用 1 至 20 个字，不含空格、= | 和顿号、逗号。"),
    "V02": error("参与方“{party}”的承诺不是 64 位十六进制数。", "请用“ssj-xl commit”生成，写成 参与方=承诺。"),
    "V03": error("只有一方交了承诺。", "多方承诺至少要有 {least} 方；不采用时请都不要给。"),
    "V04": error("参与方“{party}”的承诺在以前的轮次用过，原件可能已为人所知。", "请该方重新生成承诺。"),
    "V05": error("参与方“{party}”没有交出随机原件，不能抽取。", "请取回该方密封的“承诺原件”；确实不能交出时，作废本轮并写明原因，本轮记录保留。"),
    "V06": error("参与方“{party}”的随机原件与锁定时的承诺不符，不能抽取。", "请核对是否拿错文件；确实不符时，作废本轮并写明原因，本轮记录保留。"),
    "V07": error("参与方“{party}”在锁定时没有交承诺。", "只使用锁定时交了承诺的各方的随机原件。"),
    "V08": error("随机源“{source}”产生于 {due}，不晚于锁定时间 {at}：结果可能已为人所知。",
                 "请指定锁定之后才产生的轮次，例如 drand:{round}（约 10 分钟后产生）。"),
    "V09": error("随机源“{source}”要到 {due} 才产生，现在是 {at}。",
                 "请等到该时间以后，在 drand 官网（api.drand.sh，quicknet 链）查得数值再抽取；并检查电脑时钟。"),
    "V10": error("参与方“{party}”给出了两次。", "每方只交一个。"),
    "V11": error("“{value}”不是“参与方=64 位十六进制数”，也不是承诺原件文件。", "请写成 纪检组=…，或给出“承诺原件”文件。"),
    "V12": error("文件不是抽查的记录、公示页面、工作簿或回执（{why}）。",
                 "请给出程序生成的原文件：公开记录、审计记录（.json）、公示页面（.html）、主台账（.xlsx、.xlsm）或名录回执。"),
    "V13": error("工作簿里没有任务“{task}”的锁定记录。", "请核对任务编号和轮次；“抽取记录”表里有全部轮次。"),
    "V14": error("对象“{object}”不在任务“{task}”第 {attempt} 轮的锁定名录中。", "请核对对象编码；名录以锁定时为准。"),
    "V15": error("锁定公告“{value}”看不懂。", "请给出公告二维码扫出的整行文字（SSJ-1| 开头），或含有这行文字的文件。"),
    "V16": error("指纹“{value}”不是 64 位十六进制数。", "请照锁定公告上的原文填写，空格可有可无。"),
    "V17": error("文件里没有任务“{task}”的记录。", "请核对任务编号。"),
    "V18": error("文件 {file} 过大（超过 {limit} MB），不是抽查的记录。", "请核对文件。"),
}

_LOCKED = {
    "V20": error("缺少“{key}”，无法核验。", "请使用程序生成的原文件。"),
    "V21": error("含有不属于记录的内容“{key}”。", _FOUND),
    "V22": error("“{key}”的内容不对：{why}。", _FOUND),
    "V23": error("名录第 {line} 行“{text}”有误：{why}。", _FOUND),
    "V24": error("名录与名录根不符：按现有 {count} 条算出 {computed}，记录的是 {stated}。",
                 "名录里有一条或几条被改动、增加或删除；各单位可用回执查出是哪一条。" + _FOUND),
    "V25": error("名录有 {computed} 条，记录的是 {stated} 条。", _FOUND),
    "V26": error("组别“{group}”在名录里有 {computed} 条，记录的是 {stated} 条。", _FOUND),
    "V27": error("组别“{group}”按规则应抽 {computed}，记录的是 {stated}。", _FOUND),
    "V28": error("组别“{group}”按规则的签数是 {computed}，记录的是 {stated}。", _FOUND),
    "V29": error("规则原文写法不规范或与名录对不上（{why}），抽取数量无法由规则推出。", _FOUND),
    "V30": error("执法人员名单与人员指纹不符：算出 {computed}，记录的是 {stated}。", "名单里有人员或回避关系被改动。" + _FOUND),
    "V31": error("执法人员名单第 {line} 行没有按顺序排列或重复：“{text}”。", _FOUND),
    "V32": error("参与方“{party}”的承诺与随机原件不符。", _FOUND),
    "V33": error("参与方“{party}”交了承诺，却没有随机原件。", "缺一方的随机原件，本轮就应当作废。"),
    "V34": error("参与方“{party}”有随机原件，却没有承诺。", _FOUND),
    "V35": error("随机数“{public}”不是规定的写法。", "一个随机数只有一种写法，换一种写法就会抽出别的结果。" + _FOUND),
    "V36": error("随机数“{public}”不属于锁定时指定的随机源“{source}”。", _FOUND),
    "V37": error("随机源产生于 {due}，不晚于锁定时间 {at}。", "锁定时结果可能已为人所知，本次抽取不可信。"),
    "V38": error("抽取时间 {drawn} 早于锁定时间 {locked}。", _FOUND),
    "V39": error("{what}与锁定公告不符：公告上是 {noticed}，这里是 {found}。", "锁定之后换过内容，或公告不是这一轮的。" + _FOUND),
    "V57": error("规则指纹与规则原文不符：算出 {computed}，记录的是 {stated}。", _FOUND),
}

_DRAWN = {
    "V40": error("种子原文第 {line} 行不符：按其余内容应为“{computed}”，记录的是“{stated}”。", _FOUND),
    "V41": error("{name} 与种子原文不符：算出 {computed}，记录的是 {stated}。", _FOUND),
    "V42": error("抽中名单第 {line} 行“{stated}”不是由种子算出的：应为“{computed}”。", _FOUND),
    "V43": error("候补名单第 {line} 行“{stated}”不是由种子算出的：应为“{computed}”。", _FOUND),
    "V44": error("结果指纹与抽中名单不符：算出 {computed}，记录的是 {stated}。", _FOUND),
    "V45": error("对象“{object}”列在名单上，却没有抽中，也不是按顺序递补的。", _FOUND),
    "V46": error("组别“{group}”应有 {computed} 家，名单上是 {stated} 家。", _FOUND),
    "V47": error("对象“{object}”有检查组，却不在名单上。", _FOUND),
    "V49": error("名录里各对象的名称与名称指纹不符：算出 {computed}，记录的是 {stated}。", _FOUND),
    "V78": error("对象“{object}”的名称锁定时是“{computed}”，现在是“{stated}”。", _FOUND),
    "V79": error("回执不属于这家单位：由“{object}”、证号和 k 算出的名单代号是 {computed}，名录里的是 {stated}。",
                 "请核对编码、证号是不是本单位的；是的，说明拿到的是别家的代号。"),
    "V48": error("不公开等级的公开记录不应有“{key}”。", "检查组与对象相连就能推知等级：请撤下该文件，重新生成。"),
}

_AUDITED = {
    "V50": error("对象“{object}”的名单代号不是由名单密钥算出的：应为 {computed}，记录的是 {stated}。", _FOUND),
    "V51": error("对象对照表里的“{object}”（{line}）不在名录中。", _FOUND),
    "V52": error("名录里的“{line}”在对象对照表中没有对象。", _FOUND),
    "V53": error("组别“{group}”里混有不同等级：{tiers}。", _FOUND),
    "V54": error("对象“{object}”的排除原因与组别不符：{why}。", _FOUND),
    "V55": error("有检查组的对象与抽中名单不符：{objects}。", _FOUND),
    "V56": error("{act}（{at}）不成立：{why}。", _FOUND),
    "V58": error("名单上的对象与抽取、递补的结果不符：{objects}。", _FOUND),
    "V59": error("对象“{object}”的检查组应为“{computed}”，名单上是“{stated}”。", _FOUND),
}

_BOOK = {
    "V60": error("操作日志第 {number} 条{how}。", "日志只增不改：请从备份取回原来的日志。"),
    "V61": error("操作日志里没有第 {attempt} 轮的锁定。", _FOUND),
    "V62": error("第 {attempt} 轮的锁定记录与操作日志第 {number} 条不符：名录根、人员根、规则、随机源、承诺或锁定时间被改动过。", _FOUND),
    "V63": error("操作日志里第 {attempt} 轮的抽取结果（第 {number} 条）与重新计算的不符。", _FOUND),
    "V64": error("对象“{object}”的签号不符：应为 {computed}，记录的是 {stated}。", _FOUND),
    "V65": error("抽取名单里没有抽中的对象“{object}”（{group}第 {rank} 位）。", _FOUND),
    "V66": error("抽取名单里的“{object}”（{state}）不是由种子抽中、候补或按顺序递补的。", _FOUND),
    "V67": error("抽取名单里“{object}”的状态是“{stated}”，应为“{computed}”。", _FOUND),
    "V68": error("名单上的“{object}”在操作日志里没有递补记录。", _FOUND),
    "V69": error("日志指纹 {head} 不在操作日志里：日志被截断或重写过。", "请从备份取回原来的日志。"),
    "V70": error("操作日志里锁定过第 {attempt} 轮，“抽取记录”里却没有。", "记录只作废、不删除：请从备份恢复。"),
    "V71": error("锁定公告的日志指纹不是第 {attempt} 轮锁定的那一条：公告上是 {noticed}，日志里是 {found}。", _FOUND),
    "V72": error("与“{other}”不一致：{what}。", "同一轮抽取的各份文件应当相同。" + _FOUND),
    "V73": error("回执不属于这份名录：由“{line}”和证明路径算出 {computed}，名录根是 {stated}。",
                 "请核对回执是否属于同一任务、同一轮；属于的，名录在锁定后换过，或回执被改动过。"),
    "V74": error("回执写的是“{stated}”，记录算出的是“{computed}”。", _FOUND),
    "V76": error("锁定公告是任务“{draw}”第 {attempt} 轮的，给出的文件里没有这一轮。", "请给出这一轮的记录或工作簿；确无记录的，说明这一轮被隐去。"),
    "V77": error("“抽取名单”里的检查组与操作日志第 {number} 条不符。", _FOUND),
    "V75": error("审计记录里{act}的内容（{at}）在操作日志里没有。", _FOUND),
}

ENTRIES: dict[str, Entry] = {**_CEREMONY, **_LOCKED, **_DRAWN, **_AUDITED, **_BOOK}

FACTS: dict[str, str] = {
    "P01": "名录 {count} 条，逐条算出的指纹与名录根一致：{root}。",
    "P02": "各组抽取数量由名录和规则算出：{quotas}。",
    "P03": "执法人员名单（含状态和回避）与人员指纹一致：{people}。",
    "P04": "各参与方的随机原件与锁定时的承诺一致：{parties}。",
    "P05": "种子由以上内容和公布的随机数“{public}”算出：{seed}。",
    "P06": "抽中的 {count} 家由种子算出：每组签号最小者抽中，多一家、少一家、换一家都会不符。",
    "P07": "候补 {count} 家的顺序由种子算出。",
    "P08": "名单代号与 {count} 个对象编码一一对应，由名单密钥算出。",
    "P09": "组别代号由名单密钥派发，每组只有一个等级。",
    "P10": "{count} 个检查组由种子算出：资格、回避、组长、负担均衡和随机次序都已逐一核对。",
    "P11": "{count} 次递补、改派都按规定的顺序和人选办理，其余检查组没有变动。",
    "P12": "与锁定公告一致：{what}。",
    "P13": "操作日志 {count} 条，前后相连，没有改动、缺失或插入；日志末指纹：{head}。",
    "P14": "锁定记在操作日志第 {number} 条（{at}，{who}），内容与“抽取记录”一致。",
    "P15": "“抽取名单”与算出的结果一致：抽中、候补、递补共 {count} 家。",
    "P16": "“锁定名录”{count} 条，签号逐条相符。",
    "P17": "回执里的这一条“{line}”属于名录（名录根 {root}）。",
    "P18": "回执所写的签号和是否抽中，与记录算出的一致：{state}。",
    "P19": "与“{other}”一致。",
    "P20": "抽取结果记在操作日志第 {number} 条（{at}，{who}）。",
    "P21": "平台抽取的名单（{count} 家）、检查组、抽取时间和名录数量，与操作日志第 {number} 条（{at}，{who}）导入时的一致。",
    "P22": "随机数是 drand 第 {round} 轮的值：签名已用 quicknet 的公钥验证。",
    "P24": "名单代号由编码 {object}、证号 {identity} 和回执里的 k 算出，只能是这家单位的。",
    "P23": "名录中 {count} 个对象的名称与名称指纹一致：{root}。",
    "N01": "名录是否在随机数产生之前就已锁定，锁定后有没有换过：请拿签字的锁定公告，加 --notice 或 --notice-root 再核对一次。",
    "N02": "双色球第 {period} 期的开奖号码是否就是 {numbers}，是否在 {at} 锁定之后开奖：请到中国福彩网（www.cwl.gov.cn）查该期开奖公告。",
    "N03": "drand 第 {round} 轮（应产生于 {due}）的数值是否就是 {value}：请到 drand 官网（api.drand.sh，quicknet 链）核对。",
    "N04": "现场掷出或摇出的数字是否就是 {digits}：只有在场的见证人能够证明。",
    "N05": "以下内容不参加计算，改动了也看不出来：{fields}。",
    "N06": "名单代号对应哪家单位：每家单位可凭自己的代号查找，审计人员凭审计记录核对。",
    "N07": "执法人员名单的内容：本文件只有其指纹；名单在审计记录里。",
    "N08": "检查组是否由种子算出：本文件没有匹配的证明，请同时给出审计记录。",
    "N09": "名单上有 {came} 递补、{left} 不再列入：先后顺序相符，原因和批准人见主台账的“抽取名单”。",
    "N10": "名录是否把应当纳入的单位都纳入了：请对照登记机关的名册。",
    "N11": "这是第 {attempt} 轮：前面各轮为什么作废，请看公示页面或主台账。",
    "N12": "日志有没有从头重写或截去末尾：请拿锁定公告上的日志指纹，加 --notice-log 再核对一次。",
    "N13": "尚未抽取：只核对了锁定的内容。",
    "N14": "锁定公告上的日志指纹与本文件无从比较：请用主台账核对。",
    "N15": "本轮已于 {at} 作废（{why}），不产生效力。",
    "N16": "记录没有规则原文：各组数量只受种子约束，是否符合公告的比例无法得知。",
    "N17": "组别代号与等级的对应：本文件没有名单密钥或等级按对象类型细分，只核对了每组只有一个等级。",
    "N18": "名录根是回执自己写的：请加 --notice-root，或同时给出公开记录，才能证明它就是公告的名录根。",
    "N19": "规则不是本程序的写法，各组数量是否符合规则请自行核对：{rule}。",
    "N21": "第 {attempt} 轮已作废，页面写明无法复核：{why}。",
    "N22": "页面上显示的文字是否与页面所附的记录一致：请在浏览器里打开页面，点“核验”；本命令只核对所附的记录。",
    "N23": "第 {attempt} 轮是在省监管平台抽取的，没有锁定的名录和种子，本工具不能重算：是否随机抽出，请向平台调取抽取记录；"
           "名单是否照平台填写，请用 ssj-xl platform compare 与平台导出的结果核对。",
    "N24": "审计记录“{file}”比工作簿旧（日志末指纹是操作日志第 {number} 条的），没有拿来核对检查组：请执行 ssj-xl records 补齐后再核验。",
    "N29": "随机数由自定文字算出，没有公信力：只能用于试抽和演示，不能说明抽取是随机的。",
    "N25": "对象名称尚未公布：只核对了名单代号或编码。",
    "N26": "drand 第 {round} 轮的签名没有验证：请安装 pip install \"ssj-xl[drand]\" 后再核验一次；数值与签名的 SHA-256 一致。",
    "N27": "drand 第 {round} 轮的数值没有附签名，无从验证：请到 drand 官网（api.drand.sh，quicknet 链）核对。",
    "N28": "{what}无从核验：{why}。",
    "N30": "以下内容只有记录里的指纹约束，连同指纹一起改就看不出来，要与主台账、锁定公告对照：{fields}。",
    "N20": "检查人员的姓名与编码的对应：见主台账的“执法人员”。",
}

FIELDS: dict[str, str] = {
    "unit": "单位名称", "title": "任务名称", "locked_at": "锁定时间（电脑时钟）", "drawn_at": "抽取时间（电脑时钟）",
    "log_head": "日志末指纹", "names": "对象名称", "teams": "检查人员姓名", "void_at": "作废时间", "void_why": "作废原因",
    "draw": "任务编号", "attempt": "轮次", "rule": "规则", "quotas": "抽取数量", "weights": "签数", "mode": "抽取方式",
    "people": "执法人员名单指纹", "source": "随机源", "strength": "可信程度说明", "commitments": "承诺", "map": "登记的等级",
    "excluded": "排除原因的文字", "matching": "递补、改派的时间和理由",
    "substituted": "递补的说明", "format": "格式", "floor": "合计不低于的比例", "results": "公示的检查结果",
    "names_root": "名称指纹", "public_proof": "信标签名", "shown": "所示内容的指纹",
}
"""Keys of a record as people call them."""
