"""A small invented unit for tests of the master workbook, with its days counted from a given day."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from ssj_xl.tables.defaults import code_rows

Row = dict[str, Any]
TASK = "YZSFJ-LS-01"
TYPES = ("律师事务所", "公证机构", "司法鉴定机构")
RESULTS = ("未发现问题", "发现问题已责令改正", "发现问题待后续处理")


def settings(today: date) -> Row:
    """Parameters of the unit in the year of `today`."""
    return {"unit": "云州市司法局", "unit_code": "YZSFJ", "division": "律师工作处", "division_code": "LS",
            "year": today.year, "base_day": date(today.year, 1, 1), "yearly_floor": Fraction(3, 100)}


def rows(today: date, *, objects: int = 120) -> dict[str, list[Row]]:
    """Rows by table name; codes of objects have 18 digits that differ in the last one only."""
    return {
        "事项清单": [_item("SX-1", None), _item("SX-2", today - timedelta(days=400))],
        "检查对象": [_object(number) for number in range(objects)],
        "执法人员": [_person(1, today + timedelta(days=400)), _person(2, today - timedelta(days=1)),
                 _person(3, today + timedelta(days=30)), _person(4, today)],
        "年度计划": [{"code": "JH-1", "year": today.year, "name": "律师事务所抽查", "items": ("SX-1",),
                  "ratio": Fraction(1, 20), "published": today}],
        "抽查任务": [_task(1, "实施中", today + timedelta(days=30), "PT-1"), _task(2, "", today, ""),
                 _task(3, "已完成", today - timedelta(days=3), "PT-3"),
                 _task(4, "已抽取", today - timedelta(days=3), "PT-4"), _task(5, "已取消", today, "")],
        "抽取记录": [{"task": TASK, "attempt": 1, "drawn_at": f"{today} 09:00:00", "void_at": f"{today} 09:30:00"},
                 {"task": TASK, "attempt": 2, "drawn_at": f"{today} 10:00:00"}],
        "抽取名单": [{"task": TASK, "attempt": attempt, "rank": rank, "object": object_code(rank), "state": state}
                 for attempt in (1, 2) for rank, state in enumerate(("抽中", "抽中", "递补", "被替换", "候补"))],
        "检查结果": [_finding(number, today) for number in range(24)],
        "节假日": _holidays(today),
        "工作动态": [{"day": today, "category": "会议", "name": "部署会"},
                 {"day": today, "category": "培训", "name": "培训"}],
    }


def object_code(number: int) -> str:
    """18 digits, as a credit code may have: the last ones are lost where a program takes them for a number."""
    return f"311399000000000{number:03}"


def _holidays(today: date) -> list[Row]:
    """Invented notices for the years around, with a weekday off and a weekend worked in the last month."""
    friday = today - timedelta(days=7 + (today.weekday() - 4) % 7)
    days = {date(today.year + years, 1, 1): "放假" for years in (-2, -1, 0, 1)}
    days |= {friday: "放假", friday - timedelta(days=1): "放假", friday - timedelta(days=6): "调休上班"}
    return [{"day": day, "type": kind, "note": "例"} for day, kind in sorted(days.items())]


def _object(number: int) -> Row:
    status = "注销" if number % 10 == 9 else "失联" if number % 10 == 8 else "正常"
    return {"code": object_code(number), "name": f"云州{number:03}号所", "object_type": TYPES[number % 3],
            "tier": "ABCD"[number % 4] if number % 5 else "", "status": status, "county": "云东区",
            "labels": ("重点", "涉外") if number % 7 == 0 else (), "phone": "0399-0000000"}


def _item(code: str, valid_to: date | None) -> Row:
    return {"code": code, "major": "执业监督", "minor": "执业活动", "item_class": "一般检查事项",
            "object_type": TYPES[:1], "content": "执业活动是否合法、规范；\n内部管理制度是否健全。",
            "way": ("现场检查", "书面检查"), "ratio": Fraction(1, 20),
            "valid_to": valid_to}


def _person(number: int, valid_to: date) -> Row:
    return {"code": f"RY-{number}", "name": f"人员{number}", "certificate": f"0399000000{number}", "valid_to": valid_to,
            "division": "律师工作处", "items": ("全部",), "may_lead": "是"}


def _task(number: int, state: str, end: date, platform: str) -> Row:
    return {"code": f"YZSFJ-LS-{number:02}", "plan": "JH-1", "platform": platform, "name": "律师事务所抽查",
            "division": "律师工作处", "items": ("SX-1",), "object_type": TYPES[:1], "start": end - timedelta(days=60),
            "end": end, "scheme_date": end - timedelta(days=200), "method": "分级比例", "ratio": Fraction(1, 20),
            "team": 2, "state": state}


def _finding(number: int, today: date) -> Row:
    """Findings of every sort: entered, published, with a problem or not, of this year and of the last."""
    checked = None if number % 8 == 7 else today - timedelta(days=5 * number if number < 20 else 370)
    problem = number % 3 > 0
    return {
        "task": TASK, "object": object_code(number if number % 4 else 0),
        "item": ("SX-1", "SX-1", "SX-2", "SX-9")[number // 2 % 4], "checked": checked, "way": ("现场检查",),
        "result": RESULTS[number % 3] if checked else "", "entered": checked if number % 2 else None,
        "published": today if checked and number % 5 < 2 else None,
        "disposal": "责令改正" if problem and number % 4 < 3 else "",
        "disposal_due": today + timedelta(days=(-3, 0, 4, 60)[number % 4]) if problem and checked else None,
        "closed": today if problem and number % 6 == 1 else None, "url": "https://sfj.example/",
        "problem": "档案管理不规范。" if problem else "",
    }


def busy_rows(today: date) -> dict[str, list[Row]]:
    """The unit with plans in every state, reports handed in and not, and terms of every kind that have run out."""
    found = rows(today)
    found["年度计划"] += [
        _plan("JH-2", today, end=today - timedelta(days=1)),
        _plan("JH-3", today, published=None, change_kind="取消", changed=today - timedelta(days=40)),
        _plan("JH-4", today, published=today), _plan("JH-5", today, end=today + timedelta(days=30)),
    ]
    found["抽查任务"] += [
        {**_task(6, "已完成", today - timedelta(days=2), "PT-6"), "plan": "JH-4"},
        {**_task(7, "已抽取", today + timedelta(days=9), "PT-7"), "platform_drawn": today - timedelta(days=20)},
        {**_task(8, "已抽取", today + timedelta(days=9), "PT-8"), "platform_drawn": today - timedelta(days=20),
         "platform_people": today - timedelta(days=19)},
    ]
    ordered = {"scheme_name": "联合抽查方案", "scheme_number": "云司〔2026〕1号", "scheme_date": today}
    joint = {"division": "公证工作处", "partners": ("律师工作处",)}
    found["抽查任务"] += [
        {**_task(10, "已抽取", today + timedelta(days=9), "PT-10"), **ordered},
        {**_task(11, "已抽取", today + timedelta(days=9), "PT-11"), **ordered},
        {**_task(12, "已抽取", today + timedelta(days=9), "PT-12"), **ordered, **joint, "scheme_number": ""},
        {**_task(13, "已抽取", today + timedelta(days=9), "PT-13"), "scheme_number": "云司〔2026〕2号", "scheme_date": today},
    ]
    code = found["抽查任务"][-2]["code"]
    found["抽取记录"] += [{"task": code, "attempt": 1, "drawn_at": f"{today} 11:00:00"}]
    found["抽取名单"] += [
        {"task": task, "attempt": 2 if task == TASK else 1, "rank": rank, "object": object_code(rank), "state": state, "put_off": 1,
         "put_off_to": today + timedelta(days=days)}
        for task, rank, state, days in ((TASK, 40, "抽中", -1), (TASK, 41, "抽中", 0), (TASK, 42, "抽中", 2), (TASK, 43, "抽中", 90),
                                        (TASK, 44, "被替换", -1), (code, 45, "递补", -3), (code, 46, "抽中", -3))]
    found["检查结果"] += [{"task": code, "object": object_code(46), "item": "SX-1", "checked": today}]
    found["线索"] = [
        {"number": f"XS-{number}", "object": object_code(number), "received": today - timedelta(days=came), "handling": handling,
         "valid_to": today + timedelta(days=ends) if ends is not None else None, "closed": today if closed else None}
        for number, (came, handling, ends, closed) in enumerate((
            (10, "", None, False), (40, "", None, False), (40, "", 3, True), (40, "个案检查", -2, False), (40, "并入日常检查", 0, False), (40, "转办", -5, False),
            (181, "个案检查", None, False), (200, "个案检查", None, False), (200, "不予检查", None, False), (21, "", 90, False)), start=1)]
    month = today.replace(day=1) - timedelta(days=1)
    found["工作动态"] += [
        {"day": today, "category": "月报报送", "name": "月报表", "month": f"{month:%Y-%m}"},
        {"category": "培训", "name": "年中培训", "planned": today - timedelta(days=3)},
        {"day": today, "category": "培训", "name": "已办培训", "planned": today - timedelta(days=3)},
        {"category": "培训", "name": "年末培训", "planned": today + timedelta(days=3)},
        {"day": date(today.year, 1, 4), "category": "文件", "name": "年初部署"},
    ]
    entered = {"push": "是", "basis": "基础目录第3项"}
    found["代码表"] = [row._asdict() | (entered if row.name == "不配合检查情节严重" else {}) for row in code_rows()]
    checked = today - timedelta(days=60)
    finding = {"task": TASK, "item": "SX-1", "checked": checked, "entered": checked, "published": checked,
               "result": "不配合检查情节严重", "disposal": "移送行政处罚", "disposal_due": today + timedelta(days=90),
               "problem": "拒不提供材料。", "way": ("现场检查",)}
    found["检查结果"] += [
        {**finding, "object": object_code(31)},
        {**finding, "object": object_code(32), "credit_pushed": checked},
        {**finding, "object": object_code(33), "credit_pushed": checked, "transferred": checked, "transfer_to": "市场监管局"},
        {**finding, "object": object_code(34), "credit_pushed": checked, "transferred": checked, "transfer_result": "已立案"},
        *({**finding, "object": object_code(number), "disposal": disposal, "disposal_due": checked, **more}
          for number, (disposal, more) in enumerate((
              ("责令改正", {}), ("限期整改改正", {"disposal_due": today - timedelta(days=12)}), ("责令整改", {"rechecked": today}),
              ("责令改正", {"rechecked": today, "disputed": checked}),
              ("约谈提醒", {"disputed": today - timedelta(days=20)}),
              ("约谈提醒", {"disputed": checked, "dispute_result": "更正", "corrected": today}),
              ("约谈提醒", {"shown_until": today - timedelta(days=1)}), ("约谈提醒", {"shown_until": today}),
              ("约谈提醒", {"shown_until": today - timedelta(days=1), "withdrawn": today})), 5)),
    ]
    return found


def _plan(code: str, today: date, **more: Any) -> Row:
    return {"code": code, "year": today.year, "name": f"{code}抽查", "items": ("SX-1",), "ratio": Fraction(1, 20),
            "division": "律师工作处", "published": None, **more}
