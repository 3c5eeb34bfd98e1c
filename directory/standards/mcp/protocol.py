"""JSON-RPC messages in, answers out: the part of the protocol that a server of read-only tools must speak.

Two eras: since 2026-07-28 every request carries its version in ``_meta`` and stands alone; before, ``initialize`` settles
it. Either way nothing is kept between requests.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import orjson
from django.conf import settings

MODERN = ("2026-07-28",)
HANDSHAKE = ("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")
NAME = "jiuyi"
PREFIX = "io.modelcontextprotocol/"
VERSION_KEY, CLIENT_KEY, SERVER_KEY = f"{PREFIX}protocolVersion", f"{PREFIX}clientCapabilities", f"{PREFIX}serverInfo"
FRESH = 300_000  # ms for which a list of tools may be kept

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS = -32700, -32600, -32601, -32602
HEADER_MISMATCH, UNSUPPORTED_VERSION = -32020, -32022
STATUS = {METHOD_NOT_FOUND: 404, PARSE_ERROR: 400, INVALID_REQUEST: 400, INVALID_PARAMS: 400, HEADER_MISMATCH: 400,
          UNSUPPORTED_VERSION: 400}  # fmt: skip

Json = dict[str, Any]


class Fault(Exception):
    """A message that cannot be answered."""

    def __init__(self, code: int, message: str, data: Any = None) -> None:
        super().__init__(message)
        self.code, self.data = code, data


class Server(NamedTuple):
    """What there is to ask of."""

    title: str
    instructions: str
    tools: list[Json]  # as tools/list gives them
    call: Callable[[str, Json], Json]  # a tool's name and arguments → its result

    @property
    def info(self) -> Json:
        return {"name": NAME, "title": self.title, "version": settings.VERSION}


class Reply(NamedTuple):
    """An answer, and the HTTP status it goes with; a notification has none."""

    message: Json | None
    status: int = 200


def answer(server: Server, text: bytes, headers: Mapping[str, str] | None = None) -> Reply:
    """What is answered to a message. ``headers``: those of an HTTP request, by their names in small letters."""
    number: Any = None
    modern = False
    try:
        message = parsed(text)
        number = message.get("id")
        if "id" not in message:
            return Reply(None, 202)
        if isinstance(number, bool) or not isinstance(number, str | int):
            number = None
            raise Fault(INVALID_REQUEST, "id must be a string or an integer")
        params = message.get("params", {})
        if not isinstance(params, dict):
            raise Fault(INVALID_PARAMS, "params must be an object")
        modern = is_modern(params, headers)
        if modern:
            check_envelope(message["method"], params, headers)
        result = METHODS.get(message["method"], unknown)(server, params, message["method"], modern)
    except Fault as fault:
        return refusal(fault, number, modern)
    return Reply({"jsonrpc": "2.0", "id": number, "result": stamped(result, server) if modern else result})


def refusal(fault: Fault, number: Any, modern: bool) -> Reply:
    error = {"code": fault.code, "message": str(fault)} | ({"data": fault.data} if fault.data is not None else {})
    unread = fault.code in (PARSE_ERROR, INVALID_REQUEST, UNSUPPORTED_VERSION, HEADER_MISMATCH)
    return Reply({"jsonrpc": "2.0", "id": number, "error": error}, STATUS[fault.code] if modern or unread else 200)


def parsed(text: bytes) -> Json:
    try:
        message = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Fault(PARSE_ERROR, "the message is not JSON in UTF-8") from error
    if not isinstance(message, dict) or message.get("jsonrpc") != "2.0" or not isinstance(message.get("method"), str):
        raise Fault(INVALID_REQUEST, 'the message must be one object with "jsonrpc": "2.0" and a method')
    return message


def is_modern(params: Json, headers: Mapping[str, str] | None) -> bool:
    """By what the request carries itself; a version in its header alone must be one of a handshake."""
    version = (headers or {}).get("mcp-protocol-version")
    meta = params.get("_meta")
    if (isinstance(meta, dict) and VERSION_KEY in meta) or version in MODERN:
        return True
    if version is not None and version not in HANDSHAKE:
        raise unsupported(version)
    return False


def unsupported(version: str) -> Fault:
    supported = [*MODERN, *HANDSHAKE]
    return Fault(UNSUPPORTED_VERSION, "Unsupported protocol version", {"supported": supported, "requested": version})


def check_envelope(method: str, params: Json, headers: Mapping[str, str] | None) -> None:
    """That a request says which version it speaks and what its client can do, and that its headers agree with it."""
    meta = params.get("_meta")
    missing = [key for key in (VERSION_KEY, CLIENT_KEY) if not isinstance(meta, dict) or key not in meta]
    if missing or not isinstance(meta, dict):
        raise Fault(INVALID_PARAMS, f"params._meta lacks {', '.join(missing)}")
    version = meta[VERSION_KEY]
    if not isinstance(version, str):
        raise Fault(INVALID_PARAMS, f"{VERSION_KEY} must be a string")
    if headers is not None:
        name = params.get("name") if method == "tools/call" else None
        for header, value in (("mcp-protocol-version", version), ("mcp-method", method), ("mcp-name", name)):
            if value is not None and decoded(headers.get(header)) != value:
                raise Fault(HEADER_MISMATCH, f"the header {header} does not say what the message says")
    if version not in MODERN:
        raise unsupported(version)


def decoded(value: str | None) -> str | None:
    """A header's value; one that is no plain ASCII comes as ``=?base64?…?=``."""
    if value is None or not (value.startswith("=?base64?") and value.endswith("?=")):
        return value
    try:
        return base64.b64decode(value[9:-2], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None


def stamped(result: Json, server: Server) -> Json:
    return {"resultType": "complete", **result, "_meta": {SERVER_KEY: server.info}}


# The methods: server, parameters, the method's name, whether the request stands alone → result


def initialize(server: Server, params: Json, _method: str, _modern: bool) -> Json:
    asked = params.get("protocolVersion")
    return {
        "protocolVersion": asked if asked in HANDSHAKE else HANDSHAKE[-1],
        "capabilities": {"tools": {"listChanged": False}},
        "serverInfo": server.info,
        "instructions": server.instructions,
    }


def discover(server: Server, _params: Json, method: str, modern: bool) -> Json:
    if not modern:
        raise unknown_method(method)
    about = {"capabilities": {"tools": {}}, "instructions": server.instructions}
    return {"supportedVersions": list(MODERN), **about, **kept()}


def ping(_server: Server, _params: Json, _method: str, _modern: bool) -> Json:
    return {}


def list_tools(server: Server, params: Json, _method: str, modern: bool) -> Json:
    if params.get("cursor") is not None:
        raise Fault(INVALID_PARAMS, "there is one page: no cursor was given out")
    return {"tools": server.tools} | (kept() if modern else {})


def kept() -> Json:
    return {"ttlMs": FRESH, "cacheScope": "public"}


def call_tool(server: Server, params: Json, _method: str, _modern: bool) -> Json:
    name, arguments = params.get("name"), params.get("arguments")
    if name not in {tool["name"] for tool in server.tools}:
        known = ", ".join(tool["name"] for tool in server.tools)
        raise Fault(INVALID_PARAMS, f"there is no such tool: use one of {known}")
    if arguments is not None and not isinstance(arguments, dict):
        raise Fault(INVALID_PARAMS, "arguments must be an object")
    return server.call(str(name), arguments or {})


def unknown(_server: Server, _params: Json, method: str, _modern: bool) -> Json:
    raise unknown_method(method)


def unknown_method(method: str) -> Fault:
    return Fault(METHOD_NOT_FOUND, f"Method not found: {method[:60]}")


METHODS: dict[str, Callable[[Server, Json, str, bool], Json]] = {
    "initialize": initialize,
    "server/discover": discover,
    "ping": ping,
    "tools/list": list_tools,
    "tools/call": call_tool,
}
