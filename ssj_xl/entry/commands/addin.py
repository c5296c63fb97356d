"""The commands: addin build, check, bundle, install, uninstall, status."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import click

from ssj_xl import __version__
from ssj_xl.build.addin.opened import Finding
from ssj_xl.build.extension import NAME
from ssj_xl.entry import console, doctor
from ssj_xl.entry.machine import extension, places
from ssj_xl.entry.machine import install as installing
from ssj_xl.entry.machine.checks import GOOD, extension_verdict
from ssj_xl.entry.options import FILE
from ssj_xl.entry.session import refuse_existing
from ssj_xl.gateways.safe import atomic_write
from ssj_xl.office.programs import is_windows
from ssj_xl.office.refusals import why_not_read
from ssj_xl.tables.problems import Place, Problem, UserError, block, fail, problem

_ROOT = Path(__file__).resolve().parents[3]


@click.group("addin")
def addin() -> None:
    """Excel 加载项：生成、检查。

    \b
    例：ssj-xl addin check ssj_xl.xlam
    """


@addin.command("build")
@click.option("--root", type=FILE, help="源代码所在的文件夹，默认是当前的，其次是程序自己的。")
@click.option("--check", "only_check", is_flag=True, help="只核对已有的文件是否与源文本一致，不写入。")
def build(root: Path | None, only_check: bool) -> None:
    """由 macros 文件夹里的源文本生成加载项 ssj_xl.xlam 和启用宏的主台账，供维护本程序的人使用。

    同样的源文本总是生成逐字节相同的文件；生成的文件有一处不合格就全部不写入。

    \b
    例：ssj-xl addin build
        ssj-xl addin build --check
    """
    from ssj_xl.build.addin import addin

    root = root or _source_folder()
    _require(root)
    made = addin.make(root)
    block(_problem("A03", name, finding) for name, finding in addin.faults(root, made))
    stale = addin.outdated(root, made)
    if only_check:
        block(problem("A04", Place(name)) for name in stale)
        console.lines([f"{len(made)} 个文件都与源文本一致。"])
        return
    for name in stale:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        atomic_write(root / name, made[name])
    console.lines([f"已生成：{name}" for name in stale] or ["没有变化，不需要写入。"])


@addin.command("check")
@click.argument("file", type=FILE, metavar="文件")
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


def _problem(code: str, file: str, finding: Finding) -> Problem:
    return problem(code, Place(file, finding.part if finding.part != file else ""), rule=finding.rule, text=finding.text)


# --- the commands: addin bundle, install, uninstall, status; doctor --------------------------------------

@addin.command("bundle")
@click.option("-o", "--output", type=FILE, default=Path("双随机安装.zip"), show_default=False, help="安装包的文件名，默认“双随机安装.zip”。")
@click.option("--python", "python", type=FILE, help="可嵌入的 Python（python-3.11.x-embed-amd64.zip），一并放进安装包。")
@click.option("--version", default="3.11", show_default=True, help="没有 --python 时，各台电脑上的 Python 版本。")
@click.option("--wheels", type=FILE, help="已有的 Windows 组件（.whl）文件夹；默认用 pip 下载。")
@click.option("--force", is_flag=True, help="覆盖已有的文件。")
def bundle(output: Path, python: Path | None, version: str, wheels: Path | None, force: bool) -> None:
    """生成 Windows 安装包：组件、加载项、空白工作簿、手册和安装脚本，一个 zip，不联网、不要管理员权限。

    在源代码的文件夹里运行，Linux、Windows 都可以；没有 --wheels 时要联网下载 Windows 的组件。

    \b
    例：ssj-xl addin bundle -o 双随机安装.zip
        ssj-xl addin bundle --python python-3.11.9-embed-amd64.zip
    """
    from ssj_xl.build import bundle as packing

    root = _source_folder()
    scripts = root / "macros" / "install"
    if importlib.util.find_spec("markdown") is None:
        raise fail("A69")
    refuse_existing([output], force=force, inputs=[python])
    embedded = _embedded(python) if python else None
    version = packing.python_of(embedded) if embedded else version
    with tempfile.TemporaryDirectory() as folder:
        found = _read_wheels(wheels or _download(Path(folder), root, version))
        if odd := packing.unfit(found, version):
            raise fail("A66", Place(str(wheels or "")), names="、".join(odd), version=version)
        content = packing.bundle(scripts, versions=(version, __version__), wheels=found, python=embedded, papers=_papers(root))
    atomic_write(output, content)
    console.lines([f"已生成：{output}（{len(content) // 1_000_000} MB，组件 {len(found)} 个，Python {version}"
                f"{'，已包含' if embedded else '，需另装'}）"])


def _source_folder() -> Path:
    """The source: where the command is given, else where the program lies.  Raises UserError A01 where neither is one."""
    for folder in (Path.cwd(), _ROOT):
        if (folder / "macros" / "install").is_dir() and (folder / "ssj_xl").is_dir():
            return folder
    raise fail("A01", Place(str(Path.cwd())))


def _embedded(path: Path) -> bytes:
    from ssj_xl.build.bundle import python_of

    try:
        content = path.read_bytes()
        python_of(content)
    except OSError as error:
        raise fail("A65", Place(str(path)), why=why_not_read(error)) from error
    except ValueError as error:
        raise fail("A65", Place(str(path)), why=str(error)) from error
    return content


def _read_wheels(folder: Path) -> Mapping[str, bytes]:
    found = {path.name: path.read_bytes() for path in sorted(folder.glob("*.whl"))}
    missing = [name for name in ("ssj_xl", "xlwings", "pip") if not any(key.startswith(f"{name}-") for key in found)]
    if missing:
        raise fail("A67", Place(str(folder)), names="、".join(missing))
    return found


def _download(folder: Path, root: Path, version: str) -> Path:
    """Fetch the wheels for Windows with pip: this program's, and all that it needs there.  Raises UserError A68."""
    from ssj_xl.build.bundle import EXTRAS

    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    _run([*pip, "wheel", "--no-deps", "--wheel-dir", str(folder), str(root)])
    own = next(folder.glob("ssj_xl-*.whl"))
    _run([*pip, "download", "--dest", str(folder), "--only-binary=:all:", "--platform", "win_amd64",
          "--python-version", version, f"{own}[excel]", *EXTRAS])
    return folder


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    if done.returncode:
        raise fail("A68", why=(done.stderr.strip().splitlines() or ["pip 没有说明原因"])[-1])


def _papers(root: Path) -> dict[str, bytes]:
    from ssj_xl.build.bundle import pages

    manual = {f"手册/{name}": content for name, content in pages(root / "docs").items()}
    blank = {f"空白工作簿/{path.name}": path.read_bytes() for path in sorted((root / "workbooks").glob("*"))
             if path.suffix in (".xlsm", ".xlsx", ".docx")}
    office = {f"LibreOffice扩展/{NAME}": (root / "workbooks" / NAME).read_bytes()}
    return {**blank, **office, **manual}


_LIBREOFFICE = click.option("--libreoffice", is_flag=True, help="LibreOffice 的扩展（Linux、Windows），不是 Excel 的加载项。")


@addin.command("install")
@_LIBREOFFICE
@click.option("--wheels", type=FILE, help="只与 --libreoffice 一起：已有的组件（.whl）文件夹；不写时需要组件就联网下载。")
def install(libreoffice: bool, wheels: Path | None) -> None:
    """把加载项装给当前用户（Windows 的 Excel；通常由“安装.cmd”运行），或用 --libreoffice 装 LibreOffice 的扩展。先关闭 Excel、LibreOffice。

    \b
    例：ssj-xl addin install
        ssj-xl addin install --libreoffice
    """
    if libreoffice:
        done = extension.install(Path.home(), wheels)
        console.show_problems([problem("A87")] if done.without_buttons else [])
        return console.lines(["已装进 LibreOffice：菜单和工具栏“双随机”，公式 SSJ_…。", f"办事的 Python：{done.python}", "请重新打开 LibreOffice。"])
    _require_windows()
    items = installing.install(_plan(os.environ), places.manifest_file(os.environ))
    return console.lines([f"{item.what}：{item.target}" for item in items] + ["已安装。请重新打开 Excel，找到“双随机”选项卡。"])


@addin.command("uninstall")
@_LIBREOFFICE
def uninstall(libreoffice: bool) -> None:
    """取下加载项和设置（Windows 的 Excel），或用 --libreoffice 取下 LibreOffice 的扩展。只删除安装时写入、之后没有改过的文件，台账和备份不动。

    \b
    例：ssj-xl addin uninstall
        ssj-xl addin uninstall --libreoffice
    """
    if libreoffice:
        done = extension.uninstall(Path.home())
        return console.lines(["已从 LibreOffice 取下。" if done else "没有安装过，什么也没有做。"])
    _require_windows()
    removed, kept = installing.uninstall(places.manifest_file(os.environ))
    return console.lines([f"已删除：{item.target}" for item in removed] + [f"保留（您改动过）：{item.target}" for item in kept]
                         + ["已取下。" if removed or kept else "没有安装过，什么也没有做。"])


@addin.command("status")
@_LIBREOFFICE
def status(libreoffice: bool) -> None:
    """列出装了什么、在哪里、是否完好；--libreoffice 看 LibreOffice 的扩展。有缺失或被改动的，退出码为 1。

    \b
    例：ssj-xl addin status
        ssj-xl addin status --libreoffice
    """
    if libreoffice:
        there, verdict = extension.is_registered(extension.find_unopkg()), extension_verdict(extension.read_wiring(places.office_settings(Path.home())))
        console.lines([f"[{installing.PRESENT if there else installing.MISSING}] LibreOffice 的扩展", f"[{verdict.state}] {'。'.join(filter(None, (verdict.found, verdict.remedy)))}"])
        fine = there and verdict.state == GOOD
    else:
        _require_windows()
        items = installing.installed(places.manifest_file(os.environ))
        console.lines([f"[{item.state}] {item.what}：{item.target}" for item in items] or ["没有安装。请运行 ssj-xl addin install。"])
        fine = bool(items) and all(item.state == installing.PRESENT for item in items)
    if not fine:
        raise SystemExit(1)


def _require_windows() -> None:
    if not is_windows():
        raise fail("A64")


def _plan(env: places.Env) -> tuple[installing.Step, ...]:
    from ssj_xl.build import master, monthly_form
    from ssj_xl.build.addin.addin import with_macros

    with tempfile.TemporaryDirectory() as folder:
        sheet, paper = Path(folder) / "月报表.xlsx", Path(folder) / "月报表.docx"
        monthly_form.build_sheet(sheet)
        monthly_form.build_document(paper)
        blank = {path.name: path.read_bytes() for path in (sheet, paper)} | {"主台账.xlsm": with_macros(master.content())}
    return installing.plan(env, interpreter=Path(sys.executable), addin=doctor.shipped_addin(), workbooks=blank)
