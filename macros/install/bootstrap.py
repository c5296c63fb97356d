"""Puts the program into a folder of the user's own and installs the add-in.  Standard library only, no network.

Started by 安装.cmd and 卸载.cmd, with the interpreter of the package (app/python) or one of this computer.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SUMS = "SHA256SUMS.txt"


def home_of_program(env):
    """The folder for the program: the user's own, or a public one where its name is not ASCII (xlwings needs ASCII)."""
    own = Path(env["LOCALAPPDATA"]) / "ssj_xl"
    if str(own).isascii():
        return own
    mark = hashlib.sha256(env.get("USERNAME", str(own)).encode("utf-8")).hexdigest()[:8]
    return Path(env["PUBLIC"]) / ("ssj_xl-" + mark)


def damaged(folder):
    """Names of files that are missing or not as they were packed."""
    wrong = []
    for line in (folder / SUMS).read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        path = folder / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            wrong.append(name)
    return wrong


def with_site_packages(text):
    """The ._pth of an embeddable Python, so that it sees what pip installs."""
    lines = [line for line in text.splitlines() if line.strip() not in ("import site", "#import site", "Lib\\site-packages")]
    return "\n".join([*lines, "Lib\\site-packages", "import site"]) + "\n"


def interpreter(home, embedded):
    """Where the program's own Python will be."""
    return home / "python" / "python.exe" if embedded else home / "venv" / "Scripts" / "python.exe"


def commands(home, app, embedded):
    """What is run, in order: pip offline from the wheels, then the installation of the add-in."""
    python = str(interpreter(home, embedded))
    wheels = app / "wheels"
    pip = [python, str(next(wheels.glob("pip-*.whl"))) + os.sep + "pip"] if embedded else [python, "-m", "pip"]
    install = [*pip, "install", "--no-index", "--no-warn-script-location", "--disable-pip-version-check", "--force-reinstall",
               "--find-links", str(wheels), "ssj_xl[excel]"]
    first = [] if embedded else [[sys.executable, "-m", "venv", str(home / "venv")]]
    return [*first, install, [python, "-m", "ssj_xl", "addin", "install"]]


def place_python(home, app):
    """Copy the embeddable Python; True where the package has one."""
    source = app / "python"
    if not (source / "python.exe").is_file():
        return False
    target = home / "python"
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(source, target)
    for path in target.glob("python*._pth"):
        path.write_text(with_site_packages(path.read_text(encoding="utf-8")), encoding="utf-8")
    return True


def starter(home, embedded):
    """双随机.cmd: opens the menu, with the workbook that is dropped on it."""
    python = interpreter(home, embedded).relative_to(home)
    return '@echo off\r\nchcp 936 >nul\r\ntitle 双随机\r\n"%~dp0' + str(python).replace("/", "\\") + '" -m ssj_xl %*\r\npause\r\n'


def install(env, app):
    """Install everything; returns the exit code."""
    wrong = damaged(app)
    if wrong:
        print("安装包不完整或被改动，请重新复制整个文件夹：" + "、".join(wrong[:10]))
        return 1
    home = home_of_program(env)
    home.mkdir(parents=True, exist_ok=True)
    print("程序将装到：" + str(home))
    embedded = place_python(home, app)
    for command in commands(home, app, embedded):
        code = subprocess.call(command)
        if code:
            print("没有装好（第一处出错的是：" + " ".join(command[:4]) + " …）。请把上面的文字发给技术人员。")
            return code
    if (app.parent / "手册").is_dir():
        shutil.copytree(app.parent / "手册", home, dirs_exist_ok=True)
    (home / "双随机.cmd").write_bytes(starter(home, embedded).encode("gbk"))
    print("装好了。没有 Excel 的，双击：" + str(home / "双随机.cmd"))
    return 0


def remove(path):
    """Delete a file or folder; returns why it could not be, '' where it is gone."""
    try:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        return (error.strerror or "不能删除") + "：" + str(error.filename or path)
    return ""


def uninstall(env, app):
    """Take back the add-in, then everything that `install` put there; workbooks of the user are not touched."""
    home = home_of_program(env)
    for embedded in (True, False):
        python = interpreter(home, embedded)
        if python.is_file() and subprocess.call([str(python), "-m", "ssj_xl", "addin", "uninstall"]):
            print("加载项没有取下，程序保留。请关闭 Excel 后再运行一次；仍不行的，把上面的文字发给技术人员。")
            return 1
    manual = app.parent / "手册"
    papers = [home / path.name for path in manual.iterdir()] if manual.is_dir() else []
    faults = [why for why in map(remove, [home / "python", home / "venv", home / "双随机.cmd", *papers]) if why]
    if faults:
        print("没有删干净，请关闭正在使用它们的程序后再运行一次：" + "；".join(faults))
        return 1
    left = sorted(path.name for path in home.iterdir()) if home.is_dir() else []
    if home.is_dir() and not left:
        home.rmdir()
    print("已卸载。您自己的台账和备份都没有动。" + ("保留在 " + str(home) + " 的：" + "、".join(left) if left else ""))
    return 0


if __name__ == "__main__":
    sys.exit(uninstall(os.environ, HERE) if sys.argv[1:] == ["uninstall"] else install(os.environ, HERE))
