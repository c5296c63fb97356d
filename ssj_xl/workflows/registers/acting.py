"""What is done to a workbook before an act writes in it, the same behind every door: command, menu, button, library, WPS."""

from __future__ import annotations

from ssj_xl.gateways.book import Book
from ssj_xl.gateways.contract import Gateway
from ssj_xl.workflows.desk import Desk
from ssj_xl.workflows.desk.trace import watch
from ssj_xl.workflows.rounds.records import mend


def book_for(gateway: Gateway, act: str, desk: Desk, *, mended: bool = True) -> Book:
    """The workbook with the columns that it is older than, missing record files built, and 变更记录 kept up to date.

    act: in staff's words, for 发现于; mended: whether record files that an earlier act could not write are written first.
    Raises UserError F31, K29, K30 where no act may write.
    """
    book = Book.for_act(gateway)
    if mended:
        mend(book)
    watch(book, act, desk)
    return book
