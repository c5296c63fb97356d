"""The figures that a filled form tells, read out of the sentences in its cells."""

from __future__ import annotations

import io
import re
from collections import Counter

from openpyxl import load_workbook

MEASURE = "(?:家次|名次|个次|人次|家|名|个)"
LABELS = {
    "会议": "召开会议部署",
    "文件": "印发双随机",
    "培训": "业务培训",
    "抽查文件": "随机抽查的文件",
    "范围": "对象范围",
    "事项": "检查事项",
    "问题": "检查主体数量",
    "公示": "结果公示情况",
    "全市": "全市本系统",
}


def cells_of(data: bytes) -> dict[str, str]:
    """The content cell of each label."""
    sheet = load_workbook(io.BytesIO(data)).active
    found: dict[str, str] = {}
    for row in sheet.iter_rows():
        for cell in row:
            text = re.sub(r"\s", "", str(cell.value or ""))
            for name, label in LABELS.items():
                if label in text and name not in found and cell.column == 2 and len(text) < 40:
                    below = sheet.cell(cell.row + 1, 2)
                    beside = sheet.cell(cell.row, 3).value
                    found[name] = str(below.value if name == "全市" else beside)
    return found


def number(pattern: str, text: str) -> int:
    """The number of the first match; 0 where there is none."""
    found = re.search(pattern.replace("#", rf"(\d+){MEASURE}"), text)
    return int(found.group(1)) if found else 0


def parts(text: str) -> tuple[str, str]:
    """What is planned, and what is not."""
    before, _, after = text.partition("计划外抽查：")
    return before, after


def listed(text: str) -> int:
    """How many entries a numbered list has."""
    text = text.strip()
    if not text or text.rstrip("。") == "无":
        return 0
    return len(re.findall(r"^\d+\. ", text, re.MULTILINE)) or 1


def sites(text: str) -> Counter[str]:
    """Published by site; all of it where one site is named."""
    one = re.search(rf"在(.+?)公示抽查结果(\d+){MEASURE}", text)
    if one:
        return Counter({one[1]: int(one[2])})
    several = re.search(rf"^公示抽查结果\d+{MEASURE}，其中(.+?)(?:（在几个网站公示的，总数只计一次）)?。", text.strip(), re.MULTILINE)
    if not several:
        return Counter()
    return Counter({name: int(count) for name, count in re.findall(rf"([^、]+?)(\d+){MEASURE}(?:、|$)", several[1])})


def kinds(text: str, known: tuple[str, ...]) -> Counter[str]:
    """Objects by kind of problem."""
    return Counter({name: count for name in known if (count := number(f"(?:其中|、){name}#", text))})
