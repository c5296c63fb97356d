"""The sentences of 首页 that hold a date or a name."""

from __future__ import annotations

from collections.abc import Iterator

from ssj_xl.domain.counts.calendar import END, START, TODAY, YEAR
from ssj_xl.domain.counts.figure import Figure
from ssj_xl.domain.counts.language import figure, setting
from ssj_xl.domain.counts.view import View

UNIT, AS_OF, PERIOD, COVERAGE_TITLE, PLAN_TITLE, NOTE = "单位", "截至", "本期", "比例标题", "计划标题", "口径"
_NO_UNIT = "（请先在“参数”页填写单位名称）"
_NOTE = ("年度抽查比例 = 本年已检查的对象（不重复）÷ 名录库对象（状态为正常、失联的，及本年已检查的）；名录基准日：",
         "。工作日按“节假日”表计算。")


def text_figures() -> Iterator[Figure]:
    """The title lines, headings and the footnote."""
    unit, division, base = setting("unit"), setting("division"), setting("base_day")
    year, day = figure(YEAR), 'TEXT({},"yyyy-mm-dd")'.format
    yield Figure(UNIT, "单位和处室名称", f'IF({unit}="","{_NO_UNIT}",{unit}&IF({division}="","","　"&{division}))', _unit)
    yield Figure(AS_OF, "年度，和数字截至哪一天", f'{year}&" 年度　　截至 "&{day(figure(TODAY))}', lambda v: f"{v.year} 年度　　截至 {v.today}")
    yield Figure(PERIOD, "本期月报的起止", f'"本期月报　"&{day(figure(START))}&" 至 "&{day(figure(END))}',
                 lambda v: f"本期月报　{v.period.start} 至 {v.period.end}")
    yield Figure(COVERAGE_TITLE, "标题", f'"年度抽查比例　"&{year}&" 年，按对象类型"', lambda v: f"年度抽查比例　{v.year} 年，按对象类型")
    yield Figure(PLAN_TITLE, "标题", f'"年度计划执行　"&{year}&" 年"', lambda v: f"年度计划执行　{v.year} 年")
    yield Figure(NOTE, "怎样计算", f'"{_NOTE[0]}"&IF(N({base})>0,{day(base)},"未填")&"{_NOTE[1]}"',
                 lambda v: f"{_NOTE[0]}{v.world.settings.base_day or '未填'}{_NOTE[1]}")


def _unit(view: View) -> str:
    settings = view.world.settings
    division = f"　{settings.division}" if settings.division else ""
    return f"{settings.unit}{division}" if settings.unit else _NO_UNIT
