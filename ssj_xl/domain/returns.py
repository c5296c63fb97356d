"""返回件: what a team's page gives back, read strictly; whoever wrote it is a stranger until its code fits.

A return is one JSON object of the keys below and `code`, the HMAC-SHA256 of the rest in canonical JSON (sorted keys, no
blanks, UTF-8) under the page's token (32 hex).
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from ssj_xl.domain.draw.ssj1 import digest
from ssj_xl.domain.verifying.shape import read_json

FORMAT = "ssj_xl return 1"
LIMIT = 2_000_000
"""Bytes."""
DEPTH = 5
_BODY = {"format": str, "task": str, "attempt": int, "draw": str, "team": list, "revision": int, "made": str, "visits": list}
_VISIT = {"object": str, "day": str, "signed": str, "items": list}
_ITEM = {"item": str, "result": str, "problem": str, "disposal": str, "due": str}
_MORE = {"visit_code": str, "arrived": str, "photos": str}
_MORE_OF_ITEM = {"materials": str}
"""What pages that were made earlier do not say."""
More = tuple[tuple[str, Any], ...]
_MADE = re.compile(r"20\d\d-[01]\d-[0-3]\d [0-2]\d:[0-5]\d:[0-5]\d")


class ItemOf(NamedTuple):
    """What a team says of one item: names of 代码表, the problem in words, the term of the disposal.

    more: other columns of 检查结果 that it fills, by key; why: why it cannot be taken, '' where it can.
    """

    item: str
    result: str
    problem: str
    disposal: str
    due: date | None
    more: More = ()
    why: str = ""


class VisitOf(NamedTuple):
    """A visit: object, day, signature on paper, every item that was answered.

    more: other columns of 检查结果 that every item of it fills, by key; why: why nothing of it can be taken, '' where it can.
    """

    object: str
    day: date
    signed: str
    items: tuple[ItemOf, ...]
    more: More = ()
    why: str = ""


class Return(NamedTuple):
    """A whole return.

    draw: the seed of the draw; team: () for a form of a team that is none any more; made: Beijing time, by which a later one is known; token: of its page, '' for a paper form;
    party: of a joint task, whose file it is: it brings that party's items only, so it is neither later nor earlier than what others bring.
    """

    task: str
    attempt: int
    draw: str
    team: tuple[str, ...]
    revision: int
    made: str
    visits: tuple[VisitOf, ...]
    token: str
    party: str = ""


class Refused(ValueError):
    """A return that is not taken: the code of the catalogue that says why."""


def canonical(body: dict[str, Any]) -> bytes:
    """The bytes that the code is made of."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def code_of(token: str, body: dict[str, Any]) -> str:
    """The code of a return, 64 lower hex."""
    return hmac.new(bytes.fromhex(token), canonical(body), sha256).hexdigest()


def record_code(draw: Mapping[str, Any], object_: str, team: Sequence[str]) -> str:
    """核对码 of an object's paper form: 8 hex for draw and object, 4 for the team that visits it.

    It finds out forms of other draws, objects and teams; it keeps nobody from changing what a form says, as no paper does.
    draw: a row of 抽取记录.
    """
    of_draw = digest("|".join((draw["task"], str(draw["attempt"]), draw["root"], draw["seed"], object_)))
    return f"{of_draw[:8]}-{digest('|'.join(team))[:4]}"


def read_return(data: bytes, tokens: Iterable[str]) -> Return:
    """A return, and which of the pages' tokens it was made with.

    Raises Refused: B01 for what is no return at all (too big, not strict JSON, other keys or kinds of values, too deep),
    B02 where no token fits: made by a page of another round or bureau, or changed since.
    """
    body = _parsed(data)
    given = body.pop("code", None)
    _fits(body, _BODY)
    if body["format"] != FORMAT or not _MADE.fullmatch(body["made"]) or not all(isinstance(one, str) for one in body["team"]):
        raise Refused("B01")
    visits = tuple(_visit(one) for one in body["visits"])
    token = next((one for one in tokens if one and isinstance(given, str) and hmac.compare_digest(code_of(one, body).encode(), given.encode())), "")
    if not token:
        raise Refused("B02")
    if len({one.object for one in visits}) < len(visits):
        raise Refused("B01")
    return Return(body["task"], body["attempt"], body["draw"], tuple(body["team"]), body["revision"], body["made"], visits, token)


def _parsed(data: bytes) -> dict[str, Any]:
    if len(data) > LIMIT:
        raise Refused("B01")
    try:
        text = data.decode("utf-8-sig").strip()
        if _depth(text) > DEPTH:
            raise Refused("B01")
        body = read_json(text)
    except (ValueError, RecursionError) as error:
        raise Refused("B01") from error
    if not isinstance(body, dict):
        raise Refused("B01")
    return body


def _depth(text: str) -> int:
    depth = deepest = 0
    for sign in re.sub(r'"(?:[^"\\]|\\.)*"', "", text):
        depth += (sign in "[{") - (sign in "]}")
        deepest = max(deepest, depth)
    return deepest


def _fits(value: Any, kinds: Mapping[str, type], more: Mapping[str, type] | None = None) -> More:
    """Exactly these keys, and of `more` what there is, with values of exactly these kinds (True is no number); returns what there is of `more`."""
    known = {**kinds, **(more or {})}
    if not isinstance(value, dict) or not kinds.keys() <= value.keys() <= known.keys() or any(type(value[key]) is not known[key] for key in value):
        raise Refused("B01")
    return tuple((key, value[key].strip()) for key in more or () if value.get(key, "").strip())


def _visit(value: Any) -> VisitOf:
    of_visit, items = _fits(value, _VISIT, _MORE), []
    for one in value["items"]:
        more = _fits(one, _ITEM, _MORE_OF_ITEM)
        items.append(ItemOf(one["item"], one["result"], one["problem"], one["disposal"], _day(one["due"]) if one["due"] else None, more))
    if len({one.item for one in items}) < len(items):
        raise Refused("B01")
    return VisitOf(value["object"], _day(value["day"]), value["signed"], tuple(items), of_visit)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused("B01") from error
