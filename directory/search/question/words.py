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
YEARS_SUBJECTS = ("最低缴费年限", "缴费年限不足的处理")
AGE_SUBJECTS = ("缴费起始年龄", "参保年龄下限", "参保年龄上限", "领取待遇年龄")

# Opening hours are asked for in many ways, most of them a time and what happens then.
TIMES = (
    "", "上午", "下午", "中午", "晚上", "周末", "周六", "周日", "星期六", "星期天", "星期日", "礼拜六", "礼拜天", "节假日", "国庆",
    "国庆节", "春节", "五一", "元旦", "明天",
)  # fmt: skip
CLOCK = tuple(
    f"{when}{happens}"
    for when in ("几点", "几点钟", "什么时候")
    for happens in ("上班", "下班", "开门", "关门", "营业")
)
OPENING = ("上班", "开门", "营业", "休息", "放假", "看病", "能看病", "有人", "有号")
HOURS_WORDS = tuple(f"{time}{happens}" for time in TIMES for happens in (*CLOCK, *(OPENING if time else ())))

ATTRIBUTES = {
    "phone": Attribute(
        _("电话"),
        ("电话", "电话号码", "联系电话", "咨询电话", "服务电话", "热线电话", "联系方式", "打什么电话", "打哪个电话", "号码", "挂号电话",
         "办公电话", "值班电话", "客服电话", "座机"),
        ("office", "hospital", "channel"),
    ),
    "address": Attribute(
        _("地址"),
        ("地址", "在哪", "在哪里", "在哪儿", "在什么地方", "怎么走", "怎么去", "位置", "具体位置", "详细地址",
         "哪条路", "在哪条路", "在哪个区", "在哪个位置"),
        ("office", "hospital"),
    ),
    "hours": Attribute(
        _("时间"),
        (
            "办公时间", "上班时间", "营业时间", "工作时间", "开门时间", "门诊时间", "出诊时间", "就诊时间", "挂号时间", "作息时间",
            "几点挂号", "几点", "几点钟", "夜诊", "夜诊时间", "有夜诊吗", "午休", *HOURS_WORDS,
        ),
        ("office", "hospital"),
    ),
    "registration": Attribute(
        _("挂号方式"),
        (
            "挂号", "怎么挂号", "如何挂号", "预约挂号", "怎么预约挂号", "在哪挂号", "哪里挂号", "挂号方式",
        ),
        ("hospital",),
    ),
    "materials": Attribute(
        _("材料"),
        (
            "材料", "需要材料", "要什么材料", "需要什么材料", "需要哪些材料", "要哪些材料", "资料", "需要什么资料", "证件", "带什么",
            "要带什么", "需要带什么", "什么手续", "需要什么手续", "手续", "申请材料", "办理材料", "什么证明", "需要什么证明",
        ),
        ("procedure",),
    ),
    "steps": Attribute(
        _("流程"),
        (
            "流程", "办理流程", "步骤", "怎么办", "怎么办理", "如何办理", "怎样办理", "怎么弄", "怎么申请", "如何申请", "怎么操作",
            "怎么用", "怎么登记", "怎么开", "怎么补", "怎么转", "怎么取", "怎么绑定", "怎么开通", "怎么激活",
            "怎么交费", "怎么缴", "如何缴费", "怎么领", "怎么领取", "如何领取", "怎么备案", "如何备案", "怎么交",
            "怎么查", "怎么查询", "如何查询", "哪里办", "在哪办", "在哪里办", "去哪办", "去哪里办",
            "在哪交", "在哪里交", "去哪交", "去哪里交",
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
            "缴费档次", "怎么收费", "怎么算", "怎么计算", "如何计算", "交钱吗", "要交钱吗", "用交钱吗", "收费吗",
        ),
        ("policy", "procedure"),
        COST_SUBJECTS,
    ),
    "reimbursement": Attribute(
        _("报销"),
        (
            "报销比例", "报多少", "报销多少", "能报多少", "能报销多少", "可以报多少", "可以报销多少", "报多少钱", "报销多少钱",
            "能报多少钱", "能报销多少钱", "能报吗", "能报销吗", "可以报吗", "可以报销吗", "还能报销吗", "给报销吗", "怎么报", "起付线",
            "起付标准", "封顶线",
        ),
        ("policy",),
        REIMBURSEMENT_SUBJECTS,
    ),
    "deadline": Attribute(
        _("期限"),
        (
            "截止时间", "截止日期", "期限", "截止到几月", "截止到什么时候", "几月截止", "几号截止", "截止", "什么时候交", "什么时候缴",
            "什么时候开始交", "什么时候开始缴费", "什么时候缴费", "什么时候截止", "缴费时间", "缴费期", "集中缴费期", "几月份交", "几月交",
            "几月份开始交", "交到几月", "交到什么时候", "最晚什么时候交",
        ),
        ("policy", "procedure"),
        DEADLINE_SUBJECTS,
    ),
    "years": Attribute(
        _("年限"),
        (
            "年限", "缴费年限", "最低缴费年限", "多少年", "几年", "交多少年", "交几年", "缴多少年", "缴几年", "要交多少年", "要交几年",
            "要缴多少年", "交满多少年", "要交满多少年", "需要交多少年", "交够多少年",
        ),
        ("policy",),
        YEARS_SUBJECTS,
    ),
    "age": Attribute(
        _("年龄"),
        (
            "多少岁", "几岁", "多大年龄", "多大岁数", "年龄限制", "多少岁开始交", "从多少岁开始交", "几岁开始交", "多少岁不用交",
            "到多少岁", "交到多少岁", "缴到多少岁", "多少岁可以领取", "多少岁就不用交", "多少岁就不用缴", "到多少岁不用交",
        ),
        ("policy",),
        AGE_SUBJECTS,
    ),
    "departments": Attribute(
        _("科室"),
        (
            "挂什么科", "看什么科", "挂哪个科", "看哪个科", "挂哪科", "看哪科", "挂啥科", "看啥科", "什么科", "哪个科", "什么科室",
            "哪个科室", "挂什么科室", "看什么科室", "挂哪个科室", "看哪个科室", "去哪个科", "去什么科",
            "去哪个科室", "去什么科室", "属于什么科", "属于哪个科", "看哪个门诊", "挂哪个门诊",
        ),
        ("symptom", "department"),
    ),
    "hospitals": Attribute(
        _("医院"),
        (
            "去哪家医院", "去哪家医院好", "哪家医院好", "哪个医院好", "哪家医院", "哪个医院", "去哪看", "去哪里看", "到哪里看",
            "推荐医院", "医院推荐", "哪里看", "最好的医院", "好的医院", "什么医院", "去什么医院", "医院哪家好", "医院哪个好",
            "去哪检查", "去哪里检查", "去哪治", "去哪里治", "到哪看", "在哪看", "哪里能看", "哪里能治", "哪家好", "哪里好",
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
        ("怎么办", "怎么弄", "怎么看", "怎么治", "怎么治疗", "怎么回事", "是什么原因", "什么原因", "挂号", "怎么挂号"),
        "departments",
    ),
}

# What doors do: beside a time it asks for the hours.
BESIDE_TIME = frozenset(
    ("上班", "下班", "开门", "关门", "营业", "休息", "放假", "看病", "有人", "有号", "开诊", "出诊", "坐诊", "办公", "上不上班", "开", "开着",
     "有医生", "办理", "能看", "接诊", "值班", "办事"),
)  # fmt: skip

# What words ask that stand beside a service: 断缴怎么补缴, 家庭共济怎么绑定.
BESIDE_SERVICE = dict.fromkeys(("怎么", "如何", "怎样"), "steps")

# What words ask after one that ends with 报销: 门诊报销多少, 住院报销比例.
REIMBURSED = "报销"
AFTER_REIMBURSED = dict.fromkeys(("比例", "多少", "多少钱", "标准"), "reimbursement")

# The services that people ask for who name nothing but their insurance: 居民医保怎么交.
IMPLIED = {
    **dict.fromkeys(
        ("怎么交", "怎么缴", "怎么交费", "如何缴费", "在哪交", "在哪里交", "去哪交", "去哪里交"), ("缴费",)
    ),
    **dict.fromkeys(("怎么查", "怎么查询", "如何查询"), ("医保查询", "缴费查询")),
    "怎么转": ("医保转移",),
}
# … and who say which insurance: 居民医保怎么办理.
ENROLLING = dict.fromkeys(
    ("怎么办", "怎么办理", "如何办理", "怎样办理", "怎么申请", "怎么登记", "哪里办", "在哪办", "去哪办"), ("参保登记",)
)

# Beside what it costs and by when it is due, paying says no more than which insurance: 居民医保缴费截止时间.
PAYING, PAID = "交缴费", frozenset({"cost", "deadline"})


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
    Sort("office", ("热线", "服务热线", "医保热线", "医保服务热线", "医保咨询热线"), ("o:hotline",)),
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
OPEN = (
    "开门", "营业", "正在营业", "现在开门", "现在营业", "还开门", "开着", "24小时", "现在上班", "今天上班", "今天开门", "现在有人",
)  # fmt: skip

# Who asks or for whom, and by which way: beside what is asked. Few names say it, and none is missed for not saying it.
ASIDES = (
    "小孩", "小孩子", "孩子", "宝宝", "婴儿", "幼儿", "小朋友", "娃", "娃娃", "儿子", "女儿", "老人",
    "老人家", "老年人", "孕妇", "怀孕", "怀孕了", "孕期", "产妇", "大人", "成人", "妈妈", "爸爸", "我妈",
    "我爸", "父母", "爸妈", "爷爷", "奶奶", "老公", "老婆", "家人", "自己", "自己的", "个人", "本人",
    "失业", "失业了", "辞职", "辞职了", "离职", "离职了", "下岗", "换工作", "换工作了", "换单位", "网上", "线上",
    "手机上", "微信", "微信上", "好几天", "好几天了", "几天了", "好久", "好久了", "支付宝上",
)  # fmt: skip
# When, said by itself: the moment is read from it (see moment), no name is looked for by it.
TIME_WORDS = (
    "今天", "今日", "今儿", "明天", "明日", "明儿", "后天", "大后天", "昨天", "今早", "今晚", "明早", "明晚", "早上", "上午", "中午", "下午",
    "傍晚", "晚上", "夜里", "半夜", "凌晨", "周末", "节假日", "国庆", "国庆节", "春节", "五一", "元旦", "清明", "端午", "中秋", "过年",
    "现在", "这会儿", *(f"{week}{day}" for week in ("周", "星期", "下周", "下星期", "这周") for day in "一二三四五六日天"),
)  # fmt: skip

# Said without asking for anything.
FILLERS = (
    "的", "吗", "呢", "吧", "啊", "呀", "请问", "我要", "我想", "想", "要", "在", "去", "有", "有没有", "是", "是不是", "什么", "怎么",
    "怎么样", "如何", "怎样", "哪", "哪里", "哪些", "哪个", "一下", "可以", "能", "能不能", "好", "看", "了", "和", "与", "办理", "办",
    "需要", "出现", "得", "患", "目前", "最新", "今年", "年度", "怎么看", "咨询", "查询一下", "我", "人员", "到", "从",
    "应该", "应当", "最好", "最好的", "比较好", "是多少", "多少", "怎么治", "怎么治疗", "怎么回事", "还", "还能", "还可以", "该", "还要",
    "厉害", "得厉害", "很", "很严重", "特别", "非常", "老是", "总是", "一直", "经常", "突然", "有点", "有些", "最近", "这几天", "看病",
    "是什么原因", "什么原因", "不舒服", "难受", "治", "治疗", "左", "右", "左边", "右边", "两边", "左侧", "右侧",
)  # fmt: skip
