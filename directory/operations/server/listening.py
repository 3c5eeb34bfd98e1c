"""Granian within a process of ours, on a socket that was opened before: no other server can slip in beside it.

Leans on internals of granian 2: ``_init_shared_socket`` and the attributes that it sets. With another granian
``test_a_port_that_is_taken_is_refused`` and all of ``tests/operations`` would tell, as no front would start.
"""

from __future__ import annotations

import logging
import socket
from typing import Any

from granian._granian import SocketHolder
from granian.server.embed import Server as Embedded


class EmbeddedServer(Embedded):
    def __init__(self, target: Any, listener: socket.socket, **options: Any) -> None:
        logging.getLogger("_granian").setLevel(logging.ERROR)
        host, port = listener.getsockname()[:2]
        super().__init__(target, address=host, port=port, **options)
        self.listener = listener

    def _init_shared_socket(self) -> None:
        """Instead of opening one for each process, which lets any number of servers share a port."""
        self._ssp = None
        self._shd: Any = SocketHolder(self.listener.fileno(), False, self.backlog)  # type: ignore[call-arg]
