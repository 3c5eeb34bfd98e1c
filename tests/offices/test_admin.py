"""The screens of offices, services, channels, procedures and policies."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from directory.core.models import Entry, Scheme
from directory.core.sources.provenance import citable_fields
from offices.models import Channel, Office, PersonType, Policy, Procedure, Service, Step
from tests.admin_cast import add_row, curator, form_of, fuxin

pytestmark = pytest.mark.django_db
OWN = list(citable_fields(Procedure))  # the directory's own word, so that nothing needs a source


@pytest.fixture
def zhang() -> Client:
    return curator("张三")


@pytest.fixture
def procedure() -> Procedure:
    service = Service.objects.create(name="异地就医备案", slug="5.1", code="5.1", origin="national")
    return Procedure.objects.create(
        name="阜新异地就医备案", slug="bei-an", service=service, region=fuxin(), status="published", editorial=OWN
    )


@pytest.fixture
def url(procedure: Procedure) -> str:
    return reverse("admin:offices_procedure_change", args=[procedure.pk])


def test_it_works(zhang: Client, url: str, procedure: Procedure) -> None:
    """Person types first, then the rows that are limited to one."""
    data = add_row(form_of(zhang.get(url)), "person_types", name="异地安置退休人员")
    assert zhang.post(url, data).status_code == 302
    person_type = procedure.person_types.get()
    data = add_row(form_of(zhang.get(url)), "steps", text="打开小程序")
    data = add_row(data, "materials", name="户口簿", form="copy", copies="1", person_type=person_type.pk)
    data = add_row(data, "time_limits", kind="promised", maximum="2", unit="工作日")
    assert zhang.post(url, data).status_code == 302
    document = Entry.objects.get(kind="procedure").data
    assert document["materials"][0]["name"] == "户口簿"
    assert document["steps"][0]["text"] == "打开小程序"


def test_only_person_types_of_the_same_procedure_are_offered(zhang: Client, url: str, procedure: Procedure) -> None:
    other = Procedure.objects.create(name="另一份", slug="ling", service=procedure.service, region=procedure.region)
    foreign = PersonType.objects.create(record=other, name="学生")
    PersonType.objects.create(record=procedure, name="退休人员")
    Step.objects.create(record=procedure, text="打开小程序")
    response = zhang.get(url)
    assert "退休人员" in response.content.decode()
    assert "学生" not in response.content.decode()
    assert zhang.post(url, form_of(response, **{"steps-0-person_type": foreign.pk})).status_code == 200


def test_person_type_in_use_is_not_deleted(zhang: Client, url: str, procedure: Procedure) -> None:
    person_type = PersonType.objects.create(record=procedure, name="退休人员")
    Step.objects.create(record=procedure, text="打开小程序", person_type=person_type)
    response = zhang.post(url, form_of(zhang.get(url), **{"person_types-0-DELETE": "on"}))
    assert "还有 1 行" in response.content.decode()
    assert procedure.steps.exists()


def test_new_rows_go_to_the_end_and_numbers_order_them(zhang: Client, url: str, procedure: Procedure) -> None:
    data = add_row(form_of(zhang.get(url)), "steps", text="一")
    data = add_row(add_row(data, "steps", text="二"), "steps", text="三")
    assert zhang.post(url, data).status_code == 302
    assert [(step.text, step.position) for step in procedure.steps.all()] == [("一", 1), ("二", 2), ("三", 3)]
    assert zhang.post(url, form_of(zhang.get(url), **{"steps-2-position": "0"})).status_code == 302
    assert [step.text for step in procedure.steps.all()] == ["三", "一", "二"]


def test_office_serves_regions_and_schemes(zhang: Client) -> None:
    office = Office.objects.create(name="阜新市医保局", slug="yi-bao-ju", region=fuxin(), office_kind="bureau")
    resident = Scheme.objects.create(code="resident", name="城乡居民医保", aliases=["居民医保"])
    url = reverse("admin:offices_office_change", args=[office.pk])
    assert zhang.post(url, form_of(zhang.get(url), serves=[210900], schemes=[resident.pk])).status_code == 302
    assert list(office.schemes.all()) == [resident]
    assert office.serves.get() == fuxin()


def test_policy_list_shows_the_value(zhang: Client) -> None:
    Policy.objects.create(
        name="缴费", slug="jiao-fei", subject="个人缴费标准", region=fuxin(), minimum=400, maximum=400, unit="元/年"
    )
    assert "400 元/年" in zhang.get(reverse("admin:offices_policy_changelist")).content.decode()


def test_channel_with_menu_path(zhang: Client) -> None:
    channel = Channel.objects.create(name="国家医保服务平台", slug="ping-tai", region=fuxin(), channel_kind="app")
    url = reverse("admin:offices_channel_change", args=[channel.pk])
    data = add_row(form_of(zhang.get(url)), "menu_paths", path="我 → 服务")
    assert zhang.post(url, data).status_code == 302
    assert channel.menu_paths.get().path == "我 → 服务"


def test_a_copy_is_found_when_its_template_has_changed(zhang: Client, url: str, procedure: Procedure) -> None:
    nation = procedure.region.parent and procedure.region.parent.parent
    assert nation is not None
    template = Procedure.objects.create(
        name="异地就医备案",
        slug="quan-guo",
        service=procedure.service,
        region=nation,
        status="published",
        editorial=OWN,
    )
    assert zhang.post(url, form_of(zhang.get(url), template=template.pk)).status_code == 302
    procedure.refresh_from_db()
    assert procedure.template_version == template.version
    outdated = reverse("admin:offices_procedure_changelist") + "?outdated_template=yes"
    assert list(zhang.get(outdated).context["cl"].result_list) == []
    form = form_of(zhang.get(reverse("admin:offices_procedure_change", args=[template.pk])), summary="先备案")
    assert zhang.post(reverse("admin:offices_procedure_change", args=[template.pk]), form).status_code == 302
    response = zhang.get(outdated)
    assert list(response.context["cl"].result_list) == [procedure]
    data = form_of(response, index="0", action="compared_with_template", _selected_action=procedure.pk)
    assert "与模板核对：1 条" in zhang.post(outdated, data, follow=True).content.decode()
    assert list(zhang.get(outdated).context["cl"].result_list) == []


def test_a_procedure_is_looked_over(zhang: Client, url: str, procedure: Procedure) -> None:
    procedure.materials.create(name="户口簿")
    assert "“户口簿”" not in zhang.get(url).content.decode()
    retired = PersonType.objects.create(record=procedure, name="退休人员")
    procedure.materials.create(name="退休证", person_type=retired)
    page = zhang.get(url).content.decode()
    assert "办事指南体检" in page
    assert "“户口簿”" in page
