"""A text → proposals about policies: a figure, days or a statement, with subject, scheme, region, year and people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from directory.core.models import NATION
from directory.core.reading import dates
from directory.core.reading.figures import FoundFigure, worded
from directory.core.reading.passage import Passage
from directory.core.reading.proposals import Figure, Proposal, Scope, Target
from directory.core.reading.regions import RegionMatch

from . import scopes
from .finding import find_policy, scheme_name
from .scopes import ScopeWord
from .subjects import FIGURE_RULES, PERIOD_RULES, STATEMENT_RULES, YEARLY, FigureRule

BASIS = re.compile(
    r"《[^》\n]{2,40}(?:法|条例|办法|规定|通知|意见|方案|细则|"
    r"决定)》(?:第[一二三四五六七八九十百\d]+条(?:[、和]第[一二三四五六七八九十百\d]+条)*)?"
)
BY_SCHEME = frozenset({"缴费周期"})  # of which a text without a scheme says nothing
OF_PEOPLE = frozenset({"困难群众参保资助"})  # whose words name the people themselves
# A sentence that limits or explains, and one that only leads to what follows.
CONDITION = re.compile(
    r"需|须|限|仅|但|含|由|自[^己行]|起[,，执]|符合|按|应|不得|不能|无法|后|时|若|如果|其|部分|多数|通常|一般|除|经"
)
INTRODUCTION = re.compile(r"如下|以下|具体说明|关键点|关键亮点|具体政策")
# What the columns and rows of tables are called, that stand for more than they say.
COLUMNS = (
    ("基数下限", "缴费基数下限"),
    ("基数上限", "缴费基数上限"),
    ("单位", "单位缴费比例"),
    ("个人", "个人缴费比例"),
    ("起付", "住院起付标准"),
    ("报销|支付比例", "报销比例"),
    ("财政|补助", "财政补助标准"),
    ("个人", "个人缴费标准"),
    ("封顶|限额", "封顶线"),
)
RULES = {rule.subject: rule for rule in FIGURE_RULES if not rule.scheme}
RESPECTIVELY = re.compile(r"分别")


@dataclass(frozen=True)
class PolicyValue:
    """A value of a policy where the text states it, and the words of its scope."""

    start: int
    end: int
    subject: str
    value: str
    figure: Figure | None = None
    scheme: ScopeWord | None = None
    people: ScopeWord | None = None
    level: ScopeWord | None = None


def read_policies(passage: Passage) -> Iterator[Proposal]:
    found = [*figured(passage), *dated(passage), *stated(passage)]
    seen: set[Target] = set()
    for one in found:
        yield from proposals(passage, one, seen)


def figured(passage: Passage) -> Iterator[PolicyValue]:
    taken = []
    for figure in passage.figures:
        rule = best_rule(passage, figure)
        if rule is None or (
            figure.unit == "元" and any(cost.meets(figure.number, figure.end) for cost in passage.costs)
        ):
            continue
        taken.append(figure)
        yield scoped(passage, figure, subject_of(passage, rule, figure), rule.scheme)


def best_rule(passage: Passage, figure: FoundFigure) -> FigureRule | None:
    """The rule whose words stand nearest before the figure, or right behind it."""
    best: tuple[int, FigureRule] | None = None
    column, row = passage.source.header(figure.number), passage.source.label(figure.number)
    for words in filter(None, (column, row)):
        for name, subject in COLUMNS:
            if re.search(name, words) and (rule := RULES.get(subject)) and figure.unit in rule.units:
                return rule
    for rule in FIGURE_RULES:
        if figure.unit not in rule.units:
            continue
        floor = max(0, figure.number - rule.reach - 60)
        ends = [match.end() for match in rule.cue.finditer(passage.plain, floor, figure.number)]
        distance = figure.number - ends[-1] if ends else 10_000
        if rule.behind and (behind := rule.cue.search(passage.plain, figure.end, figure.end + 10)):
            distance = min(distance, behind.start() - figure.end + 1)
        apart = "\n\n" in passage.plain[figure.number - min(distance, figure.number) : figure.number]
        if distance <= rule.reach and not apart and (best is None or distance < best[0]):
            best = distance, rule
    bare = figure.unit == "元" and "元" not in passage.plain[figure.start : figure.end]
    if best is None and bare and re.search("医保|医疗保险|新农合", passage.plain):
        return FIGURE_RULES[0]  # 今年每人480
    return best[1] if best else None


def subject_of(passage: Passage, rule: FigureRule, figure: FoundFigure) -> str:
    """Whether 报销比例 or 起付线 are of 门诊 or 住院: the one that was said last."""
    before = passage.plain[max(0, figure.number - 260) : figure.number]
    said = re.findall(r"门诊|住院", before)
    if rule.subject in ("封顶线", "门诊年度限额"):
        return "门诊年度限额" if said[-1:] == ["门诊"] else "封顶线"
    if "报销比例" not in rule.subject and "起付标准" not in rule.subject:
        return rule.subject
    return f"{said[-1] if said else '住院'}{rule.subject.removeprefix('门诊').removeprefix('住院')}"


def scoped(passage: Passage, figure: FoundFigure, subject: str, scheme: str) -> PolicyValue:
    shape = figure.figure
    period = figure.period or ("年" if subject in YEARLY else "")
    if (
        shape.unit == "元"
        and period
        and not (
            period == "年" and "起付" in subject and "年" not in passage.plain[max(0, figure.start - 8) : figure.end]
        )
    ):
        shape = replace(shape, unit=f"元/{period}")
    people, level = partners(passage, figure)
    start = (
        figure.start
        + len(passage.plain[figure.start : figure.end])
        - len(passage.plain[figure.start : figure.end].lstrip())
    )
    given = scheme or ("flexible" if people and "灵活就业" in people.value else "")
    return PolicyValue(
        start, figure.end, subject, worded(shape), shape, scopes.scheme_at(passage, figure.number, given), people, level
    )


def partners(passage: Passage, figure: FoundFigure) -> tuple[ScopeWord | None, ScopeWord | None]:
    """For whom and for which hospitals the figure holds; of 二级、三级分别为85%和75% the one of its place."""
    sentence = passage.source.sentence(figure.number)
    begin = max(sentence.start, passage.plain.rfind(";", 0, figure.number) + 1)
    groups = scopes.groups(passage, begin, figure.number)
    levels = scopes.levels(passage, begin, figure.number)
    marks = list(RESPECTIVELY.finditer(passage.plain, sentence.start, figure.number))
    if marks:
        mark = marks[-1].end()
        same = [one for one in passage.figures if mark <= one.start < sentence.end and one.unit == figure.unit]
        place = next((at for at, one in enumerate(same) if one.number == figure.number), None)
        if place is not None:
            level = aligned(levels, len(same), place, mark)
            people = aligned(groups, len(same), place, mark)
            if level or people:
                return people or scopes.nearest(groups, mark, 30), level or scopes.nearest(levels, mark, 60)
    clause = passage.source.clause(figure.number)
    people = scopes.nearest(groups, figure.number, 40)
    behind = re.match(r"\(([\u4e00-\u9fff]{2,12}(?:单位|人员|职工|居民|学生))\)", passage.plain[figure.end :])
    if behind:
        people = ScopeWord(behind[1], figure.end + 1, figure.end + 1 + len(behind[1]))
    cost = (
        scopes.cost_at(passage, max(sentence.start, figure.number - 60), figure.number) if figure.unit == "%" else None
    )
    if cost and (people is None or cost.start > people.start) and people is None:
        people = cost
    level = scopes.nearest(levels, figure.number, 30 if clause.start > figure.number - 30 else 16)
    return people, level


def aligned(found: list[ScopeWord], many: int, place: int, mark: int) -> ScopeWord | None:
    before = [one for one in found if one.end <= mark]
    return before[-many:][place] if many > 1 and len(before) >= many else None


def dated(passage: Passage) -> Iterator[PolicyValue]:
    for span in dates.spans(passage.plain):
        sentence = passage.source.sentence(span.start)
        floor = max(0, span.start - 60)
        best = max(
            (
                (match.end(), subject)
                for subject, cue in PERIOD_RULES
                for match in cue.finditer(passage.plain, floor, span.start)
            ),
            default=None,
        )
        behind = next(
            (
                subject
                for subject, cue in PERIOD_RULES
                if cue.search(passage.plain, span.end, min(sentence.end, span.end + 16))
            ),
            None,
        )
        subject = best[1] if best else behind
        if not subject or (subject == "待遇起始日" and span.last):
            continue
        value = span.text if subject == "集中缴费期" else dates.shown(span.first)
        people = scopes.nearest(scopes.groups(passage, sentence.start, span.start), span.start, 60)
        yield PolicyValue(span.start, span.end, subject, value, None, scopes.scheme_at(passage, span.start), people)


def stated(passage: Passage) -> Iterator[PolicyValue]:
    for rule in STATEMENT_RULES:
        for match in rule.pattern.finditer(passage.plain):
            named = {name: text for name, text in match.groupdict().items() if text}
            name = next(iter(named), None)
            start, end = match.span(name) if name else match.span()
            value = rule.value or passage.source.quote(start, end)
            scheme = scopes.scheme_at(passage, match.start(), rule.scheme)
            if rule.subject in BY_SCHEME and scheme is None:
                continue
            people = scopes.nearest(scopes.groups(passage, passage.source.clause(start).start, start), start, 24)
            if people is None and rule.subject in OF_PEOPLE:
                people = next(iter(scopes.groups(passage, start, end)), None)
            yield PolicyValue(start, end, rule.subject, value, None, scheme, people)


def proposals(passage: Passage, found: PolicyValue, seen: set[Target]) -> Iterator[Proposal]:
    mentions: list[RegionMatch | None] = [*passage.regions_at(found.start)]
    for mention in mentions or [None]:
        yield from of_region(passage, found, mention, seen)


def of_region(
    passage: Passage, found: PolicyValue, mention: RegionMatch | None, seen: set[Target]
) -> Iterator[Proposal]:
    year = passage.year_at(found.start)
    code = mention.region.code if mention else NATION
    if passage.source.doubt(found.start, found.end) == "example" and not mention:
        code = 0  # an example holds nowhere
    scheme = found.scheme.code if found.scheme else ""
    people = population(passage, found)
    scope = Scope(
        code if mention or passage.nation else None,
        year[2] if year else None,
        people,
        scheme,
        found.level.value if found.level else "",
    )
    target = find_policy(found.subject, replace(scope, region=code))
    yield from passage.propose(
        target,
        "value",
        found.value,
        found.start,
        found.end,
        rule=f"policy.{found.subject}",
        scope=scope,
        figure=found.figure,
    )
    doubt = passage.source.doubt(found.start, found.end)
    if target in seen or passage.source.dropped(found.start, found.end):
        return
    seen.add(target)
    yield from scope_facts(passage, found, target, mention, doubt)
    sentence = passage.source.sentence(found.start)
    yield from conditions(passage, found, target, doubt)
    if basis := BASIS.search(passage.plain, sentence.start, sentence.end):
        yield from passage.propose(target, "legal_basis", basis[0], basis.start(), basis.end(), rule="policy.basis")


def population(passage: Passage, found: PolicyValue) -> str:
    """The people of the value, with 省直 where the whole text is about those."""
    people = found.people.value if found.people else ""
    if found.scheme and found.scheme.code == "flexible" and "灵活就业" in people:
        people = ""
    title = passage.source.of(passage.source.title)
    return people if "省直" not in title or "省直" in people else f"省直{people or '参保人员'}"


def scope_facts(
    passage: Passage, found: PolicyValue, target: Target, mention: RegionMatch | None, doubt: str
) -> Iterable[Proposal]:
    """Whom, where, when and in which hospitals the figure holds for, each with the words that say so."""
    said: list[tuple[str, str, int, int, str]] = []  # field, value, from, to, rule
    if found.scheme:
        said.append(("scheme", scheme_name(found.scheme.code), found.scheme.start, found.scheme.end, "policy.scheme"))
    if mention:
        said.append(("region", mention.region.name, mention.start, mention.end, "policy.region"))
    elif passage.nation and doubt != "example":
        said.append(("region", "全国", *passage.nation, "policy.nation"))
    if year := passage.year_at(found.start):
        said.append(("year", f"{year[2]} 年", year[0], year[1], "policy.year"))
    if people := population(passage, found):
        said.append(("population", people, *population_span(passage, found, people), "policy.population"))
    for field, value, start, end, rule in said:
        yield from passage.propose(target, field, value, start, end, rule=rule, around=True, doubt=doubt)
    if level := found.level:
        yield from passage.propose(
            target, "facility_level", level.value, level.start, level.end, rule="policy.level", doubt=doubt
        )


def population_span(passage: Passage, found: PolicyValue, people: str) -> tuple[int, int]:
    if found.people:
        return found.people.start, found.people.end
    place = passage.plain.find("省直") if people.startswith("省直") else -1
    return (place, place + 2) if place >= 0 else (0, 0)


def conditions(passage: Passage, found: PolicyValue, target: Target, doubt: str) -> Iterable[Proposal]:
    """The rest of the sentence, where it says more than the value."""
    sentence, clause = passage.source.sentence(found.start), passage.source.clause(found.start)
    words = passage.source.of(sentence)
    rest = len(words) - (max(clause.end, found.end) - clause.start)
    if rest >= 10 and len(words) <= 140 and CONDITION.search(words) and not INTRODUCTION.search(words):
        yield from passage.propose(
            target,
            "conditions",
            passage.source.quote(*sentence),
            sentence.start,
            sentence.end,
            rule="policy.conditions",
            doubt=doubt,
        )
