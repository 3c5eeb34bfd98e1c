"""``manage.py mcp``: the directory's tools for an assistant on this machine, over standard input and output."""

from __future__ import annotations

import sys
from typing import Any, BinaryIO

import orjson
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import translation

from directory.core.models import Sequence
from directory.standards.mcp.asking import Site
from directory.standards.mcp.protocol import answer
from directory.standards.mcp.tools import server


class Command(BaseCommand):
    help = "Answer an assistant (MCP) over standard input and output, a message a line."
    requires_system_checks: list[str] = []  # what they print would stand between the messages

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--english", action="store_true", help="Words of the directory itself in English.")

    def handle(self, *args: Any, english: bool = False, **options: Any) -> None:
        with translation.override("en" if english else settings.LANGUAGE_CODE):
            serve(sys.stdin.buffer, sys.stdout.buffer, Site("http", host()))


def host() -> str:
    """A name that this directory is served under, for the addresses in answers."""
    named = [name for name in settings.ALLOWED_HOSTS if not name.startswith((".", "*"))]
    name = named[0] if named else "localhost"
    return f"{name}:{settings.PORT}" if name in ("localhost", "127.0.0.1") else name


def serve(messages: BinaryIO, answers: BinaryIO, site: Site) -> None:
    """Answer until there is nothing more to read. Nothing else may write to standard output."""
    for line in messages:
        if not line.strip():
            continue
        close_old_connections()
        with Sequence.held():
            reply = answer(server(site), line)
        if reply.message is not None:
            answers.write(orjson.dumps(reply.message) + b"\n")
            answers.flush()
