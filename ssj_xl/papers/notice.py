"""The notice of a lock, and the receipt for one object."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from ssj_xl.domain.account.ledger import OWN_BOOK
from ssj_xl.domain.attempts import Like
from ssj_xl.domain.draw import ceremony
from ssj_xl.domain.draw.canon import EXCLUDED, MANDATORY
from ssj_xl.domain.draw.sources import BY_KEY
from ssj_xl.domain.receipts import compact
from ssj_xl.domain.scheme import PRIVATE
from ssj_xl.domain.verifying import Notice, notice_of
from ssj_xl.office.measuring import line_count
from ssj_xl.office.package import CREATED
from ssj_xl.papers.page import sections

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_LABEL_WIDTH, _TEXT_WIDTH, _CODE_WIDTH = 13, 58, 24  # columns, in Excel's units
_POINTS = 5.25  # of one unit
_QR_PIXELS = 150.0  # side of the code on paper at 96 dpi: 40 mm
_SIZE, _HEX_SIZE = 12.0, 10.0  # points
_SIGNED = ("操作人", "监督人", "见证人")


class Known(NamedTuple):
    """What a lock knew beside its list.  on_duty: inspectors in service; choice: the fewest and most that an object has
    (可选人数); cautions: the lock's warnings; others: lines of `domain.attempts.Like`, of the attempts before it.
    """

    on_duty: int = 0
    choice: tuple[int, int] = (0, 0)
    cautions: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class LockNotice:
    """What a lock notice says.  row: of 抽取记录; log_head: fingerprint of the lock's own entry in the log.

    unit, title, number: of the task; groups: (label, size, quota) in order; mode: 分级比例 or 加权;
    people: how many inspectors are on the list; signers: names beside 操作人, 监督人, 见证人; a witness is nobody's to publish, and signs;
    measure: the measure word for what is listed; known: what the lock knew beside; chances: of an object of each tier, for
    the internal copy alone; parties: of a joint draw, a line each.
    """

    row: Mapping[str, Any]
    log_head: str
    unit: str
    title: str
    groups: Sequence[tuple[str, int, int]]
    people: int = 0
    signers: Sequence[str] = field(default=("", "", ""))
    measure: str = "家"
    known: Known = field(default_factory=Known)
    chances: tuple[str, ...] = ()
    parties: Sequence[str] = ()

    @property
    def compact(self) -> Notice:
        """What the QR code says."""
        return notice_of(self.row, self.log_head)


class _Line(NamedTuple):
    """One row of the page: label, text, and whether the text is fingerprints."""

    label: str
    text: str
    hex: bool = False


def in_groups(digest: str) -> str:
    """Hex as people read it aloud: groups of 8."""
    return " ".join(digest[place: place + 8] for place in range(0, len(digest), 8))


def as_data(notice: LockNotice) -> dict[str, Any]:
    """The notice as plain values for JSON; `text` is the line of the QR code."""
    compact = notice.compact
    return {
        "notice": "SSJ-1", "text": compact.text, "unit": notice.unit, "title": notice.title, "draw": compact.draw,
        "attempt": compact.attempt, "root": compact.root, "people": compact.people, "rule": compact.rule,
        "rule_text": notice.row["rule_text"], "count": notice.row["count"], "log_head": notice.log_head,
        "names_root": compact.names, "floor": notice.row.get("floor", ""), "visits_to": notice.row.get("visits_to", ""),
        "groups": [list(group) for group in notice.groups], "source": notice.row["source"],
        "locked_at": notice.row["locked_at"], "supervisor": compact.supervisor, "witness": compact.witness, "last": compact.last,
        "commitments": ceremony.read_pairs(notice.row["commitments"]),
        **{key: list(value) if isinstance(value, tuple) else value for key, value in notice.known._asdict().items()},
    }


def when_and_where(source: str) -> str:
    """Plain words about a named source: what it is, when its value appears, and where to look it up."""
    key, _, number = source.partition(":")
    kind = BY_KEY[key]
    return kind.announced.format(number=number, due=kind.due(int(number or 0)), days=kind.days)


def as_workbook(notice: LockNotice, *, internal: bool = False) -> bytes:
    """The page as .xlsx, ready to print on one sheet of A4.  internal: the copy that tells tiers and stays in the bureau."""
    from ssj_xl.office.streamed import StreamedBook, completed

    buffer = io.BytesIO()
    with StreamedBook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": f"锁定公告 {notice.row['task']}", "created": CREATED})
        sheet = book.add_worksheet("锁定公告")
        formats = {name: book.add_format(style) for name, style in _STYLES.items()}
        _page(sheet)
        _head(sheet, notice, formats, mark="（内部联，不得公布）" if internal else "")
        told = [_Line("各级中签机会", "\n".join(notice.chances))] if internal else []
        below = _body(sheet, [*_lines(notice), *told], formats)
        below = _foot(sheet, notice, below, formats=formats)
        sheet.print_area(0, 0, below, 2)
    return completed(buffer.getvalue(), book)


_SONG: dict[str, Any] = {"font_name": "宋体", "font_size": _SIZE, "valign": "vcenter", "text_wrap": True}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"font_name": "黑体", "font_size": 24, "align": "center", "valign": "vcenter"},
    "unit": {**_SONG, "font_size": 16, "align": "center"},
    "lead": {**_SONG, "valign": "top"},
    "label": {**_SONG, "font_name": "黑体", "align": "center", "border": 1, "bg_color": "#F2F2F2"},
    "text": {**_SONG, "border": 1, "indent": 1},
    "hex": {"font_name": "Courier New", "font_size": _HEX_SIZE, "valign": "vcenter", "text_wrap": True, "border": 1, "indent": 1},
    "note": {**_SONG, "font_size": 10, "valign": "vcenter"},
    "sign": {**_SONG, "font_size": 12, "valign": "bottom"},
}


def _page(sheet: Worksheet) -> None:
    sheet.set_paper(9)
    sheet.set_portrait()
    sheet.set_margins(left=0.6, right=0.6, top=0.6, bottom=0.5)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 1)
    sheet.hide_gridlines(2)
    for column, width in enumerate((_LABEL_WIDTH, _TEXT_WIDTH, _CODE_WIDTH)):
        sheet.set_column(column, column, width)


def _head(sheet: Worksheet, notice: LockNotice, formats: Mapping[str, Format], *, mark: str) -> None:
    row = notice.row
    lead = (f"下列名录、执法人员名单、规则和随机源已于 {row['locked_at']} 锁定，此后不再改动。随机数产生后，按本公告的内容公开抽取；"
            "任何人都可以凭本公告核对抽取有没有换过名录、规则或人员。")
    for number, (text, style, height) in enumerate((
            (notice.unit, "unit", 28), (f"“双随机、一公开”抽查名录锁定公告{mark}", "title", 44), (lead, "lead", 54))):
        sheet.merge_range(number, 0, number, 2, "", formats[style])
        sheet.write_string(number, 0, text, formats[style])
        sheet.set_row(number, height)


def _lines(notice: LockNotice) -> Iterator[_Line]:
    row = notice.row
    yield _Line("任务", notice.title)
    yield _Line("任务编号", f"{row['task']}　　第 {row['attempt']} 轮")
    yield _Line("锁定时间", f"{row['locked_at']}（北京时间）")
    yield _Line("名录", f"共 {row['count']} 条。" + (
        "名录用代号，不公开等级；各单位的名单代号写在本单位的名录回执上。" if row["profile"] == PRIVATE else "对象编码和组别公开。"))
    yield _Line("名录指纹", in_groups(row["root"]), hex=True)
    if row.get("names_root"):
        yield _Line("名称指纹", in_groups(row["names_root"]), hex=True)
    yield _Line("抽取数量", "；".join(_group(*group, unit=notice.measure) for group in notice.groups) + "。")
    yield _Line("抽取规则", "".join(sections.rule({"rule": row["rule_text"]})) + f"\n规则原文：{row['rule_text']}")
    if row.get("floor"):
        yield _Line("合计下限", f"不低于名录（不含不参加和必须检查的）的 {row['floor']}。")
    yield _Line("规则指纹", in_groups(row["rule"]), hex=True)
    yield _Line("执法人员", _people(notice))
    yield _Line("人员指纹", in_groups(row["people"]), hex=True)
    if notice.parties:
        yield _Line("参与方", "\n".join(notice.parties))
    yield _Line("随机数来源", when_and_where(row["source"]))
    if row.get("last"):
        period, _, day = row["last"].partition("@")
        yield _Line("最近一期", f"锁定时最近开奖的是双色球第 {period} 期，{day} 开奖；可到中国福彩网（www.cwl.gov.cn）核对。")
    if row.get("visits_to"):
        yield _Line("检查次数", f"检查次数截至 {row['visits_to']}（全局检查台账），其后本处室的另计。" if row["visits_to"] != OWN_BOOK else "检查次数只按本台账计。")
    promised = sorted(ceremony.read_pairs(row["commitments"]).items())
    if promised:
        yield _Line("各方承诺", "\n".join(f"{party}\n{in_groups(value)}" for party, value in promised), hex=True)
    if notice.known.cautions:
        yield _Line("锁定时的提示", "\n".join(notice.known.cautions))
    yield _Line("本年度同类抽取", "\n".join(map(_other, notice.known.others)) or "锁定之前没有同一计划、事项和对象类型的锁定或抽取。")
    yield _Line("日志指纹", in_groups(notice.log_head), hex=True)


def _people(notice: LockNotice) -> str:
    (fewest, most), unit = notice.known.choice, notice.measure
    choice = f"每{unit}可选的检查人员最少 {fewest} 人、最多 {most} 人。" if most else ""
    return f"名单共 {notice.people} 人，其中在岗 {notice.known.on_duty} 人，连同状态和回避关系一并锁定。{choice}"


def _other(line: str) -> str:
    one = Like(*line.split("\t"))
    times = "，".join(f"{at} {what}" for what, at in (("锁定", one.locked_at), ("抽取", one.drawn_at), ("作废", one.void_at)) if at)
    return f"{one.task} 第 {one.attempt} 轮：{one.state}（{times}）\n{in_groups(one.root)}"


def _group(label: str, size: int, quota: int, *, unit: str) -> str:
    name = sections.group_name(label)
    return f"{name} {size} {unit}" if label == "X" else f"{name} {size} {unit}抽 {quota} {unit}"


def _body(sheet: Worksheet, lines: Sequence[_Line], formats: Mapping[str, Format]) -> int:
    """Write the table below the head; returns the next free row."""
    for number, line in enumerate(lines, 3):
        style = "hex" if line.hex else "text"
        sheet.write_string(number, 0, line.label, formats["label"])
        sheet.merge_range(number, 1, number, 2, "", formats[style])
        sheet.write_string(number, 1, line.text, formats[style])
        sheet.set_row(number, _height(line.text, _HEX_SIZE if line.hex else _SIZE, _TEXT_WIDTH + _CODE_WIDTH))
    return 3 + len(lines)


def _height(text: str, size: float, width: int) -> float:
    return max(30.0, line_count(text, width * _POINTS - 10, size) * size * 1.4 + 10)


def _foot(sheet: Worksheet, notice: LockNotice, top: int, *, formats: Mapping[str, Format]) -> int:
    """How to check, signatures, and the QR code beside them; returns the last row."""
    how = ("核对办法：手机扫右侧二维码得到一行文字，与公示页面或记录中的指纹比对；或在电脑上运行\n"
           "ssj-xl verify 公开记录.json --notice “扫出的文字”\n指纹只要差一位，就说明锁定后换过内容。")
    sheet.merge_range(top, 0, top, 1, "", formats["note"])
    sheet.write_string(top, 0, how, formats["note"])
    sheet.set_row(top, 64)
    for number, (role, name) in enumerate(zip(_SIGNED, notice.signers, strict=True), top + 1):
        typed = f"（{name}）" if name else ""
        sheet.merge_range(number, 0, number, 1, "", formats["sign"])
        sheet.write_string(number, 0, f"{role}{typed}签字：＿＿＿＿＿＿＿＿＿＿　日期：＿＿＿＿＿＿＿＿", formats["sign"])
        sheet.set_row(number, 40)
    side = _code(notice.compact.text)
    scale = _QR_PIXELS / side.pixels
    sheet.insert_image(top, 2, "qr.png", {
        "image_data": io.BytesIO(side.png), "x_scale": scale, "y_scale": scale, "x_offset": 12, "y_offset": 8,
        "object_position": 3, "description": "二维码：公告的各项指纹"})
    return top + len(_SIGNED)


class _Picture(NamedTuple):
    png: bytes
    pixels: int


def _code(text: str) -> _Picture:
    """The QR code as PNG, eight pixels a module, so that it stays sharp on paper."""
    import segno

    code, buffer = segno.make_qr(text, error="m"), io.BytesIO()
    code.save(buffer, kind="png", scale=8, border=2)
    return _Picture(buffer.getvalue(), int(code.symbol_size(scale=8, border=2)[0]))


# --- 名录回执 as paper ---------------------------------------------------------------------------------------

_STATES = {"抽中": "本次抽中。", "未抽中": "抽取时没有抽中（名单上的单位不能检查时，可能按顺序递补）。", "尚未抽取": "尚未抽取。"}
_APART = {EXCLUDED: "不参加本次抽取", MANDATORY: "另行安排"}
"""Of whoever is on the list and takes no part in the lottery: what the paper says in place of group, ticket and result."""


def as_json(receipt: Mapping[str, Any]) -> bytes:
    """The receipt as small UTF-8 JSON, one line, a line feed at the end."""
    return (json.dumps(receipt, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def as_text(receipt: Mapping[str, Any], *, name: str) -> str:
    """The receipt in words, to print and hand to the firm `name`."""
    id_, _, group = receipt["line"].partition("\t")
    apart = _APART.get(group, "")
    ticket = [f"签号：{in_groups(receipt['ticket'])}"] if "ticket" in receipt and not apart else []
    owned = [f"证号：{receipt['identity'] or '（没有）'}", f"k：{in_groups(receipt['k'])}", f"代号只由编码、证号和 k 算出，别家的对不上：{compact(receipt)}",
             "本回执写明组别，只交本单位。"] if "k" in receipt else []
    lines = [
        "“双随机、一公开”抽查名录回执", "", f"单位：{name}", f"任务编号：{receipt['draw']}　第 {receipt['attempt']} 轮",
        f"锁定时间：{receipt['locked_at']}", f"贵单位在名录中的代号：{id_}",
        f"组别：{apart or group}，名录第 {receipt['index']} 行，共 {receipt['count']} 行", f"名录指纹：{in_groups(receipt['root'])}",
        *owned, *ticket, f"结果：{f'{apart}。' if apart else _STATES[receipt['state']]}", "",
        "核对办法：名录指纹应与张贴的锁定公告一致；把随附的回执文件（.json）拖进公示页面的“核对回执”，",
        "或运行 ssj-xl verify 回执.json 公开记录.json，即可证明贵单位在锁定的名录之内、没有被替换。",
        *([f"也可以自行计算签号：printf '%s' 'K|{id_}' | sha256sum（K 见公示页面）。"] if ticket else []),
    ]
    return "\n".join(lines) + "\n"
