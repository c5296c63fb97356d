"""名录回执 as paper: the receipt's JSON (what a computer checks) and a page of words (what a firm reads)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ssj_xl.domain.receipts import compact
from ssj_xl.papers.notice import in_groups

_STATES = {"抽中": "本次抽中。", "未抽中": "抽取时没有抽中（名单上的单位不能检查时，可能按顺序递补）。", "尚未抽取": "尚未抽取。"}


def as_json(receipt: Mapping[str, Any]) -> bytes:
    """The receipt as small UTF-8 JSON, one line, a line feed at the end."""
    return (json.dumps(receipt, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def as_text(receipt: Mapping[str, Any], *, name: str) -> str:
    """The receipt in words, to print and hand to the firm `name`."""
    id_, _, group = receipt["line"].partition("\t")
    ticket = [f"签号：{in_groups(receipt['ticket'])}"] if "ticket" in receipt else []
    owned = [f"证号：{receipt['identity'] or '（没有）'}", f"k：{in_groups(receipt['k'])}", f"代号只由编码、证号和 k 算出，别家的对不上：{compact(receipt)}",
             "本回执写明组别，只交本单位。"] if "k" in receipt else []
    lines = [
        "“双随机、一公开”抽查名录回执", "", f"单位：{name}", f"任务编号：{receipt['draw']}　第 {receipt['attempt']} 轮",
        f"锁定时间：{receipt['locked_at']}", f"贵单位在名录中的代号：{id_}",
        f"组别：{group}，名录第 {receipt['index']} 行，共 {receipt['count']} 行", f"名录指纹：{in_groups(receipt['root'])}",
        *owned, *ticket, f"结果：{_STATES[receipt['state']]}", "",
        "核对办法：名录指纹应与张贴的锁定公告一致；把随附的回执文件（.json）拖进公示页面的“核对回执”，",
        "或运行 ssj-xl verify 回执.json 公开记录.json，即可证明贵单位在锁定的名录之内、没有被替换。",
        *([f"也可以自行计算签号：printf '%s' 'K|{id_}' | sha256sum（K 见公示页面）。"] if ticket else []),
    ]
    return "\n".join(lines) + "\n"
