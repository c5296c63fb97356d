"""Button id → the function that carries it out."""

from __future__ import annotations

from collections.abc import Callable

from ssj_xl.entry.ribbon import acts_change, acts_draw, acts_help, acts_registers, acts_reports, acts_results
from ssj_xl.entry.ribbon.case import Case, Outcome

Act = Callable[[Case], Outcome]

ACTS: dict[str, Act] = {
    "check": acts_registers.check, "import": acts_registers.import_list, "compare": acts_registers.compare,
    "restore": acts_registers.restore,
    "preview": acts_draw.preview, "lock": acts_draw.lock, "draw": acts_draw.draw, "match": acts_draw.match,
    "promote": acts_change.promote, "reassign": acts_change.reassign, "void": acts_change.void,
    "notice": acts_results.notice, "papers": acts_results.papers,
    "due": acts_results.due, "publish": acts_results.publish, "verify": acts_results.verify,
    "platform": acts_results.platform,
    "report": acts_reports.report, "quarter": acts_reports.quarter, "year": acts_reports.year,
    "submit": acts_reports.submit, "consolidate": acts_reports.consolidate,
    "manual": acts_help.manual, "codes": acts_help.codes, "doctor": acts_help.doctor, "about": acts_help.about,
}
