"""Chromium as a reader: opens a file, clicks and types, prints, takes pictures.

Speaks the DevTools protocol through a pipe (two file descriptors, messages ended by NUL), so it needs
no package, no port and no driver program.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import tempfile
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests import office

_FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
          "--disable-extensions", "--disable-background-networking", "--hide-scrollbars", "--remote-debugging-pipe")
DESKTOP, PHONE = (1200, 900), (360, 740)


class BrowserError(Exception):
    """The browser failed, or a script in the page threw; the message says what."""


class Reader:
    """One tab.  `errors` collects what scripts and the content policy complained about."""

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self._out, self._in, self._rest = to_browser, from_browser, b""
        self._number, self._session = 0, ""
        self.errors: list[str] = []
        target = self._send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._send(f"{domain}.enable")

    def open(self, path: Path, fragment: str = "") -> None:
        """Open a file and wait until it is loaded."""
        self._send("Page.navigate", url="about:blank")
        self._send("Page.navigate", url=path.as_uri() + fragment)
        self.wait("document.readyState === 'complete' && location.protocol === 'file:'")

    def visit(self, address: str) -> None:
        """Open an address of this computer and wait until it is loaded."""
        self._send("Page.navigate", url=address)
        self.wait(f"document.readyState === 'complete' && location.href === {json.dumps(address)}")

    def run(self, script: str) -> Any:
        """The value of an expression in the page."""
        done = self._send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in done:
            details = done["exceptionDetails"]
            raise BrowserError(details.get("exception", {}).get("description") or details["text"])
        return done["result"].get("value")

    def wait(self, condition: str) -> None:
        """Wait until an expression in the page is true."""
        self.run("new Promise(function (done) { (function look() "
                 f"{{ if ({condition}) {{ done(true); }} else {{ setTimeout(look, 10); }} }}()); }})")

    def text(self, selector: str) -> str:
        """What a reader sees of an element."""
        return str(self.run(f"document.querySelector({json.dumps(selector)}).innerText"))

    def fill(self, selector: str, value: str) -> None:
        """Put a text into a field, as typing does."""
        self.run(f"(function (field) {{ field.value = {json.dumps(value)}; "
                 "field.dispatchEvent(new Event('input')); }"
                 f"(document.querySelector({json.dumps(selector)})))")

    def submit(self, selector: str) -> None:
        """Press a form's button."""
        self.run(f"document.querySelector({json.dumps(selector + ' button')}).click()")

    def size(self, size: tuple[int, int]) -> None:
        """The window's size in pixels."""
        self._send("Emulation.setDeviceMetricsOverride", width=size[0], height=size[1], deviceScaleFactor=1,
                   mobile=size[0] < 600)

    def picture(self, path: Path) -> None:
        """The whole page as PNG."""
        shot = self._send("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        path.write_bytes(b64decode(shot["data"]))

    def pdf(self, path: Path) -> None:
        """The page as it prints."""
        path.write_bytes(b64decode(self._send("Page.printToPDF", preferCSSPageSize=True)["data"]))

    def _send(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        message |= {"sessionId": self._session} if self._session else {}
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._out, data):]
        while True:
            answer = self._receive()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise BrowserError(f"{method}: {answer['error']['message']}")
                return dict(answer["result"])
            self._note(answer)

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            data = os.read(self._in, 1 << 20)
            if not data:
                raise BrowserError("the browser is gone")
            self._rest += data
        message, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(message))

    def _note(self, event: dict[str, Any]) -> None:
        method, params = event.get("method"), event.get("params", {})
        if method == "Runtime.exceptionThrown":
            self.errors.append(params["exceptionDetails"].get("exception", {}).get("description", "exception"))
        if method == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.errors.append(params["entry"]["text"])
        if method == "Network.requestWillBeSent" and not params["request"]["url"].startswith(("file:", "about:", "blob:")):
            self.errors.append("request to " + params["request"]["url"])


@contextmanager
def reader() -> Iterator[Reader]:
    """A fresh browser with a profile of its own, closed at the end."""
    command = office.chromium()
    if command is None:
        raise BrowserError("Chromium is not installed; mark the test `browser`")
    there_in, there_out = map(_out_of_the_way, os.pipe())
    back_in, back_out = map(_out_of_the_way, os.pipe())
    with tempfile.TemporaryDirectory(prefix="ssj_xl_browser_", ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen([*_wired(there_in, back_out), command, *_FLAGS, f"--user-data-dir={profile}"],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   pass_fds=(there_in, back_out), start_new_session=True)
        os.close(there_in)
        os.close(back_out)
        try:
            tab = Reader(there_out, back_in)
            yield tab
        finally:
            os.killpg(process.pid, 9)
            process.wait()
            os.close(there_out)
            os.close(back_in)


def _wired(incoming: int, outgoing: int) -> list[str]:
    """A program that puts the pipe's ends where the browser looks for them, descriptors 3 and 4, and becomes it."""
    code = f"import os, sys; os.dup2({incoming}, 3); os.dup2({outgoing}, 4); os.execvp(sys.argv[1], sys.argv[1:])"
    return [sys.executable, "-c", code]


def _out_of_the_way(descriptor: int) -> int:
    """The same end of a pipe under a number far from 3 and 4."""
    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD, 64)
    os.close(descriptor)
    return moved
