"""What is private stands on no public surface: a canary in every private field, looked for at every public address."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from directory.core.changes.applying import change_for
from directory.core.changes.lines import line
from directory.core.kinds import kinds
from directory.core.models import Change, Entry, ImportRun, SourceText, Version
from directory.core.models.curation import Report
from directory.core.publishing.publish import publish
from directory.standards.urls import HSDS
from hospitals.models import Hospital
from offices.models import Procedure, Service
from tests.admin_cast import form_of

pytestmark = pytest.mark.django_db
CANARY = "金丝雀七五三"
DRAFT = "/api/v1/hospitals/cao-gao/"
MCP = {"accept": "application/json, text/event-stream"}
FHIR = ("Organization", "Location", "HealthcareService", "VerificationResult")


@pytest.fixture
def private(cast: SimpleNamespace) -> SimpleNamespace:
    """Drafts, requests, reports, texts of sources, people: each has the canary where nothing should show it."""
    staff = User.objects.create(username=CANARY, first_name=CANARY, email=f"{CANARY}@example.org", is_staff=True)
    Hospital.objects.filter(pk=cast.draft.pk).update(name=CANARY, address=CANARY, aliases=[CANARY])
    SourceText.keep(cast.page, f"{CANARY}，居民必须参保。")
    cast.policy.citations.filter(article=cast.page).update(start=0, end=6, quote=CANARY)
    cast.page.read_by = staff
    cast.page.save()
    service = Service.objects.create(slug="cao-gao-shi-xiang", code="J99", name=CANARY, pinyin="c", origin="local")
    procedure = Procedure.objects.create(
        slug="cao-gao-de-ban-fa",
        name="草稿事项的办法",
        pinyin="c",
        service=service,
        region=cast.fuxin,
        status="published",
    )
    cast.central.verified_by, cast.central.verified_on, cast.central.verified_how = staff, "2026-05-01", "call"
    cast.central.possible_duplicates.add(cast.draft)
    cast.central.save()
    cast.bureau.services.add(service)
    change = change_for(cast.central, [line("address", "", CANARY)], "edit", staff, note=CANARY)
    Version.objects.create(
        content_type=change.content_type, object_id=cast.central.pk, number=1, name=CANARY, content={"fields": {"name": CANARY}},
        origin="edit", made_by=staff, word=CANARY,
    )  # fmt: skip
    Report.objects.create(
        kind="hospital", slug=cast.central.slug, title=cast.central.name, region=cast.fuxin, words=CANARY,
        how_known=CANARY, contact=CANARY, handled_by=staff,
    )  # fmt: skip
    packed = gzip.compress(json.dumps([1, {"名称": CANARY}]).encode())
    ImportRun.objects.create(kind="hospital", filename=CANARY, title=CANARY, packed=packed, total=1, made_by=staff)
    publish([cast.page, cast.draft, service, procedure, cast.central, cast.bureau])
    return cast


def public_addresses() -> Iterator[str]:
    yield from ("/", "/about/", "/guide/", "/sitemap.xml", "/llms.txt", "/datapackage.json", "/manifest.webmanifest")
    yield from ("/api/v1/changes/", "/api/v1/export/", "/api/v1/schema/", "/hsds/", "/fhir/metadata", "/reconcile/")
    for question in (CANARY, "阜新", "腰痛 阜新"):
        yield from (f"/{place}/?q={question}" for place in ("search", "api/v1/search", "api/v1/suggest", "en/search"))
        yield f"/reconcile/suggest/entity?prefix={question}"
    for guide in ("symptom=腰痛&region=阜新", "service=异地备案&region=阜新"):
        yield from (f"{place}?{guide}" for place in ("/guide/", "/api/v1/guide/", "/guide/print/", "/guide/print.pdf"))
    yield from (f"/fhir/{name}" for name in FHIR)
    for name, _rows, _one in HSDS:
        yield f"/hsds/{name}"
    for kind in kinds:
        yield from (
            f"/{kind.pages}/",
            f"/en/{kind.pages}/",
            f"/api/v1/{kind.collection}/",
            f"/sitemap-{kind.collection}.xml",
        )
        yield from (f"/api/v1/export/{kind.collection}.{ending}" for ending in ("ndjson", "csv", "geojson"))
    for entry in Entry.objects.live().select_related("document"):
        data, page = entry.data, entry.data["page"]
        yield from (
            data["url"],
            page,
            f"/en{page}",
            f"{page}print/",
            f"{page.rstrip('/')}.jsonld",
            f"{page.rstrip('/')}.md",
        )
        yield from (f"/reconcile/preview/{entry.uid}", f"{data['url']}hours.ics", f"{data['url']}hours/")
        yield from (f"/fhir/{name}/{entry.uid}" for name in FHIR)
        yield from ([f"{page}print.pdf"] if entry.kind in {"hospital", "procedure"} else [])


def body_of(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body[:2] == b"\x1f\x8b":
        body = gzip.GzipFile(fileobj=BytesIO(body)).read()
    if body[:4] == b"%PDF":
        from pypdf import PdfReader

        return "".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)
    return str(body.decode(errors="replace"))


def look_at_previews(private: SimpleNamespace) -> None:
    """What staff have looked at before it is public is remembered nowhere."""
    staff = Client()
    staff.force_login(User.objects.create(username="root", is_staff=True, is_superuser=True))
    change = Change.objects.get(name=private.central.name)
    for model, pk in (("hospitals_hospital", private.draft.pk), ("core_change", change.pk)):
        page = staff.get(reverse(f"admin:{model}_preview", args=[pk]))
        assert CANARY in page.content.decode()
    form = reverse("admin:hospitals_hospital_change", args=[private.central.pk])
    shown = staff.post(form, form_of(staff.get(form), address=CANARY, _show="1"))
    assert CANARY in shown.content.decode()
    assert "预览" in shown.content.decode()


def test_nothing_private_is_public(private: SimpleNamespace, client: Client) -> None:
    look_at_previews(private)
    seen: dict[str, int] = {}
    for address in sorted(set(public_addresses())):
        response = client.get(address)
        text = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), body_of(response))
        assert CANARY not in text or CANARY in address, address
        assert "居民必须参保" not in text, address
        seen[address] = response.status_code
    assert max(seen.values()) < 500, [address for address, status in seen.items() if status >= 500]
    assert sum(status == 200 for status in seen.values()) > 150


def test_a_question_for_it_finds_nothing(private: SimpleNamespace, client: Client) -> None:
    assert client.get(f"/api/v1/search/?q={CANARY}").json()["results"] == []
    tools = ({"name": "ask", "arguments": {"question": "沈阳 医院"}}, {"name": "read", "arguments": {"url": DRAFT}})
    for params in tools:
        call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
        said = client.post("/mcp", call, content_type="application/json", headers=MCP)
        assert said.status_code == 200
        assert CANARY not in json.dumps(said.json(), ensure_ascii=False)
