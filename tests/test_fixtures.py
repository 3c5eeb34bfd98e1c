"""The fixtures as a whole: they load, hold together, and say what the articles say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from directory.core.loading.seeding import load, rows
from directory.core.models import Article, Citation, Entry, Record, Region, Sequence
from directory.core.publishing.publish import publishable_models
from directory.core.sources.agreement import disputed_fields, disputed_ids
from directory.core.sources.provenance import citable_fields, unsourced
from hospitals.models import Hospital, Recommendation, Symptom
from offices.models import Office, Policy, Procedure
from tests.conftest import Content

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
RECORDS: list[Any] = [model for model in apps.get_models() if issubclass(model, Record)]
KINDS: dict[str, Any] = {model.kind: model for model in RECORDS}

DISPUTED = {
    "procedure chong-fu-can-bao-chu-li": ["summary"],
    "procedure jia-ting-gong-ji": ["summary"],
    "procedure ju-min-yi-bao-jiao-fei": ["consequence", "result"],
    "procedure yi-di-jiu-yi-bei-an": ["result"],
    "policy quan-guo-2025-ju-min-cai-zheng-bu-zhu": ["value"],
    "policy quan-guo-2025-ju-min-ge-ren-jiao-fei": ["value"],
    "policy quan-guo-ju-min-can-bao-qiang-zhi-xing": ["value"],
    "policy quan-guo-ju-min-ge-ren-jiao-fei": ["value"],
    "policy quan-guo-ju-min-jiao-fei-dai-yu-nian-du": ["value"],
    "policy quan-guo-ju-min-sheng-nei-bei-an": ["value"],
    "policy quan-guo-ju-min-zhi-gong-chong-fu-can-bao": ["value"],
    "policy quan-guo-zhi-gong-ge-ren-zhang-hu-gong-ji": ["value"],
    "policy quan-guo-zhi-gong-zui-di-jiao-fei-nian-xian-nan": ["value"],
    "policy quan-guo-zhi-gong-zui-di-jiao-fei-nian-xian-nv": ["value"],
}
LOOK_ALIKES = [
    {"阜新市中心医院", "阜新市人民医院"},
    {"巴彦淖尔市医院", "巴彦淖尔市人民医院", "巴彦淖尔市第一人民医院"},
    {"巴彦淖尔市中蒙医院", "巴彦淖尔市中医医院"},
]
PLACEHOLDERS = ("XX", "××", "某某", "TODO", "待补")


def texts() -> Iterator[tuple[str, str]]:
    for path in sorted(FIXTURES.glob("*.json")):
        for row in json.loads(path.read_text(encoding="utf-8")):
            yield from ((path.name, value) for value in row["fields"].values() if isinstance(value, str))


def records() -> Iterator[Any]:
    for model in RECORDS:
        yield from model._default_manager.prefetch_related("citations__article", *model.parts)


def tables() -> dict[str, list[Any]]:
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("core_", "hospitals_", "offices_")):
                cursor.execute(f'SELECT * FROM "{table}"')
                found[table] = sorted(cursor.fetchall(), key=repr)
    return found


def test_it_works(content: Content, directory: None) -> None:
    assert content.records == Entry.objects.count() == Entry.objects.latest("sequence").sequence > 3500
    assert Sequence.current() == content.records + 1  # laying it out made the index anew
    assert Article.objects.count() == 105 + 25  # the articles, and the guidance on emergencies


def test_every_row_is_clean_constraints_included(directory: None) -> None:
    for row in rows():
        row.full_clean()


def test_everything_is_published(directory: None) -> None:
    assert [str(record) for record in records() if record.status != "published"] == []
    for model in publishable_models():
        assert Entry.objects.live().of(model.kind).count() == model._default_manager.count()


def test_loading_again_changes_nothing(directory: None) -> None:
    before = tables()
    load(settings.SEED_FIXTURES)
    assert tables() == before


def test_every_article_in_scope_is_cited_and_no_other(directory: None) -> None:
    cited = {citation.article_id for record in records() for citation in record.citations.all()}
    cited.update(Recommendation.objects.values_list("article_id", flat=True))
    assert cited == set(Article.objects.filter(in_scope=True).values_list("pk", flat=True))
    assert Article.objects.filter(in_scope=True).count() == 99 + 25


def test_every_value_has_a_source_or_is_ours(directory: None) -> None:
    assert {str(record): missing for record in records() if (missing := unsourced(record))} == {}


def test_citations_and_notes_name_fields_that_there_are(directory: None) -> None:
    for model in RECORDS:
        known = {*citable_fields(model), *model.parts}
        for record in model._default_manager.prefetch_related("citations"):
            named = {*record.editorial, *record.unfinished, *(row.field for row in record.citations.all())}
            assert named <= known, record.slug


def test_what_is_disputed(directory: None) -> None:
    found = {f"{record.kind} {record.slug}": disputed_fields(record) for record in records()}
    assert {name: fields for name, fields in found.items() if fields} == DISPUTED
    assert {f"{entry.kind} {entry.slug}" for entry in Entry.objects.filter(disputed=True)} == set(DISPUTED)


def test_a_disputed_policy_says_nothing_of_its_own(directory: None) -> None:
    for policy in Policy.objects.filter(pk__in=disputed_ids(Policy)):
        assert (policy.figure, policy.statement) == ("", ""), policy.slug


def test_look_alikes_name_each_other_and_stay_apart(directory: None) -> None:
    of = {row.name: {other.name for other in row.possible_duplicates.all()} for row in Hospital.objects.all()}
    assert {name: others for name, others in of.items() if others} == {
        name: group - {name} for group in LOOK_ALIKES for name in group
    }
    written = [row["fields"] for row in json.loads((FIXTURES / "hospitals.json").read_text(encoding="utf-8"))]
    named = {(row["slug"], other) for row in written for (other,) in row.get("possible_duplicates", ())}
    assert named == {(other, slug) for slug, other in named}


def test_no_placeholders() -> None:
    assert [(name, text) for name, text in texts() if any(mark in text for mark in PLACEHOLDERS)] == []


def test_wrong_statements_are_kept_with_a_remark(directory: None) -> None:
    deprecated = [row for record in records() for row in record.citations.all() if row.rank == Citation.Rank.DEPRECATED]
    assert {row.article.slug for row in deprecated} == {"002-17", "004-01", "004-02"}
    assert all(row.reason for row in deprecated)


# What the articles say, fact by fact.

FIGURES = {
    "xu-zhou-2025-ju-min-ge-ren-jiao-fei": "460 元/年",
    "xu-zhou-2025-ju-min-ge-ren-jiao-fei-da-xue-sheng": "300 元/年",
    "xu-zhou-2025-chang-hu-xian-ge-ren-jiao-fei": "20 元/年",
    "quan-guo-2024-ju-min-ge-ren-jiao-fei": "400 元/年",
    "quan-guo-2024-ju-min-cai-zheng-bu-zhu": "670 元/年",
    "quan-guo-2024-ju-min-zong-chou-zi": "1070 元/年",
    "ju-li-ju-min-zhu-yuan-bao-xiao-bi-li": "50–70%",
    "tai-zhou-ju-min-dai-yu-deng-dai-qi": "2 个月",
    "quan-guo-2024-ju-min-dai-yu-deng-dai-qi": "3 个月",
    "quan-guo-ju-min-xin-sheng-er-can-bao-qi-xian": "不超过 90 天",
    "chang-sha-ling-huo-jiu-ye-duan-jiao-bu-jiao": "不超过 3 个月",
    "huai-an-qu-ling-huo-jiu-ye-zui-di-jiao-fei-nian-xian": "15 年",
    "quan-guo-zhi-gong-ge-ren-jiao-fei-bi-li": "2–4%",
    "quan-guo-ling-huo-jiu-ye-ge-ren-jiao-fei-bi-li": "约 20%",
    "lin-yi-2025-zhi-gong-jiao-fei-ji-shu-xia-xian": "4416 元/月",
    "lin-yi-2025-zhi-gong-jiao-fei-ji-shu-shang-xian": "22078 元/月",
    "lin-yi-2025-ji-guan-shi-ye-dan-wei-jiao-fei-bi-li": "6.7%",
    "lin-yi-2025-ling-huo-jiu-ye-jiao-fei-bi-li-gao-dang": "8.3%",
    "lin-yi-2025-zhi-gong-ge-ren-zui-di-jiao-fei-e": "88.32 元/月",
    "hu-bei-dan-wei-zhi-na-jin": "0.5 ‰",
    "jiang-su-2025-zhi-gong-zhu-yuan-bao-xiao-bi-li-ji-ceng": "90%",
    "liao-ning-sheng-zhi-men-zhen-qi-fu": "300 元/年",
    "liao-ning-sheng-zhi-men-zhen-nian-du-xian-e": "3000 元/年",
    "liao-ning-sheng-zhi-men-zhen-bao-xiao-bi-li-tui-xiu": "55–65%",
    "xia-men-2024-zhi-gong-men-zhen-qi-fu-zai-zhi": "1200 元",
    "xia-men-2024-zhi-gong-men-zhen-qi-fu-tui-xiu": "800 元",
    "xia-men-2024-zhi-gong-men-zhen-bao-xiao-yi-ji-ji-yi-xia-1-wan-yi-shang": "95%",
    "xia-men-2024-zhi-gong-men-zhen-bao-xiao-er-ji-1-wan-yi-shang": "93%",
    "xia-men-2024-zhi-gong-men-zhen-bao-xiao-san-ji-1-wan-yi-xia-zai-zhi": "75%",
    "xia-men-zhi-gong-men-zhen-bao-xiao-san-ji-1-wan-yi-xia-tui-xiu": "85%",
    "jiang-su-kua-sheng-lian-wang-ji-gou-shu": "115 家",
    "nan-jing-ning-xu-hu-tong-yao-dian": "20 家",
}
STATEMENTS = {
    "xu-zhou-2025-ju-min-ji-zhong-jiao-fei-qi": "2024-10-22 至 2024-12-31",
    "he-nan-ju-min-sheng-nei-tong-yong": "不可以",
    "xu-zhou-ning-xu-hu-tong-bei-an": "无需备案",
    "hu-bei-2020-ling-huo-jiu-ye-zhi-na-jin": "免收",
    "quan-guo-ju-min-can-bao-nian-ling-shang-xian": "不设上限",
    "sheng-yu-jin-tie-nian-zhong-jiang-tong-xiang": "可以",
}
FIELDS = [
    ("office luo-shan-xian-yi-bao-ju", "address", "信阳市罗山县行政路18号(县政府大院内)"),
    ("office luo-shan-xian-yi-bao-ju", "directions", "罗山1路、3路公交到“县政府站”，再走约200米；自驾导航“罗山县人民政府”。"),
    ("office luo-shan-xian-yi-bao-ju", "parking", "院内免费停车"),
    ("office luo-shan-xian-yi-bao-ju", "region_id", 411521),
    ("hospital fu-xin-kuang-ye-ji-tuan-zong-yi-yuan", "address", "阜新市海州区保健街43号"),
    ("hospital kun-ming-bai-dian-feng-yi-yuan", "address", "昆明五华区护国路2号"),
    ("hospital shen-yang-zhong-ya-bai-dian-feng-yi-yuan", "founded", 2010),
    ("hospital ba-yan-nao-er-shi-yi-yuan", "level", 3),
    ("hospital ba-yan-nao-er-shi-yi-yuan", "grade", "a"),
    ("hospital ba-yan-nao-er-shi-yi-yuan", "equipment", ["CT", "MRI", "大型C型臂X光机", "施乐辉关节镜"]),
    ("procedure hu-bei-kua-sheng-yi-di-jiu-yi-bei-an", "validity", "最长1年"),
    ("procedure xu-zhou-ju-min-yi-bao-jiao-fei", "deadline", "2025年度：2024年10月22日至2024年12月31日。"),
    ("procedure 12345-ju-bao-yi-yuan", "legal_basis", "《中华人民共和国消费者权益保护法》第十五条"),
    ("channel lin-yi-bian-min-yi-bao", "platform", "微信"),
]  # fmt: skip
ROWS = [
    ("hospital fu-xin-kuang-ye-ji-tuan-zong-yi-yuan", "facts",
     ["科室数 33 个", "医生 138 位", "可咨询医生 1 位", "网站综合评分 60 分", "患者评价数 87 条"]),
    ("hospital fu-xin-shi-zhong-xin-yi-yuan", "facts", ["科室数 35 个", "医生 85 位", "网站综合评分 60 分"]),
    ("hospital ba-yan-nao-er-shi-yi-yuan", "facts", ["可咨询医生 2 位", "年手术量 不低于 300 例/年", "专家 314 位"]),
    ("hospital ba-yan-nao-er-shi-hong-shi-zi-hui-yi-yuan", "departments", ["微创外科", "泌尿男科"]),
    ("hospital guang-dong-sheng-di-er-ren-min-yi-yuan", "opening_hours",
     ["门诊 每天 08:00–12:00", "门诊 每天 14:00–17:00", "挂号 每天 07:30–11:00", "挂号 每天 13:00–16:00", "夜诊 每天 18:00–21:00"]),
    ("hospital fu-xin-shi-zhong-xin-yi-yuan", "opening_hours", ["急诊 每天 24 小时"]),
    ("symptom yao-tong-ban-wan-yao-shou-xian", "causes", ["腰椎间盘突出", "腰肌劳损", "强直性脊柱炎"]),
    ("symptom tun-yan-kun-nan", "departments", ["消化内科专业", "耳鼻咽喉科"]),
    ("procedure sheng-yu-jin-tie-shen-ling", "time_limits",
     ["到账时间 15–30 工作日", "到账时间 不超过 20 工作日", "到账时间 10–15 工作日"]),
    ("procedure tai-zhou-yi-liao-fei-yong-bao-xiao", "time_limits",
     ["承诺时限 不超过 10 工作日", "承诺时限 不超过 20 工作日", "待遇等待期 2 月"]),
    ("procedure shen-yang-zhi-hui-yi-bao-ti-xian", "time_limits", ["到账时间 1–3 工作日"]),
    ("procedure jiang-su-yi-di-zhu-yuan-fei-yong-bao-xiao", "materials",
     ["出院小结", "发票", "用药明细表", "身份证", "医保卡", "异地就医证明"]),
    ("channel bei-jing-yi-bao-gong-gong-fu-wu-ping-tai", "menu_paths",
     ["个人用户登录 → 城乡居民用户登录 → 查询管理 → 个人缴费情况查询"]),
    ("office luo-shan-xian-she-hui-yi-liao-bao-xian-zhong-xin", "phones", ["0376-2137873"]),
]  # fmt: skip
RECOMMENDED = {
    "yao-tong-ban-fa-re": [(1, "阜新市中心医院"), (1, "阜新市第二人民医院")],
    "jiao-huai-teng-tong-ban-zhong-zhang": [(1, "阜新市中心医院"), (1, "阜新市中医医院"), (2, "阜新矿业集团总医院")],
    "jian-bang-teng-tong-ban-tou-tong": [(1, "阜新市人民医院"), (1, "中国医科大学附属盛京医院阜新医院")],
    "ru-fang-pi-fu-gai-bian": [(1, "阜新矿业集团总医院"), (2, "阜新市中心医院")],
    "niao-ji": [(1, "巴彦淖尔市医院"), (1, "巴彦淖尔市中蒙医院")],
    "bai-dai-yi-chang": [(1, "巴彦淖尔市第二人民医院"), (1, "巴彦淖尔市第一人民医院"), (2, "内蒙古医科大学附属医院")],
}


def record_of(name: str) -> Any:
    kind, slug = name.split()
    return KINDS[kind]._default_manager.get(slug=slug)


@pytest.mark.parametrize(("slug", "said"), [*FIGURES.items(), *STATEMENTS.items()])
def test_policies(directory: None, slug: str, said: str) -> None:
    policy = Policy.objects.get(slug=slug)
    assert said in {policy.figure, policy.statement}


@pytest.mark.parametrize(("name", "field", "value"), FIELDS)
def test_fields(directory: None, name: str, field: str, value: Any) -> None:
    assert getattr(record_of(name), field) == value


@pytest.mark.parametrize(("name", "part", "expected"), ROWS)
def test_rows(directory: None, name: str, part: str, expected: list[str]) -> None:
    assert [str(row) for row in getattr(record_of(name), part).all()] == expected


@pytest.mark.parametrize(("slug", "hospitals"), RECOMMENDED.items())
def test_recommendations(directory: None, slug: str, hospitals: list[tuple[int, str]]) -> None:
    found = Symptom.objects.get(slug=slug).recommendations.all()
    assert [(row.rank, row.hospital.name) for row in found] == hospitals


def test_sides_of_the_dispute_over_compulsory_insurance(directory: None) -> None:
    sides = Policy.objects.get(slug="quan-guo-ju-min-can-bao-qiang-zhi-xing").citations.filter(field="value")
    assert {row.article.slug: row.value for row in sides} == {
        "000": "强制",
        "001": "自愿",
        "002": "自愿",
        "002-17": "自愿",
    }


def test_hours_of_the_office_in_luoshan(directory: None) -> None:
    hours = Office.objects.get(slug="luo-shan-xian-yi-bao-ju").opening_hours.filter(days="workdays")
    found = {row.season: f"{row.opens:%H:%M}-{row.closes:%H:%M}" for row in hours}
    assert found == {"whole_year": "08:00-12:00", "outside_summer": "14:30-17:30", "summer": "15:00-18:00"}


def test_phone_in_luoshan_is_for_employees(directory: None) -> None:
    office = Office.objects.get(phones__number="0376-2137873")
    assert (office.name, str(office.phones.get().scheme)) == ("罗山县社会医疗保险中心", "职工医保")


def test_papers_of_the_five_person_types_in_yangzhou(directory: None) -> None:
    papers: dict[str, list[str]] = {}
    for row in Procedure.objects.get(slug="yang-zhou-yi-di-jiu-yi-bei-an").materials.all():
        papers.setdefault(str(row.person_type), []).append(row.name)
    assert papers == {
        "异地安置退休人员": ["户口簿首页", "常住人口登记卡"],
        "异地长期居住人员": ["居住证", "户口簿首页", "常住人口登记卡"],
        "常驻异地工作人员": ["单位外派证明", "异地工作劳动合同"],
        "异地转诊人员": ["转诊申请表"],
        "其他临时外出就医人员": ["有效身份证件"],
    }


def test_implied_regions_are_filled_in(directory: None) -> None:
    assert Region.objects.get(code=411521).full_name == "河南省信阳市罗山县"
    assert Hospital.objects.within(210000).filter(recommendation_set__record__slug="yao-tong-ban-fa-re").count() == 2
