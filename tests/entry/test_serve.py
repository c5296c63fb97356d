"""The server for WPS: what it lets in, what it keeps out, and what an act on sent rows comes to."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from ssj_xl.build import ribbon, wps
from ssj_xl.entry import session
from ssj_xl.entry.serve import rows, server
from ssj_xl.entry.serve.server import LIMIT, TOKEN, Server, add_in, port_of, proof
from ssj_xl.entry.serve.talk import Talk, WpsCase
from ssj_xl.gateways.opening import open_gateway
from tests import bureau
from tests.bureau import Bureau
from tests.live.answers import Answers
from tests.wps import HINT
from tests.wps import sent as bureau_sent

SECRET = "ab" * 32


class Quiet:
    """A press that asks once and is over."""

    def __init__(self, id: str, sent: Any) -> None:
        if sent is None:
            raise TypeError(id)
        self.id, self.is_over, self.waits_to_write, self.left = id, False, sent == "writing", False

    def next(self) -> dict[str, Any]:
        return {"kind": "line", "text": self.id}

    def answer(self, value: Any) -> None:
        self.is_over = True

    def leave(self) -> None:
        self.left = self.is_over = True


@pytest.fixture(scope="module")
def served() -> Iterator[Server]:
    """A server with presses that do nothing."""
    with Server(0, SECRET, add_in(), start=Quiet) as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield made
        made.shutdown()


def _heads(made: Server, **change: str | None) -> dict[str, str]:
    heads: dict[str, str | None] = {"Host": made.own, "Origin": f"http://{made.own}", "Content-Type": "application/json", TOKEN: SECRET}
    heads.update({name.replace("_", "-"): value for name, value in change.items()})
    return {name: value for name, value in heads.items() if value is not None}


def _asked(made: Server, path: str, body: bytes = b"", *, method: str = "POST", **heads: str | None) -> tuple[int, bytes, Any]:
    line = http.client.HTTPConnection(*made.server_address[:2], timeout=10)
    line.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for name, value in ({"Content_Length": str(len(body))} | heads | {}).items():
        if value is not None and name == "Content_Length":
            line.putheader("Content-Length", value)
    for name, value in _heads(made, **{k: v for k, v in heads.items() if k != "Content_Length"}).items():
        line.putheader(name, value)
    line.endheaders(body if body else None)
    found = line.getresponse()
    answer = found.status, found.read(), found.headers
    line.close()
    return answer


PRESS = json.dumps({"id": "check", "book": {}}).encode()


@pytest.mark.parametrize(("heads", "status"), [
    ({"Origin": "http://evil.example"}, 403), ({"Origin": "null"}, 403), ({"Origin": None}, 403), ({"Origin": "http://localhost:80"}, 403),
    ({"Host": "evil.example"}, 403), ({"Host": "localhost"}, 403), ({"Host": "127.0.0.1"}, 403),
    ({TOKEN: None}, 403), ({TOKEN: "ab" * 31 + "ac"}, 403), ({TOKEN: ""}, 403),
    ({"Content_Type": "text/plain"}, 415), ({"Content_Type": None}, 415), ({"Content_Length": str(LIMIT + 1)}, 413),
    ({"Content_Length": "-1"}, 411), ({"Content_Length": None, "Transfer_Encoding": "chunked"}, 411), ({}, 200),
])
def test_a_press_is_taken_from_the_add_in_alone(served: Server, heads: dict[str, Any], status: int) -> None:
    assert _asked(served, "/press", PRESS, **{name.replace("-", "_"): value for name, value in heads.items()})[0] == status


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"id": "check"}', b'{"id":1,"book":NaN}', b"[" * 100_000, b'{"id": "check", "book": null}', b"\xff"])
def test_what_is_no_press_is_refused_and_the_server_lives_on(served: Server, body: bytes) -> None:
    assert _asked(served, "/press", body)[0] == 400
    assert _asked(served, "/hello", b'{"challenge": "x"}')[0] == 200


def test_only_its_own_files_are_handed_out_and_nothing_for_other_sites(served: Server) -> None:
    for path in ("/../../etc/passwd", "/%2e%2e/serve.json", "/serve.json", "/data/wps/main.js", "/main.js?x", "/press"):
        assert _asked(served, path, method="GET")[0] == 404, path
    status, content, heads = _asked(served, "/main.js", method="GET")
    assert (status, SECRET.encode() in content) == (200, False)
    assert not [name for name in heads if name.casefold().startswith("access-control-")]
    assert _asked(served, "/main.js", method="GET", Host="evil.example")[0] == 403
    assert _asked(served, "/press", method="OPTIONS")[0] == 501


def test_the_server_proves_that_it_knows_the_token_before_it_is_shown(served: Server) -> None:
    _, content, _ = _asked(served, "/hello", b'{"challenge": "c1"}', **{TOKEN: None})
    assert json.loads(content) == {"proof": proof(SECRET, "c1")}
    assert proof(SECRET, "c1") != proof("other", "c1") != proof("other", "c2")
    assert _asked(served, "/hello", b'{"challenge": "' + b"x" * 2000 + b'"}', **{TOKEN: None})[0] == 413


def test_two_at_once_are_one_after_the_other_and_what_is_being_written_is_left_to_end(served: Server) -> None:
    def press(book: Any) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(_asked(served, "/press", json.dumps({"id": "check", "book": book}).encode())[1])
        return found

    first = press("asking")
    waiting = served.talk
    second = press("writing")
    assert waiting.left
    away = json.loads(_asked(served, "/answer", json.dumps({"talk": first["talk"], "value": "x"}).encode())[1])
    assert (away["kind"], away["text"]) == ("done", server._AWAY)
    assert press("asking")["text"] == server._BUSY
    assert json.loads(_asked(served, "/answer", json.dumps({"talk": second["talk"], "value": True}).encode())[1])["talk"] == second["talk"]


def test_a_line_that_is_cut_in_the_middle_does_no_harm(served: Server) -> None:
    with socket.create_connection(served.server_address[:2]) as line:
        line.sendall(f"POST /press HTTP/1.1\r\nHost: {served.own}\r\nOrigin: http://{served.own}\r\nContent-Type: application/json\r\n"
                     f"{TOKEN}: {SECRET}\r\nContent-Length: 900\r\n\r\n{{".encode())
    assert _asked(served, "/hello", b'{"challenge": "x"}')[0] == 200


def test_it_listens_on_this_computer_only_and_ends_when_nobody_presses(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 20_000 <= port_of("C:/Users/a") < 40_000
    assert port_of("C:/Users/a") != port_of("C:/Users/b")
    with Server(0, SECRET, {}, start=Quiet) as made:
        assert made.server_address[0] == "127.0.0.1"
        monkeypatch.setattr(server, "IDLE", -1)
        made.serve_forever(poll_interval=0.01)


# --- an act on rows ---

@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A bureau's workbook as the add-in sends it."""
    return bureau_sent(tmp_path_factory.mktemp("wps"))


@pytest.fixture(autouse=True)
def _pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "desk", bureau.desk)


def test_the_rows_that_were_sent_are_the_workbook(sent: dict[str, Any]) -> None:
    there, here = open_gateway(sent["path"]), Bureau().gateway()
    for name in here.tables():
        width = len(here.table(name).header)
        assert [list(row)[:width] for row in there.table(name).rows] == [list(row) for row in here.table(name).rows], name
    assert there.names() == here.names()
    assert [there.table("检查对象").header[column] for column in there.table("检查对象").computed] == [HINT[0]]


@pytest.mark.parametrize("change", [{"sheets": None}, {"names": None}, {"from1904": True}, {"sheets": [{"name": "a" * 40}]}])
def test_what_is_no_workbook_is_said(change: dict[str, Any]) -> None:
    with bureau.refused("A95"):
        rows.workbook({"sheets": [], "names": {}, **change})


@pytest.mark.long
def test_an_act_hands_over_its_writes_and_keeps_nothing_where_wps_refuses(sent: dict[str, Any]) -> None:
    book = Path(sent["path"])
    before = book.read_bytes()
    for said, code in (({"why": "工作表受保护"}, "F07"), ({"values": []}, "F28"), (None, "F07")):
        talk = Talk("lock", sent)
        event = talk.next()
        while event["kind"] != "write":
            assert event["kind"] != "done", event["text"]
            talk.answer(event.get("default", True))
            event = talk.next()
        assert {one["sheet"] for one in event["writes"]} >= {"抽取记录", "操作日志"}
        talk.answer(said)
        event = talk.next()
        if event["kind"] == "undo":
            talk.answer(True)
            event = talk.next()
        assert (event["kind"], event["alarming"], f"[{code}]" in event["text"]) == ("done", True, True)
    assert book.read_bytes() == before
    assert not list(book.parent.glob("公开记录*"))


def test_an_act_that_is_given_up_ends_without_writing(sent: dict[str, Any]) -> None:
    talk = Talk("lock", sent)
    assert talk.next()["kind"] == "line"
    talk.leave()
    assert talk.is_over


@pytest.mark.parametrize("path", ["主台账.xlsx", "/etc/passwd", "/tmp/../etc/主台账.xlsx", "https://cloud/主台账.xlsx"])
def test_a_path_that_is_no_workbook_of_this_computer_is_refused(path: str) -> None:
    with bureau.refused("F30"):
        _ = WpsCase(None, Answers(), bureau.desk(), talk=None, sent={"path": path}).path  # type: ignore[arg-type]


def test_what_stands_in_the_workbook_otherwise_than_it_was_written_is_no_success() -> None:
    def put(value: Any) -> list[dict[str, Any]]:
        return [{"do": "resize"}, {"do": "put", "value": value, "read": value}, {"do": "put", "value": "=1", "read": None}]

    for value, found in ((0.0, 0), ("", None), (None, ""), ("001", "001"), (False, False)):
        assert rows.is_read_back(put(value), [found])
    for value, found in ((0.0, None), (0.0, ""), (None, 0), ("001", 1), ("", False)):
        assert not rows.is_read_back(put(value), [found])


# --- the files of the add-in ---

def test_the_ribbon_has_every_button_and_every_callback_is_in_the_script() -> None:
    files = add_in()
    root, script = etree.fromstring(files["/ribbon.xml"][0]), files["/main.js"][0].decode()
    shown = root.findall(".//{*}button")
    assert [one.get("id").removeprefix("ssj_") for one in shown] == [button.id for button in ribbon.BUTTONS]
    for name in {value for one in (root, *shown) for key, value in one.attrib.items() if key.startswith(("on", "get"))}:
        assert f"function {name}(" in script
    assert all(f'"{button.id}": {{"supertip"' in script for button in ribbon.BUTTONS)


def test_publish_xml_gets_our_line_and_keeps_those_of_others(tmp_path: Path) -> None:
    others = b'<jsplugins><jspluginonline name="oa" type="wps" url="http://oa/"/><jsplugin name="x" type="et" url="x.7z" version="1"/></jsplugins>'
    made = wps.published(wps.published(others, 1), 23456)
    lines = [dict(line.attrib) for line in etree.fromstring(made)]
    assert [line["name"] for line in lines] == ["oa", "x", "ssj_xl"]
    assert (lines[2]["type"], lines[2]["url"]) == ("et", "http://127.0.0.1:23456/")
    assert [line.get("name") for line in etree.fromstring(wps.published(made, None))] == ["oa", "x"]
    for broken in (b"<jsplugins>", b"<other/>"):
        with pytest.raises(ValueError, match=r"other|end tag|Premature"):
            wps.published(broken, 1)
    assert wps.publish_file({"HOME": "C:/Users/a"}, windows=False) == Path("C:/Users/a/.local/share/Kingsoft/wps/jsaddons/publish.xml")
    assert wps.publish_file({"APPDATA": "C:/a"}, windows=True) == Path("C:/a/kingsoft/wps/jsaddons/publish.xml")
