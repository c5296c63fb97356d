"""检查组填写页: one HTML file a team that works offline on a phone and gives back one file (`domain.returns`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from ssj_xl.papers.page.frame import embedded, opening, source


def build(data: Mapping[str, Any]) -> bytes:
    """The page of a team.  data: what sheet.js reads; texts are inert whatever they hold."""
    own = files("ssj_xl.papers.sheet")
    style, script = own.joinpath("sheet.css").read_text("utf-8"), source("sha256.js") + own.joinpath("sheet.js").read_text("utf-8")
    given = {"script": script, "data": embedded(dict(data))}
    body = re.sub(r"\$(script|data)\b", lambda found: given[found[1]], own.joinpath("sheet.html").read_text("utf-8"))
    return (opening("检查组填写页", style, script, '<meta name="robots" content="noindex">') + body).encode()
