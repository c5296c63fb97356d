"""What click says itself (用法, 选项, its errors) in Chinese; click asks gettext, and this tells gettext where to look."""

from __future__ import annotations

import gettext
import os
from importlib.resources import files

DOMAIN = "ssj_xl"
LANGUAGE = "zh_CN"


def speak() -> None:
    """Let this program's messages be Chinese on every machine, whatever language the machine has."""
    os.environ["LANGUAGE"] = LANGUAGE
    gettext.bindtextdomain(DOMAIN, str(files("ssj_xl").joinpath("data", "locale")))
    gettext.textdomain(DOMAIN)
