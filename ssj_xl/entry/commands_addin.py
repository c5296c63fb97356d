"""The commands: addin build, check."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import click

from ssj_xl.build.addin.opened import Finding
from ssj_xl.entry import console
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.tables.problems import Place, Problem, UserError, block, fail, problem

_ROOT = Path(__file__).resolve().parents[2]
_FILE = click.Path(path_type=Path)


@click.group("addin")
def addin() -> None:
    """Excel 加载项：生成、检查。

    \b
    例：ssj-xl addin check ssj_xl.xlam
    """


@addin.command("build")
@click.option("--root", type=_FILE, default=_ROOT, show_default=False, help="源代码所在的文件夹，默认是程序自己的。")
@click.option("--check", "only_check", is_flag=True, help="只核对已有的文件是否与源文本一致，不写入。")
@click.option("--xlwings", "take_xlwings", is_flag=True, help="先把已安装的 xlwings 的 VBA 模块换进 macros。")
def build(root: Path, only_check: bool, take_xlwings: bool) -> None:
    """由 macros 文件夹里的源文本生成加载项 ssj_xl.xlam 和启用宏的主台账，供维护本程序的人使用。

    同样的源文本总是生成逐字节相同的文件；生成的文件有一处不合格就全部不写入。

    \b
    例：ssj-xl addin build
        ssj-xl addin build --check
    """
    from ssj_xl.build.addin import making

    _require(root)
    if take_xlwings:
        atomic_write(root / "macros" / "vba" / "xlwings.bas", _xlwings())
    made = making.make(root)
    block(_problem("A03", name, finding) for name, finding in making.faults(root, made))
    stale = making.outdated(root, made)
    if only_check:
        block(problem("A04", Place(name)) for name in stale)
        console.lines([f"{len(made)} 个文件都与源文本一致。"])
        return
    for name in stale:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        atomic_write(root / name, made[name])
    console.lines([f"已生成：{name}" for name in stale] or ["没有变化，不需要写入。"])


@addin.command("check")
@click.argument("file", type=_FILE, metavar="文件")
@click.option("--json", "as_json", is_flag=True, callback=console.note_json, help="以 JSON 输出结果。")
def check(file: Path, as_json: bool) -> None:
    """检查工作簿或加载项（.xlsx、.xlsm、.xlam）有没有会让 Excel 提示修复的结构错误。只读取，不改动。

    \b
    例：ssj-xl addin check 主台账.xlsm
    """
    from ssj_xl.build.addin.lint import lint

    _require(None)
    found = [_problem("A05", str(file), finding) for finding in lint(_content(file))]
    if as_json:
        console.as_json({"file": file, "ok": not found, "problems": [console.problem_dict(p) for p in found]})
    if found:
        raise SystemExit(1) if as_json else UserError(found)
    if not as_json:
        console.lines([f"没有发现结构错误：{file}"])


def _content(file: Path) -> bytes:
    from ssj_xl.gateways.opening import safe_content

    return safe_content(file)


def _require(root: Path | None) -> None:
    """What building and checking need.  Raises UserError A01, A02."""
    if root is not None and not (root / "macros" / "manifest.json").is_file():
        raise fail("A01", Place(str(root)))
    if importlib.util.find_spec("pyopenvba") is None:
        raise fail("A02")


def _xlwings() -> bytes:
    from ssj_xl.build.addin import making

    try:
        content = making.installed_xlwings()
    except ValueError as error:
        raise fail("A06", why=str(error)) from None
    if content is None:
        raise fail("A06", why="没有安装 xlwings")
    return content


def _problem(code: str, file: str, finding: Finding) -> Problem:
    return problem(code, Place(file, finding.part if finding.part != file else ""), rule=finding.rule, text=finding.text)


