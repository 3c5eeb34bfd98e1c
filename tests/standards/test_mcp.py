"""MCP: what assistants are told, asked by the protocol's own client in both of its eras."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import httpx2
import pytest
import time_machine
from django.test import Client as Browser
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from directory.operations.management.commands import mcp as command
from directory.standards.mcp.asking import Site
from directory.standards.mcp.descriptions import TOOLS
from directory.standards.mcp.tools import CALLS

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = json.loads((ROOT / "tests/directory/questions.json").read_text())
ERAS = ["auto", "legacy"]
ADDRESS = "http://testserver/mcp"


Job = tuple[httpx2.Request, "Future[httpx2.Response]"]


def talk(browser: Browser, about: Callable[[Client], Coroutine[Any, Any, Any]], mode: str = "auto") -> Any:
    """The client's loop runs in a thread of its own; Django answers in this one, where the test's transaction is."""
    jobs: SimpleQueue[Job | None] = SimpleQueue()

    def passed_on(request: httpx2.Request) -> httpx2.Response:
        answer: Future[httpx2.Response] = Future()
        jobs.put((request, answer))
        return answer.result()

    async def run() -> Any:
        asked = httpx2.AsyncClient(transport=httpx2.MockTransport(passed_on), base_url="http://testserver")
        async with Client(streamable_http_client(ADDRESS, http_client=asked), mode=mode) as client:
            return await about(client)

    with ThreadPoolExecutor(1) as thread:
        found = thread.submit(asyncio.run, run())
        found.add_done_callback(lambda _found: jobs.put(None))
        for request, answer in iter(jobs.get, None):
            answer.set_result(answered(browser, request))
        return found.result()


def answered(browser: Browser, request: httpx2.Request) -> httpx2.Response:
    headers = {name: value for name, value in request.headers.items() if name not in ("content-length", "host")}
    sort = headers.pop("content-type", "")
    found = browser.generic(request.method, request.url.path, request.content, content_type=sort, headers=headers)
    return httpx2.Response(found.status_code, headers=dict(found.items()), content=found.content)


def call(browser: Browser, tool: str, mode: str = "auto", **given: Any) -> Any:
    return talk(browser, lambda client: client.call_tool(tool, given), mode)


def told(browser: Browser, tool: str, **given: Any) -> Any:
    found = call(browser, tool, **given)
    assert not found.is_error, found.content
    return found.structured_content


@pytest.mark.parametrize("mode", ERAS)
def test_it_works(directory: None, db: None, client: Browser, mode: str) -> None:
    found = call(client, "ask", mode, question="罗山县医保局几点上班")
    facts = found.structured_content["answer"]["facts"]
    assert facts[0]["text"] == "工作日 08:00–12:00"
    assert facts[0]["said_by"][0]["published_on"] == "2025-04-20"
    assert json.loads(found.content[0].text) == found.structured_content


@pytest.mark.parametrize("mode", ERAS)
def test_the_tools(client: Browser, db: None, mode: str) -> None:
    found = talk(client, lambda it: it.list_tools(), mode)
    assert {tool.name for tool in found.tools} == set(CALLS)
    for tool in found.tools:
        assert tool.annotations.read_only_hint
        assert len(tool.description.splitlines()) == 2  # Chinese, English


def test_an_emergency_comes_first(directory: None, db: None, client: Browser) -> None:
    found = call(client, "ask", question="胸痛出冷汗怎么办")
    assert found.content[0].text.startswith("立即拨打 120。")
    assert next(iter(found.structured_content)) == "emergency"
    guide = call(client, "guide", symptom="胸口压着疼, 出冷汗", region="阜新")
    assert guide.content[0].text.startswith("立即拨打 120。")


@time_machine.travel("2026-11-29T10:00+08:00", tick=False)  # an answer may tell the minute
def test_questions_are_answered_as_by_the_search(directory: None, db: None, client: Browser) -> None:
    """Every tenth of the scenarios; all of them where EVERY_SCENARIO is set."""
    chosen = QUESTIONS if "EVERY_SCENARIO" in os.environ else QUESTIONS[::10]
    texts = [question["q"] if isinstance(question, dict) else question for question in chosen]

    async def ask_all(it: Client) -> list[Any]:
        return [await it.call_tool("ask", {"question": text}) for text in texts]

    for text, answer in zip(texts, talk(client, ask_all), strict=True):
        found, said = answer.structured_content, client.get("/api/v1/search/", {"q": text}).json()
        assert next(iter(found)) == "emergency"
        assert answer.content[0].text.startswith(said["emergency"]["notice"]) or not said["emergency"]["urgent"]
        for name in ("emergency", "answer", "more_answers", "missing", "did_you_mean"):
            assert found[name] == said[name], text


def test_find_places(directory: None, db: None, client: Browser) -> None:
    found = told(client, "find_places", kind="hospital", region="阜新", department="骨科", limit=2)
    assert len(found["places"]) == 2
    assert found["more"]
    assert found["places"][0]["region"].startswith("辽宁省 阜新市")


def test_opening(directory: None, db: None, client: Browser) -> None:
    found = told(client, "opening", place="/offices/luo-shan-xian-yi-bao-ju/", at="2026-10-01T09:00")
    first = found["hours"][0]["intervals"][0]
    assert (first["state"], first["reason"], first["note"]) == ("closed", "holiday", "国庆节")
    assert found["sources"][0]["title"] == "罗山县医保局地址"


def test_checklist(directory: None, db: None, client: Browser) -> None:
    asked = {"region": "扬州", "service": "异地就医备案", "scheme": "职工", "person_type": "异地安置退休人员"}
    found = told(client, "checklist", **asked)
    assert found["procedures"][0]["name"] == "扬州异地就医备案"
    assert {row["person_type"] for row in found["procedures"][0]["materials"]} <= {None, "异地安置退休人员"}
    assert found["procedures"][0]["sources"]
    assert found["passed_over"][0]["reason"] == "只对城乡居民医保"


def test_responsible_office(directory: None, db: None, client: Browser) -> None:
    found = told(client, "responsible_office", region="罗山县", service="异地就医备案")
    assert (found["offices"][0]["name"], found["offices"][0]["why"]) == ("罗山县医保局", "服务罗山县，办理异地就医备案")


def test_changes_and_read(directory: None, db: None, client: Browser) -> None:
    found = told(client, "changes", since=0, kind="office", limit=2)
    assert len(found["changes"]) == 2
    assert found["more"]
    entry = told(client, "read", url=found["changes"][0]["url"])
    assert entry["name"] == found["changes"][0]["name"]
    assert entry["citations"]


WRONG = [
    ("ask", {}, "question"),
    ("ask", {"question": "x", "wo": "阜新"}, "wo"),
    ("ask", {"question": 3}, "question"),
    ("find_places", {"kind": "symptom"}, "kind"),
    ("find_places", {"kind": "office", "level": "3"}, "level"),
    ("find_places", {"kind": "hospital", "limit": 1000}, "limit"),
    ("find_places", {"kind": "hospital", "region": "海州区"}, "region"),
    ("opening", {"place": "https://example.org/x"}, "place"),
    ("opening", {"place": "/offices/mei-you/"}, "没有"),
    ("opening", {"place": "/offices/luo-shan-xian-yi-bao-ju/", "at": "昨天"}, "from"),
    ("read", {"url": "/api/v1/changes/"}, "url"),
    ("read", {"url": "/admin/"}, "url"),
]


@pytest.mark.parametrize(("tool", "given", "named"), WRONG)
def test_what_is_wrong_is_said(directory: None, db: None, client: Browser, tool: str, given: Any, named: str) -> None:
    found = call(client, tool, **given)
    assert found.is_error
    assert named in found.content[0].text


def post(browser: Browser, body: Any, **headers: str) -> Any:
    text = body if isinstance(body, bytes) else json.dumps(body)
    return browser.post("/mcp", text, content_type="application/json", headers=headers)


def test_messages_that_are_none(client: Browser, db: None) -> None:
    def code(body: Any, **headers: str) -> tuple[int, int]:
        found = post(client, body, **headers)
        return found.status_code, found.json()["error"]["code"]

    request = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    assert code(b"{") == (400, -32700)
    assert code([request]) == (400, -32600)
    assert code({"jsonrpc": "1.0", "id": 1, "method": "ping"}) == (400, -32600)
    assert code(request | {"method": "resources/list"}) == (200, -32601)
    assert code(request | {"method": "tools/call", "params": {"name": "delete"}}) == (200, -32602)
    assert code(request | {"params": []}) == (200, -32602)
    assert code(request, **{"MCP-Protocol-Version": "1999-01-01"}) == (400, -32022)
    assert code(request, **{"MCP-Protocol-Version": "2026-07-28"}) == (400, -32602)
    meta = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}
    modern = request | {"method": "tools/list", "params": {"_meta": meta}}
    assert code(modern, **{"MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call"}) == (400, -32020)
    assert post(client, {"jsonrpc": "2.0", "method": "notifications/initialized"}).status_code == 202
    assert post(client, request).json() == {"jsonrpc": "2.0", "id": 1, "result": {}}


def test_no_stream_holds_a_worker(client: Browser, db: None) -> None:
    found = client.get("/mcp", headers={"Accept": "text/event-stream"})
    assert (found.status_code, found.headers["Allow"]) == (405, "POST")
    assert found.json()["error"]["code"] == -32600  # a page of HTML said so
    assert client.delete("/mcp").status_code == 405


def test_who_may_not_ask(client: Browser, db: None) -> None:
    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    assert post(client, ping, Origin="https://evil.example").status_code == 403
    assert post(client, ping, Origin="http://testserver").status_code == 200
    assert post(client, ping, Accept="text/html").status_code == 406
    assert post(client, ping, Accept="application/json;q=0, text/event-stream").status_code == 406
    assert post(client, ping, Accept="application/json;q=0.5, text/event-stream").status_code == 200
    assert client.post("/mcp", "x", content_type="text/plain").status_code == 415
    assert post(client, b" " * 70_000).status_code == 413


def test_over_standard_input(directory: None, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "close_old_connections", lambda: None)  # the test's transaction is on one
    lines = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-06-18"}},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {
            "jsonrpc": "2.0",
            "id": 2,
            "method": "tools/call",
            "params": {"name": "ask", "arguments": {"question": "罗山县医保局几点上班"}},
        },
    ]
    answers = BytesIO()
    command.serve(
        BytesIO(b"\n".join(json.dumps(line).encode() for line in lines) + b"\n\n"), answers, Site("http", "testserver")
    )
    first, second = map(json.loads, answers.getvalue().splitlines())
    assert first["result"]["protocolVersion"] == "2025-06-18"
    assert second["result"]["structuredContent"]["answer"]["attribute"] == "hours"


@pytest.mark.parametrize("mode", ERAS)
def test_as_a_command(content: Any, tmp_path: Path, mode: str) -> None:
    """The process that an assistant starts, with a database of its own."""
    if not content.database:
        pytest.skip("the content can be had as a file of SQLite only")
    file = tmp_path / "directory.sqlite3"
    file.write_bytes(content.database)
    env = {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{file}", "PATH": os.environ["PATH"]}
    server = StdioServerParameters(command=sys.executable, args=["manage.py", "mcp"], env=env, cwd=str(ROOT))

    async def run() -> Any:
        async with Client(server, mode=mode) as it:
            assert len((await it.list_tools()).tools) == len(TOOLS)
            return await it.call_tool("responsible_office", {"region": "罗山县", "service": "异地就医备案"})

    assert asyncio.run(run()).structured_content["offices"][0]["name"] == "罗山县医保局"


def test_the_cost_of_a_call(directory: None, db: None, client: Browser, django_assert_max_num_queries: Any) -> None:
    """A call of a tool is a call of the API and no more: its version is read once again."""
    asked = {"region": "罗山县", "service": "异地就医备案"}
    body = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": "responsible_office", "arguments": asked},
    }
    post(client, body)
    with django_assert_max_num_queries(6):
        post(client, body)
