"""The server for the add-in of WPS: this computer only, one user, one page, one press at a time.

Python's own http.server, because nothing here is worth a dependency: a few fixed files and three calls.  What keeps
others out: it listens on 127.0.0.1; Host and Origin must be exactly its own (so no page of another site and no renamed
host gets through, and nothing is answered for other origins); a press needs the token, which lies in a file that only
the user can read; and the server proves first that it knows the token, before the page shows it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import sys
import threading
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from ssj_xl.build import wps
from ssj_xl.entry.ribbon import pressing, screen
from ssj_xl.entry.serve.talk import Talk

HOST, LIMIT, IDLE = "127.0.0.1", 64 << 20, 30 * 60
TOKEN, STATE = "X-Ssj-Token", Path(".ssj_xl") / "serve.json"
"""The header in which the token comes, and the file in the user's folder that holds it."""
_CHALLENGE = "ssj_xl|"
_PATIENCE = 30
_BUSY = "上一个按钮正在写入，请等它办完。"
_AWAY = "这个按钮已经结束或被放弃，没有再写入。请重新点一次。"


def port_of(user: str) -> int:
    """The port of a user of this computer, the same every time."""
    return 20_000 + int.from_bytes(hashlib.sha256(user.encode()).digest()[:4], "big") % 20_000


def proof(token: str, challenge: str) -> str:
    """What only somebody who knows the token can answer to a challenge."""
    return hmac.new(token.encode(), f"{_CHALLENGE}{challenge}".encode(), "sha256").hexdigest()


def add_in() -> dict[str, tuple[bytes, str]]:
    """The add-in's files, for a server: address → content and kind."""
    return wps.files({"mark": screen.MARK, "unlisted": pressing.UNLISTED, "token": TOKEN, "state": STATE.as_posix(), "challenge": _CHALLENGE})


class Server(ThreadingHTTPServer):
    """Serves the add-in's files and its presses.  files: address → content and kind.  Raises OSError where the port is taken.

    start: begins a press; replaced in tests.  name: what the press is called while it lasts.
    """

    daemon_threads = True
    allow_reuse_address = False

    def __init__(self, port: int, token: str, files: Mapping[str, tuple[bytes, str]], *, start: Callable[[str, Any], Any] = Talk) -> None:
        super().__init__((HOST, port), _Handler)
        self.token, self.files, self.start = token, files, start
        self.own = f"{HOST}:{self.server_address[1]}"
        self.talk: Any = None
        self.name = ""
        self.turn = threading.Lock()
        self.last = time.monotonic()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A line that was cut is nobody's loss."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def service_actions(self) -> None:
        """End after half an hour in which nobody pressed anything."""
        if time.monotonic() - self.last > IDLE:
            threading.Thread(target=self.shutdown, daemon=True).start()

    def press(self, id: str, sent: Any) -> dict[str, Any]:
        """Begin a press; one that only waits for an answer is given up for it."""
        if self.talk is not None and not self.talk.is_over:
            if self.talk.waits_to_write:
                return _ended(_BUSY)
            self.talk.leave()
        self.talk, self.name = self.start(id, sent), secrets.token_hex(8)
        return {**self.talk.next(), "talk": self.name}

    def answer(self, talk: str, value: Any) -> dict[str, Any]:
        """Go on with a press."""
        if self.talk is None or self.talk.is_over or talk != self.name:
            return _ended(_AWAY)
        self.talk.answer(value)
        return {**self.talk.next(), "talk": talk}


def _ended(text: str) -> dict[str, Any]:
    """The end of a press that did not come to its act."""
    return {"kind": "done", "text": text, "title": pressing.TITLE_USER, "alarming": True, "pages": []}


class _Handler(BaseHTTPRequestHandler):
    server: Server
    timeout = _PATIENCE
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "ssj_xl", ""

    def log_message(self, *_: object) -> None:
        """Nothing of what is sent is kept."""

    def do_GET(self) -> None:
        """One of the add-in's files; there are no others."""
        found = self.server.files.get(self.path)
        if self.headers.get("Host") != self.server.own:
            self._end(HTTPStatus.FORBIDDEN)
        elif found is None:
            self._end(HTTPStatus.NOT_FOUND)
        else:
            self._end(HTTPStatus.OK, *found)

    def do_POST(self) -> None:
        """hello, press, answer."""
        refusal = self._refusal()
        if refusal is not None:
            self.close_connection = True  # what was sent is not read
            self._end(refusal)
            return
        try:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])), parse_constant=_no_constant)
            answer = self._answered(asked)
        except (ValueError, LookupError, TypeError, RecursionError):
            self._end(HTTPStatus.BAD_REQUEST)
            return
        self._end(HTTPStatus.OK, json.dumps(answer, ensure_ascii=False).encode(), "application/json")

    def _refusal(self) -> HTTPStatus | None:
        heads, own = self.headers, self.server.own
        length = heads.get("Content-Length", "")
        if self.path not in ("/hello", "/press", "/answer"):
            return HTTPStatus.NOT_FOUND
        if heads.get_all("Host") != [own] or heads.get_all("Origin") != [f"http://{own}"]:
            return HTTPStatus.FORBIDDEN
        if heads.get("Content-Type") != "application/json":
            return HTTPStatus.UNSUPPORTED_MEDIA_TYPE
        if self.path != "/hello" and not hmac.compare_digest(heads.get(TOKEN, "").encode(), self.server.token.encode()):
            return HTTPStatus.FORBIDDEN
        if not length.isdecimal() or "Transfer-Encoding" in heads:
            return HTTPStatus.LENGTH_REQUIRED
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if int(length) > (LIMIT if self.path != "/hello" else 1024) else None

    def _answered(self, asked: Any) -> dict[str, Any]:
        server = self.server
        if self.path == "/hello":
            return {"proof": proof(server.token, str(asked["challenge"]))}
        with server.turn:
            server.last = time.monotonic()
            return server.press(str(asked["id"]), asked["book"]) if self.path == "/press" else server.answer(str(asked["talk"]), asked["value"])

    def _end(self, status: HTTPStatus, body: bytes = b"", kind: str = "text/plain") -> None:
        self.send_response(status)
        for name, value in (("Content-Type", f"{kind}; charset=utf-8"), ("Content-Length", str(len(body))), ("Cache-Control", "no-store"),
                            ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Cross-Origin-Resource-Policy", "same-origin")):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _no_constant(text: str) -> float:
    raise ValueError(text)
