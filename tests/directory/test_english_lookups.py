"""What an English speaker looks up: symptoms, departments, services, regions, by search and by suggestions."""

from __future__ import annotations

import pytest
from django.test import Client

from directory.search.question.english import is_english

# By kind: what is typed, and the name that must be found first of that kind.
LOOKUPS = {
    "symptom": {
        "back pain": "腰痛", "chest pain": "胸痛", "headache": "头痛", "fever": "发热", "toothache": "牙痛", "cough": "咳嗽",
        "dizziness": "头晕", "diarrhea": "腹泻", "rash": "皮肤起疹", "stomach ache": "腹痛", "knee pain": "膝盖痛",
        "insomnia": "失眠", "constipation": "便秘", "blurred vision": "视力模糊", "sore throat": "咽喉痛",
    },
    "department": {
        "orthopedics": "骨科", "cardiology": "心血管", "dermatology": "皮肤", "ophthalmology": "眼科", "pediatrics": "儿",
        "gynecology": "妇", "obstetrics": "产科", "neurology": "神经内科", "dentistry": "口腔", "psychiatry": "精神",
        "traditional chinese medicine": "中医", "internal medicine": "内科", "surgery": "外科", "emergency department": "急诊",
        "ear nose and throat": "耳鼻",
    },
    "service": {"maternity allowance": "生育津贴", "treatment away from home": "异地就医"},
    "policy": {"annual limit": "年度"},
    "region": {"Fuxin": "阜新", "Beijing": "北京", "Inner Mongolia": "内蒙古", "Tibet": "西藏", "Hong Kong": "香港"},
    "hospital": {"hospital in Fuxin": "阜新"},
    "office": {"Luoshan insurance office": "罗山"},
}  # fmt: skip


def test_a_word_that_pinyin_can_spell_is_not_english() -> None:
    assert is_english("surgery")
    assert not is_english("open")
    assert not is_english("fuxin")


@pytest.mark.django_db
@pytest.mark.usefixtures("directory")
def test_a_name_is_linked_where_its_region_is_in_letters(client: Client) -> None:
    """Another hospital's doctors were told beside it: no name of the directory stood in the question."""
    found = client.get("/api/v1/search/", {"q": "how many doctors does Fuxin Central Hospital have"}).json()
    answers = [found["answer"], *found["more_answers"]]
    assert {fact["source"]["name"] for answer in answers for fact in answer["facts"]} == {"阜新市中心医院"}


@pytest.mark.django_db
@pytest.mark.usefixtures("directory")
def test_english_finds_it(client: Client) -> None:
    """A word alone was taken for a name: of fifteen departments five were found."""
    lost = []
    for kind, typed in LOOKUPS.items():
        for text, name in typed.items():
            groups = client.get("/api/v1/search/", {"q": text, "grouped": "true"}).json()["groups"]
            names = [str(row) for group in groups if group["kind"] == kind for row in group["results"][:3]]
            if not any(name in one for one in names):
                lost.append(f"search {text}: {name} is not among {[group['kind'] for group in groups]}")
            suggested = client.get("/api/v1/suggest/", {"q": text}).json()["suggestions"]
            if kind in ("symptom", "department", "region") and not any(name in one["name"] for one in suggested):
                lost.append(f"suggest {text}: {name} is not among {[one['name'] for one in suggested]}")
    assert lost == []
