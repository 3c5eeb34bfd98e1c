"""The port that is served: opened once, by one server alone; where it is taken, by whom."""

from __future__ import annotations

import os
import socket
from pathlib import Path

BACKLOG = 1024
UNREAD_MS = 60_000  # after which the kernel ends a connection whose other side takes nothing


class PortInUse(Exception):
    """Somebody else has the port."""


def opened(host: str, port: int) -> socket.socket:
    """A listening socket. Raises PortInUse, naming the process where that can be seen."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except OSError as error:
        raise PortInUse(f"HOST={host!r} is no address of this machine: {error.strerror or error}") from error
    listener = socket.socket(found[0], socket.SOCK_STREAM)
    # Not SO_REUSEPORT: with it a second server would start beside the first, and both would answer in turn.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux; connections have it from their listener
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_MS)
    try:
        listener.bind(found[4])
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise PortInUse(f"Port {port} of {host} cannot be used: {error.strerror}{by_whom(port)}.") from error
    listener.setblocking(False)
    return listener


def by_whom(port: int) -> str:
    """The process that listens on a port, as Linux shows it; "" where it does not."""
    inodes = {inode for table in ("tcp", "tcp6") for inode in listening(Path("/proc/net") / table, port)}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            names = [os.readlink(fd) for fd in (process / "fd").iterdir()]
            if any(f"socket:[{inode}]" in names for inode in inodes):
                command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                return f"; process {process.name} has it ({' '.join(command.split())[:120]})"
        except OSError:
            continue  # it has ended, or is another user's
    return ""


def listening(table: Path, port: int) -> list[str]:
    """The inodes of the sockets that listen on a port."""
    try:
        rows = [line.split() for line in table.read_text().splitlines()[1:]]
    except OSError:
        return []
    return [row[9] for row in rows if row[3] == "0A" and int(row[1].rsplit(":", 1)[1], 16) == port]
