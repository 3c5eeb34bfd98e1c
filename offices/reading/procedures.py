"""A text → proposals about procedures: through which channels, with which papers, in which steps, until when, how fast."""

from __future__ import annotations

import re
from collections.abc import Iterator

from directory.core.models import NATION
from directory.core.reading import dates
from directory.core.reading.figures import FoundFigure
from directory.core.reading.passage import Passage
from directory.core.reading.proposals import Proposal, Scope, Target

from . import scopes
from .channels import channels
from .finding import find_procedure, scheme_name
from .policies import BASIS
from .services import TOPICS, about_treatment, topic

PAPERS = re.compile(
    r"(?:居民)?户口[簿本](?:首页)?|(?:有效)?身份证(?:件|明)?(?:原件|复印件)*(?!号)|社保卡(?!号|到期|咨询)|社会保障卡|"
    r"医保卡(?!号|咨询|里)|医保电子凭证|医保码(?=[、,或)])|居住证|出生(?:医学)?证明?|新生儿照片|证件照(?:片)?|"
    r"(?:个人)?证件照片|一寸照片|\d寸(?:免冠)?照片|出院(?:小结|记录)|诊断(?:证明|书)(?:书)?|病历(?:复印件)?|(?:住院|门诊|收费|"
    r"医疗费)?发票(?:原件)?|费用(?:明细)?清单|用药明细表|费用明细|结算单|"
    r"转诊(?:申请表|证明|单)|参保凭证|银行卡(?:复印件)?|结婚证|生育(?:证明|服务证|登记(?:证|表)?)|准生证|劳动合同|工资流水|"
    r"(?:单位)?外派证明|工作(?:劳动)?合同|常住人口登记卡|异地安置认定材料|(?:单位出具的)?异地就医证明|授权委托书|委托书|"
    r"《[^》\n]{3,24}(?:表|书|证|通知书|凭证)》|[\u4e00-\u9fff]{2,8}(?:申请表|申报表|登记表|备案表|承诺书|认定表)|低保证|"
    r"残疾(?:人)?证|退休证|学生证|营业执照(?:副本)?|照片(?=[、,。等])|护照|港澳台居民居住证|检查报告(?:单)?|处方(?:单)?|死亡证明|学籍证明"
)
PAPER_CUE = re.compile(r"材料|携带|提供|持|带|出示|凭|提交|需要|资料|备齐|证件|上传|准备|手续")
STEP = re.compile(
    r"登录|打开|点击|选择|进入|输入|填写|提交|上传|搜索|下载|注册|绑定|前往|携带|办理|拨打|"
    r"咨询|联系|核对|确认|支付|打印|申请|签订|关注|扫码|认证|"
    r"核验|等待|领取|直接结算|到[\u4e00-\u9fff]{2,12}(?:窗口|大厅|银行|机构)|缴纳|扣款|代缴"
)
ELIGIBLE = re.compile(
    r"(?:符合|满足|具备|须|需)[^。;\n]{0,16}条件|适用(?:对象|人群)|受理条件|申请条件|中途参保|持有居住证|户籍的?(?:人员|居民)|无雇工|"
    r"已完成[^,。]{0,12}登记|方可(?:办理|申请|享受)|仍然?可以|以个人身份|不足\d+年"
)
RESULT = re.compile(
    r"(?:即可|可以?|能)(?:直接结算|享受[^,。;]{0,14}待遇|办结)|打入|发放(?:到|至|给)|恢复(?:医保)?待遇|待遇(?:享受)?从|"
    r"显示[“\"]?已缴|累计计算|自行垫付|同等的?[^,。]{0,4}待遇|覆盖下一|支付给企业"
)
CONSEQUENCE = re.compile(
    r"逾期|错过|未(?:按时|及时|按规定)|中断缴费|断[缴交](?:期间|的|后)|否则|无法享受|不能享受|"
    r"将失去|停止享受|等待期|滞纳金|欠缴|影响权益|不予|暂停参保"
)
PROBLEM = re.compile(
    r"(?:由于|因为?|原因|延迟|错误|不一致|不符|异常|故障|拥堵|缺失|失败|失效|查不到|无法|冲突|"
    r"未更新|不正确|高峰|同步慢|维护|变动|反复补交|补正)"
)
DEADLINE = re.compile(
    r"截止|截至|之前|前(?:办理|缴纳|申请|申报|完成|备案)|缴费期|缴费时间|(?:需|应|"
    r"请)?在[^,。;]{2,20}(?:内|期间|前)(?:办理|完成|缴|申请)|提前申请|出生后|就医前"
)
LIMITS = (
    ("payment", re.compile(r"到账|打款|发放|拨付|划拨")),
    ("validity", re.compile(r"有效期|有效期限|期限为|长期有效")),
    ("waiting", re.compile(r"等待期|(?:持续|连续)缴(?:费|纳)|才能享受|方可享受")),
    ("update", re.compile(r"更新|同步|再(?:次)?(?:尝试)?查询|再查询|等待")),
    ("registration", re.compile(r"出生后|内(?:可)?补缴|以内可|内办理|内(?:提出|提交|申请)|(?:参保)?登记")),
    ("promised", re.compile(r"答复|办理时限|报销时限|办结|承诺|审核|审批|受理|工作日|办理(?:完|周期|时间)|时限")),
)
LIMIT_UNITS = frozenset({"工作日", "天", "个月", "年", "小时"})
PERSONS = re.compile(
    r"异地安置退休人员|异地长期居住人员|常驻异地工作人员|异地转诊(?:就医)?人员|(?:其他)?临时外出就医人员|新生儿(?:及婴幼儿)?|"
    r"\d{1,2}-\d{1,2}周岁|未满\d{1,2}周岁|灵活就业人员|普通居民|大学生|在职职工|退休人员|在校学生|"
    r"本市户籍人员|配偶、父母、子女(?:等近亲属)?|近亲属"
)
FEE = re.compile(r"(?:不收(?:取)?(?:任何)?费用?|免费(?:办理)?|工本费[^,。;]{0,10}元|收费标准[^。;]{2,20})")


def read_procedures(passage: Passage) -> Iterator[Proposal]:
    service = topic(passage)
    if service is None or not TOPICS.search(passage.plain) or about_treatment(passage, service):
        return
    mention = passage.region
    schemes = {word.code for word in titled(passage)}
    title = passage.source.of(passage.source.title)
    region = mention.region.code if mention else NATION
    target = find_procedure(service.slug, service.name, region, schemes, title)
    if mention:
        yield from passage.propose(
            target, "region", mention.region.name, mention.start, mention.end, rule="procedure.region", around=True
        )
    elif passage.nation:
        yield from passage.propose(target, "region", "全国", *passage.nation, rule="procedure.nation", around=True)
    yield from insured(passage, target)
    yield from ways(passage, target)
    yield from papers(passage, target)
    yield from limits(passage, target)
    yield from people(passage, target)
    yield from deadlines(passage, target)
    yield from sentences(passage, target)
    for basis in BASIS.finditer(passage.plain):
        yield from passage.propose(target, "legal_basis", basis[0], basis.start(), basis.end(), rule="procedure.basis")
    for fee in FEE.finditer(passage.plain):
        yield from passage.propose(target, "fee", fee[0], fee.start(), fee.end(), rule="procedure.fee")


def insured(passage: Passage, target: Target) -> Iterator[Proposal]:
    seen = set()
    for one in titled(passage) or scopes.mentions(passage, 0, len(passage.plain))[:1]:
        if one.code not in seen:
            seen.add(one.code)
            yield from passage.propose(
                target, "schemes", scheme_name(one.code), one.start, one.end, rule="procedure.scheme", around=True
            )


def titled(passage: Passage) -> list[scopes.ScopeWord]:
    return scopes.mentions(passage, passage.source.title.start, passage.source.title.end)


def ways(passage: Passage, target: Target) -> Iterator[Proposal]:
    for channel in channels(passage):
        yield from passage.propose(
            target, "channels", channel.target.name, channel.start, channel.end, rule="procedure.channel"
        )


def papers(passage: Passage, target: Target) -> Iterator[Proposal]:
    for found in PAPERS.finditer(passage.plain):
        sentence = passage.source.sentence(found.start())
        if not PAPER_CUE.search(passage.plain, max(0, sentence.start - 12), sentence.end):
            continue
        if re.match(r"(?:号|失效|到期|查询|和医保系统|登记不一致)", passage.plain[found.end() :]):
            continue
        person = scopes.nearest(
            [
                scopes.ScopeWord(one[0], one.start(), one.end())
                for one in PERSONS.finditer(passage.plain, 0, found.start())
            ],
            found.start(),
            60,
        )
        scope = Scope(population=person.value if person else "")
        yield from passage.propose(
            target, "materials", found[0], found.start(), found.end(), rule="procedure.paper", scope=scope
        )


def limits(passage: Passage, target: Target) -> Iterator[Proposal]:
    for figure in passage.figures:
        if figure.unit not in LIMIT_UNITS:
            continue
        kind = limit_kind(passage, figure)
        if kind:
            yield from passage.propose(
                target,
                f"time_limits.{kind}",
                figure.text,
                figure.start,
                figure.end,
                rule=f"procedure.{kind}",
                figure=figure.figure,
            )


def limit_kind(passage: Passage, figure: FoundFigure) -> str:
    """By the words nearest to it, behind it before those in front of it."""
    line = passage.source.sentence(figure.number)
    label = re.match(r"[^:,]{2,10}(?=:)", passage.source.of(line))
    if label and (named := [kind for kind, cue in LIMITS if cue.search(label[0])]):
        return named[0]
    behind = re.split(r"[。;\n,]", passage.plain[figure.end : figure.end + 14])[0]
    before = passage.plain[max(line.start, figure.start - 24) : figure.start]
    whole = re.split(r"[。;\n]", passage.plain[max(0, figure.start - 40) : figure.start])[-1] + behind
    if figure.unit == "年" and not re.search(r"有效", whole):
        return ""
    for words in (behind, before, whole):
        said = [
            (found.end() if words is before else -found.start(), kind)
            for kind, cue in LIMITS
            if kind != "promised" or figure.unit in ("工作日", "天", "小时")
            for found in cue.finditer(words)
        ]
        if said:
            return max(said)[1]
    return "promised" if figure.unit == "工作日" else ""


def people(passage: Passage, target: Target) -> Iterator[Proposal]:
    for found in PERSONS.finditer(passage.plain):
        yield from passage.propose(
            target, "person_types", found[0], found.start(), found.end(), rule="procedure.person"
        )


def deadlines(passage: Passage, target: Target) -> Iterator[Proposal]:
    for span in dates.spans(passage.plain):
        near = passage.plain[max(0, span.start - 40) : span.end + 12]
        if DEADLINE.search(near) or re.search(r"缴费|征缴|申报|报名|参保", near):
            year = passage.year_at(span.start)
            scope = Scope(year=year[2] if year else None)
            yield from passage.propose(
                target, "deadline", span.text, span.start, span.end, rule="procedure.deadline", scope=scope
            )
    for found in re.finditer(
        r"出生后\s{0,3}\d+\s{0,3}(?:天|日|个月)(?:内|之内|以内)|异地就医前|(?:需|应)?提前申请|出院(?:后|前)[^,。;]{0,8}(?:内|前)",
        passage.plain,
    ):
        yield from passage.propose(target, "deadline", found[0], found.start(), found.end(), rule="procedure.deadline")


def sentences(passage: Passage, target: Target) -> Iterator[Proposal]:
    """Sentences that tell how it is done, who may, what comes of it: each for one field, by what it says most plainly."""
    for sentence in passage.source.sentences:
        words = passage.source.of(sentence)
        if len(words) < 8 or len(words) > 170 or passage.source.title == sentence:
            continue
        for field in fields_of(words):
            yield from passage.propose(
                target, field, passage.source.quote(*sentence), sentence.start, sentence.end, rule=f"procedure.{field}"
            )


def fields_of(words: str) -> list[str]:
    chosen = []
    if len(STEP.findall(words)) >= 2:
        chosen.append("steps")
    if len(PROBLEM.findall(words)) >= 2:
        chosen.append("problems")
    for field, cue in (("consequence", CONSEQUENCE), ("eligibility", ELIGIBLE), ("result", RESULT)):
        if cue.search(words):
            chosen.append(field)
    return chosen
