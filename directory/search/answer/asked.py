"""The facts that were asked for outright, as those have them that should know: one answer for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from directory.core.index.tokens import fold
from directory.core.language.glosses import in_sentence
from directory.core.models import NATION
from directory.search.found.judging import AROUND, Item
from directory.search.found.ranking import Match
from directory.search.found.wanted import Wanted, tagged, wider
from directory.search.question.words import ATTRIBUTES, PATIENTS, PLACES
from offices.models import Procedure

from .covering import ANSWERS, COVERED, content_of, covered, least
from .documents import OF_PLACES, Document, FoundEntry, Reading, told
from .for_whom import FIELDS, of_other_schemes, of_who_asks, within_reach
from .ruled import is_of_insurance, rules, subjects_named
from .telling import Answer, Told, tell

SOURCES = 3  # so many entries answer at most
READ = 12  # so many are looked through for the fact
LISTED = 8  # so many hospitals where a list of them is asked for: 阜新三甲医院有哪些
FACTS = 12
OF_RULES = frozenset({"cost", "reimbursement", "years", "age"})  # each region has its own
SEES = re.compile(
    "(?:看|治|管|查)(?:的是)?(?:什么|哪些|哪种)(?:病|的|毛病|症状|问题)?(?!医院|时|号|专家|医生|项目|地方)|是干什么|做什么的"
)

ABLE = re.compile("(?:能|可以|会|医院|哪[家里儿])(?:不能)?做")

Read = Callable[[FoundEntry], list[Told]]
Reply = tuple[list[Told], str]  # the facts, and who should have them but has not


def asked_for(reading: Reading, attribute: str) -> Answer:
    """What the directory says of it, or that it does not have it."""
    facts, silent = REPLIES[attribute](reading, attribute)
    label = str(ATTRIBUTES[attribute].label)
    lacks_region = attribute in OF_PLACES and reading.lacks_region
    wanting = silent or not facts or lacks_region or is_of_no_year(facts, reading)
    note = unknown(reading, attribute, silent) if wanting else ""
    facts = of_other_schemes(facts, reading.hits)
    own = [fact for fact in facts if fact.limit is None]
    others = [fact for fact in facts if fact.limit is not None]
    if others and not own and attribute in OF_PLACES:
        note = _("本名录没有对你适用的%(label)s。") % {"label": label}
    return Answer(attribute, label, tuple(own[:FACTS]), note, tuple(others[:FACTS]))


def is_of_no_year(facts: list[Told], reading: Reading) -> bool:
    """Whether a year was asked for, and all that is told of rules holds for any: 2026年交多少."""
    years = reading.hits.wanted.question.years
    return bool(years) and all("subject" in fact.document and not fact.document["year"] for fact in facts)


def unknown(reading: Reading, attribute: str, silent: str) -> str:
    """That it is not known: of whom, of which year, or without a region; empty where nobody should have known it."""
    question, kind = reading.hits.wanted.question, ATTRIBUTES[attribute]
    label = _("、").join(map(in_sentence, subjects_named(attribute, question))) or str(kind.label)
    if attribute in OF_PLACES and reading.lacks_region:
        return _("没有说在哪里。写上所在的市或县再查。")
    if attribute == "hospitals" and not question.places:
        return _("没有说在哪里。写上所在的市或县，再查去哪家医院。")
    if question.years and kind.subjects:
        return _("本名录没有 %(year)s 年度的%(label)s。") % {"year": "、".join(question.years), "label": label}
    if silent:
        return _("本名录没有“%(name)s”的%(label)s。") % {"name": silent, "label": label}
    if attribute in OF_RULES and is_of_insurance(question):
        return _("各地规定不一样，本名录没有全国统一的%(label)s。写上参保地再查。") % {"label": label}
    return ""


def told_by(reading: Reading, read_facts: Read, *kinds: str, most: int = SOURCES) -> Reply:
    """The fact as the first entries have it; of one that was named, as that one has it. And who should, but has not."""
    content = content_of(reading)
    some = [
        each
        for each in reading.read(reading.near(*kinds), READ)
        if reading.holds(each) and answers(each, reading, content)
    ]
    found = [(each, read_facts(each)) for each in of_the_service(some, reading)]
    named = [(each, facts) for each, facts in found if is_named(each.item, reading) and each.kind in PLACES]
    if named and not any(facts for _each, facts in named):
        named += [each for each in found if is_colleague(each[0], named[0][0])]
    found = named or found
    if found and not found[0][1] and found[0][0].kind in PLACES and reading.hits.wanted.question.places:
        found = [each for each in found if is_beside(each[0], found[0][0])]  # another town's phone is no answer
    telling = [facts for _each, facts in found if facts]
    if found and found[0][1] and found[0][0].item.place.match <= Match.BEGINNING and not named:
        telling = telling[:1]
    silent = found[0][0].document["name"] if found and not found[0][1] else ""
    silent = "" if telling and found[0][0].kind == "procedure" else silent  # another guide to the same tells it
    return [each for facts in telling[:most] for each in facts], silent


def answers(found: FoundEntry, reading: Reading, content: Mapping[str, float]) -> bool:
    """Whether an entry holds enough of the question to be told from; one that was found for all of it does."""
    hits = reading.hits
    if not hits.rarity or found.item.key in hits.sure | hits.linked or is_of_the_service(found, hits.wanted):
        return True
    if not content:
        return found.kind in PLACES or any(fold(link.name) in found.said.folded for link in hits.links)
    places = hits.wanted.question.places
    there = found.kind in PLACES and bool(places) and found.item.place.nearness == 0
    local = not found.item.handles.tags.isdisjoint({f"a:{place.code}" for place in places})
    enough = COVERED if local and found.kind == Procedure.kind else ANSWERS
    return there or covered(content, reading, found) >= least(enough, reading, found)


def of_the_service(found: list[FoundEntry], reading: Reading) -> list[FoundEntry]:
    """Without guides to other services than the one that was named: how long a transfer takes another one does not say."""
    own = [each for each in found if is_of_the_service(each, reading.hits.wanted)]
    return [each for each in found if each.kind != "procedure" or each in own] if own else found


def is_of_the_service(found: FoundEntry, wanted: Wanted) -> bool:
    """Whether an entry is a guide to the service that was named."""
    return found.kind == "procedure" and not wanted.services.isdisjoint(found.item.handles.tags)


def is_colleague(found: FoundEntry, other: FoundEntry) -> bool:
    """Whether an office is another one of the same region, which may say more: hospitals do not answer for each other."""
    return found.kind == other.kind == "office" and found.item.key != other.item.key and is_beside(found, other)


def is_beside(found: FoundEntry, other: FoundEntry) -> bool:
    """Whether two places are in one region."""
    return bool(found.document["region"]["path"] == other.document["region"]["path"])


def is_named(item: Item, reading: Reading) -> bool:
    return item.key in reading.hits.linked


def of_fields(*paths: str) -> Read:
    """The facts of these fields."""
    return lambda found: [tell(found.document, fact) for fact in found.facts(*paths)]


def of_places(*paths: str) -> Callable[[Reading, str], Reply]:
    return lambda reading, attribute: told_by(reading, of_fields(*paths), *ATTRIBUTES[attribute].kinds)


def by_phone(reading: Reading, attribute: str) -> Reply:
    """The phones of places; who asks about insurance, and names no region and no place, may call those who advise all."""
    facts, silent = of_places("phones", "phone")(reading, attribute)
    if not is_for_anybody(reading, attribute):
        return facts, silent
    everywhere = reading.looked_up((tagged(["o:hotline"]), tagged([f"a:{NATION}"])), "office", READ)
    advising = [line for line in reading.read(everywhere, READ) if line.document["advises_on"]]
    phones = [fact for line in advising for fact in told(line, "phones")]
    return (phones, "") if phones else (facts, silent)


def is_for_anybody(reading: Reading, attribute: str) -> bool:
    """Whether a question about insurance names no region and no place."""
    hits, question = reading.hits, reading.hits.wanted.question
    if reading.lacks_region:
        return "office" in question.kinds and ("医保" in question.put or "医疗" in question.put)
    if question.places or any(kind in PLACES for kind in question.kinds):
        return False
    names_one = any(is_named(item, reading) and item.kind in ATTRIBUTES[attribute].kinds for item in hits.ranked)
    return not names_one and (question.has("scheme") or question.has("service"))


def of_procedures(*paths: str) -> Callable[[Reading, str], Reply]:
    def reply(reading: Reading, _attribute: str) -> Reply:
        facts, silent = told_by(reading, of_fields(*paths), "procedure", most=1)
        facts = within_reach(facts, reading.hits)
        return of_who_asks(facts, reading.hits) if FIELDS.issuperset(paths) else facts, silent

    return reply


def by_rules(reading: Reading, attribute: str) -> Reply:
    facts, places = rules(reading, attribute), reading.hits.wanted.question.places
    return facts, "" if facts else "、".join(place.name for place in places)


def by_rules_or(*paths: str) -> Callable[[Reading, str], Reply]:
    """From procedures, and where these are silent from the rules."""

    def reply(reading: Reading, attribute: str) -> Reply:
        facts, silent = told_by(reading, of_fields(*paths), "procedure", most=1)
        ruled = rules(reading, attribute)
        names = {place.name for place in reading.hits.wanted.question.places}
        every = sorted(facts + ruled, key=lambda fact: is_elsewhere(fact.document, names))
        return (every, "") if every else ([], silent)

    return reply


def is_elsewhere(document: Document, names: set[str]) -> bool:
    """Whether what a document says is not said of the very regions asked for."""
    return (document.get("region") or {}).get("name") not in names


def of_symptoms(reading: Reading, attribute: str) -> Reply:
    """Departments and, where an article names some, hospitals; the hospitals first where they were asked for."""
    question = reading.hits.wanted.question
    if attribute == "hospitals" and not (question.rest or question.has("symptom")):
        if listed := hospitals(reading):
            return listed, ""  # a list of them is asked for: 阜新三甲医院有哪些
        around = of_the_city(reading)
        return around, "、".join(place.name for place in question.places) if around else ""
    where, silent = told_by(reading, departments, "symptom")
    who, unknown = told_by(reading, recommended_in(reading), "symptom")
    if not (where or who) and (complaint := complaint_first(reading)):
        where, who = departments(complaint), recommended_in(reading)(complaint)
    if attribute == "departments":
        where = where or departments_found(reading)
        where += [own for own in departments_of_patients(reading) if own.text not in {fact.text for fact in where}]
        return (where + who if question.places else where), silent
    places = who or hospitals(reading)
    return places, "" if places else unknown


def complaint_first(reading: Reading) -> FoundEntry | None:
    """The symptom that has more to do with the question than any hospital: said in a story, it holds little of that."""
    first = max(reading.near("symptom", "hospital"), key=lambda item: item.weight, default=None)
    if first is None or first.kind != "symptom" or not first.weight:
        return None
    [found] = reading.read([first], 1)
    return found if reading.holds(found) and answers(found, reading, content_of(reading)) else None


def departments(found: FoundEntry) -> list[Told]:
    return [tell(found.document, fact, about=found.document["name"]) for fact in found.facts("departments")]


def recommended_in(reading: Reading) -> Read:
    """Hospitals that articles recommend for a symptom, in the region asked for; for a county else those of its city."""

    def reply(found: FoundEntry) -> list[Told]:
        about = _("%(symptom)s 的推荐医院") % {"symptom": in_sentence(found.document["name"])}
        rows = zip(reading.recommended(found.document), found.facts("recommendations"), strict=True)
        return [tell(found.document, fact, about=about) for there, fact in rows if there]

    return reply


def departments_found(reading: Reading) -> list[Told]:
    """Where no symptom was found: the departments that are named after what was asked, as 糖尿病科 is."""
    if reading.hits.wanted.question.values("symptom"):
        return []
    meant = reading.hits.wanted.question.values("department")
    found = list(reading.near("department"))
    named = [item for item in found if item.place.match < Match.PART or item.row.slug in meant]
    named = named or [item for item in found if is_after(item, "".join(reading.hits.wanted.question.rest))]
    return [itself(each.document) for each in reading.read(named, SOURCES)]


def is_after(item: Item, asked: str) -> bool:
    """Whether a department is for what somebody wants: 中风后康复 is for 康复科."""
    wants = (name.removesuffix("专业").removesuffix("科") for name in (*item.handles.names, *item.handles.aliases))
    return any(len(want) > 1 and asked.endswith(want) for want in wants)


def departments_of_patients(reading: Reading) -> list[Told]:
    """The departments for who is ill, whatever ails them, beside those for a complaint: 孕妇肚子疼."""
    wanted = reading.hits.wanted
    if not wanted.question.has("symptom"):
        return []
    means = wanted.lexicon.means
    who = {sense.value: word.text for word in wanted.question.words
           for sense in means(PATIENTS.get(word.text, ""), "department")}  # fmt: skip
    found = reading.looked_up((tagged(f"d:{code}" for code in who),), "department", READ) if who else []
    own = reading.read([item for item in found if item.row.slug in who], SOURCES)
    return [itself(each.document)._replace(label=who[each.item.row.slug]) for each in own]


def hospitals(reading: Reading) -> list[Told]:
    """Where no article recommends any: the hospitals that were found, or that have a department for what was named."""
    # Of 三甲 those alone: which others are is not known.
    items = [item for item in reading.near("hospital") if reading.hits.judge.has_traits(item.handles)]
    if not reading.hits.wanted.question.rest:
        items = [item for item in items if is_around(item, reading)]
    if codes := reading.hits.wanted.question.values("department"):
        items = [item for item in items if any(f"d:{code}" in item.handles.tags for code in codes)]
    items = able(items, reading) or having_departments(reading)
    most = SOURCES if reading.hits.wanted.question.values("symptom") else LISTED
    return [itself(each.document, each.document["address"]) for each in reading.read(items, most)]


def is_around(item: Item, reading: Reading) -> bool:
    """Whether a hospital is in the region asked for or the one looked in instead, and does not only speak of it."""
    wanted = reading.hits.wanted
    near = item.place.nearness == AROUND or not item.handles.tags.isdisjoint(wanted.around)
    return near or not wanted.question.places or is_named(item, reading)


def of_the_city(reading: Reading) -> list[Told]:
    """The hospitals of its city, for a county that has none here."""
    wanted = reading.hits.wanted
    cities = tagged(f"r:{wider(place.code)[0]}" for place in wanted.question.places if place.code % 100)
    departments = tagged(f"d:{code}" for code in wanted.question.values("department"))
    query = (cities, *([departments] if departments else []), *wanted.required)
    found = reading.looked_up(query, "hospital", LISTED) if cities else []
    return [
        itself(each.document, each.document["address"] or each.document["region"]["name"])
        for each in reading.read(found, LISTED)
    ]


def able(items: list[Item], reading: Reading) -> list[Item]:
    """The hospitals that say of themselves what is asked; none, where it is asked who can do it: 哪家医院能做试管婴儿."""
    question, content = reading.hits.wanted.question, content_of(reading)
    if not question.rest or not content:
        return items
    found = reading.read(items, len(items))
    holding = [each.item for each in found if covered(content, reading, each) >= ANSWERS]
    return holding or ([] if ABLE.search(question.put) else items)


def having_departments(reading: Reading) -> list[Item]:
    """The hospitals with a department for the symptoms named, in the region asked for; for a county else those of its city."""
    wanted = reading.hits.wanted
    codes = [code for slug in wanted.question.values("symptom") for code in wanted.departments_for(slug)]
    places = [place.code for place in wanted.question.places]
    for regions in (places, [wider(code)[0] for code in places if code % 100]) if codes else ():
        tags = tagged(f"d:{code}" for code in codes), tagged(f"r:{code}" for code in regions)
        if found := reading.looked_up(tags, "hospital", SOURCES):
            return found
    return []


def symptoms_seen(reading: Reading) -> Answer | None:
    """The symptoms with which people go to a department, where that is what is asked and no place is named."""
    wanted = reading.hits.wanted
    codes, asked = wanted.question.values("department"), fold(wanted.question.put)
    if not codes or reading.named or not SEES.search(wanted.question.put):
        return None
    if any(name in asked for item in reading.near(*PLACES) for name in item.handles.names):
        return None  # 妇孺国医堂 is a place
    facts = [
        itself(symptom)
        for symptom in wanted.lexicon.symptoms.values()
        if any(
            f"{row['department']['slug']}.".startswith(f"{code}.") for row in symptom["departments"] for code in codes
        )
    ]
    note = _("本名录没有写明这个科看哪些症状。")
    return Answer("symptoms", _("看哪些症状"), tuple(facts[:FACTS]), "" if facts else note)


def itself(document: Document, scope: str = "") -> Told:
    return Told(document["name"], "", scope, document["page"], "", document, ())


def of_registration(reading: Reading, _attribute: str) -> Reply:
    """When a hospital's desk is open, and the ways to make an appointment anywhere."""

    def desk(found: FoundEntry) -> list[Told]:
        return [
            tell(found.document, fact)
            for fact in found.facts("opening_hours", "appointment")
            if fact.field in ("opening_hours.registration", "appointment")
        ]

    facts, silent = told_by(reading, desk, "hospital", most=1)
    ways = [
        one
        for each in procedures_of(reading, reading.hits.wanted.question.values("service"))
        for one in told(each, "steps")
    ]
    return facts + ways, silent


def procedures_of(reading: Reading, services: list[str]) -> list[FoundEntry]:
    """The guides to these services that hold everywhere, found or not: who asks about a hospital finds none."""
    query = (tagged(f"v:{service}" for service in services), tagged([f"a:{NATION}"]))
    return reading.read(reading.looked_up(query, Procedure.kind, SOURCES), SOURCES) if services else []


REPLIES: dict[str, Callable[[Reading, str], Reply]] = {
    "phone": by_phone,
    "address": of_places("address"),
    "hours": of_places("opening_hours"),
    "registration": of_registration,
    "materials": of_procedures("materials"),
    "steps": of_procedures("steps"),
    "channels": of_procedures("channels"),
    "time_limit": by_rules_or("time_limits", "validity"),
    "cost": by_rules,
    "reimbursement": by_rules,
    "deadline": by_rules_or("deadline"),
    "years": by_rules,
    "age": by_rules,
    "departments": of_symptoms,
    "hospitals": of_symptoms,
}
