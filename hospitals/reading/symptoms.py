"""A text → proposals about symptoms: departments, causes, red flags, recommended hospitals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from directory.core.reading.names import known_and_new
from directory.core.reading.passage import Passage
from directory.core.reading.proposals import Proposal, Scope, Target

from .hospitals import ENDINGS, is_department

ASKED = re.compile(
    r"出现(?P<a>[\u4e00-\u9fff]{2,16}?)(?=去哪|挂什么|看什么|怎么办|的患者|症状|,|时|应|$)|"
    r"^(?P<b>[\u4e00-\u9fff]{2,12}?)(?:应该|要|该)?(?:挂什么科|看什么科|挂哪个科|去哪个科)"
)
CAUSES = re.compile(
    r"(?:可能)?(?:由|是因为|因)(?P<a>[^。;]{2,60}?)(?:等(?:[\u4e00-\u9fff]{0,8})?)?(?:引起|引发|导致|造成|所致)|"
    r"(?:病因|原因|诱因)(?:包括|有|如|可能是|:)(?P<b>[^。;]{2,60})|(?:多|常)见于(?P<d2>[^。;]{2,40})|可能是(?P<d>[^。;,]{2,40})的(?:表现|症状|信号)|"
    r"(?:诊断|排除|排查|鉴别|问题,?|应对)(?P<c>[^。;]{2,60}?)(?:等(?:[\u4e00-\u9fff]{0,6})|问题|风险|可能|与非)|"
    r"(?:如)(?P<e>[^。;()]{2,40}?)等(?:常见)?(?:病因|疾病|病变)?"
)
ILLNESS = re.compile(
    r"病|炎|症|瘤|癌|突出|劳损|骨折|感染|风|损伤|病变|压迫|痛|结石|溃疡|梗|增生|肩周|畸形|障碍|衰竭|出血|肿"
)
URGENT = re.compile(
    r"说话不清|肢体无力|口角歪斜|突(?:发|然)|急性|剧(?:烈|痛)|持续不缓解|意识|昏迷|大出血|呼吸困难|伴(?:随|有)?(?:发热|高热|肿胀|麻木)|加重"
)
URGENT_TO = re.compile(r"急诊|120|立即(?:就医|就诊|送医)|尽快(?:就医|就诊)|马上(?:就医|去)|及时就医")
GO_TO = re.compile(r"挂|首选|优先|就诊|建议|看|前往|到|去|找|可选|推荐|科室|考虑|设有|团队")
ADVICE = re.compile(r"建议|应(?:当|及时|尽)|及时就医|先(?:看|选|到)|优先(?:选择|考虑)|需及时|注意|避免|就诊前")
RECOMMEND = re.compile(r"推荐|建议|首选|优先|前往|选择|可提供|值得|可供")


def read_symptoms(passage: Passage) -> Iterator[Proposal]:
    target, start, end = topic(passage)
    if target is None:
        return
    yield from components(passage, target)
    yield from advised(passage, target)
    yield from causes(passage, target)
    yield from red_flags(passage, target)
    yield from recommended(passage, target)
    yield from passage.propose(target, "name", target.name, start, end, rule="symptom.name") if not target.slug else ()


def topic(passage: Passage) -> tuple[Target | None, int, int]:
    """The complaint that a text is about: of its title, or the one it begins with."""
    title = passage.source.title
    words = passage.of_kind("symptom")
    asked = ASKED.search(passage.plain, 0, title.end + 1)
    if asked:
        name = "a" if asked["a"] else "b"
        start, end = asked.span(name)
        inside = [word for word in words if start <= word.start and word.end <= end]
        best = max(inside, key=lambda word: word.end - word.start, default=None)
        if best and best.end - best.start >= (end - start) * 0.6:
            return Target("symptom", best.meaning.slug, best.meaning.name), best.start, best.end
        return Target("symptom", "", asked[name]), start, end
    first = [word for word in words if title.holds(word.start, word.end)]
    if first and re.search(r"科|医院|就医|就诊|看病|症状|挂号", passage.plain):
        return Target("symptom", first[0].meaning.slug, first[0].meaning.name), first[0].start, first[0].end
    return None, 0, 0


def components(passage: Passage, target: Target) -> Iterator[Proposal]:
    joined = re.split(r"伴(?:有|随|发)?|合并|并伴|以及|、", target.name)
    if len(joined) < 2:
        return
    for part in joined:
        at = passage.plain.find(part)
        if at >= 0 and len(part) > 1:
            yield from passage.propose(target, "components", part, at, at + len(part), rule="symptom.component")


def advised(passage: Passage, target: Target) -> Iterator[Proposal]:
    for word in passage.of_kind("department"):
        clause = passage.source.clause(word.start)
        if not (is_department(word, passage) or word.text in ("中医针灸", "康复理疗", "针灸")):
            continue
        if re.search("重点|特色", passage.source.of(clause)) or not GO_TO.search(
            passage.source.of(passage.source.sentence(word.start))
        ):
            continue
        condition = re.match(
            r"(?:若|如果|如|对于|遇到|当|出现|伴有?)*([^,。;]{2,20}?)(?:者|时|的)?(?:,|可|建议|应|需|请|首选|挂|先|优先)",
            passage.source.of(clause),
        )
        scope = condition[1] if condition and URGENT.search(condition[1]) else ""
        yield from passage.propose(
            target,
            "departments",
            word.text,
            word.start,
            word.end,
            rule="symptom.department",
            scope=Scope(population=scope),
        )


def causes(passage: Passage, target: Target) -> Iterator[Proposal]:
    for found in CAUSES.finditer(passage.plain):
        name = next(name for name in ("a", "b", "c", "d", "d2", "e") if found[name])
        start = found.start(name)
        for item in re.finditer(r"[^、,或和及与()等如]{2,}", found[name]):
            words = item[0].strip(" 引起由可能的如")
            if not ILLNESS.search(words) or len(words) > 14 or words in target.name:
                continue
            begin = start + item.start() + item[0].index(words)
            yield from passage.propose(target, "causes", words, begin, begin + len(words), rule="symptom.cause")


def red_flags(passage: Passage, target: Target) -> Iterator[Proposal]:
    for sentence in passage.source.sentences:
        words = passage.source.of(sentence)
        sign, go = URGENT.search(words), URGENT_TO.search(words)
        if sign and go and sign.start() < go.start():
            begin = sentence.start + max(words.rfind(mark, 0, sign.start()) for mark in ",;") + 1
            end = sentence.start + (
                match.start() if (match := re.compile(r"[,;]|$").search(words, go.end())) else len(words)
            )
            lead = re.match(r"(?:若|如果|如|当)?(?:症状)?", passage.plain[begin:end])
            begin += lead.end() if lead else 0
            yield from passage.propose(
                target, "red_flags", passage.source.quote(begin, end), begin, end, rule="symptom.red_flag"
            )


def recommended(passage: Passage, target: Target) -> Iterator[Proposal]:
    if not RECOMMEND.search(passage.plain):
        return
    seen = set()
    for place in known_and_new(passage, "hospital", ENDINGS):
        if place.target not in seen:
            seen.add(place.target)
            yield from passage.propose(
                target, "recommendations", place.target.name, place.start, place.end, rule="symptom.recommendation"
            )
    for piece in passage.source.clauses:
        words = passage.source.of(piece)
        if (
            ADVICE.search(words)
            and 6 <= len(words) <= 60
            and not re.search("挂|急诊|以下|科$", words)
            and not any(piece.meets(one.start, one.end) for one in passage.of_kind("hospital"))
        ):
            yield from passage.propose(target, "advice", words, piece.start, piece.end, rule="symptom.advice")
