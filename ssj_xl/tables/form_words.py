"""The wordings of the monthly form's cells: what a bureau may word otherwise, by name.

Every figure stands in {braces}; whether a sentence is said at all, and with which figures, is decided in `domain.wording`.
A bureau's own wordings have to keep every figure, so that no form says less than was counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Formatter
from types import MappingProxyType

WORDS: Mapping[str, str] = MappingProxyType({
    "会议": "{处室}{名称}（{日期}{参加}）",
    "会议参加": "，{人数}人参加",
    "文件": "{处室}{名称}（{文号和日期}）",
    "文件日期": "{日期}印发",
    "培训": "{处室}{名称}（{日期}）{人数}{内容}",
    "培训人数": "，培训{人数}人",
    "培训内容": "，内容：{内容}",
    "抽查文件": "{处室}{名称}{文号}",
    "抽查文件无名称": "{任务}的抽查方案",
    "计划外": "计划外抽查：",
    "联合抽查": "另参与联合抽查{项数}项，不重复计数：{任务}。",
    "联合任务": "{任务}（由{处室}发起并填报）",
    "统计期间": "（统计期间：{期间}）",
    "抽取": "{处室}{任务}{联合}：对象范围为{范围}{名录}{不参加}，抽取{数量}{量词}{必查}{比例}",
    "抽取联合": "（与{处室}联合抽查）",
    "抽取名录": "，名录共{数量}{量词}",
    "抽取不参加": "（按规定不参加本次抽取{数量}{量词}，可抽取{可抽取}{量词}）",
    "抽取必查": "（含有事必查对象{数量}{量词}）",
    "抽取比例": "，抽查比例{比例}",
    "抽取合计": "合计开展随机抽查{次数}次，抽取检查对象{数量}{量词}{家次}。",
    "抽取合计家次": "（{数量}{量词}）",
    "抽取进展": "{截至}，上述对象已检查{已检查}{量词}，待检查{待检查}{量词}。",
    "事项合计": "{大项}个大项、{小项}个小项。",
    "事项": "{大项}（{数量}个小项：{小项}）",
    "问题": "{数量}{量词}{情形}。（{检查}）",
    "问题情形": "，其中{情形}{说明}",
    "问题情形分列": "（有多种情形的分别列计）",
    "问题检查": "本月检查{数量}{量词}",
    "问题未发现": "未发现问题{数量}{量词}",
    "问题待录入": "结果待录入{数量}{量词}",
    "公示没有": "本月未公示抽查结果。",
    "公示一处": "在{网站}公示抽查结果{数量}{量词}。",
    "公示几处": "公示抽查结果{数量}{量词}，其中{网站}{说明}。",
    "公示一次": "（在几个网站公示的，总数只计一次）",
    "原因以前抽取": "本月检查的对象中以前月份抽取的{数量}{量词}",
    "原因名单外": "本月检查的对象中不在抽取名单内的{数量}{量词}",
    "原因以前检查": "本月公示的结果中以前月份检查的{数量}{量词}",
    "原因以前公示": "本月公示的结果中以前月份已公示部分事项的{数量}{量词}",
    "原因期初待检查": "期初已抽取待检查{数量}{量词}",
    "原因期初待公示": "期初已检查待公示{数量}{量词}",
    "原因待检查": "{截至}已抽取待检查{数量}{量词}",
    "原因待公示": "{截至}已检查待公示{数量}{量词}",
    "数量不一致": "本月抽取{抽取}{量词}、检查{检查}{量词}、公示{公示}{量词}，数量不一致的原因：{原因}。",
    "区县": "{单位}抽查检查主体{抽查}家，公示抽查结果{公示}家{说明}",
    "区县说明": "（{说明}）",
    "区县合计": "本月开展随机抽查的单位{单位}个，共抽查检查主体{抽查}家，公示抽查结果{公示}家。",
    "区县未开展": "本月未开展：{单位}。",
})


def figures_in(text: str) -> frozenset[str]:
    """The names in braces of a wording.  Raises ValueError where the braces do not match or hold more than a name."""
    return frozenset(_fields(text))


def _fields(text: str) -> Iterator[str]:
    for _, name, form, conversion in Formatter().parse(text):
        if name is None:
            continue
        if not name.isidentifier() or form or conversion:
            raise ValueError(name)
        yield name
