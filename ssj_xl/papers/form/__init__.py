"""The official monthly form: filled into any bureau's own template."""

from ssj_xl.papers.form.content import Filled, FormContent
from ssj_xl.papers.form.fill import fill, kind

__all__ = ["Filled", "FormContent", "fill", "kind"]
