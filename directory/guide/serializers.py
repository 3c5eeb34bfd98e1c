"""The guide's answer, as the API describes it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from directory.core.models import Region
from directory.core.publishing.serializers import (
    ArticleRefSerializer,
    CitationSerializer,
    RecordRefSerializer,
    RegionRefSerializer,
    SchemeSerializer,
)
from hospitals.serializers import (
    EmergencyAnswerSerializer,
    HospitalSerializer,
    RecommendationSerializer,
    RedFlagSerializer,
)
from offices.rules.levels import FacilityLevel
from offices.serializers import OfficeSerializer, OfficeSummarySerializer, PolicySerializer, ProcedureSerializer

from .places import Relation

# Of what the API's description has no example by the field's name alone.
EXAMPLES: dict[str, Any] = {
    "Guide.notice": "本页不做诊断，不能代替医生面诊。",
    "GuideChange.field": "eligibility",
    "GuideChange.label": "受理条件",
    "GuideChange.change": "adds",
    "GuideDepartment.name": "骨科专业",
    "GuideDepartment.page": "http://127.0.0.1:8000/departments/04.03/",
    "GuideDepartment.slug": "04.03",
    "GuideDepartment.url": "http://127.0.0.1:8000/api/v1/departments/04.03/",
    "GuideDepartments.statement": "按来源所说的先后；名次相同的不分先后。",
    "GuideEmergency.notice": "胸痛、喘不上气：立即拨打 120。",
    "GuideEmergency.call": "120",
    "GuideEmergency.until_then": ["让他躺平、头偏向一边。"],
    "GuideEmergencyFiling.statement": "急诊先救治，再补备案。",
    "GuideEmergencyFiling.when": "after",
    "GuideFiling.statement": "要备案。",
    "GuideFiling.when": "before",
    "GuideHospital.km": 8.3,
    "GuideHospitals.statement": "下面是阜新市的医院。",
    "GuideInsurance.statement": "在辽宁省阜新市看病，参保在河南省信阳市罗山县：属于跨省异地就医。",
    "GuideNotForYou.reason": "说的是另一种去向",
    "GuideNotForYou.only_for": "到徐州就医",
    "GuidePassedOver.only_for": "省直参保人员",
    "GuidePassedOver.reason": "没有说属于“省直参保人员”",
    "GuidePassedOver.subject": "门诊起付标准",
    "GuideQuestion.cost": 12000.0,
    "GuideOfficeAnswer.statement": "罗山县有写明办理“异地就医备案”的机构。",
    "GuidePayment.subject": "住院报销比例",
    "GuidePolicy.figure": "70%",
    "GuideProcedure.statement": "全国有规定，河南省另有规定：受理条件。",
    "GuideQuestion.at": "2025-04-21T09:00:00+08:00",
    "GuideQuestion.near": [42.02, 121.65],
    "GuideQuestion.symptom": "腰疼 发烧",
    "GuideReason.condition": "发热时",
    "GuideRecommendedHospital.km": 8.3,
    "GuideRegion.code": "210900",
    "GuideRegion.name": "阜新市",
    "GuideRegion.page": "http://127.0.0.1:8000/regions/210900/",
    "GuideRegion.url": "http://127.0.0.1:8000/api/v1/regions/210900/",
    "GuideRule.text": "服务罗山县，办理异地就医备案，受理城乡居民医保",
    "GuideSymptom.advice": "不要拖，早点去医院。",
    "GuideSymptom.name": "腰痛伴发热",
    "GuideSymptom.page": "http://127.0.0.1:8000/symptoms/yao-tong-ban-fa-re/",
    "GuideSymptom.slug": "yao-tong-ban-fa-re",
    "GuideSymptom.url": "http://127.0.0.1:8000/api/v1/symptoms/yao-tong-ban-fa-re/",
    "GuideUnresolved.text": "看东西模糊",
}


def texts(help_text: str) -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(), help_text=help_text)


def articles(help_text: str = "出自哪些文章。") -> Any:
    return ArticleRefSerializer(many=True, help_text=help_text)


class GuideRegionSerializer(RegionRefSerializer):
    """A region that was asked for or answered with."""

    level = serializers.ChoiceField(Region.Level.choices, help_text="层级。")


class GuideLevelSerializer(serializers.Serializer[Any]):
    """A level of medical institution."""

    code = serializers.ChoiceField(FacilityLevel.choices, help_text="代码。")
    name = serializers.CharField(help_text="名称。")


class GuideQuestionSerializer(serializers.Serializer[Any]):
    """What was asked, as it was understood."""

    symptom = serializers.CharField(help_text="哪里不舒服，原话。")
    region = GuideRegionSerializer(allow_null=True, help_text="在哪里看病；空：急症时没有说或没有听懂。")
    insured_region = GuideRegionSerializer(allow_null=True, help_text="在哪里参保；空：没有问。")
    scheme = SchemeSerializer(allow_null=True, help_text="险种；空：没有问。")
    person_type = serializers.CharField(allow_null=True, help_text="异地就医的人员类别；空：没有问。")
    population = serializers.CharField(allow_null=True, help_text="自己是什么人；空：没有说。")
    cost = serializers.FloatField(allow_null=True, help_text="费用（元）；空：没有说。")
    facility_level = GuideLevelSerializer(allow_null=True, help_text="去几级的医院看；空：没有说。")
    at = serializers.DateTimeField(help_text="什么时候去，精确到分。")
    near = serializers.ListField(
        child=serializers.FloatField(), allow_null=True, help_text="你的位置：[纬度, 经度]；空：没有给。"
    )


class GuideRedFlagSerializer(RedFlagSerializer):
    """A sign that makes one of the symptoms urgent."""

    symptom = RecordRefSerializer(help_text="是哪个症状的。")
    stated = serializers.BooleanField(help_text="问的人是不是说了有这个信号。")
    sources = articles()

    class Meta(RedFlagSerializer.Meta):
        fields = (*RedFlagSerializer.Meta.fields, "symptom", "stated", "sources")  # type: ignore[assignment]


class GuideEmergencySerializer(EmergencyAnswerSerializer):
    """When to call 120 rather than read on."""

    red_flags = GuideRedFlagSerializer(many=True, help_text="这些症状的危险信号，最危险的在前。")


class GuideSymptomSerializer(RecordRefSerializer):
    """A symptom of the catalogue that was recognised."""

    words = texts("由哪些话认出。")
    components = RecordRefSerializer(many=True, help_text="由这些症状组成。")
    advice = serializers.CharField(help_text="就诊建议。")


class GuideUnresolvedSerializer(serializers.Serializer[Any]):
    """Words that were not recognised."""

    text = serializers.CharField(help_text="没有认出的话。")
    choices = texts("名录里最接近的症状。")


class GuideSymptomsSerializer(serializers.Serializer[Any]):
    """How the words were understood."""

    resolved = GuideSymptomSerializer(many=True, help_text="认出的症状；合成一个组合的写作组合。")
    denied = texts("说了没有的症状。")
    unresolved = GuideUnresolvedSerializer(many=True, help_text="没有认出的话。")
    choices = texts("没有来源说该看哪个科时：含有这个症状的组合；没有听懂时：可选的症状。")


class GuideReasonSerializer(serializers.Serializer[Any]):
    """Why a department."""

    symptom = RecordRefSerializer(help_text="因为哪个症状。")
    combination = RecordRefSerializer(allow_null=True, help_text="没有来源单说这个症状：说的是含有它的这个组合。")
    condition = serializers.CharField()
    editorial = serializers.BooleanField(help_text="是否由本名录归类，不出自文章。")
    sources = articles()


class GuideDepartmentSerializer(RecordRefSerializer):
    """A department to go to."""

    rank = serializers.IntegerField(help_text="1 最先；相同表示不分先后。")
    reasons = GuideReasonSerializer(many=True, help_text="为什么去这个科。")


class GuideDepartmentsSerializer(serializers.Serializer[Any]):
    """The departments to go to."""

    statement = serializers.CharField(help_text="一句话的说明。")
    results = GuideDepartmentSerializer(many=True, help_text="科室，先去的在前。")


class GuideHospitalSerializer(HospitalSerializer):
    """A hospital that has one of the departments."""

    in_region = serializers.BooleanField(help_text="是否在所问的地区以内。")
    km = serializers.FloatField(allow_null=True, help_text="直线距离，公里；空：有一方位置不详。")
    sources = articles("科室出自哪些文章。")

    class Meta(HospitalSerializer.Meta):
        fields = (
            "slug", "name", "url", "page", "region", "address", "level", "grade", "institution_type", "ownership",
            "designated", "phones", "opening_hours", "departments", "disputed", "in_region", "km", "sources",
        )  # fmt: skip


class GuideAdviceSerializer(RecommendationSerializer):
    """An article's advice to go to this hospital."""

    symptom = RecordRefSerializer(help_text="就哪个症状推荐。")


class GuideRecommendedHospitalSerializer(GuideHospitalSerializer):
    """A hospital that articles recommend."""

    rank = serializers.IntegerField(help_text="1 最先；相同表示并列。")
    tied = serializers.BooleanField(help_text="是否与别家并列。")
    by = GuideAdviceSerializer(many=True, help_text="哪篇文章怎样推荐。")

    class Meta(GuideHospitalSerializer.Meta):
        fields = (*GuideHospitalSerializer.Meta.fields, "rank", "tied", "by")  # type: ignore[assignment]


class GuideHospitalsSerializer(serializers.Serializer[Any]):
    """The hospitals of the place."""

    area = GuideRegionSerializer(
        allow_null=True, help_text="在哪里找的：县找全市，市里没有找全省；空：没有说在哪里看病。"
    )
    statement = serializers.CharField(help_text="一句话的说明。")
    recommended = GuideRecommendedHospitalSerializer(many=True, help_text="文章推荐的，按名次。")
    others = GuideHospitalSerializer(many=True, help_text="其他有这个科的，最多 10 家。")


class GuideRuleSerializer(serializers.Serializer[Any]):
    """Why this office."""

    level = serializers.ChoiceField(Region.Level.choices, help_text="在哪一级找到。")
    serves = RegionRefSerializer(help_text="因为服务这个地区。")
    service = RecordRefSerializer(allow_null=True, help_text="因为办理这一事项。")
    scheme = SchemeSerializer(allow_null=True, help_text="因为受理这一险种。")
    text = serializers.CharField(help_text="一句话的理由。")


class GuideOfficeSerializer(OfficeSerializer):
    """An office that handles the filing."""

    rule = GuideRuleSerializer(help_text="为什么是它。")
    sources = articles("地址、电话、时间、事项出自哪些文章。")

    class Meta(OfficeSerializer.Meta):
        fields = (
            "slug", "name", "url", "page", "office_kind", "region", "schemes", "address", "directions", "phones",
            "opening_hours", "duties", "disputed", "rule", "sources",
        )  # fmt: skip


class GuideOfficeToAskSerializer(OfficeSummarySerializer):
    """An office to ask where none is known that handles it."""

    rule = GuideRuleSerializer(help_text="为什么是它。")

    class Meta(OfficeSummarySerializer.Meta):
        fields = (*OfficeSummarySerializer.Meta.fields, "rule")


class GuideOfficeAnswerSerializer(serializers.Serializer[Any]):
    """What is said of the offices."""

    level = serializers.ChoiceField(
        Region.Level.choices, allow_null=True, help_text="最合适的在哪一级找到；空：没有找到。"
    )
    no_local_office = serializers.BooleanField(help_text="是否还不知道参保地自己的机构。")
    statement = serializers.CharField(help_text="一句话的说明。")
    next_level = GuideOfficeToAskSerializer(many=True, help_text="可以先问的机构。")
    hotlines = GuideOfficeToAskSerializer(many=True, help_text="可以先问的热线。")


class GuideEmergencyFilingSerializer(serializers.Serializer[Any]):
    """Whether an emergency may be filed later."""

    when = serializers.CharField(help_text="after 可以事后补办，ask 不知道，要问。")
    statement = serializers.CharField(help_text="一句话的说明。")
    sources = articles()


class GuideSideSerializer(CitationSerializer):
    """What one article says where articles contradict each other."""

    figure = None  # type: ignore[assignment]


class GuidePolicySerializer(PolicySerializer):
    """A policy that holds for the place of insurance."""

    figure = serializers.CharField(help_text="读作；空：没有数值。")  # type: ignore[assignment]
    level = serializers.ChoiceField(Region.Level.choices, help_text="在哪一级找到。")
    region_stated = serializers.BooleanField(help_text="来源是否写明是这个地区的；否：地区是本名录归入的。")
    replaces = RecordRefSerializer(many=True, help_text="它取代的更大范围的规定。")
    sides = GuideSideSerializer(many=True, help_text="来源说法不一时，各方的说法。")
    sources = articles()

    class Meta(PolicySerializer.Meta):
        fields = (
            "slug", "name", "url", "page", "region", "scheme", "year", "population", "only_for", "facility_level",
            "statement", "conditions", "figure", "level", "region_stated", "replaces", "sides", "sources",
        )  # fmt: skip


class GuideChangeSerializer(serializers.Serializer[Any]):
    """What a more local rule has that the wider one does not, or has otherwise."""

    field = serializers.CharField(help_text="字段名。")
    label = serializers.CharField(help_text="字段的中文名。")  # type: ignore[assignment]
    change = serializers.CharField(help_text="adds 补充，replaces 另有规定。")


class GuideReplacedSerializer(RecordRefSerializer):
    """A wider rule behind a more local one."""

    changes = GuideChangeSerializer(many=True, help_text="本地的与它有什么不同。")


class GuideProcedureSerializer(ProcedureSerializer):
    """A procedure as the asker's checklist."""

    level = serializers.ChoiceField(Region.Level.choices, help_text="在哪一级找到。")
    statement = serializers.CharField(help_text="一句话：哪一级的规定，与更大范围的有什么不同。")
    replaces = GuideReplacedSerializer(many=True, help_text="它取代的更大范围的办法。")
    sources = serializers.DictField(child=ArticleRefSerializer(many=True), help_text="各字段出自哪些文章。")

    class Meta(ProcedureSerializer.Meta):
        fields = (
            "slug", "name", "url", "page", "region", "summary", "person_types", "steps", "materials", "time_limits",
            "channels", "eligibility", "validity", "fee", "deadline", "consequence", "result", "visits", "notes",
            "disputed", "unfinished", "inherited", "level", "statement", "replaces", "sources",
        )  # fmt: skip


class GuideNotForYouSerializer(RecordRefSerializer):
    """A rule of the place that is for others."""

    only_for = serializers.CharField(help_text="只适用于谁或哪种情形。")
    reason = serializers.CharField(help_text="为什么不适用。")


class GuidePassedOverSerializer(GuideNotForYouSerializer):
    """A policy of the place that is for others."""

    subject = serializers.CharField(help_text="主题。")


class GuideFilingSerializer(serializers.Serializer[Any]):
    """What must be filed before or after the treatment, with which papers, where."""

    required = serializers.BooleanField(  # type: ignore[assignment]
        allow_null=True, help_text="要不要备案；空：来源说法不一或没有说。"
    )
    statement = serializers.CharField(help_text="一句话的说明。")
    when = serializers.CharField(allow_null=True, help_text="before 看病前办，after 可以事后补办；空：来源没有说。")
    emergency = GuideEmergencyFilingSerializer(help_text="急诊能不能事后补办。")
    rules = GuidePolicySerializer(many=True, help_text="关于备案的规定，最近的一级在前。")
    procedures = GuideProcedureSerializer(many=True, help_text="怎么办，最近的一级在前。")
    not_for_you = GuideNotForYouSerializer(many=True, help_text="参保地有、但说的是别人或别的去向的。")
    offices = GuideOfficeSerializer(many=True, help_text="找哪个机构，最合适的在前。")
    office_answer = GuideOfficeAnswerSerializer(help_text="关于机构的说明。")


class GuidePaymentSerializer(serializers.Serializer[Any]):
    """What policies say on one subject."""

    subject = serializers.CharField(help_text="主题。")
    policies = GuidePolicySerializer(many=True, help_text="最近的一级在前。")


class GuideClaimProcedureSerializer(GuideProcedureSerializer):
    """How one is paid back, as the asker's checklist."""

    only_for = serializers.CharField(help_text="只适用于谁或哪种情形；空：都适用。")  # type: ignore[assignment]

    class Meta(GuideProcedureSerializer.Meta):
        fields = (*GuideProcedureSerializer.Meta.fields, "only_for")  # type: ignore[assignment]


class GuideClaimsSerializer(serializers.Serializer[Any]):
    """What to do to be paid back by somebody who paid for the treatment."""

    statement = serializers.CharField(help_text="一句话的说明。")
    procedures = GuideClaimProcedureSerializer(many=True, help_text="怎么报销：材料、步骤、期限；空：没有查到。")
    not_for_you = GuideNotForYouSerializer(many=True, help_text="参保地有、但说的是别人或别的去向的。")
    offices = GuideOfficeSerializer(many=True, help_text="找哪个机构，最合适的在前。")
    office_answer = GuideOfficeAnswerSerializer(help_text="关于机构的说明。")


class GuideInsuranceSerializer(serializers.Serializer[Any]):
    """What the insurance wants and pays."""

    relation = serializers.ChoiceField(
        [(str(one), one.name) for one in Relation], help_text="看病的地方与参保地的关系。"
    )
    elsewhere = serializers.BooleanField(allow_null=True, help_text="是不是异地；空：要看具体在哪个市。")
    statement = serializers.CharField(help_text="一句话的说明。")
    filing = GuideFilingSerializer(allow_null=True, help_text="要办什么；空：不是异地，不用办。")
    payments = GuidePaymentSerializer(many=True, help_text="查到的待遇和费用。")
    levels = GuideLevelSerializer(many=True, help_text="待遇按医院级别不同、又没有说去几级的：可选的级别。")
    claims = GuideClaimsSerializer(allow_null=True, help_text="自己先付了钱怎么报销；空：不归内地医保管。")
    passed_over = GuidePassedOverSerializer(many=True, help_text="只适用于别人的规定，各注明只适用于谁和为什么不给。")


class GuideSerializer(serializers.Serializer[Any]):
    """The guide's answer."""

    question = GuideQuestionSerializer(help_text="问的是什么。")
    notice = serializers.CharField(help_text="不做诊断的声明。")
    emergency = GuideEmergencySerializer(help_text="先看危不危险。")
    symptoms = GuideSymptomsSerializer(help_text="听懂的症状。")
    departments = GuideDepartmentsSerializer(help_text="看哪个科。")
    hospitals = GuideHospitalsSerializer(help_text="去哪家医院。")
    insurance = GuideInsuranceSerializer(allow_null=True, help_text="医保怎么办；空：没有问。")


# What also tells whether it is open, as every place does when it is read.
PLACES = (
    GuideHospitalSerializer,
    GuideRecommendedHospitalSerializer,
    GuideOfficeSerializer,
    GuideOfficeToAskSerializer,
)
