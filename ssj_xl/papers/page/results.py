"""A published result as the page shows it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ssj_xl.domain.canon import canon_name


class ResultLine(NamedTuple):
    """One published result: the object's name, the item, the result in words, 公示日期."""

    name: str
    item: str
    result: str
    published: date

    @property
    def texts(self) -> tuple[str, str, str, str]:
        """The four fields as a record has them."""
        name, item, result = map(canon_name, (self.name, self.item, self.result))
        return name, item, result, self.published.isoformat()
