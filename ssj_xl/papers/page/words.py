"""What the page says beside the facts, one table for Python and, as JSON in front of its scripts, for the page itself.

Released pages keep the table that they were made with (`frame.Frame.words`), so that they can be built again.
"""

from __future__ import annotations

from collections.abc import Mapping

from ssj_xl.domain.draw.canon import EXCLUDED, MANDATORY, ONE_POOL

Words = Mapping[str, str]

_STRANGER = (
    "任何人：在这个网页上点“开始核验”。您的浏览器会用名录、规则和随机数重算名录指纹、名额、种子、全部签号和中签名单。"
    "网页不连接网络，也可以存下来拿到别的电脑上核验。"
)
WORDS: Words = {
    "state.void": "已作废", "state.drawn": "已抽取", "state.locked": "已锁定（待抽取）",
    "status.drawn": "已于 {drawn_at} 抽取，名录 {count} 个对象，抽出 {drawn} 个。",
    "status.locked": "名录已于 {locked_at} 锁定，共 {count} 个对象，等待公布随机数后抽取。",
    "status.void": "第 {attempt} 轮已于 {void_at} 作废：{void_why}。尚未重新抽取。",
    "tally": "{pool} {measure}抽 {drawn} {measure}，已公示 {published} {measure}，其中 {faulty} {measure}有问题",
    "draw": "任务编号", "attempt": "轮次", "attempt.number": "第 {attempt} 轮", "locked_at": "锁定时间", "drawn_at": "抽取时间", "count": "名录",
    "count.number": "{count} 个对象", "source.named": "随机源（锁定时指定）", "source": "随机源", "public": "随机数", "strength": "可信程度",
    "root": "名录指纹", "people": "人员指纹", "S": "种子", "result_digest": "结果指纹", "log_head": "日志末指纹",
    "void_at": "作废时间", "void_why": "作废原因",
    f"group.{EXCLUDED}": "不参加本次抽取", f"group.{MANDATORY}": "另行安排", f"group.{ONE_POOL}": "全部（同一签筒）",
    f"share.{EXCLUDED}": "不抽", f"share.{MANDATORY}": "不抽", "share.whole": "全部列入", "share.lots": "{lots} 签",
    "share.minimum": "{ratio}，至少 {minimum} 个",
    "rule.ratio": "分级比例：每组按公布的比例抽取，不足一个的进为一个；组内签号最小者中签。",
    "rule.total": "合计不少于 {total} 个；各组照比例抽的合计不够的，差额按各组的个数和比例分摊，各组都不少于自己的比例。",
    "rule.whole": "{groups} 全部列入，不放签。", "rule.all": "所有对象", "rule.others": "其余对象", "rule.lots": "{group} {lots} 签",
    "rule.weighted": "加权：{who}在同一签筒，按签数放签（{lots}），取签号最小的 {total} 个；每个只中一次。",
    "rule.reserve": "每组按签号顺序另列候补 {reserve} 个。",
    "rule.team": "每个检查小组不少于 {team} 名执法人员，同样按种子随机匹配。", "rule.end": "检查截止日期：{end}。",
    "groups": "各组个数和抽取数", "groups.total": "合计", "groups.pool": "同一签筒取 {quota} 个", "groups.least": "合计不少于 {total} 个",
    "groups.head": "组别|名录个数|比例不低于|抽取个数", "groups.head.weighted": "组别|名录个数|签数|抽取个数",
    "groups.head.least": "组别|名录个数|本组比例不低于|抽取个数（连同分摊的差额）",
    "winners.void": "本轮已作废，没有现行名单。作废前的名单见“历次抽取”。",
    "winners.locked": "尚未抽取。锁定之后、随机数公布之前，任何人都不知道结果。",
    "winners.unnamed": "抽中对象的名称尚未公布，待通知送达或结果公示后列出。抽取本身现在就可以核验；"
                       "各单位可凭名录回执上自己的名单代号，在“查我的单位”里核对。",
    "winners.open": "现行名单 {count} 个；被替换的保留在原处，加删除线", "winners.open.head": "序号|检查对象|组别和名次|检查人员|状态",
    "winners.private": "现行名单 {count} 个，按编码排列，与中签代号的顺序无关", "winners.private.head": "检查对象|状态",
    "winners.apart": "名录用代号，所以名称与名单代号分开列出，不作对应。",
    "winners.came": "其中 {count} 个由同组的下一签递补，已列入名单；为不泄露分组，不标明谁替补谁。",
    "listed": "在名单上", "drawn": "抽中", "came": "递补（替补 {left}）", "gone": "，后被替换。原因：{why}", "gone.private": "已被替换。原因：{why}",
    "unnamed": "（无名称）", "lead": "（组长）", "place": "{group} 第 {rank} 名",
    "marks": "中签编码", "marks.private": "中签代号", "marks.head": "序号|名单代号|组别和名次|签号",
    "results.none": "尚无已公示的检查结果。结果随检查进度陆续公示。", "results": "已公示 {firms} 个对象的结果，共 {count} 条", "results.head": "检查对象|检查结果|公示日期",
    "results.line": "{result}（{items}）",
    "attempt.head": "第 {attempt} 轮：{state}", "attempt.names": "作废前抽中（{count} 个，不再有效）：",
    "others.none": "本年度没有同一计划、事项和对象类型的其他锁定或抽取。", "others": "本年度同一计划、事项和对象类型的其他锁定和抽取，共 {count} 轮",
    "others.head": "任务编号|轮次|情况|锁定时间|抽取时间|作废时间|名录指纹",
    "cautions": "锁定时程序提示（记在操作日志里）：", "cautions.none": "操作日志里没有锁定时的提示。",
    "changes": "抽取以后的递补和改派，共 {count} 次；原因限于代码表所列，须经批准", "changes.head": "轮次|时间|变动|内容|原因|批准",
    "changes.none": "抽取以后没有递补或改派。",
    "id_label": "对象编码，或单位名称", "id_label.private": "名单代号（写在本单位的名录回执或检查通知书上），或单位名称、对象编码",
    "lookup.listed": "在名单上", "lookup.listed.void": "在作废前的名单上，不再有效",
    "lookup.namesake": "名称相同或相近的，请核对编码；要核对锁定的名录里自己的那一行，请输入名录上的编码或代号。",
    "lookup.no_line": "第 {attempt} 轮锁定的名录里没有代号“{typed}”。请核对输入和轮次；确认无误的，请向抽查机关提出。",
    "lookup.unlisted": "现在公布的名单上没有“{typed}”。", "lookup.unnamed": "抽中对象的名称还没有公布，凭“{typed}”查不到。",
    "lookup.undrawn": "这一轮还没有抽取，没有名单可查。", "lookup.void": "这一轮已作废，作废前公布的名单上没有“{typed}”。",
    "lookup.ask": "第 {attempt} 轮的名录只列对象编码：没有查到，可能是编码与抽查机关登记的不同。在不在名录里，请向抽查机关问明本单位的对象编码再查，或要一张名录回执。",
    "lookup.ask.private": "第 {attempt} 轮的名录用代号，凭名称或编码不能知道在不在名录里：请向抽查机关要本单位的名录回执，用回执上的代号再查，或把回执贴在下面核对。",
    "explain.1": _STRANGER, "explain.1.private": _STRANGER + "名录用代号，看不出哪一家属于哪一组。",
    "explain.2": "随机数：请到官方开奖公告、随机信标网站或现场记录核对，网页只能确认它的写法和来源名称。",
    "explain.3": "每家单位：在“查我的单位”里输入对象编码，能看到自己的行号、签号和名次，并可用一条命令自行计算签号。应在名录而不在的，请向抽查机关提出。",
    "explain.3.private": "每家单位：把名录回执或检查通知书上自己的名单代号输入“查我的单位”，核对自己是否在名录里、是否中签；输入名称，看在不在公布的名单上。",
    "explain.4": "审计人员（纪检、公证、上级机关）：凭审计记录核对执法人员名单、回避和人员匹配。",
    "explain.4.private": "审计人员（纪检、公证、上级机关）：凭审计记录核对每个代号对应哪家单位、分在哪一组，以及执法人员名单、回避和人员匹配。"
                         "外人核对抽取，单位和审计人员核对名称，合起来才完整。",
}
SLOTS: Words = {
    "unit": "单位名称", "title": "任务名称", "draw": "任务编号", "made_on": "生成日期", "status": "抽查概况（状态）", "facts": "抽查概况（各项）",
    "rule": "抽取规则", "groups": "各组个数", "winners": "抽查名单", "results": "检查结果", "attempts": "历次抽取", "others": "同类的其他抽取",
    "cautions": "锁定时的提示", "changes": "递补和改派", "explain": "怎样核对",
    "id_label": "查我的单位（输入什么）",
}
"""The places of the page that are filled from its records, by the names they have in page.html."""
