"""Rosters as bureaus, associations and platforms hand them on, made at random from a seed, each with its right answer.

A roster is a header in somebody's own words over rows of somebody's own words; what each column and word means is known
when it is made, so that a clerk who knows the file can be played.
"""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ssj_xl.build.example_objects import credit_code
from ssj_xl.domain.importing import Outcome
from ssj_xl.gateways.book import Book
from ssj_xl.tables import registers as r
from ssj_xl.tables.problems import UserError
from ssj_xl.tables.spec import TableSpec
from ssj_xl.workflows.importing.asked import Request
from ssj_xl.workflows.importing.importing import classed
from ssj_xl.workflows.importing.questions import Question, answered


@dataclass(frozen=True)
class Kind:
    """A kind of roster.  constants: what holds for all its rows, and where the file has no column for it the clerk knows."""

    name: str
    spec: TableSpec
    columns: Mapping[str, Sequence[str]]
    constants: Mapping[str, Any] = field(default_factory=dict)
    beside: Sequence[str] = ()
    suffix: str = ""


@dataclass
class Roster:
    """One roster.  keys: title → key of the register's column, '' for one that is none; words: (key, word) → value;
    truth: for each row what it means, by key; doubt: whether two of its columns could be one of the register's."""

    kind: Kind
    titles: list[str]
    rows: list[list[str]]
    keys: dict[str, str]
    words: dict[tuple[str, str], str]
    truth: list[dict[str, Any]]

    def file(self, folder: Path) -> Path:
        """The roster as a text file."""
        out = io.StringIO()
        csv.writer(out).writerows([self.titles, *self.rows])
        path = folder / "名册.csv"
        path.write_text(out.getvalue(), encoding="utf-8-sig")
        return path


_STATUS = {"正常": ("存续", "执业", "在业", "正常执业", "开业", "正常", "有效", "在册", "存续（在营、开业、在册）"),
           "停业": ("停业", "歇业", "停业整顿", "暂停执业"), "注销": ("注销", "已注销"), "吊销": ("吊销", "已吊销")}
_COUNTY = ("区县", "所属县区", "县（市、区）", "所在县区", "所属县（市、区）", "县区", "所属区域", "所在县（市、区）", "所属区", "辖区", "行政区域", "所在区县",
           "所属行政区划", "区/县")
_PHONE = ("联系电话", "电话", "办公电话", "联系方式", "机构电话", "固定电话", "座机", "单位联系电话", "联系电话（座机）")
_ADDRESS = ("地址", "住所", "办公地址", "机构地址", "住所地址", "办公地点", "执业地址", "机构住所", "详细地址", "注册地址", "通讯地址", "单位地址")
_USCC = ("统一社会信用代码", "信用代码", "社会信用代码", "统一信用代码", "统一社会信用代码证号", "机构信用代码", "统一社会信用代码（18位）", "单位统一社会信用代码")
_STATE = ("状态", "执业状态", "登记状态", "机构状态", "经营状态", "当前状态", "存续状态", "机构执业状态", "执业状况")
_BODY_BESIDE = ("序号", "成立日期", "成立时间", "批准日期", "批准文号", "邮政编码", "传真", "电子邮箱", "网址", "组织形式", "注册资金", "从业人数", "发证机关", "发证日期",
                "曾用名", "原机构名称", "负责人身份证号", "负责人手机", "联系人", "上级主管单位", "年度考核结果", "党组织情况", "分支机构数", "业务范围", "有效期至", "备注")
_PERSON_BESIDE = ("序号", "性别", "民族", "学历", "出生日期", "政治面貌", "身份证号", "资格证号", "首次执业日期", "执业机构", "所在机构", "执业类别", "年度考核结果",
                  "业务专长", "发证日期", "执业年限", "机构名称", "律师事务所名称", "备注")


def _body(name: str, words: str, suffix: str, licence: Sequence[str], head: Sequence[str]) -> Kind:
    return Kind(name, r.OBJECTS, {
        "name": (*(f"{word}{end}" for word in words.split() for end in ("名称", "全称")), "机构名称", "单位名称", "名称"),
        "uscc": _USCC, "licence": licence, "county": _COUNTY, "status": _STATE, "address": _ADDRESS, "phone": _PHONE, "head": head,
        "object_type": ("机构类型", "机构类别", "类别", "对象类型", "主体类别"), "division": ("主管处室", "管理处室", "监管处室", "主管科室")},
        {"object_type": name, "status": "正常"}, _BODY_BESIDE, suffix)


def _persons(name: str, words: str, licence: Sequence[str]) -> Kind:
    return Kind(name, r.OBJECTS, {
        "name": ("姓名", *(f"{word}姓名" for word in words.split())), "licence": licence, "county": _COUNTY,
        "status": ("执业状态", "状态", "当前状态", "人员状态", "执业状况"), "phone": ("联系电话", "手机号码", "电话", "手机号", "联系方式"),
        "object_type": ("人员类别", "对象类型", "人员类型")}, {"object_type": name, "status": "正常"}, _PERSON_BESIDE)


KINDS = (
    _body("律师事务所", "律所 律师事务所 机构 事务所", "律师事务所", ("执业许可证号", "执业许可证编号", "许可证号", "执业证号", "律所执业许可证号", "执业许可证书编号"),
          ("负责人", "律所主任", "主任", "律所负责人", "负责人姓名", "机构负责人", "事务所负责人")),
    _body("公证机构", "公证机构 公证处 机构", "公证处", ("执业证号", "执业证书编号", "公证机构执业证号", "执业证编号"),
          ("负责人", "机构负责人", "公证处主任", "公证处负责人", "法定代表人", "法人代表姓名")),
    _body("司法鉴定机构", "鉴定机构 司法鉴定机构 机构 鉴定所", "司法鉴定中心", ("许可证号", "司法鉴定许可证号", "许可证编号", "鉴定许可证号", "司法鉴定许可证编号"),
          ("机构负责人", "负责人", "法定代表人", "鉴定机构负责人", "法定代表人姓名")),
    _body("基层法律服务所", "法律服务所 基层法律服务所 服务所 所", "法律服务所", ("执业证号", "执业许可证号", "许可证号码", "法律服务所执业证号"),
          ("负责人", "所主任", "主任", "服务所负责人", "主任姓名")),
    _persons("律师", "律师 人员", ("执业证号", "律师执业证号", "执业证书号", "律师执业证编号", "执业证号码")),
    _persons("公证员", "公证员 人员", ("执业证号", "公证员执业证号", "执业证编号", "执业证书编号")),
    _persons("司法鉴定人", "鉴定人 司法鉴定人 人员", ("执业证号", "司法鉴定人执业证号", "鉴定人执业证号", "执业证书编号")),
    Kind("执法人员", r.INSPECTORS, {
        "name": ("姓名", "执法人员姓名", "人员姓名", "持证人姓名", "持证人"), "certificate": ("执法证号", "行政执法证号", "执法证编号", "证件编号", "执法证件号码", "行政执法证件号", "证件号码"),
        "valid_to": ("有效期至", "证件有效期", "有效期截止", "证件有效期至", "执法证有效期", "有效期限至", "到期日期", "证件到期日"),
        "division": ("工作单位", "所在处室", "所在科室", "部门", "所属单位", "所在部门", "处（科）室", "执法机构"),
        "items": ("执法领域", "可执法事项", "执法事项范围")}, {"division": "律师工作科", "valid_to": "2030-12-31"},
        ("序号", "性别", "民族", "职务", "学历", "发证日期", "发证机关", "执法区域", "执法类别", "身份证号", "政治面貌", "备注")),
    Kind("事项清单", r.ITEMS, {
        "major": ("抽查项目", "抽查类别", "大项", "检查项目"), "minor": ("抽查事项", "抽查事项名称", "检查事项", "小项", "检查事项名称", "具体事项"),
        "item_class": ("事项类别", "抽查事项类别", "事项分类", "抽查类别（一般/重点）"), "object_type": ("抽查对象", "检查对象", "对象类型", "检查对象类型", "监管对象"),
        "content": ("检查内容", "抽查内容", "抽查内容和要求"), "basis": ("抽查依据", "检查依据", "法律依据", "设定依据", "法律法规依据", "法律、法规、规章依据"),
        "way": ("检查方式", "抽查方式", "检查方法"), "frequency": ("抽查频次", "检查频次", "频次"), "division": ("责任处室", "责任科室", "承办处室", "实施部门", "责任部门")},
        {"item_class": "一般检查事项", "major": "行政检查", "object_type": ("律师事务所",)}, ("序号", "备注", "检查层级", "公示期限")),
)

_ALWAYS = {"name", "certificate", "minor"}


def _cell(key: str, place: int, chance: random.Random, kind: Kind, words: dict[tuple[str, str], str]) -> tuple[str, Any]:
    """A cell of a column that is the register's."""
    value: Any
    if key == "status":
        value = "正常" if chance.random() < 0.85 else chance.choice(("停业", "注销", "吊销"))
        word = words.setdefault((key, f"={value}"), chance.choice(_STATUS[value]))
        words[key, word] = value
        return word, value
    if key == "object_type" and kind.spec is r.OBJECTS:
        names = {"律师事务所": ("律所", "合伙所", "个人所", "律师事务所"), "公证机构": ("公证处", "公证机构"), "司法鉴定机构": ("鉴定机构", "司法鉴定所"),
                 "基层法律服务所": ("法律服务所",), "律师": ("专职律师", "兼职律师", "律师"), "公证员": ("公证员", "执业公证员"), "司法鉴定人": ("鉴定人",)}
        word = chance.choice(names[kind.name])
        words[key, word] = kind.name
        return word, kind.name
    if key == "object_type":
        word, value = chance.choice((("律师事务所", ("律师事务所",)), ("律所", ("律师事务所",)), ("公证处", ("公证机构",)), ("律师事务所、律师", ("律师事务所", "律师"))))
        for one, own in (("律所", "律师事务所"), ("公证处", "公证机构")):
            words[key, one] = own
        return word, value
    if key == "item_class":
        word = chance.choice(("一般检查事项", "重点检查事项", "一般", "重点", "一般事项"))
        words[key, word] = f"{word[:2]}检查事项"
        return word, f"{word[:2]}检查事项"
    if key == "way":
        word, value = chance.choice((("现场检查", ("现场检查",)), ("实地检查", ("现场检查",)), ("书面审查", ("书面检查",)), ("现场检查、书面检查", ("现场检查", "书面检查"))))
        words.update({(key, "实地检查"): "现场检查", (key, "书面审查"): "书面检查"})
        return word, value
    if key == "items":
        words[key, "司法行政"] = words[key, "律师、公证"] = "全部"
        return chance.choice(("司法行政", "律师、公证", "全部")), ("全部",)
    if key == "valid_to":
        day = date(2027 + place % 4, 1 + place % 12, 5)
        return chance.choice((day.isoformat(), f"{day.year}.{day.month}.{day.day}")), day
    made = _plain(key, place, kind)
    return made, made


def _plain(key: str, place: int, kind: Kind) -> str:
    if key == "name":
        return f"示例{'甲乙丙丁戊己庚辛'[place % 8]}{'东南西北'[place // 8]}{kind.suffix}" if kind.suffix else f"赵{'一二三四五六七八九十'[place]}某"
    makers: dict[str, Callable[[], str]] = {"uscc": lambda: credit_code(kind.name, "139902", f"{kind.name}{place}"), "licence": lambda: f"{2313990:07}{place + 1000:06}",
            "certificate": lambda: f"13990{place + 10000:05}", "county": lambda: ("云东区", "云西区", "青麓县")[place % 3], "phone": lambda: f"0399-56{place:05}",
            "address": lambda: f"听松路{place + 1}号", "head": lambda: f"钱{'一二三四五六七八九十'[place]}", "division": lambda: "律师工作科",
            "major": lambda: f"对机构的检查{place % 2}", "minor": lambda: f"事项{place}", "content": lambda: f"内容{place}", "basis": lambda: f"《某法》第{place + 1}条",
            "frequency": lambda: "1次/年"}
    return makers[key]()


def _beside(title: str, place: int) -> str:
    """A cell of a column that is none of the register's."""
    if "日期" in title or "时间" in title or "有效期" in title:
        return f"20{10 + place:02}-05-0{1 + place % 9}"
    if "身份证" in title:
        return f"13990219800101{place:04}"
    texts = {"序号": str(place + 1), "联系人": f"孙{place}", "负责人手机": f"1000000{place:04}", "曾用名": f"旧名{place}", "原机构名称": f"原名{place}", "执业机构": "示例甲东律师事务所",
             "所在机构": "示例甲东律师事务所", "资格证号": f"A2010{place:05}", "备注": ""}
    return texts.get(title, f"{title}{place}")


def roster(seed: int) -> Roster:
    """The roster of a seed: a kind, some of its columns in one of their words, some columns of other things, ten rows or fewer."""
    chance = random.Random(f"名册{seed}")
    kind = KINDS[seed % len(KINDS)]
    needed = {"licence"} if "licence" in kind.columns and "uscc" not in kind.columns else {"uscc"} & kind.columns.keys()
    keys = [key for key in kind.columns if key in _ALWAYS | needed or chance.random() < 0.6]
    if "uscc" in keys and chance.random() < 0.2:
        keys = [key for key in keys if key != "uscc"] + ["licence"] * ("licence" not in keys)
    titles = {chance.choice(list(kind.columns[key])): key for key in keys}
    others = chance.sample(kind.beside, min(len(kind.beside), chance.randint(1, 5)))
    titles |= {title: "" for title in others if title not in titles}
    order = list(titles)
    if chance.random() < 0.3:
        chance.shuffle(order)
    words: dict[tuple[str, str], str] = {}
    rows, truth = [], []
    for place in range(chance.randint(4, 10)):
        cells, means = [], {key: value for key, value in kind.constants.items() if key not in titles.values()}
        for title in order:
            text, value = _cell(titles[title], place, chance, kind, words) if titles[title] else (_beside(title, place), None)
            cells.append(text)
            if titles[title]:
                means[titles[title]] = value
        rows.append(cells)
        truth.append(means)
    return Roster(kind, order, rows, titles, words, truth)


# --- a clerk who knows what the file means, and what comes of it ------------------------------------------

def clerk(case: Roster, asked: list[str]) -> Callable[[Question], str]:
    """Answers as somebody who knows the file; asked: takes down what was asked."""
    def answer(question: Question) -> str:
        asked.append(question.words)
        if question.columns:
            headers = {column.key: column.header for column in case.kind.spec.columns}
            return "；".join(f"{title}={headers[key]}" for title, key in case.keys.items() if key and f"{title}（" in question.words)
        if question.typed:
            return str(case.truth[0][case.kind.spec.by_title[question.typed].key])
        return next((one.label for one in question.answers if one.given and all(_holds(case, *part) for part in one.given)), question.answers[-1].label)

    return answer


def _holds(case: Roster, field: str, text: str) -> bool:
    """Whether an answer is right about this file."""
    left, _, right = text.partition("=")
    keys = {column.header: column.key for column in case.kind.spec.columns}
    if field == "maps":
        return case.keys[left] == keys.get(right, "")
    if field == "sets":
        return case.truth[0].get(keys[left]) in (right, (right,))
    header, _, word = left.partition(":")
    return field == "coin" or case.words.get((keys[header], word)) == right


def judged(case: Roster, book: Book, folder: Path, *, answering: bool = True) -> tuple[Counter[str], list[str], list[str]]:
    """How many rows were read right, short (a value of the file is lacking), refused or wrong; what was asked; what is wrong."""
    asked: list[str] = []
    request = Request(case.kind.spec.name, case.file(folder), date(2026, 3, 2))
    try:
        if answering:
            request, _ = answered(book, request, clerk(case, asked))
        done = classed(book, request)
    except UserError as error:
        return Counter({"refused": len(case.rows)}), asked, [str(error)]
    out, told = Counter[str](), []
    for verdict, truth in zip(done.verdicts, case.truth, strict=True):
        if verdict.outcome is not Outcome.ADDED:
            out["refused"] += 1
            told += [f"{verdict.line} {reason.text}" for reason in verdict.reasons]
            continue
        wrong = {key: (value, truth.get(key)) for key, value in verdict.values.items() if key not in ("code", "note") and value != _meant(case, key, truth)}
        short = [key for key in truth if key not in verdict.values]
        out["wrong" if wrong else "short" if short else "right"] += 1
        told += [f"{verdict.line} {wrong} {short}"] if wrong or short else []
    return out, asked, told


def _meant(case: Roster, key: str, truth: Mapping[str, Any]) -> Any:
    value = truth.get(key)
    return date.fromisoformat(value) if key == "valid_to" and isinstance(value, str) else value
