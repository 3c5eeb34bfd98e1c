"""A text → proposals about hospitals: where, how rated, which departments, figures and equipment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from directory.core.reading import contacts
from directory.core.reading.names import PlaceMention, first_mentions, identity, known_and_new
from directory.core.reading.passage import Passage
from directory.core.reading.proposals import Figure, Proposal, Scope
from directory.core.reading.vocabulary import Known
from directory.core.reading.words import WordMatch

ENDINGS = (
    "医院|卫生院|卫生服务中心|卫生服务站|保健院|疾病预防控制中心|疾控中心|诊所|国医堂|中医馆|国医馆|卫生室|医务室|门诊部|急救中心|"
    "康复中心|血液中心|体检中心"
)
LEVELS = {"三": "三级", "二": "二级", "一": "一级"}
RATING = re.compile(
    r"(?P<level>[一二三])(?:级(?P<full>[特甲乙丙])等|(?P<short>[特甲乙丙])(?:等|级)?|级)(?!以上|及以上|以下|及以下|或|、[一二三]级)"
)
GRADE = re.compile(r"(?<![级一二三])(?P<grade>[特甲乙丙])等(?=医院|综合|专科|[,。;)]|$)")
NO_RATING = re.compile(
    r"[一二三]级(?:定点)?(?:医疗机构|医疗单位|公立|和|与|、)|至[一二三]级|[一二三]级手术|[一二三]级学科|[一二三]级(?:及|以)"
)
TYPES = (
    (
        re.compile(
            r"(?<!三级甲等)综合性?(?:三甲|三级甲?等?|二级甲?等?|公立|医疗)*医院|(?:三甲|三级甲等|三级|二甲|二级甲等|二级|"
            r"大型)综合(?:性)?(?:医院)?|综合性医疗机构"
        ),
        "综合医院",
    ),
    (re.compile(r"中西医结合(?:专科)?医院"), "中西医结合医院"),
    (re.compile(r"专科(?:性)?医院|专(?:注|门)于?[^,。;]{0,10}诊[疗治](?:的[^,。;]{0,8})?(?:医院|机构)"), "专科医院"),
    (re.compile(r"妇幼保健(?:机构|院)"), "妇幼保健院"),
    (re.compile(r"民族医(?:院|医院)|中蒙医院"), "民族医医院"),
    (re.compile(r"社区卫生服务(?:中心|站)"), "社区卫生服务中心"),
    (re.compile(r"乡镇卫生院|中心卫生院"), "乡镇卫生院"),
    (re.compile(r"(?:三甲|三级甲等|三级|二甲|二级甲等|二级|一级|综合性?)中医(?:医)?院"), "中医医院"),
)
OWNERSHIP = (
    (re.compile(r"公立|公办|政府(?:举办|主办|办)|国有医院|事业单位"), "公立"),
    (re.compile(r"私立|民营|民办|社会办医|股份制"), "民营"),
)
NONPROFIT = re.compile(r"(?P<no>非)?营利(?:性|型)?")
DESIGNATED = re.compile(
    r"(?:城乡居民|城镇职工|职工|新农合|基本)?医(?:保|疗保险)(?:[、和及][\u4e00-\u9fff]{2,6})*定点(?:医院|机构|医疗机构|"
    r"单位)?|支持医保报销|医保(?:报销)?定点|纳入医保定点|可(?:刷|用|使用)医保"
)
FOUNDED = re.compile(
    r"(?:成立|始建|创建|创办|建院|建成|建立|组建|创立)(?:时间)?(?:于|:|为|是)?\s{0,3}(?P<a>(?:18|19|20)\d\d)\s{0,3}年|"
    r"(?P<b>(?:18|19|20)\d\d)\s{0,3}年(?:[\d月日]*)(?:正式)?(?:成立|始建|创建|创办|建院|建成|组建|创立)"
)
# What is counted → the kind of figure; the words stand before the number or behind it.
FIGURES = (
    ("beds", re.compile(r"床位|病床|张床|开放床|编制床"), frozenset({"张", "个"})),
    ("consultable", re.compile(r"可(?:在线)?咨询"), frozenset({"位", "人"})),
    ("experts", re.compile(r"专家|教授|学科带头人"), frozenset({"位", "人"})),
    ("doctors", re.compile(r"医生|医师|大夫"), frozenset({"位", "人"})),
    ("departments", re.compile(r"科室|临床科室|医技科室"), frozenset({"个"})),
    ("operations", re.compile(r"手术"), frozenset({"例", "台"})),
    ("score", re.compile(r"综合评分|评分|得分"), frozenset({"分"})),
    ("reviews", re.compile(r"评价|点评|评论"), frozenset({"条", "个"})),
    (
        "other",
        re.compile(r"职工|员工|卫生技术人员|护士|门诊量|出院|占地|建筑面积|诊疗人次|服务人口"),
        frozenset({"位", "人", "人次", "万人次"}),
    ),
)
SCORE = re.compile(r"(?:综合)?评分(?:为|是|:|达|高达)?\s{0,3}(?P<n>\d+(?:\.\d+)?)(?:分)?")
EQUIPMENT_CUE = re.compile(r"配备|配有|拥有|购置|引进|购进|添置|装备|设备(?:有|包括|:)|仪器|具备|备有|新增")
EQUIPMENT = re.compile(
    r"(?:\d+(?:\.\d+)?[TＴ排层]?(?:螺旋|超导)?\s{0,3})?(?:PET-?/?CT|CT|MRI|DSA|DR|ECT|SPECT|B超|"
    r"C[型形]臂(?:X[光线]机)?|X[光线](?:机|片)|核磁(?:共振)?(?:成像)?(?:仪)?|磁共振(?:成像)?(?:仪)?|彩超|"
    r"彩色多普勒(?:超声)?|(?:四维|三维)彩超|直线加速器|伽玛刀|"
    r"呼吸机|血透机|血液透析机|胃镜|肠镜|胃肠镜|腹腔镜|宫腔镜|关节镜|支气管镜|电子内镜|内窥镜|"
    r"骨密度仪|全自动生化(?:分析)?仪|生化分析仪|体外碎石机|高压氧舱|"
    r"钼靶(?:机)?|飞秒(?:激光)?|超声刀|手术机器人|达芬奇机器人|心电图机|救护车|监护仪|"
    r"准分子(?:激光)?|(?:308|311)[\u4e00-\u9fff]{0,4}(?:激光|光疗仪))",
    re.IGNORECASE,
)
FEATURE = re.compile(
    r"擅长|擅治|特色|重点(?:专科|学科|科室)|为主|专注|专长|优势(?!科室$)|能够?(?:准确|快速|高效|分辨|鉴别)|可(?:提供|完成|高效|快速)|"
    r"远程会诊|诊疗中心|治疗中心|卒中中心|胸痛中心|创伤中心|独创|自主研发|协作|获得?(?:[^,。]{0,10})(?:认证|奖|称号)|"
    r"满意度|口碑|最大|之一|集[\u4e00-\u9fff、]{2,20}(?:于一体|为一体)|开展了?|绿色通道|"
    r"提供[^,。]{0,20}(?:治疗|服务|方案|检查)|论文|方针|突破|专家组成|团队"
)
# What every article says of every hospital.
PRAISE = re.compile(
    r"专业的医疗团队|显著优势|经验丰富|先进的诊疗|有效的治疗|针对性(?:的)?治疗|个性化|什么样|"
    r"怎么样|全面的治疗|准确(?:的)?诊断|良好声誉|丰富的?(?:临床)?经验"
)
APPOINTMENT = re.compile(
    r"(?:通过|可在|可用|关注|登录|拨打|微信|使用|现场|网上)?[^,。;\n]{0,30}(?:预约挂号|预约|挂号|约号|专家号|放号)[^,。;\n]{0,30}"
)
APPOINTMENT_WAY = re.compile(
    r"公众号|小程序|APP|平台|电话|官网|微信|支付宝|名医汇|12320|114|自助机|窗口|手机|健康网|网站", re.IGNORECASE
)
OPERATION = (
    (re.compile(r"(?:暂停|停止)(?:营业|开诊|接诊|业务|对外服务)|停业|停诊整顿"), "停业"),
    (re.compile(r"筹建(?:中)?|在建|尚未(?:开业|投用|启用)|计划[^,。]{0,10}(?:投用|启用|开诊)"), "筹建"),
    (re.compile(r"已?(?:撤销|注销|关闭)(?!账)"), "撤销"),
)
CONTRAST = re.compile(r"这两家|两家医院|三家医院|上述医院|这些医院|以上医院|均(?:为|是|具备|属|设|配)")
DEPARTMENT_END = re.compile(r"(?:科|门诊|中心|室|病房|国医堂)$")


def read_hospitals(passage: Passage) -> Iterator[Proposal]:
    places = known_and_new(passage, "hospital", ENDINGS)
    if not places:
        return
    yield from bracketed(passage, places)
    places = same_in_brackets(passage, places)
    yield from identities(passage, places)
    yield from contacts.contacts(passage, places)
    yield from ratings(passage, places)
    yield from traits(passage, places)
    yield from counts(passage, places)
    yield from equipment(passage, places)
    yield from departments(passage, places)
    yield from features(passage, places)


def same_in_brackets(passage: Passage, places: list[PlaceMention]) -> list[PlaceMention]:
    """浑南区中医院(浑南区第二人民医院) is one house: a new name in brackets right behind another is its other name."""
    merged: list[PlaceMention] = []
    for place in places:
        last = merged[-1] if merged else None
        inside = last and not place.target.slug and passage.plain[last.end : place.start] == "("
        merged.append(PlaceMention(place.start, place.end, last.target) if inside and last else place)
    return merged


def bracketed(passage: Passage, places: list[PlaceMention]) -> Iterator[Proposal]:
    for one, other in pairwise(places):
        if passage.plain[one.end : other.start] == "(" and not other.target.slug:
            yield from passage.propose(
                one.target, "aliases", other.target.name, other.start, other.end, rule="hospital.alias"
            )


def owners(passage: Passage, places: list[PlaceMention], at: int) -> list[PlaceMention]:
    """Whose fact stands here: the last hospital named before it in this line, or both of 这两家医院."""
    before = [place for place in places if place.start <= at]
    if not before:
        sentence = passage.source.sentence(at)
        return [place for place in places if sentence.holds(place.start, place.end)][:1]
    sentence = passage.source.sentence(at)
    together = [place for place in before if sentence.start <= place.start]
    contrast = CONTRAST.search(passage.plain, sentence.start, sentence.end)
    if contrast and not [place for place in together if place.start > contrast.start()]:
        earlier = passage.source.sentence(before[-1].start)
        return distinct([place for place in before if earlier.holds(place.start, place.end)])
    return before[-1:]


def distinct(places: Iterable[PlaceMention]) -> list[PlaceMention]:
    return list({place.target: place for place in places}.values())


def identities(passage: Passage, places: list[PlaceMention]) -> Iterator[Proposal]:
    for place in first_mentions(places):
        yield from identity(passage, place, "hospital", beside=passage.region, around=True)
        short = re.match(
            r"\s{0,3}[(]?(?:以下)?(?:简称|又称|也叫|又名|俗称|曾用名|别名)[:为]?\s{0,3}[“\"‘「]?([\u4e00-\u9fff]{2,12})[”\"’」]?",
            passage.plain[place.end :],
        )
        if short:
            begin = place.end + short.start(1)
            yield from passage.propose(
                place.target, "aliases", short[1], begin, begin + len(short[1]), rule="hospital.alias"
            )
    for place in places:
        words = passage.plain[place.start : place.end]
        if (
            place.target.slug
            and words != place.target.name
            and len(words) > 2
            and passage.plain[place.start - 1 : place.start] not in tuple('“"「')
        ):
            yield from passage.propose(place.target, "aliases", words, place.start, place.end, rule="hospital.alias")


def ratings(passage: Passage, places: list[PlaceMention]) -> Iterator[Proposal]:
    for found in RATING.finditer(passage.plain):
        if (
            NO_RATING.match(passage.plain, found.start())
            or inside_name(places, found.start())
            or passage.source.denied(found.start())
        ):
            continue
        if re.match(r"(?:及|以)", passage.plain[found.end() :]) or re.search(
            r"(?:与|和)[\u4e00-\u9fff]{2,4}$", passage.plain[max(0, found.start() - 6) : found.start()]
        ):
            continue
        for place in rated(passage, places, found):
            yield from passage.propose(
                place.target, "level", LEVELS[found["level"]], found.start(), found.end(), rule="hospital.level"
            )
            if grade := found["full"] or found["short"]:
                yield from passage.propose(
                    place.target, "grade", f"{grade}等", found.start(), found.end(), rule="hospital.grade"
                )


def rated(passage: Passage, places: list[PlaceMention], found: re.Match[str]) -> list[PlaceMention]:
    """三级甲等医院(如巴彦淖尔市医院): the place in the brackets behind it; else the one before."""
    behind = re.match(r"[\u4e00-\u9fff]{0,6}\((?:如|例如|包括)", passage.plain[found.end() :])
    if behind:
        return [place for place in places if place.start == found.end() + behind.end()]
    sentence = passage.source.sentence(found.start())
    before = [place for place in places if place.start <= found.start()]
    if not before:
        return [place for place in places if place.start == found.end()]
    near = owners(passage, places, found.start())
    own = (
        re.search("我院|本院|该院|医院是|医院为|是一[所家]", passage.source.of(sentence))
        or len({one.target for one in places}) == 1
    )
    return near if own or sentence.start <= near[-1].end + 40 else []


def inside_name(places: list[PlaceMention], at: int) -> bool:
    return any(place.start <= at < place.end for place in places)


def traits(passage: Passage, places: list[PlaceMention]) -> Iterator[Proposal]:
    rules = [
        *(("institution_type", pattern, value) for pattern, value in TYPES),
        *(("ownership", pattern, value) for pattern, value in OWNERSHIP),
        *(("operation", pattern, value) for pattern, value in OPERATION),
        ("designated", DESIGNATED, "是"),
    ]
    for field, pattern, value in rules:
        for found in pattern.finditer(passage.plain):
            if inside_name(places, found.start()) or passage.source.denied(found.start()):
                continue
            if re.match(r"(?:推荐|或专科|就诊|就医|及|或)", passage.plain[found.end() :]):
                continue
            for place in owners(passage, places, found.start()):
                yield from passage.propose(
                    place.target, field, value, found.start(), found.end(), rule=f"hospital.{field}"
                )
    for found in NONPROFIT.finditer(passage.plain):
        for place in owners(passage, places, found.start()):
            yield from passage.propose(
                place.target,
                "nonprofit",
                "是" if found["no"] else "否",
                found.start(),
                found.end(),
                rule="hospital.nonprofit",
            )
    for found in FOUNDED.finditer(passage.plain):
        for place in owners(passage, places, found.start()):
            yield from passage.propose(
                place.target,
                "founded",
                f"{found['a'] or found['b']} 年",
                found.start(),
                found.end(),
                rule="hospital.founded",
            )


def counts(passage: Passage, places: list[PlaceMention]) -> Iterator[Proposal]:
    for figure in passage.figures:
        clause = passage.source.clause(figure.number)
        behind = passage.plain[figure.end : figure.end + 12].split(",")[0]
        before = passage.plain[max(clause.start, figure.start - 10) : figure.start]
        kind = counted(figure.unit, behind, f"{passage.source.header(figure.number)}{before}")
        if not kind or kind == "score":
            continue
        counted_words = re.match(r"[\u4e00-\u9fff]{0,8}", behind)
        end = figure.end + (counted_words.end() if counted_words and counted(figure.unit, behind, "") else 0)
        department = next(
            (word for word in passage.of_kind("department") if clause.start - 30 <= word.start < figure.start), None
        )
        about = department.text if department and kind in ("consultable", "operations", "doctors", "experts") else ""
        for place in owners(passage, places, figure.number):
            shape = figure.figure
            if kind == "operations" and re.search(r"年", passage.plain[max(0, figure.start - 6) : figure.start]):
                shape = type(shape)(shape.minimum, shape.maximum, f"{shape.unit}/年", shape.approximate)
            yield from passage.propose(
                place.target,
                f"facts.{kind}",
                figure.text,
                figure.start,
                end,
                rule=f"hospital.{kind}",
                figure=shape,
                scope=Scope(population=about),
            )
    for found in SCORE.finditer(passage.plain):
        for place in owners(passage, places, found.start()):
            yield from passage.propose(
                place.target,
                "facts.score",
                f"{found['n']} 分",
                found.start(),
                found.end(),
                rule="hospital.score",
                figure=Figure(found["n"], found["n"], "分"),
            )


def counted(unit: str, behind: str, before: str) -> str:
    if unit in ("位", "人") and re.search(r"可(?:在线)?咨询$", before.strip()):
        return "consultable"
    for kind, words, units in FIGURES:
        if unit in units and words.search(behind):
            return kind
    for kind, words, units in FIGURES:
        if unit in units and words.search(before):
            return kind
    return ""


def equipment(passage: Passage, places: list[PlaceMention]) -> Iterator[Proposal]:
    for found in EQUIPMENT.finditer(passage.plain):
        sentence = passage.source.sentence(found.start())
        if not EQUIPMENT_CUE.search(passage.plain, sentence.start, found.start()):
            continue
        begin = re.search(
            r"(?:大型|进口|[\u4e00-\u9fffA-Za-z]{2,4}(?=关节镜))$",
            passage.plain[max(0, found.start() - 4) : found.start()],
        )
        start = (
            found.start() - len(begin[0]) if begin and not re.search(r"[、和及等的备有]", begin[0]) else found.start()
        )
        for place in owners(passage, places, found.start()):
            words = passage.source.quote(start, found.end())
            yield from passage.propose(place.target, "equipment", words, start, found.end(), rule="hospital.equipment")


def departments(passage: Passage, places: list[PlaceMention]) -> Iterator[Proposal]:
    for word in passage.of_kind("department"):
        if (
            not is_department(word, passage)
            or inside_name(places, word.start)
            or re.match("疾病|手术|检查|问题|专家", passage.plain[word.end :])
        ):
            continue
        clause = passage.source.clause(word.start)
        words = passage.source.of(clause)
        if passage.source.denied(word.start):
            continue
        if re.search(
            r"建议(?:您)?(?:挂|去|到)|可挂|应挂|挂[^,]{0,6}科|或专科|设有[^,]{0,20}的(?:权威)?医疗机构", words
        ):
            continue
        for place in owners(passage, places, word.start):
            doubt = "alternatives" if re.search(r"或$", passage.plain[word.start - 1 : word.start]) else ""
            yield from passage.propose(
                place.target,
                "departments",
                word.text.upper() if word.text.isascii() else word.text,
                word.start,
                word.end,
                rule="hospital.department",
                doubt=doubt,
            )


def is_department(word: WordMatch[Known], passage: Passage) -> bool:
    return bool(DEPARTMENT_END.search(word.text)) or (
        word.text in ("中医", "急诊") and passage.plain[word.end : word.end + 1] in ("、", "和")
    )


def features(passage: Passage, places: list[PlaceMention]) -> Iterator[Proposal]:
    for piece in passage.source.clauses:
        words = passage.source.of(piece)
        if len(words) < 6 or len(words) > 80 or not FEATURE.search(words):
            continue
        if re.match(r"^(?:推荐|建议|以下|如果|若|根据|如)", words) or PRAISE.search(words):
            continue
        for place in owners(passage, places, piece.start):
            if place.end >= piece.end:
                continue
            yield from passage.propose(place.target, "features", words, piece.start, piece.end, rule="hospital.feature")
    for found in APPOINTMENT.finditer(passage.plain):
        if not APPOINTMENT_WAY.search(found[0]):
            continue
        for place in owners(passage, places, found.start()):
            yield from passage.propose(
                place.target, "appointment", found[0], found.start(), found.end(), rule="hospital.appointment"
            )
