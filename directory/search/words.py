"""The words of questions that are no one's name, as data: what is asked, of which kind, how it should be."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Attribute(NamedTuple):
    """A fact that people ask for: how it is called, by which words, and which kinds of entry know it."""

    label: str | Promise
    words: tuple[str, ...]
    kinds: tuple[str, ...]
    subjects: tuple[str, ...] = ()  # of the policies that tell it, in the order of interest


PLACES = ("office", "hospital")
RULES = ("procedure", "policy")  # what holds for a region or for all

# What a person pays for being insured, and what insurance pays: subjects of policies, in the order of interest.
COST_SUBJECTS = (
    "个人缴费标准", "最低缴费额", "个人缴费比例", "缴费基数下限", "缴费基数上限", "单位缴费比例", "生育津贴标准",
)  # fmt: skip
DEADLINE_SUBJECTS = ("集中缴费期", "新生儿参保期限", "缴费周期", "断缴补缴")
REIMBURSEMENT_SUBJECTS = (
    "住院报销比例", "门诊报销比例", "门诊起付标准", "住院起付标准", "封顶线", "门诊年度限额", "报销范围", "异地就医可否报销",
)  # fmt: skip
WAITING_SUBJECTS = ("待遇等待期", "新生儿参保期限")

ATTRIBUTES = {
    "phone": Attribute(
        _("电话"),
        ("电话", "电话号码", "联系电话", "咨询电话", "服务电话", "热线电话", "联系方式", "打什么电话", "打哪个电话", "号码", "挂号电话"),
        ("office", "hospital", "channel"),
    ),
    "address": Attribute(
        _("地址"),
        ("地址", "在哪", "在哪里", "在哪儿", "在什么地方", "怎么走", "怎么去", "位置", "具体位置", "详细地址"),
        ("office", "hospital"),
    ),
    "hours": Attribute(
        _("时间"),
        (
            "办公时间", "上班时间", "营业时间", "工作时间", "开门时间", "门诊时间", "出诊时间", "就诊时间", "挂号时间", "几点上班",
            "几点开门", "几点下班", "几点关门", "几点挂号", "夜诊", "夜诊时间", "有夜诊吗", "什么时候上班", "什么时候开门",
            "周末上班吗", "周六上班吗", "周日上班吗", "星期六上班吗", "星期天上班吗",
            "周末开门吗", "节假日上班吗",
        ),
        ("office", "hospital"),
    ),
    "registration": Attribute(
        _("挂号方式"),
        (
            "挂号", "怎么挂号", "如何挂号", "预约挂号", "怎么预约挂号", "网上挂号", "网上预约", "在哪挂号", "哪里挂号", "挂号方式",
        ),
        ("hospital",),
    ),
    "materials": Attribute(
        _("材料"),
        (
            "材料", "需要材料", "要什么材料", "需要什么材料", "需要哪些材料", "要哪些材料", "资料", "需要什么资料", "证件", "带什么",
            "要带什么", "需要带什么", "什么手续", "需要什么手续", "申请材料", "办理材料",
        ),
        ("procedure",),
    ),
    "steps": Attribute(
        _("流程"),
        (
            "流程", "办理流程", "步骤", "怎么办", "怎么办理", "如何办理", "怎样办理", "怎么弄", "怎么申请", "如何申请", "怎么操作",
            "怎么用", "怎么登记", "怎么领", "怎么领取", "如何领取", "怎么备案", "如何备案", "怎么交",
            "怎么查", "怎么查询", "如何查询", "哪里办", "在哪办", "在哪里办", "去哪办", "去哪里办",
        ),
        ("procedure",),
    ),
    "time_limit": Attribute(
        _("时限"),
        (
            "时限", "办理时限", "多久", "多长时间", "要多久", "需要多久", "几天", "多少天", "几个工作日", "多久到账", "多久能办好",
            "有效期",
        ),
        ("procedure", "policy"),
        WAITING_SUBJECTS,
    ),
    "cost": Attribute(
        _("费用"),
        (
            "多少钱", "交多少钱", "缴多少钱", "要多少钱", "一年多少钱", "每年多少钱", "交多少", "缴多少", "一年交多少",
            "一年交多少钱", "一年要交多少钱", "每年交多少", "每年交多少钱", "要交多少", "要交多少钱", "缴费标准", "个人缴费标准",
            "费用标准", "收费标准", "每月多少钱", "一个月多少钱", "每月交多少钱", "缴费比例", "个人缴费比例", "缴费基数", "缴费金额",
            "缴费档次", "怎么收费", "怎么算", "怎么计算", "如何计算",
        ),
        ("policy", "procedure"),
        COST_SUBJECTS,
    ),
    "reimbursement": Attribute(
        _("报销"),
        ("报销比例", "报多少", "报销多少", "能报多少", "能报销多少", "可以报多少", "起付线", "起付标准", "封顶线"),
        ("policy",),
        REIMBURSEMENT_SUBJECTS,
    ),
    "deadline": Attribute(
        _("期限"),
        ("截止时间", "什么时候交", "什么时候缴", "什么时候截止", "缴费时间", "缴费期", "集中缴费期", "几月份交", "几月交"),
        ("policy", "procedure"),
        DEADLINE_SUBJECTS,
    ),
    "departments": Attribute(
        _("科室"),
        (
            "挂什么科", "看什么科", "挂哪个科", "看哪个科", "挂哪科", "看哪科", "挂啥科", "看啥科", "什么科", "哪个科", "什么科室",
            "哪个科室", "挂什么科室", "看什么科室", "挂哪个科室", "看哪个科室", "去哪个科", "去什么科",
        ),
        ("symptom", "department"),
    ),
    "hospitals": Attribute(
        _("医院"),
        (
            "去哪家医院", "去哪家医院好", "哪家医院好", "哪个医院好", "哪家医院", "哪个医院", "去哪看", "去哪里看", "到哪里看",
            "推荐医院", "医院推荐", "哪里看", "最好的医院", "好的医院", "什么医院", "去什么医院", "医院哪家好", "医院哪个好",
        ),
        ("hospital", "symptom"),
    ),
}  # fmt: skip

# The name of many departments, each the last of its branch: without the branch it says nothing.
OTHER = "其他"

# What words ask that stand beside a symptom: there 怎么办 is no question for the steps of a procedure.
BESIDE_SYMPTOM = {
    "医院": "hospitals",
    **dict.fromkeys(
        ("怎么办", "怎么弄", "怎么看", "怎么治", "怎么治疗", "怎么回事", "挂号", "怎么挂号"), "departments"
    ),
}


class Sort(NamedTuple):
    """A word for a kind of entry; tags narrow it."""

    kind: str
    words: tuple[str, ...]
    tags: tuple[str, ...] = ()


# How characters of these words are read that stand in no name of a region, department, symptom or service.
SOUNDS = {
    "型": "xing", "所": "suo", "服": "fu", "幼": "you", "局": "ju", "障": "zhang", "窗": "chuang", "厅": "ting", "税": "shui",
    "规": "gui",
}  # fmt: skip

SORTS = (
    Sort("hospital", ("医院", "医疗机构", "卫生机构", "定点医院")),
    Sort("hospital", ("诊所", "门诊部", "卫生室", "卫生所"), ("h:clinic",)),
    Sort("hospital", ("卫生院", "乡镇卫生院"), ("h:township",)),
    Sort("hospital", ("社区卫生服务中心", "社区医院"), ("h:community",)),
    Sort("hospital", ("中医院", "中医医院"), ("h:tcm", "h:integrated", "h:ethnic")),
    Sort("hospital", ("妇幼保健院", "妇幼", "妇保院"), ("h:maternity",)),
    Sort("hospital", ("专科医院",), ("h:specialised",)),
    Sort("hospital", ("综合医院",), ("h:general",)),
    Sort("office", ("医保局", "医疗保障局"), ("o:bureau", "o:agency")),
    Sort("office", ("医保中心", "医疗保险中心", "社会医疗保险中心", "医保经办中心", "经办机构"), ("o:agency", "o:bureau")),
    Sort(
        "office", ("医保窗口", "服务窗口", "办事窗口", "办事大厅", "服务大厅", "医保办"),
        ("o:counter", "o:hospital_counter", "o:agency", "o:bureau"),
    ),
    Sort("office", ("税务局",), ("o:tax",)),
    Sort("office", ("热线", "服务热线"), ("o:hotline",)),
    Sort("policy", ("政策", "规定", "新规")),
    Sort("procedure", ("办事指南", "办理指南")),
    Sort("department", ("科室", "诊疗科目")),
    Sort("symptom", ("症状",)),
)  # fmt: skip

TRAITS = {
    "三甲": ("l:3", "g:a"),
    "三级甲等": ("l:3", "g:a"),
    "三级": ("l:3",),
    "三乙": ("l:3", "g:b"),
    "二甲": ("l:2", "g:a"),
    "二级甲等": ("l:2", "g:a"),
    "二级": ("l:2",),
    "一级": ("l:1",),
    "公立": ("w:public",),
    "民营": ("w:private",),
    "私立": ("w:private",),
    "定点": ("z:true",),
    "医保定点": ("z:true",),
}

# Insurance, without saying which: one of these schemes.
INSURANCE = ("医保", "医疗保险", "基本医疗保险", "社会医疗保险")
BASIC_SCHEMES = ("resident", "employee", "flexible")

NEARBY = ("附近", "周边", "周围", "旁边", "最近的", "离我最近", "离我近", "就近")
OPEN = ("开门", "营业", "正在营业", "现在开门", "现在营业", "还开门", "开着", "24小时", "现在上班", "今天上班")
# Said without asking for anything.
FILLERS = (
    "的", "吗", "呢", "吧", "啊", "呀", "请问", "我要", "我想", "想", "要", "在", "去", "有", "有没有", "是", "是不是", "什么", "怎么",
    "怎么样", "如何", "怎样", "哪", "哪里", "哪些", "哪个", "一下", "可以", "能", "能不能", "好", "看", "了", "和", "与", "办理", "办",
    "需要", "出现", "得", "患", "目前", "现在", "最新", "今年", "年度", "怎么看", "咨询", "查询一下", "我", "人员", "到", "从",
    "应该", "应当", "最好", "最好的", "比较好", "是多少", "多少", "怎么治", "怎么治疗", "怎么回事",
)  # fmt: skip
