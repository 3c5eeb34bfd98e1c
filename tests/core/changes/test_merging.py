"""Two records become one and two again; what is decided is remembered."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from directory.core.changes import applying, duplicates, merging
from directory.core.changes.applying import Stale
from directory.core.changes.lines import line
from directory.core.changes.states import state_of
from directory.core.models import Article, Change, Entry, Pair, Version
from directory.core.publishing.publish import publish
from hospitals.models import Hospital, Recommendation
from tests.admin_cast import answer_for, curator, form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def twin(cast: SimpleNamespace) -> Hospital:
    """阜新市中心医院 once more, as another list has it."""
    twin = Hospital(
        slug="twin", name="阜新中心医院", region=cast.fuxin, address="中华路 1 号", level=2, status="published",
        insurance_code="H21090000001",
    )  # fmt: skip
    twin.full_clean()
    twin.save()
    twin.phones.create(number="0418-2810001", kind="landline")
    twin.departments.create(department=cast.orthopaedics, name="骨外科")
    twin.citations.create(article=cast.page, field="level", value="二级")
    cast.symptom.recommendations.create(hospital=twin, article=cast.page, rank=2)
    publish([twin])
    return twin


@pytest.fixture
def pair(cast: SimpleNamespace, twin: Hospital) -> Pair:
    call_command("find_duplicates", "--kind", "hospital", verbosity=0)
    return Pair.objects.get()


def test_it_works(cast: SimpleNamespace, twin: Hospital, pair: Pair, client: Client) -> None:
    assert pair.evidence == [["name", "中心医院"]]
    merging.merge(pair, cast.central, {})
    cast.central.refresh_from_db()
    assert (cast.central.level, cast.central.address, cast.central.insurance_code) == (3, "中华路 1 号", "H21090000001")
    assert cast.central.aliases == ["阜新中心", "阜新中心医院"]
    assert [row.number for row in cast.central.phones.all()] == ["0418-2810001"]
    assert {str(row) for row in cast.central.departments.all()} == {"骨科专业", "骨外科"}
    assert {row.article.slug for row in cast.central.citations.filter(field="level")} == {"900", "900-01"}
    assert client.get("/hospitals/twin/")["Location"] == "/hospitals/fu-xin-zhong-xin/"
    assert not Hospital.objects.filter(slug="twin").exists()
    assert set(Recommendation.objects.values_list("hospital__slug", flat=True)) == {"fu-xin-zhong-xin", "cao-gao"}
    shown = Entry.objects.get(kind="symptom").data["recommendations"]
    assert {each["hospital"]["slug"] for each in shown} == {"fu-xin-zhong-xin"}
    assert [each.origin for each in Version.objects.of(cast.central)] == ["merge", "base"]


def test_the_other_may_be_right(cast: SimpleNamespace, pair: Pair) -> None:
    merging.merge(pair, cast.central, {"level": "other"})
    cast.central.refresh_from_db()
    assert (cast.central.level, cast.central.name) == (2, "阜新市中心医院")


def test_it_can_be_undone(cast: SimpleNamespace, twin: Hospital, pair: Pair, client: Client) -> None:
    before = [state_of(record) for record in (cast.central, twin, cast.symptom)]
    merging.merge(pair, cast.central, {"level": "other"})
    merging.unmerge(pair)
    after = [state_of(record) for record in (cast.central, Hospital.objects.get(slug="twin"), cast.symptom)]
    assert after == before
    assert client.get("/api/v1/hospitals/twin/").json()["level"] == 2
    assert Entry.objects.get(kind="hospital", slug="fu-xin-zhong-xin").data["level"] == 3
    pair.refresh_from_db()
    assert pair.state == "open"
    merging.merge(pair, cast.central, {})  # and again


def test_what_was_edited_since_is_not_undone_silently(cast: SimpleNamespace, pair: Pair) -> None:
    merging.merge(pair, cast.central, {})
    cast.central.refresh_from_db()
    applying.apply(applying.change_for(cast.central, [line("address", "中华路 1 号", "新路 2 号")], "edit"))
    with pytest.raises(ValidationError, match="有人改过"):
        merging.unmerge(pair)
    cast.central.refresh_from_db()
    assert (cast.central.address, Hospital.objects.filter(slug="twin").exists()) == ("新路 2 号", False)


def test_what_was_not_seen_is_not_merged(cast: SimpleNamespace, twin: Hospital, pair: Pair) -> None:
    with pytest.raises(Stale, match="已被修改"):
        merging.merge(pair, cast.central, {}, seen={cast.central.pk: 1, twin.pk: 7})
    merging.merge(pair, cast.central, {}, seen={cast.central.pk: 1, twin.pk: 1})
    with pytest.raises(Stale, match="已经合并过"):
        merging.merge(pair, cast.central, {})


def test_the_same_recommendation_is_kept_once(cast: SimpleNamespace, twin: Hospital, pair: Pair) -> None:
    cast.symptom.recommendations.create(hospital=twin, article=cast.teaser, rank=5)
    merging.merge(pair, cast.central, {})
    assert cast.symptom.recommendations.filter(hospital=cast.central, article=cast.teaser).count() >= 1


def test_changes_and_pairs_move_along(cast: SimpleNamespace, twin: Hospital, pair: Pair) -> None:
    answer_for(Hospital)
    waiting = applying.change_for(twin, [line("parking", "", "有")], "edit")
    third = Pair.objects.create(
        content_type=pair.content_type, one=min(twin.pk, cast.second.pk), other=max(twin.pk, cast.second.pk),
        region=cast.fuxin, title="x",
    )  # fmt: skip
    merging.merge(pair, cast.central, {})
    waiting.refresh_from_db()
    third.refresh_from_db()
    assert waiting.object_id == cast.central.pk
    assert {third.one, third.other} == {cast.central.pk, cast.second.pk}
    applying.apply(waiting)
    cast.central.refresh_from_db()
    assert cast.central.parking == "有"


def test_apart_is_remembered_until_more_speaks_for_it(cast: SimpleNamespace, twin: Hospital, pair: Pair) -> None:
    pair.state = Pair.State.APART
    pair.save()
    assert duplicates.remember(Hospital, duplicates.find(Hospital)) == 0
    cast.central.phones.create(number="0418-2810001", kind="landline")
    twin.name = "阜新市中心医院"
    twin.save()
    assert duplicates.remember(Hospital, duplicates.find(Hospital)) == 1
    pair.refresh_from_db()
    assert pair.state == "open"


def test_the_command_shows_and_stores_nothing(twin: Hospital, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("find_duplicates", "--dry-run", "--region", "阜新")
    assert "fu-xin-zhong-xin = twin: name 中心医院" in capsys.readouterr().out
    assert not Pair.objects.exists()
    for wrong in (["--kind", "symptom"], ["--region", "没有这里"]):
        with pytest.raises(CommandError):
            call_command("find_duplicates", *wrong)


def test_the_admin_decides_pair_after_pair(cast: SimpleNamespace, twin: Hospital, pair: Pair) -> None:
    zhang, at = curator("张三"), f"/admin/core/pair/{pair.pk}/change/"
    page = zhang.get(at)
    for shown in ("名称相同", "保留 twin", "三级", "二级"):
        assert shown in page.content.decode()
    sent = form_of(page)
    assert "请选择保留哪一个" in zhang.post(at, {**sent, "do": "merge"}, follow=True).content.decode()
    assert "请选择合并" in zhang.post(at, {**sent, "do": "nonsense"}, follow=True).content.decode()
    kept = {**sent, "do": "merge", "survivor": str(twin.pk), "choice-level": str(cast.central.pk)}
    stale = {**kept, f"seen-{twin.pk}": "9"}
    assert "已被修改" in zhang.post(at, stale, follow=True).content.decode()
    said = zhang.post(at, kept, follow=True).content.decode()
    assert "已合并为" in said
    assert "没有待决定的可能重复了" in said
    twin.refresh_from_db()
    assert (twin.level, twin.aliases) == (3, ["阜新中心", "阜新市中心医院"])
    assert "撤销合并" in zhang.get(at).content.decode()
    assert "又在了" in zhang.post(at, {"do": "undo"}, follow=True).content.decode()
    zhang.post(at, {"do": "apart", "word": "电话问过"})
    pair.refresh_from_db()
    assert (pair.state, pair.word) == ("apart", "电话问过")


def test_nothing_is_left_that_names_the_other(cast: SimpleNamespace, twin: Hospital, pair: Pair) -> None:
    campus = Hospital(slug="campus", name="东院区", region=cast.fuxin, parent=twin, status="published")
    campus.full_clean()
    campus.save()
    cast.second.possible_duplicates.add(twin)
    publish([campus, cast.second])
    merging.merge(pair, cast.central, {})
    campus.refresh_from_db()
    assert campus.parent == cast.central
    texts = [entry.document.text for entry in Entry.objects.live()]
    assert not any('"twin"' in text for text in texts)
    assert Change.objects.filter(origin="merge").count() == 1
    assert Article.objects.count() == 2
    merging.unmerge(pair)
    campus.refresh_from_db()
    assert campus.parent is not None
    assert campus.parent.slug == "twin"


def test_unmerged_twice_says_so(cast: SimpleNamespace, pair: Pair) -> None:
    merging.merge(pair, cast.central, {})
    merging.unmerge(pair)
    with pytest.raises(Stale):
        merging.unmerge(pair)
