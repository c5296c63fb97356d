"""The documentation as pages that open with a double click: Markdown in, HTML out."""

from __future__ import annotations

import html
import re
from pathlib import Path

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
