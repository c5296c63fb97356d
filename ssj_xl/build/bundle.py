"""The installation package for Windows: one zip with program, wheels, add-in, workbooks and scripts, for use offline; and the documentation in it as pages."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from ssj_xl.office.package import packed, unpacked

FOLDER = "双随机安装"
SUMS = "SHA256SUMS.txt"
SCRIPTS = {"安装.cmd": "install.cmd.txt", "卸载.cmd": "uninstall.cmd.txt"}
SHARED = ("find_python", "no_python")
"""What both scripts say alike: which Python is taken, and what is said where there is none."""
EXTRAS = ("pywin32", "tzdata", "colorama", "pip")
"""Wheels that only Windows needs, so that pip on another system does not name them; pip for an embeddable Python."""
_TAG = re.compile(r"-cp(\d)(\d+)-(?:cp\d+|abi3)-win_amd64\.whl$")


def python_of(archive: bytes) -> str:
    """The version, as 3.11, of an embeddable Python for Windows.  Raises ValueError where it is none."""
    try:
        names = unpacked(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise ValueError("不是 zip 文件") from error
    found = [match for name in names if (match := re.fullmatch(r"python(\d)(\d+)\._pth", name))]
    if len(found) != 1 or "python.exe" not in names:
        raise ValueError("里面没有 python.exe 和 ._pth")
    if any(name.startswith(("/", "\\")) or ".." in Path(name).parts or ":" in name for name in names):
        raise ValueError("里面有不安全的路径")
    return f"{found[0][1]}.{found[0][2]}"


def unfit(names: Iterable[str], version: str) -> list[str]:
    """Wheels that a 64-bit Python of that version on Windows cannot install."""
    return [name for name in names if not _fits(name, version)]


def _fits(name: str, version: str) -> bool:
    if name.endswith("-none-any.whl") or name.endswith("-none-win_amd64.whl"):
        return True
    match = _TAG.search(name)
    if match is None:
        return False
    tag, wanted = (int(match[1]), int(match[2])), tuple(map(int, version.split(".")))
    return tag == wanted or ("-abi3-" in name and tag <= wanted)


def bundle(scripts: Path, *, versions: tuple[str, str], wheels: Mapping[str, bytes],
           python: bytes | None, papers: Mapping[str, bytes]) -> bytes:
    """The zip, the same for the same parts.

    scripts: macros/install; versions: of Python, as 3.11, and of this program; wheels: by name; python: an
    embeddable Python as its zip; papers: what else goes in, workbooks and manual, by path.
    """
    app: dict[str, bytes] = {"bootstrap.py": (scripts / "bootstrap.py").read_bytes()}
    app |= {f"wheels/{name}": wheels[name] for name in sorted(wheels)}
    if python is not None:
        app |= {f"python/{name}": content for name, content in unpacked(python).items() if not name.endswith("/")}
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in app.items())
    version, program = versions
    shared = {f"{{{name}}}\n": (scripts / f"{name}.cmd.txt").read_text(encoding="utf-8") for name in SHARED}
    words = {**shared, "{version}": version, "{comma}": version.replace(".", ", "), "{program}": program}
    top = {name: _script(scripts / source, words) for name, source in SCRIPTS.items()}
    top["说明.txt"] = _script(scripts / "readme.txt", words)
    parts = {**top, **papers, **{f"app/{name}": content for name, content in app.items()}, f"app/{SUMS}": sums.encode("utf-8")}
    return packed({f"{FOLDER}/{name}": content for name, content in parts.items()})


def _script(path: Path, words: Mapping[str, str]) -> bytes:
    """A text as Windows' own programs read it here: code page 936, lines ended by CR LF."""
    text = path.read_text(encoding="utf-8")
    for word, value in words.items():
        text = text.replace(word, value)
    return text.replace("\n", "\r\n").encode("cp936")


_STYLE = ("body{max-width:52em;margin:2em auto;padding:0 1em;line-height:1.7;font-family:'Microsoft YaHei','Noto Sans CJK SC',sans-serif}"
          "table{border-collapse:collapse;margin:1em 0}td,th{border:1px solid #bbb;padding:.3em .6em;vertical-align:top}"
          "th{background:#eef2f6}img{max-width:100%;border:1px solid #ddd}pre{background:#f5f5f5;padding:.8em;overflow-x:auto}"
          "code{background:#f5f5f5}h1,h2,h3{color:#1f3a5f}h2{border-bottom:1px solid #ccc}")
_LINK = re.compile(r'href="([^":#]+)\.md(#[^"]*)?"')
_DROPPED = re.compile(r"[^\w\- ]")


def anchor(title: str, separator: str = "-") -> str:
    """The name by which a heading is linked to, as on the site that shows the source."""
    return _DROPPED.sub("", title.strip()).lower().replace(" ", separator)


def page(text: str) -> str:
    """One page.  text: Markdown whose first line is the title."""
    import markdown

    made = markdown.markdown(text, extensions=["tables", "fenced_code", "toc", "sane_lists"],
                             extension_configs={"toc": {"slugify": anchor}})
    title = html.escape(text.partition("\n")[0].lstrip("# ").strip())
    body = _LINK.sub(lambda found: f'href="{found[1]}.html{(found[2] or "").lower()}"', made)
    return (f'<!DOCTYPE html>\n<html lang="zh-CN">\n<meta charset="utf-8">\n<title>{title}</title>\n'
            f"<style>{_STYLE}</style>\n{body}\n</html>\n")


def pages(folder: Path) -> dict[str, bytes]:
    """Every page of a documentation folder as HTML, and its pictures, by path below it."""
    texts = {f"{path.stem}.html": page(path.read_text(encoding="utf-8")).encode("utf-8") for path in sorted(folder.glob("*.md"))}
    pictures = {f"{path.parent.name}/{path.name}": path.read_bytes() for path in sorted((folder / "图").glob("*.png"))}
    return texts | pictures
