"""The buttons for LibreOffice, which has no ribbon: `python -m ssj_xl.entry.ribbon 按钮`.

LibreOffice must have been started with --accept=pipe,name=ssj_xl;urp; and the workbook must be in front.
"""

from __future__ import annotations

import sys
from typing import NoReturn

import click

from ssj_xl.build.ribbon import BUTTONS
from ssj_xl.entry import session
from ssj_xl.entry.ribbon import screen
from ssj_xl.entry.ribbon.pressing import carry_out

PIPE = "pipe,name=ssj_xl"
_WAIT = 3
_BY_LABEL = {button.label: button.id for button in BUTTONS}


@click.command()
@click.argument("button", type=click.Choice([*_BY_LABEL, *(button.id for button in BUTTONS)]), metavar="按钮")
@click.option("--pipe", default=PIPE, show_default=True, help="LibreOffice 启动参数 --accept 中的名称。")
def main(button: str, pipe: str) -> None:
    """在 LibreOffice 正打开着的主台账上执行一个按钮，如 锁定名录、抽取、匹配人员。

    \b
    例：soffice --accept="pipe,name=ssj_xl;urp;" 主台账.xlsx
        python -m ssj_xl.entry.ribbon 锁定名录
    """
    from ssj_xl.gateways.libreoffice.bridge import connect
    from ssj_xl.gateways.libreoffice.engine import register

    try:
        register(connect(pipe, seconds=_WAIT))
    except TimeoutError:
        _give_up(f'没有连上 LibreOffice。请这样打开主台账：soffice --accept="{pipe};urp;" 主台账.xlsx')
    except ImportError:
        _give_up("这个 Python 用不了 LibreOffice 的接口（python3-uno）。请关闭工作簿，用命令行 ssj-xl 执行。")
    press_in_front(_BY_LABEL.get(button, button))


def press_in_front(id: str) -> None:
    """Carry out a button's act on the workbook in front, and show there what it came to."""
    import xlwings

    book = xlwings.books.active
    carry_out(id, book, screen.dialogs_of(book), session.desk())


def _give_up(text: str) -> NoReturn:
    click.echo(text, err=True)
    sys.exit(3)


if __name__ == "__main__":
    main()
