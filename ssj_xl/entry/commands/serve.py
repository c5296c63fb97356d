"""The command: serve."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

import click

from ssj_xl.entry import console
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.office.programs import is_windows
from ssj_xl.tables.problems import Place, fail


@click.command("serve")
@click.option("--register", "entry", flag_value="register", help="把加载项登记到 WPS（jsaddons/publish.xml），然后退出。")
@click.option("--unregister", "entry", flag_value="unregister", help="从 WPS 去掉登记，然后退出。")
def serve(entry: str | None) -> None:
    """WPS 加载项（试用，还没有在 WPS 里见过）：在本机提供“双随机”按钮，只听 127.0.0.1，半小时没有人用就退出。

    \b
    例：ssj-xl serve --register
        ssj-xl serve
    """
    from ssj_xl.build import wps
    from ssj_xl.entry.serve.server import STATE, Server, add_in, port_of

    home = Path.home()
    port = port_of(str(home))
    if entry:
        _register(wps.publish_file(os.environ, windows=is_windows()), port if entry == "register" else None)
        return
    token = secrets.token_hex(32)
    try:
        server = Server(port, token, add_in())
    except OSError as error:
        raise fail("A96", exit_code=3, port=port) from error
    state = home / STATE
    state.parent.mkdir(mode=0o700, exist_ok=True)
    state.unlink(missing_ok=True)
    atomic_write(state, json.dumps({"token": token}).encode(), private=True)
    console.lines([f"WPS 加载项已在 http://{server.own}/ 等候（按 Ctrl+C 结束）。"])
    with server:
        server.serve_forever()


def _register(path: Path, port: int | None) -> None:
    from ssj_xl.build import wps

    try:
        made = wps.published(path.read_bytes() if path.is_file() else b"", port)
    except ValueError as error:
        raise fail("A97", Place(str(path)), exit_code=3, why=str(error)) from error
    path.parent.mkdir(parents=True, exist_ok=True)
    atomic_write(path, made)
    console.lines([f"已写入 {path}。请重新打开 WPS 表格。" if port else f"已从 {path} 去掉。"])
