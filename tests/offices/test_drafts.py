"""Paper is made from entries, too: what is not public stays off it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client

from directory.core.publishing.publish import publish

pytestmark = pytest.mark.django_db


def test_a_draft_is_not_named_on_paper(cast: SimpleNamespace, client: Client) -> None:
    """The sheet of a published procedure told what the draft of its service is called."""
    cast.bureau.services.clear()
    address = f"/procedures/{cast.procedure.slug}/print/"
    assert "“异地就医备案”" in client.get(address).content.decode()
    cast.service.status, cast.service.name = "draft", "还没公布的新名字"
    cast.service.save()
    publish([cast.service, cast.bureau])
    text = client.get(address).content.decode()
    assert "还没公布的新名字" not in text
    assert "“医保业务”" in text
