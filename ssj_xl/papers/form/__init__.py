"""The official monthly form: filled into any bureau's own template."""

from ssj_xl.papers.form.fill import Filled, FormContent, fill, kind

__all__ = ["Filled", "FormContent", "fill", "kind"]
