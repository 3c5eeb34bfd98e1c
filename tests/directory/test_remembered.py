"""What a process remembers of the directory is let go when it is no longer true."""

from __future__ import annotations

import gc

import pytest
from django.test import Client

from directory.core.models.versions import forget

pytestmark = pytest.mark.usefixtures("directory", "db")

ASKED = (
    "/", "/search/?q=阜新 腰疼 挂什么科", "/api/v1/search/?q=罗山 医保局 电话", "/api/v1/search/?q=fuxin yiyuan",
    "/api/v1/hospitals/?region=210900&open_at=now", "/api/v1/suggest/?q=医院", "/guide/?symptom=腰痛&region=210900",
    "/regions/210900/", "/hsds/services", "/fhir/Location?name=医院", '/reconcile/?queries={"q0":{"query":"阜新市中心医院"}}',
)  # fmt: skip


def test_it_is_freed_without_a_search_for_garbage(client: Client) -> None:
    """A front process never searches again what was alive between two requests: in a circle it would stay for ever."""
    for address in ASKED:
        assert client.get(address).status_code == 200, address
    gc.collect()
    gc.disable()
    try:
        forget()
        assert gc.collect() == 0
    finally:
        gc.enable()
