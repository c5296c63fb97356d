"""Who can check what, in plain words; fixed text, no data."""

from __future__ import annotations

_STRANGER = (
    "任何人：在这个网页上点“开始核验”。您的浏览器会用名录、规则和随机数重算名录指纹、名额、种子、全部签号和中签名单。"
    "网页不连接网络，也可以存下来拿到别的电脑上核验。"
)
_RANDOM = "随机数：请到官方开奖公告、随机信标网站或现场记录核对，网页只能确认它的写法和来源名称。"
_OPEN = (
    _STRANGER, _RANDOM,
    "每家单位：在“查我的单位”里输入对象编码，能看到自己的行号、签号和名次，并可用一条命令自行计算签号。应在名录而不在的，请向抽查机关提出。",
    "审计人员（纪检、公证、上级机关）：凭审计记录核对执法人员名单、回避和人员匹配。",
)
_PRIVATE = (
    _STRANGER + "名录用代号，看不出哪一家属于哪一组。", _RANDOM,
    "每家单位：把名录回执上自己的名单代号输入“查我的单位”，核对自己是否在名录里、是否中签，与公布的单位名称是否一致。",
    "审计人员（纪检、公证、上级机关）：凭审计记录核对每个代号对应哪家单位、分在哪一组，以及执法人员名单、回避和人员匹配。外人核对抽取，单位和审计人员核对名称，合起来才完整。",
)


def division_of_labour(*, private: bool) -> str:
    """The list of who checks what, for an open or a pseudonymous list."""
    return "<ul>" + "".join(f"<li>{text}</li>" for text in (_PRIVATE if private else _OPEN)) + "</ul>"
