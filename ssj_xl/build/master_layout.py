"""Where things stand on 首页: 0-based rows and columns of a grid of 18 columns from B."""

from __future__ import annotations

from ssj_xl.domain.counts import work

HOME = "首页"
FIRST, LAST = 1, 18
MIDDLE, RIGHT = FIRST + 6, FIRST + 12
"""First columns of the three panels, six columns wide each."""

NEXT_TOP, CARD_TOP, PANEL_TOP = 3, 6, 10
LIST_TOP, LIST_ROWS = PANEL_TOP + 2, 26
STATE_ROWS, FORM_ROWS = 9, 5
TIER_ROWS, TYPE_ROWS = work.TIERS_SHOWN, work.TYPES_SHOWN
FORM_TOP = LIST_TOP + STATE_ROWS
REPORT_TOP = FORM_TOP + 1 + FORM_ROWS
REGISTER_TOP = REPORT_TOP + 4
PLAN_TOP, PLAN_ROWS = LIST_TOP + TYPE_ROWS + 2, 6
CHART_TOP, CHART_ROWS = LIST_TOP + LIST_ROWS + 1, 11
MONTH_TOP = CHART_TOP + CHART_ROWS + 1
NOTE_ROW = MONTH_TOP + 7
VERIFY_ROW = NOTE_ROW + 1
MONTHS = FIRST + 3
"""First of the twelve columns of months."""


def cell(row: int, column: int) -> str:
    """The A1 address of a cell of the page."""
    return f"{chr(65 + column)}{row + 1}"
