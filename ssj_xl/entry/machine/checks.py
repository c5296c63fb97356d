"""What the doctor looks at: one check a line, each a judgement on facts with a remedy, in the order of work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ssj_xl import __version__
from ssj_xl.entry.machine import places
from ssj_xl.entry.machine.extension import Wiring
from ssj_xl.entry.machine.facts import Facts, package

GOOD, BAD, NOTE, SKIPPED = "正常", "问题", "提示", "不适用"
_NEEDED = (3, 11)
_ROOM = 500_000_000


@dataclass(frozen=True)
class Verdict:
    """How one check came out.  state: 正常, 问题, 提示 or 不适用; found: what is there; remedy: what to do."""

    state: str
    found: str
    remedy: str = ""


@dataclass(frozen=True)
class Check:
    """key: stable; title: in Chinese; windows: whether it concerns Excel on Windows only."""

    key: str
    title: str
    judge: Callable[[Facts], Verdict]
    windows: bool = True


def examine(facts: Facts) -> Iterator[tuple[Check, Verdict]]:
    """Every check with its verdict."""
    windows = facts.system.startswith("Windows")
    for check in CHECKS:
        yield check, (check.judge(facts) if windows or not check.windows else Verdict(SKIPPED, "只与 Windows 上的 Excel 有关"))


def _python(facts: Facts) -> Verdict:
    text = ".".join(map(str, facts.python)) + f"，{facts.bits} 位：{facts.interpreter}"
    if facts.python < _NEEDED:
        return Verdict(BAD, text, "请安装 Python 3.11 或更新的版本（64 位），再运行安装包里的“安装.cmd”。")
    return Verdict(GOOD, text)


def _bits(facts: Facts) -> Verdict:
    if facts.bits == 64:
        return Verdict(GOOD, "64 位")
    return Verdict(BAD, f"{facts.bits} 位", "请改用 64 位的 Python；安装包里的组件都是 64 位的。")


def _path(facts: Facts) -> Verdict:
    if places.is_ascii(facts.interpreter):
        return Verdict(GOOD, str(facts.interpreter.parent))
    return Verdict(BAD, f"路径里有中文：{facts.interpreter}",
                   "Excel 里的组件只认英文路径。请运行安装包里的“安装.cmd”，它会装到英文路径的文件夹里。")


def _shared(facts: Facts) -> Verdict:
    if not facts.shared:
        return Verdict(GOOD, "在本人的文件夹里")
    return Verdict(NOTE, f"{facts.interpreter.parent} 在公共文件夹里，同一台电脑的其他用户可能改动程序",
                   "多人共用的电脑，请信息部门把这个文件夹的写权限只留给本人（icacls），或换一个英文用户名安装。")


def _packages(facts: Facts) -> Verdict:
    wrong = [_shortfall(text, facts.versions.get(package(text), "")) for text in facts.wanted]
    missing = [text for text in wrong if text]
    if missing:
        return Verdict(BAD, "、".join(missing), "请重新运行安装包里的“安装.cmd”。")
    return Verdict(GOOD, f"{len(facts.wanted)} 个组件都在" if facts.wanted else "从源代码运行")


def _shortfall(requirement: str, version: str) -> str:
    """What is wrong with a package, '' where nothing is.  Only == and >= are used by this program."""
    name = package(requirement)
    if not version:
        return "" if name in ("xlwings", "pywin32") else f"缺 {requirement}"
    exact, least = requirement.partition("==")[2], requirement.partition(">=")[2]
    if exact and version != exact:
        return f"{name} 是 {version}，应为 {exact}"
    return f"{name} 是 {version}，应不低于 {least}" if least and _numbers(version) < _numbers(least) else ""


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())


def _xlwings(facts: Facts) -> Verdict:
    missing = [name for name in ("xlwings", "pywin32") if not facts.versions.get(name)]
    if missing:
        return Verdict(BAD, f"没有安装 {'、'.join(missing)}", "请重新运行安装包里的“安装.cmd”。")
    return Verdict(GOOD, f"xlwings {facts.versions['xlwings']}")


def _dll(facts: Facts) -> Verdict:
    wanted = f"xlwings64-{facts.versions.get('xlwings', '')}.dll"
    if wanted in facts.dlls:
        return Verdict(GOOD, wanted)
    return Verdict(BAD, f"找不到 {wanted}" + (f"，只有 {'、'.join(facts.dlls)}" if facts.dlls else ""),
                   "常见原因是杀毒软件把它隔离了。请在杀毒软件的隔离区恢复并加入信任，或重新运行“安装.cmd”。")


def _settings(facts: Facts) -> Verdict:
    if facts.settings is None:
        return Verdict(BAD, "没有设置文件", "请运行 ssj-xl addin install。")
    told = facts.settings.get("INTERPRETER_WIN", "")
    if told.casefold() != str(facts.interpreter).casefold():
        return Verdict(BAD, f"设置指向另一个 Python：{told or '（空）'}", "请运行 ssj-xl addin install。")
    return Verdict(GOOD, f"指向 {told}")


def _addin(facts: Facts) -> Verdict:
    if facts.addin is None:
        return Verdict(BAD, "没有安装", "请关闭 Excel，运行 ssj-xl addin install。")
    if facts.addin != facts.shipped:
        return Verdict(BAD, "与本程序的版本不同，或被改动过", "请关闭 Excel，运行 ssj-xl addin install。")
    return Verdict(GOOD, "已安装，与本程序一致")


def _marked(facts: Facts) -> Verdict:
    if facts.marked:
        return Verdict(BAD, "加载项带有“来自网络”的标记，Excel 会禁用它的宏",
                       "右键 ssj_xl.xlam → 属性 → 勾选“解除锁定”；或重新运行“安装.cmd”，它会解除。")
    return Verdict(GOOD, "没有“来自网络”的标记")


def _macros(facts: Facts) -> Verdict:
    if facts.macros == 4:
        return Verdict(BAD, "Excel 设为禁用所有宏", "文件 → 选项 → 信任中心 → 宏设置，改为“禁用 VBA 宏，并发出通知”；"
                                           "由单位统一管理的，请联系信息部门。")
    if facts.macros == 3:
        return Verdict(NOTE, "Excel 只运行有数字签名的宏",
                       "XLSTART 是受信任位置时不受影响；按钮是灰的，请见手册“给宏签名”。")
    return Verdict(GOOD, "没有禁用宏")


def _defender(facts: Facts) -> Verdict:
    if facts.asr in (1, 6):
        return Verdict(BAD, "Defender 禁止 Office 启动其他程序，按钮和公式都不能用",
                       "请信息部门为本程序的 python.exe 设例外，或改用命令行、“双随机.cmd”菜单（不受影响）。")
    if facts.asr == 2:
        return Verdict(NOTE, "Defender 只记录 Office 启动其他程序，暂不禁止", "将来改为禁止时，请设例外。")
    return Verdict(GOOD, "没有禁止 Office 启动其他程序")


def _code_page(facts: Facts) -> Verdict:
    name = facts.code_page.lower().replace("-", "")
    if name in ("cp936", "gbk", "gb18030", "gb2312"):
        return Verdict(GOOD, f"{facts.code_page}（简体中文）")
    if name in ("utf8", "cp65001"):
        return Verdict(NOTE, "UTF-8（系统区域的测试选项）", "可以使用；Excel 里的英文出错信息可能显示为乱码，以日志为准。")
    return Verdict(NOTE, f"{facts.code_page}，不是简体中文", "可以使用；工作簿的文件夹请用英文名，否则公式可能找不到文件。")


def _excel(facts: Facts) -> Verdict:
    if facts.excel:
        return Verdict(GOOD, facts.excel)
    return Verdict(NOTE, "没有找到 Excel", "没有 Excel 时用“双随机.cmd”菜单或命令，功能相同；工作簿用 WPS、LibreOffice 打开。")


def _wps(facts: Facts) -> Verdict:
    if facts.wps and facts.excel:
        return Verdict(NOTE, "同时装有 WPS", "按钮在 Excel 里。双击工作簿打开的是 WPS 时，请右键 → 打开方式 → Excel。")
    if facts.wps:
        return Verdict(NOTE, "装有 WPS", "WPS 里没有按钮：在 WPS 里登记，关闭后用“双随机.cmd”菜单办理。")
    return Verdict(GOOD, "没有 WPS")


def _pdf(facts: Facts) -> Verdict:
    if facts.office:
        return Verdict(GOOD, facts.office)
    return Verdict(NOTE, "没有 LibreOffice，不能用 --pdf", "用 Excel 或 WPS 打开后另存为 PDF 即可；要自动生成的，请安装 LibreOffice。")


def extension_verdict(wiring: Wiring | None) -> Verdict:
    """Whether the extension for LibreOffice finds a program of its own version.  wiring: the user's settings."""
    again = "请运行 ssj-xl addin install --libreoffice。"
    if wiring is None:
        return Verdict(NOTE, "没有安装", f"要在 LibreOffice 里用按钮和公式，{again}")
    if not Path(wiring.python).is_file():
        return Verdict(BAD, f"设置里的 Python 不在了：{wiring.python}", again)
    if wiring.version != __version__:
        return Verdict(BAD, f"扩展是 {wiring.version} 版，程序是 {__version__} 版", again)
    return Verdict(GOOD, f"由 {wiring.python} 办事")


def _extension(facts: Facts) -> Verdict:
    return extension_verdict(facts.extension) if facts.office else Verdict(SKIPPED, "没有 LibreOffice")


def _room(facts: Facts) -> Verdict:
    if facts.free is None:
        return Verdict(NOTE, "磁盘剩余空间不详")
    text = f"剩余 {facts.free // 1_000_000_000} GB"
    return Verdict(GOOD, text) if facts.free > _ROOM else Verdict(BAD, text, "请清理磁盘；空间不足时写入会失败，原文件不受影响。")


def _log(facts: Facts) -> Verdict:
    return Verdict(GOOD, facts.log)


CHECKS = (
    Check("python", "Python", _python, windows=False), Check("bits", "Python 位数", _bits),
    Check("path", "安装路径", _path), Check("shared", "安装位置", _shared, windows=False), Check("packages", "组件", _packages, windows=False),
    Check("xlwings", "Excel 组件", _xlwings), Check("dll", "Excel 组件的 DLL", _dll), Check("settings", "加载项的设置", _settings),
    Check("addin", "加载项", _addin), Check("marked", "来自网络的标记", _marked), Check("macros", "宏设置", _macros),
    Check("defender", "Defender 规则", _defender), Check("code_page", "系统代码页", _code_page),
    Check("excel", "Excel", _excel), Check("wps", "WPS", _wps), Check("pdf", "PDF", _pdf, windows=False),
    Check("extension", "LibreOffice 的扩展", _extension, windows=False),
    Check("room", "磁盘空间", _room, windows=False), Check("log", "程序错误的日志", _log, windows=False),
)
