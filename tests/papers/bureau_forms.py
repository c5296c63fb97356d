"""Monthly forms as any bureau may lay them out, made at random from a seed, each with its right answer.

A form is a few lines over a table, the table as boxes, and a few lines under it; the same form is drawn as a worksheet or
as a document.  The answer is what every cell has to say after filling, or that the form has to be asked about.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import openpyxl
from docx import Document
from openpyxl.styles import Border, Side

from ssj_xl.papers.form import Asked
from ssj_xl.tables.form import BODY_FIELDS, HEADING_OF_ITEM_4, SECTION_ARRANGEMENT, SECTION_CONDUCT, TITLE, FormField
from ssj_xl.tables.problems import UserError
from tests.papers.form_cases import CONTENT, fill, opened, saved
from tests.papers.word_cases import docx, opened_docx

Place = tuple[str, int, int]
"""Sheet (or table of a document, or “p” for its paragraphs), row, column."""

_SIDE = Side(style="thin")
_LINES = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_MONTH, _LAST_MONTH = "2021-03", "2021年2月"
_DIVISIONS = ("公证处", "律师处", "司法鉴定处", "基层法律服务处")
OWN = "律师处"
_DATE = "2021年3月19日"
CONTENT_OF_OWN = replace(CONTENT, unit="示例市司法局律师处", asked=Asked(month=_MONTH, names=(OWN,)))
VALUES = {"unit": "示例市司法局律师处", "filled_on": _DATE, "contact": "张三", "phone": "0311-00000000", "mobile": "13000000000"}


@dataclass
class Box:
    """A cell of the table: from `row`, `col` (1 is the first) over `down` further rows and up to column `to`.

    answer: what it has to say afterwards, where that is something else than before; lined: whether it has a border;
    stored: whether the file has an element for it.
    """

    row: int
    col: int
    text: str = ""
    to: int = 0
    down: int = 0
    answer: str = ""
    lined: bool = True
    stored: bool = True


@dataclass
class Page:
    """One form.  above, below: lines over and under the table, each with what it says afterwards."""

    name: str = "月报表"
    above: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    below: list[tuple[str, str]] = field(default_factory=list)

    @property
    def width(self) -> int:
        return max(max(box.to, box.col) for box in self.boxes)

    @property
    def height(self) -> int:
        return max(box.row + box.down for box in self.boxes)


@dataclass
class Variant:
    """A file with its answer: place → text afterwards, of every place that changes; none where it has to be asked about.

    doubt: whether a careful clerk would have to ask; kinds: what is unusual about it.
    """

    name: str
    data: bytes
    answer: dict[Place, str]
    doubt: bool = False
    kinds: tuple[str, ...] = ()


# --- what can be unusual about a form --------------------------------------------------------------------

_THIS_MONTH = ("本月", "本月情况", "当月", "本期", "本月完成情况", "3月", "三月")
_ANY_CONTENT = ("填报内容", "完成情况", "内容", "开展情况", "填写内容", "工作情况", "具体内容", "填报情况", "落实情况", "报送内容")
_EXTRAS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "last": (("上月", "上月情况", "上期", "上月完成情况", "2月", "1-2月", "去年同期", "上年累计", "第四季度"), ("", "无")),
    "total": (("累计", "本年累计", "1-3月累计", "1—3月", "全年累计", "累计数", "年初至今"), ("",)),
    "duty": (("责任单位", "责任处室", "牵头处室", "责任部门", "责任人"), ("", "办公室", "各处室")),
    "example": (("示例", "填写示例", "样例", "范例"), ("3月2日，召开部署会", "如：2份")),
    "remark": (("备注", "说明", "备 注"), ("", "")),
    "measure": (("计量单位", "单位"), ("次", "家", "个")),
    "rule": (("填报要求", "填写说明", "填报说明", "指标解释"), ("写明名称和时间", "按实际填写", "（如实填写）")),
}


def _no_month(field: FormField) -> str:
    return field.title.removeprefix("本月")


_WORDINGS: tuple[tuple[str, Callable[[FormField], str]], ...] = (
    ("as printed", lambda f: f.label), ("one line", lambda f: f.title),
    ("numbered", lambda f: f"{BODY_FIELDS.index(f) + 1}．{f.title}："),
    ("full-width", lambda f: f.title.replace("、", "，") + "："),
    ("spaced", lambda f: "\u3000".join(f.title)),
    ("without 本月", _no_month), ("当月", lambda f: f.title.replace("本月", "当月")),
    ("（一）", lambda f: f"（{'一二三四五六七八九'[BODY_FIELDS.index(f)]}）{f.title}"),
    ("quoted", lambda f: f.title.replace("随机抽查", "“随机抽查”")),
    ("county", lambda f: f.title.replace("全市本系统", "全县本系统")),
    ("province", lambda f: f.title.replace("全市本系统", "全省（市、县）本系统") if "全市" in f.title else f.title),
    ("whole", lambda f: f.title.replace("全市本系统", "全区（市、县）本系统")),
)
_HEADINGS = (HEADING_OF_ITEM_4, HEADING_OF_ITEM_4.replace("省本级", "市本级"), HEADING_OF_ITEM_4.replace("省本级", "本级"),
             HEADING_OF_ITEM_4.removeprefix("本月"))
_HEADS = (
    ("单位名称（盖章）：_____    填表时间：____年__月__日", "单位名称（盖章）：{unit} 填表时间：{filled_on}"),
    ("填报单位（印章）：          填报日期：    年  月  日", "填报单位（印章）：{unit} 填报日期：{filled_on}"),
    ("单位（公章）：________  填报时间：____", "单位（公章）：{unit} 填报时间：{filled_on}"),
    ("填报单位：某局  填表日期：2021年2月20日", "填报单位：{unit} 填表日期：{filled_on}"),
    ("单位名称：______", "单位名称：{unit}"),
    ("", ""),
)
_FEET = (
    ("联系人：_____    联系电话：_____    手机：_____", "联系人：{contact} 联系电话：{phone} 手机：{mobile}"),
    ("填报人：____  审核人：____  联系电话：____", "填报人：{contact} 审核人：____ 联系电话：{phone}"),
    ("负责人：____  联系人：____  电话：____", "负责人：____ 联系人：{contact} 电话：{phone}"),
    ("填表人：        办公电话：          手机号码：       ", "填表人：{contact} 办公电话：{phone} 手机号码：{mobile}"),
    ("", ""),
)
_NOTES = (
    "注：本表于每月21日前报协调处，联系人：王五，联系电话：0311-1111111。",
    "说明：1. 本月召开会议部署随机抽查工作情况按次填写。2. 有疑问的请与李四联系，电话：1234567，手机：13911111111。",
    "填报说明：单位名称填全称；联系人：填写经办人员；手机：必填。",
    "备注：发现问题的检查主体数量，按户数填写。",
    "报送邮箱：abc@example.cn  联系人：赵六  电话：7654321",
)
_TITLES = (
    (TITLE, TITLE), ("“双随机、一公开”监管工作月报表（    年  月）", "“双随机、一公开”监管工作月报表（2021年3月）"),
    ("____年__月“双随机、一公开”监管工作情况月报表", "2021年3月“双随机、一公开”监管工作情况月报表"),
    (f"{_LAST_MONTH}“双随机”工作月报表", "2021年3月“双随机”工作月报表"), ("2021年度“双随机”监管工作 月报表", "2021年度“双随机”监管工作 月报表"),
)
_PERIODS = (("报告期：____年__月", "报告期：2021年3月"), ("填报月份：______", "填报月份：2021年3月"), ("", ""))


def _said(line: tuple[str, str]) -> tuple[str, str]:
    return line[0], line[1].format(**VALUES)


def _old_text(rng: random.Random, field: FormField, how: str) -> str:
    if how == "hints":
        return field.hint or ("（请如实填写）" if rng.random() < 0.3 else "")
    return f"上月的{field.key}：共2项，详见台账" if how == "last month" else ""


def _lines_around(rng: random.Random, page: Page, kinds: list[str]) -> None:
    """Title, 报告期, head line, foot line, notes."""
    page.above.append(rng.choices(_TITLES, (6, 1, 1, 1, 1))[0])
    period = rng.choices(_PERIODS, (1, 1, 6))[0]
    head, foot = rng.choices(_HEADS, (6, 2, 2, 1, 1, 1))[0], rng.choices(_FEET, (6, 2, 2, 1, 1))[0]
    page.above += [_said(line) for line in (period, head) if line[0]]
    page.below += [_said(line) for line in (foot,) if foot[0]]
    if rng.random() < 0.4:
        note = rng.choice(_NOTES)
        kinds.append("note")
        page.below.insert(rng.choice((0, len(page.below))), (note, note))


# --- tables with an item a row ---------------------------------------------------------------------------

def _columns(rng: random.Random) -> tuple[list[str], bool]:
    """The columns of a table from left to right, and whether they have heads."""
    extras = rng.sample(list(_EXTRAS), rng.choices((0, 1, 2, 3), (4, 4, 3, 2))[0])
    between = [extra for extra in extras if rng.random() < 0.4]
    columns = ["label", *between, "content", *(extra for extra in extras if extra not in between)]
    if rng.random() < 0.6:
        columns.insert(0, "number")
    return columns, bool(extras) and rng.random() < 0.9


def _head_texts(rng: random.Random, columns: list[str]) -> dict[str, str]:
    by_month = bool({"last", "total"} & set(columns))
    content = rng.choice(_THIS_MONTH if by_month else (*_THIS_MONTH, *_ANY_CONTENT))
    texts = {"number": "序号", "label": rng.choice(("项目", "工作内容", "指标", "填报项目")), "content": content}
    return texts | {extra: rng.choice(words) for extra, (words, _) in _EXTRAS.items()}


def _in_rows(rng: random.Random, kinds: list[str]) -> tuple[Page, bool]:
    """An item a row: number, label, content and other columns in some order.  Whether it has to be asked about."""
    columns, headed = _columns(rng)
    page, at = Page(), {column: place for place, column in enumerate(columns, start=1)}
    kinds += [column for column in columns if column in _EXTRAS]
    worded = rng.choice(_WORDINGS)
    old = rng.choices(("blank", "hints", "last month"), (4, 4, 2))[0]
    kinds += [worded[0], old]
    row = 1
    if headed:
        texts = _head_texts(rng, columns)
        row = _put_heads(rng, page, columns, texts, kinds)
    extra_texts = {extra: rng.choice(_EXTRAS[extra][1]) for extra in columns if extra in _EXTRAS}
    wide = 1 if rng.random() < 0.3 else 0
    instruct = rng.random() < 0.15
    if instruct:
        kinds.append("instruction in the label cell")
    captions, heading = rng.random() < 0.7, rng.choice((*_HEADINGS, ""))
    for number, item in enumerate(BODY_FIELDS):
        caption = {0: SECTION_ARRANGEMENT, 3: SECTION_CONDUCT}.get(number)
        if caption and captions:
            page.boxes.append(Box(row, 1, caption, to=len(columns) + wide))
            row += 1
        if number == 3 and heading:
            page.boxes.append(Box(row, at["label"], heading))
            row = _fill_up(page, row, columns, {"label"}, wide)
        label = worded[1](item) + ("\n请按实际情况填写，注明时间" if instruct and number % 2 == 0 else "")
        page.boxes.append(Box(row, at["label"], label))
        for extra, text in extra_texts.items():
            page.boxes.append(Box(row, at[extra], text, to=at[extra] + (wide if at[extra] == len(columns) else 0)))
        if "number" in at:
            page.boxes.append(Box(row, at["number"], str(number + 1)))
        page.boxes.append(Box(row, at["content"], _old_text(rng, item, old), answer=CONTENT.text(item.key),
                              to=at["content"] + (wide if at["content"] == len(columns) else 0)))
        row += 1
    plain = {extra for extra, text in extra_texts.items() if extra == "measure" or text.startswith("（")}
    unclear = not headed and bool(extra_texts.keys() - plain)
    return page, unclear


def _put_heads(rng: random.Random, page: Page, columns: list[str], texts: dict[str, str], kinds: list[str]) -> int:
    """The head row, perhaps two of them where columns about the month stand together; the next free row."""
    family = [place for place, column in enumerate(columns, start=1) if column in {"content", "last", "total"}]
    together = len(family) > 1 and family == list(range(family[0], family[-1] + 1)) and rng.random() < 0.4
    for place, column in enumerate(columns, start=1):
        if together and place in family:
            page.boxes.append(Box(2, place, texts[column]))
        else:
            page.boxes.append(Box(1, place, texts[column], down=1 if together else 0))
    if together:
        kinds.append("two rows of heads")
        page.boxes.append(Box(1, family[0], "完成情况", to=family[-1]))
    return 3 if together else 2


def _fill_up(page: Page, row: int, columns: list[str], but: set[str], wide: int) -> int:
    page.boxes += [Box(row, place, to=place + (wide if place == len(columns) else 0))
                   for place, column in enumerate(columns, start=1) if column not in but]
    return row + 1


def _two_columns(rng: random.Random, kinds: list[str]) -> tuple[Page, bool]:
    """Two items a row: label, content, label, content."""
    kinds.append("two columns of labels")
    page, numbered = Page(), rng.random() < 0.5
    step = 3 if numbered else 2
    left = list(BODY_FIELDS[:5])
    old = rng.choice(("blank", "hints", "last month"))
    for number, item in enumerate(BODY_FIELDS):
        side = 0 if number < 5 else 1
        row, col = (number if side == 0 else number - len(left)) + 1, 1 + side * step
        if numbered:
            page.boxes.append(Box(row, col, str(number + 1)))
        page.boxes.append(Box(row, col + step - 2, item.label))
        page.boxes.append(Box(row, col + step - 1, _old_text(rng, item, old), answer=CONTENT.text(item.key)))
    page.boxes.append(Box(5, 1 + step, "", to=2 * step))
    return page, False


def _below(rng: random.Random, kinds: list[str]) -> tuple[Page, bool]:
    """Each content under its label, over the whole width."""
    kinds.append("content below")
    page, width = Page(), rng.randint(1, 4)
    old = rng.choice(("blank", "hints", "last month"))
    for number, item in enumerate(BODY_FIELDS):
        page.boxes.append(Box(2 * number + 1, 1, f"{number + 1}、{item.title}", to=width))
        page.boxes.append(Box(2 * number + 2, 1, _old_text(rng, item, old), to=width, answer=CONTENT.text(item.key)))
    return page, False


def _row_a_division(rng: random.Random, kinds: list[str]) -> tuple[Page, bool]:
    """Labels as heads, and a row a division; or a row for each of 上月, 本月, 累计."""
    months = rng.random() < 0.3
    kinds.append("a row a month" if months else "a row a division")
    keys = list(rng.choice((("上月", "本月"), ("本月", "累计"), ("上月", "本月", "本年累计"))) if months
                else rng.sample(_DIVISIONS, 3))
    own, unclear = ("本月" if months else OWN), False
    if not months and OWN not in keys:
        keys[rng.randrange(3)] = OWN
        if rng.random() < 0.3:
            keys, unclear = [key for key in keys if key != OWN] + ["法律援助处"], True
    if not months and rng.random() < 0.5:
        keys.append("合计")
    page, first = Page(), 2 if rng.random() < 0.5 else 1
    if first == 2:
        page.boxes += [Box(1, 1, "序号"), *(Box(row, 1, str(row - 1)) for row in range(2, len(keys) + 2))]
    page.boxes.append(Box(1, first, "时间" if months else rng.choice(("处室", "单位", "单位名称", "填报单位"))))
    for row, key in enumerate(keys, start=2):
        page.boxes.append(Box(row, first, key))
        for place, item in enumerate(BODY_FIELDS, start=first + 1):
            mine = key == own and not unclear
            page.boxes.append(Box(row, place, "", answer=CONTENT.text(item.key) if mine else ""))
    page.boxes += [Box(1, place, item.title) for place, item in enumerate(BODY_FIELDS, start=first + 1)]
    return page, unclear


def _column_a_division(rng: random.Random, kinds: list[str]) -> tuple[Page, bool]:
    """An item a row, and a column a division."""
    kinds.append("a column a division")
    names = rng.sample(_DIVISIONS, 3)
    unclear = OWN not in names
    page = Page(boxes=[Box(1, 1, "项目"), *(Box(1, place, name) for place, name in enumerate(names, start=2))])
    for row, item in enumerate(BODY_FIELDS, start=2):
        page.boxes.append(Box(row, 1, item.title))
        for place, name in enumerate(names, start=2):
            page.boxes.append(Box(row, place, "", answer=CONTENT.text(item.key) if name == OWN else ""))
    return page, unclear


def _with_group(rng: random.Random, kinds: list[str]) -> tuple[Page, bool]:
    """Item 4's heading as a tall cell on the left of its five labels; other labels over both columns."""
    kinds.append("a tall heading")
    page, row = Page(), 1
    old = rng.choice(("blank", "hints", "last month"))
    stamp = rng.random() < 0.3
    for number, item in enumerate(BODY_FIELDS):
        in_group = 3 <= number < 8
        if number == 3:
            page.boxes.append(Box(row, 1, rng.choice(_HEADINGS), down=4))
        page.boxes.append(Box(row, 2 if in_group else 1, item.label, to=2))
        page.boxes.append(Box(row, 3, _old_text(rng, item, old), answer=CONTENT.text(item.key), to=rng.choice((3, 3, 4))
                              if not stamp else 3))
        row += 1
    if stamp:
        page.boxes.append(Box(1, 4, "单位盖章", down=8))
    else:
        widest = page.width
        for box in page.boxes:
            box.to = widest if box.col == 3 else box.to
    return page, False


_TABLES = (_in_rows, _two_columns, _below, _row_a_division, _column_a_division, _with_group)


def _page(rng: random.Random, kinds: list[str], name: str = "月报表") -> tuple[Page, bool]:
    make = rng.choices(_TABLES, (10, 2, 2, 2, 2, 2))[0]
    page, unclear = make(rng, kinds)
    page.name = name
    _lines_around(rng, page, kinds)
    if rng.random() < 0.15:
        extra = page.height + 1
        page.boxes += [Box(extra, 1, "本月信用监管工作情况"), Box(extra, 2, "", to=page.width)] if page.width > 1 else []
        kinds.append("a row of the bureau's own")
    return page, unclear


# --- drawn as a worksheet --------------------------------------------------------------------------------

def _draw_sheet(sheet: object, page: Page, *, mine: bool, sparse: bool) -> dict[Place, str]:
    """Put a page on a worksheet; what changes where, if it is the form."""
    answer: dict[Place, str] = {}
    row = 1

    def line(text: str, said: str) -> None:
        nonlocal row
        sheet.cell(row, 1, text)  # type: ignore[attr-defined]
        if mine and text != said:
            answer[sheet.title, row, 1] = said  # type: ignore[attr-defined]
        row += 1

    for text, said in page.above:
        line(text, said)
    top = row - 1
    for box in page.boxes:
        for each_row in range(box.row, box.row + box.down + 1):
            for each_col in range(box.col, max(box.to, box.col) + 1):
                if box.lined and (box.text or not sparse):
                    sheet.cell(top + each_row, each_col).border = _LINES  # type: ignore[attr-defined]
        if box.text:
            sheet.cell(top + box.row, box.col, box.text)  # type: ignore[attr-defined]
        if box.down or box.to > box.col:
            sheet.merge_cells(start_row=top + box.row, start_column=box.col,  # type: ignore[attr-defined]
                              end_row=top + box.row + box.down, end_column=max(box.to, box.col))
        if mine and box.answer and box.answer != box.text:
            answer[sheet.title, top + box.row, box.col] = box.answer  # type: ignore[attr-defined]
    row = top + page.height + 1
    for text, said in page.below:
        line(text, said)
    return answer


def _sheet_texts(data: bytes) -> dict[Place, str]:
    return {(sheet.title, cell.row, cell.column): str(cell.value) for sheet in opened(data).worksheets
            for line in sheet.iter_rows() for cell in line if cell.value is not None}


# --- drawn as a document ---------------------------------------------------------------------------------

def _draw_document(document: object, page: Page, number: int, *, mine: bool) -> dict[Place, str]:
    answer: dict[Place, str] = {}
    for text, said in page.above:
        if mine and text != said:
            answer["p", len(document.paragraphs), 0] = said  # type: ignore[attr-defined]
        document.add_paragraph(text)  # type: ignore[attr-defined]
    table = document.add_table(rows=page.height, cols=page.width)  # type: ignore[attr-defined]
    for box in page.boxes:
        cell = table.cell(box.row - 1, box.col - 1)
        if box.down or box.to > box.col:
            cell = cell.merge(table.cell(box.row + box.down - 1, max(box.to, box.col) - 1))
        cell.text = box.text
        if mine and box.answer and box.answer != box.text:
            answer[f"t{number}", box.row, box.col] = box.answer
    for text, said in page.below:
        if mine and text != said:
            answer["p", len(document.paragraphs), 0] = said  # type: ignore[attr-defined]
        document.add_paragraph(text)  # type: ignore[attr-defined]
    return answer


def _document_texts(data: bytes) -> dict[Place, str]:
    document = opened_docx(data)
    found: dict[Place, str] = {("p", place, 0): paragraph.text for place, paragraph in enumerate(document.paragraphs)}
    for number, table in enumerate(document.tables):
        seen = set()
        for row, line in enumerate(table.rows, start=1):
            for col, cell in enumerate(line.cells, start=1):
                if cell._tc not in seen:
                    seen.add(cell._tc)
                    found[f"t{number}", row, col] = cell.text
    return found


# --- whole files -----------------------------------------------------------------------------------------

def variant(seed: int) -> Variant:
    """The form of a seed."""
    rng, kinds = random.Random(seed), []
    page, unclear = _page(rng, kinds)
    if rng.random() < 0.35:
        data, answer = _as_document(rng, page, kinds)
        return Variant(f"{seed}.docx", data, answer, unclear, ("docx", *kinds))
    data, answer = _as_workbook(rng, page, kinds)
    return Variant(f"{seed}.xlsx", data, answer, unclear, ("xlsx", *kinds))


def _as_document(rng: random.Random, page: Page, kinds: list[str]) -> tuple[bytes, dict[Place, str]]:
    document = Document()
    two = rng.random() < 0.1
    if two:
        kinds.append("two months")
        page.above[0] = ("2021年3月月报表", "2021年3月月报表")
        other = Page(page.name, [("2021年2月月报表", ""), *page.above[1:]], page.boxes, page.below)
        _draw_document(document, other, 0, mine=False)
        document.add_page_break()
    answer = _draw_document(document, page, 1 if two else 0, mine=True)
    return docx(document), answer


def _as_workbook(rng: random.Random, page: Page, kinds: list[str]) -> tuple[bytes, dict[Place, str]]:
    book = openpyxl.Workbook()
    sparse, plain = rng.random() < 0.15, rng.random() < 0.08
    if sparse:
        kinds.append("content without a border or an element")
    if plain:
        kinds.append("no borders")
        for box in page.boxes:
            box.lined = False
    first = book.active
    assert first is not None
    names = [page.name]
    if rng.random() < 0.12:
        kinds.append("a sheet a month")
        names = rng.choice((["1月", "2月", "3月", "4月"], ["一月", "二月", "三月"], ["2021.01", "2021.02", "2021.03"]))
        page.above[0] = (TITLE, TITLE)
    answer: dict[Place, str] = {}
    for number, name in enumerate(names):
        sheet = first if number == 0 else book.create_sheet()
        sheet.title = name
        answer |= _draw_sheet(sheet, page, mine=len(names) == 1 or number == 2, sparse=sparse)
    if rng.random() < 0.1:
        kinds.append("an explaining sheet")
        sheet = book.create_sheet("指标解释")
        for row, item in enumerate(BODY_FIELDS, start=1):
            sheet.cell(row, 1, item.title)
            sheet.cell(row, 2, f"指当月的{item.key}，以台账为准。")
    return saved(book), answer


# --- judged ----------------------------------------------------------------------------------------------

def judged(case: Variant) -> tuple[str, str]:
    """How a form was filled: right, asked, short (something of it is blank), or wrong; and what differs."""
    try:
        filled = fill(case.data, CONTENT_OF_OWN)
    except UserError as error:
        return "asked", "；".join(f"{found.code} {found.text}" for found in error.problems)
    read = _document_texts if case.name.endswith("docx") else _sheet_texts
    before, after = read(case.data), read(filled.data)
    if case.doubt:
        return "wrong", f"no doubt: {dict(filled.cells)}"
    changed = {place: text for place, text in after.items() if _plain(text) != _plain(before.get(place, ""))}
    other = {place: text for place, text in changed.items() if _plain(text) != _plain(case.answer.get(place, "-"))}
    missing = {place: text for place, text in case.answer.items() if place not in changed}
    partly = {place for place, text in other.items() if _is_part(text, before.get(place, ""), case.answer.get(place, ""))}
    wrong = {place: text for place, text in other.items() if place not in partly}
    if wrong:
        return "wrong", f"{wrong} / missing {missing}"
    return ("short", f"{missing} {partly}") if missing or partly else ("right", "")


def _plain(text: str) -> str:
    return "".join(text.split())


def _is_part(text: str, before: str, wanted: str) -> bool:
    """Whether a line was filled in part: each of its words was there before, or belongs there."""
    return bool(wanted) and set(text.split()) <= set(before.split()) | set(wanted.split())


def variants(seeds: range) -> Iterator[Variant]:
    """The forms of some seeds."""
    return map(variant, seeds)
