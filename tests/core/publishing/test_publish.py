"""Publishing: what becomes public, what follows it, and that it happens whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext

from directory.core.models import Document, Entry, Scheme, Sequence
from directory.core.publishing.publish import publish, publish_all, publishable_models, remove
from hospitals.models import Department, Hospital, Symptom
from offices.models import Channel, Office, Procedure
from tests.admin_cast import form_of

pytestmark = pytest.mark.django_db


def entry(kind: str, slug: str) -> Entry:
    return Entry.objects.get(kind=kind, slug=slug)


def saved(record: Any, **changes: Any) -> Any:
    for name, value in changes.items():
        setattr(record, name, value)
    record.save()
    return record


def queries_of(records: Iterable[models.Model]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        publish(records)
    return len(captured)


def test_it_works(cast: SimpleNamespace) -> None:
    central = entry("hospital", "fu-xin-zhong-xin")
    assert central.data["name"] == "阜新市中心医院"
    assert central.data["region"]["path"] == ["辽宁省", "阜新市"]
    assert central.data["citations"][0]["article"]["title"] == "阜新市腰痛去哪里看"
    assert (central.version, central.data["version"]) == (1, 1)
    assert central.data["updated_at"] == central.updated_at.isoformat()
    assert "阜新中心" in central.search_text.split("\n")


def test_what_did_not_change_keeps_its_number(cast: SimpleNamespace) -> None:
    before = Sequence.current()
    assert publish([cast.central, cast.symptom]) == 0
    assert Sequence.current() == before


def test_a_change_counts_one_version_up_and_draws_a_number(cast: SimpleNamespace) -> None:
    before = Sequence.current()
    assert publish([saved(cast.central, address="中华路 1 号")]) == 1
    central = entry("hospital", "fu-xin-zhong-xin")
    assert (central.version, central.sequence) == (2, before + 1)


def test_a_change_of_pinyin_reaches_the_search_although_the_document_does_not_show_it(cast: SimpleNamespace) -> None:
    publish([saved(cast.central, pinyin="fuxinzhongxin fxzx")])
    assert "fxzx" in entry("hospital", "fu-xin-zhong-xin").search_text


def test_drafts_are_invisible_also_where_they_are_mentioned(cast: SimpleNamespace) -> None:
    assert not Entry.objects.filter(slug="cao-gao").exists()
    assert "还没核实" not in "".join(Entry.objects.values_list("document__text", flat=True))
    publish([saved(cast.draft, status="published")])
    names = [row["hospital"]["name"] for row in entry("symptom", "yao-tong").data["recommendations"]]
    assert names == ["阜新市中心医院", "还没核实的医院"]
    publish([saved(cast.draft, status="draft")])
    assert "还没核实" not in entry("symptom", "yao-tong").document.text


def test_a_figure_of_a_department_that_is_not_public_is_not_shown_as_the_hospitals(cast: SimpleNamespace) -> None:
    hidden = Department.objects.create(slug="03", code="03", name="内科")
    cast.central.facts.create(kind="beds", department=hidden, minimum=10, maximum=10, unit="张")
    publish([cast.central])
    assert entry("hospital", "fu-xin-zhong-xin").data["facts"] == []


@pytest.mark.parametrize(
    ("thing", "change", "mentioning"),
    [
        ("teaser", {"title": "换了标题"}, [("hospital", "fu-xin-zhong-xin"), ("symptom", "yao-tong")]),
        ("page", {"title": "换了标题"}, [("article", "900-01"), ("policy", "ju-min-qiang-zhi")]),
        ("orthopaedics", {"name": "骨伤科"}, [("hospital", "fu-xin-zhong-xin"), ("symptom", "yao-tong")]),
        ("central", {"name": "中心医院"}, [("symptom", "yao-tong")]),
        ("fuxin", {"name": "新阜新市"}, [("hospital", "fu-xin-zhong-xin"), ("office", "fu-xin-yi-bao-ju")]),
        # The province is named in the path of what lies anywhere below it.
        ("province", {"name": "新辽宁省"}, [("hospital", "hai-zhou-er-yuan"), ("region", "210902")]),
        # … and in documents that mention something there.
        ("province", {"name": "新辽宁省"}, [("symptom", "yao-tong")]),
        ("service", {"name": "异地备案"}, [("office", "fu-xin-yi-bao-ju"), ("procedure", "fu-xin-bei-an")]),
    ],
)
def test_a_new_name_reaches_every_document_that_mentions_it(
    cast: SimpleNamespace, thing: str, change: dict[str, str], mentioning: list[tuple[str, str]]
) -> None:
    publish([saved(getattr(cast, thing), **change)])
    for kind, slug in mentioning:
        assert next(iter(change.values())) in entry(kind, slug).document.text, (kind, slug)


def test_a_renamed_scheme_reaches_documents_although_it_has_none(cast: SimpleNamespace) -> None:
    scheme = Scheme.objects.create(code="resident", name="居民")
    cast.bureau.phones.create(number="0418-2820000", kind="landline", scheme=scheme)
    cast.procedure.schemes.add(scheme)
    publish([cast.bureau, cast.procedure])
    assert publish([saved(scheme, name="城乡居民医保")]) == 2
    assert "城乡居民医保" in entry("office", "fu-xin-yi-bao-ju").document.text
    assert "城乡居民医保" in entry("procedure", "fu-xin-bei-an").document.text


def test_a_scheme_renamed_in_the_admin_reaches_documents(cast: SimpleNamespace, admin_client: Client) -> None:
    scheme = Scheme.objects.create(code="resident", name="居民")
    cast.procedure.schemes.add(scheme)
    publish([cast.procedure])
    address = f"/admin/core/scheme/{scheme.pk}/change/"
    form = form_of(admin_client.get(address), name="城乡居民医保")
    assert admin_client.post(address, form).status_code == 302
    assert "城乡居民医保" in entry("procedure", "fu-xin-bei-an").document.text


def test_a_channel_named_only_by_a_step_reaches_the_procedure(cast: SimpleNamespace) -> None:
    channel = Channel.objects.create(
        slug="app", name="旧名", channel_kind="app", region=cast.nation, status="published"
    )
    cast.procedure.steps.create(text="打开应用。", channel=channel)
    publish([cast.procedure, channel])
    publish([saved(channel, name="国家医保服务平台")])
    assert "国家医保服务平台" in entry("procedure", "fu-xin-bei-an").document.text


def test_withdrawing_leaves_a_tombstone_and_publishing_again_replaces_it(cast: SimpleNamespace) -> None:
    publish([saved(cast.second, status="draft")])
    tombstone = entry("hospital", "hai-zhou-er-yuan")
    assert (tombstone.object_id, tombstone.search_text) == (None, "")
    assert not Document.objects.filter(entry=tombstone).exists()
    assert tombstone.withdrawn_at is not None
    publish([saved(cast.second, status="published")])
    again = entry("hospital", "hai-zhou-er-yuan")
    assert (again.pk, again.withdrawn_at, again.version) == (tombstone.pk, None, 3)
    assert again.sequence > tombstone.sequence


def test_removing_leaves_a_tombstone_and_no_mention(cast: SimpleNamespace) -> None:
    campus = Hospital.objects.create(
        slug="fen-yuan", name="分院", region=cast.fuxin, parent=cast.second, status="published"
    )
    cast.second.possible_duplicates.add(cast.central)
    publish([campus, cast.second, cast.central])
    campus.parent = None
    campus.save()
    remove(cast.second)
    assert entry("hospital", "hai-zhou-er-yuan").withdrawn_at is not None
    assert entry("hospital", "fu-xin-zhong-xin").data["possible_duplicates"] == []


def test_what_is_mentioned_with_protection_is_not_removed(cast: SimpleNamespace) -> None:
    with pytest.raises(models.ProtectedError):
        remove(cast.central)
    assert entry("hospital", "fu-xin-zhong-xin").withdrawn_at is None


def test_renames_lead_on_and_back(cast: SimpleNamespace) -> None:
    def moves() -> dict[str, str]:
        return dict(Entry.objects.filter(kind="hospital", slug__in="abc").values_list("slug", "moved_to"))

    publish([saved(cast.second, slug="a")])
    publish([saved(cast.second, slug="b")])
    publish([saved(cast.second, slug="c")])
    assert moves() == {"a": "b", "b": "c", "c": ""}
    publish([saved(cast.second, slug="a")])
    assert moves() == {"a": "", "b": "c", "c": "a"}
    assert entry("hospital", "a").data["name"] == "海州区第二医院"
    assert Entry.objects.filter(kind="hospital", object_id=cast.second.pk).count() == 1


def test_two_records_swap_their_slugs(cast: SimpleNamespace) -> None:
    saved(cast.second, slug="between")
    saved(cast.central, slug="hai-zhou-er-yuan")
    saved(cast.second, slug="fu-xin-zhong-xin")
    publish([cast.central, cast.second])
    assert entry("hospital", "hai-zhou-er-yuan").data["name"] == "阜新市中心医院"
    assert entry("hospital", "fu-xin-zhong-xin").data["name"] == "海州区第二医院"


def test_a_slug_given_up_by_a_record_that_is_not_published_yet_can_be_taken(cast: SimpleNamespace) -> None:
    saved(cast.second, slug="elsewhere")
    publish([saved(cast.central, slug="hai-zhou-er-yuan")])
    assert entry("hospital", "hai-zhou-er-yuan").data["name"] == "阜新市中心医院"
    publish([cast.second])
    assert entry("hospital", "elsewhere").data["name"] == "海州区第二医院"


def test_an_error_in_the_middle_leaves_nothing(cast: SimpleNamespace) -> None:
    # The number that the second change would draw is taken.
    Entry.objects.filter(slug="ju-min-qiang-zhi").update(sequence=Sequence.current() + 2)
    before = list(Entry.objects.order_by("pk").values_list("slug", "document__text"))
    cast.symptom.description = "一处改动"
    cast.symptom.save()
    with pytest.raises(IntegrityError):
        publish([saved(cast.second, address="另一处改动"), cast.symptom])
    assert list(Entry.objects.order_by("pk").values_list("slug", "document__text")) == before


def test_thirty_hospitals_take_as_many_queries_as_one(cast: SimpleNamespace) -> None:
    many = [
        Hospital.objects.create(
            slug=f"h{n}", name=f"医院{n}", region=cast.haizhou, parent=cast.central, status="published"
        )
        for n in range(31)
    ]
    for hospital in many:
        hospital.departments.create(department=cast.orthopaedics)
        hospital.citations.create(article=cast.teaser, field="name", value=hospital.name, region=cast.haizhou)
    assert queries_of(many[1:]) == queries_of(many[:1])


def test_entries_are_looked_up_by_what_is_known_of_them(cast: SimpleNamespace) -> None:
    hospitals = [Hospital(slug=f"h{n}", name="新医院", region=cast.haizhou, status="published") for n in range(3)]
    Hospital.objects.bulk_create(hospitals)
    with CaptureQueriesContext(connection) as captured:
        publish(hospitals)
    statements = [query["sql"] for query in captured if query["sql"].startswith('SELECT "core_entry"')]
    assert statements
    # Whoever wants them in the order of their numbers has SQLite go through all entries of the kind.
    assert [sql for sql in statements if "ORDER BY" in sql] == []


def test_publishing_all_goes_on_after_an_interruption(cast: SimpleNamespace) -> None:
    Entry.objects.all().delete()
    assert sum(publish_all(Symptom)) == 1
    before = Sequence.current()
    for model in publishable_models():
        assert sum(publish_all(model)) == model._default_manager.count()
    assert entry("symptom", "yao-tong").sequence <= before
    after = Sequence.current()
    for model in publishable_models():
        list(publish_all(model))
    assert Sequence.current() == after


def test_only_what_is_missing(cast: SimpleNamespace) -> None:
    Entry.objects.filter(kind="office").delete()
    assert sum(publish_all(Office, missing=True)) == 1
    assert sum(publish_all(Office, missing=True)) == 0
    assert sum(publish_all(Procedure, missing=True)) == 0
