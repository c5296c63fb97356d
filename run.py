"""The project's commands, with nothing installed but Python 3.11 or newer.

    python3 run.py demo [DIR]        make .venv, install, play one month of a bureau
    python3 run.py ssj-xl COMMAND    the command line itself
    python3 run.py test [ARGS]       install what the tests need; ruff, mypy, pytest (ARGS go to pytest)

Standard library only.  The file parses on any Python 3, so that an old one gets a sentence and no traceback.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - this is the one file that an older Python may meet
    sys.exit("需要 Python 3.11 或更高版本，现在是 {}.{}。请安装新版后再运行。".format(*sys.version_info))

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
SCRIPTS, SUFFIX = (VENV / "Scripts", ".exe") if os.name == "nt" else (VENV / "bin", "")
PYTHON = SCRIPTS / f"python{SUFFIX}"
STAMP = VENV / "installed.txt"

USAGE = """用法：
  python3 run.py demo [文件夹]       安装并演示一个司法局一个月的双随机抽查
  python3 run.py ssj-xl 命令 …       运行 ssj-xl 命令行（加 --help 看全部命令）
  python3 run.py test [pytest 参数]  安装测试所需的程序，执行 ruff、mypy 和 pytest"""

# Everything the LibreOffice and browser tests use, as Debian and Ubuntu name it.
DEBIAN_PACKAGES = ("libreoffice-calc", "libreoffice-writer", "python3-uno", "poppler-utils",
                   "fonts-noto-cjk", "chromium", "xvfb")
# The same elsewhere: what to install, and the programs by which it is recognised.
PROGRAMS = {"LibreOffice": ("soffice", "libreoffice"),
            "poppler-utils（pdftotext、pdftoppm）": ("pdftoppm",),
            "Chromium": ("chromium", "chromium-browser", "google-chrome", "chrome")}
CHECKS = (("ruff", "check", "."), ("mypy",), ("pytest", "-n", "2"))


def say(text: str) -> None:
    """Tell the user something; on stderr, because stdout belongs to the command that is run."""
    print(text, file=sys.stderr, flush=True)


def call(*command: object) -> int:
    """Run a step whose output is not data; return its exit code."""
    parts = [str(part) for part in command]
    return subprocess.run(parts, cwd=ROOT, stdout=sys.stderr, check=False).returncode


# --- the virtual environment -----------------------------------------------------------------------

def fingerprint() -> str:
    """Everything an installation depends on: the Python, the place, what is to be installed."""
    parts = (sys.version, str(ROOT))
    digest = hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape"))
    for name in ("setup.cfg", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def installed() -> list[str]:
    """The stamp's lines: fingerprint, then the levels installed.  Empty where nothing was finished."""
    return STAMP.read_text("ascii").split() if STAMP.is_file() and PYTHON.exists() else []


def make_venv() -> None:
    """A new, empty `.venv`; what an interrupted or outdated installation left is removed."""
    if Path(sys.prefix).resolve() == VENV:
        sys.exit("正在 .venv 虚拟环境里运行，无法重建它。请先执行 deactivate，再运行一次。")
    package = f"python3.{sys.version_info.minor}-venv"
    if importlib.util.find_spec("ensurepip") is None and not apt_install([package]):
        sys.exit(f"这个 Python 缺少 venv/ensurepip。请先执行：sudo apt-get install {package}")
    if call(sys.executable, "-m", "venv", "--clear", VENV):
        sys.exit("无法建立虚拟环境 .venv（原因见上）。请检查磁盘空间和文件夹权限后再运行。")


def install(level: str) -> None:
    """Make `.venv` hold the project: level `run` is what users need, `dev` adds what the checks need."""
    stamp, current = installed(), fingerprint()
    if stamp[:1] == [current] and level in stamp[1:]:
        return
    STAMP.unlink(missing_ok=True)  # no stamp while the installation is unfinished
    if stamp[:1] != [current]:
        make_venv()
    say("正在安装 ssj_xl 及所需的库（首次约需一两分钟）……")
    target = ".[dev]" if level == "dev" else "."
    if call(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", target):
        sys.exit("安装失败（原因见上）。请检查网络（内网可用环境变量 PIP_INDEX_URL 指定镜像）。")
    STAMP.write_text("\n".join([current, "run", level]), "ascii")


# --- programs that are not Python ------------------------------------------------------------------

def is_debian() -> bool:
    """Whether packages come from apt here."""
    return bool(shutil.which("apt-get") and shutil.which("dpkg-query"))


def is_absent(package: str) -> bool:
    """Whether a Debian package is not installed."""
    query = subprocess.run(["dpkg-query", "-W", "-f=${Status}", package], capture_output=True, check=False)
    return not query.stdout.endswith(b" installed")


def apt_install(packages: list[str]) -> bool:
    """Install Debian packages, as root only; return whether all are there."""
    if not is_debian() or os.geteuid() != 0:
        return False
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    apt = ("apt-get", "-qq", "-y", "-o", "Acquire::Retries=3")
    say("正在安装系统软件包：" + " ".join(packages))
    if call(*apt, "install", "--no-install-recommends", *packages):
        call(*apt, "update")
        for package in packages:  # singly, so that one that this release lacks does not keep back the others
            call(*apt, "install", "--no-install-recommends", package)
    return not any(map(is_absent, packages))


def provide_programs() -> str:
    """Install LibreOffice, Chromium and the rest where possible; return what is left to do."""
    if not is_debian():
        missing = [name for name, commands in PROGRAMS.items() if not any(map(shutil.which, commands))]
        return "请先安装：" + "、".join(missing) if missing else ""
    missing = list(filter(is_absent, DEBIAN_PACKAGES))
    if not missing or apt_install(missing):
        return ""
    return "请先执行：sudo apt-get install " + " ".join(filter(is_absent, missing))


# --- the commands ----------------------------------------------------------------------------------

def run_tests(arguments: list[str]) -> int:
    """Every check, also after one failed; 0 only if all of them passed."""
    install("dev")
    remedy = provide_programs()
    if remedy:
        say(f"部分程序没有安装，需要它们的测试无法执行。{remedy}")
    failed = []
    for tool, *options in CHECKS:
        say(f"—— {tool} ——")
        if call(PYTHON, "-m", tool, *options, *(arguments if tool == "pytest" else ())):
            failed.append(tool)
    say(f"未通过：{'、'.join(failed)}" if failed else "已执行的检查全部通过：ruff、mypy、pytest")
    if remedy:
        say(f"！！！注意：LibreOffice、浏览器等测试没有全部执行，结果不完整。{remedy}，再运行一次。！！！")
    return 1 if failed else 0


def run_ssj_xl(arguments: list[str]) -> int:
    """The installed command, in the folder where the user stands."""
    install("run")
    return subprocess.run([str(SCRIPTS / f"ssj-xl{SUFFIX}"), *arguments], check=False).returncode


def main(arguments: list[str]) -> int:
    """Dispatch; the exit code is that of the command."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a console without Chinese must not crash
    command, rest = arguments[:1], arguments[1:]
    if command == ["test"]:
        return run_tests(rest)
    if command == ["demo"]:
        return run_ssj_xl(arguments)
    if command == ["ssj-xl"]:
        return run_ssj_xl(rest)
    say(USAGE)
    return 0 if arguments in (["-h"], ["--help"]) else 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
