"""The words of questions that are no one's name, as data: what is asked, of which kind, how it should be."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.core.kinds import Sort as KindSort
from directory.core.kinds import kinds
from directory.core.language import asking


class Attribute(NamedTuple):
    """A fact that people ask for: how it is called, by which words, and which kinds of entry know it."""

    label: str | Promise
    words: tuple[str, ...]
    kinds: tuple[str, ...]
    subjects: tuple[str, ...] = ()  # of the policies that tell it, in the order of interest
    called: tuple[str, ...] = ()  # of those that tell it only where they are called by name


PLACES = tuple(kind.name for kind in kinds.of_sort(KindSort.PLACE))
RULES = tuple(kind.name for kind in kinds.of_sort(KindSort.RULE))  # what holds for a region or for all

# What a person pays for being insured, and what insurance pays: subjects of policies, in the order of interest.
COST_SUBJECTS = (
    "个人缴费标准", "最低缴费额", "个人缴费比例", "缴费基数下限", "缴费基数上限", "单位缴费比例", "生育津贴标准",
)  # fmt: skip
COST_CALLED = ("困难群众参保资助", "财政补助标准", "滞纳金")
DEADLINE_SUBJECTS = ("集中缴费期", "新生儿参保期限", "缴费周期", "断缴补缴")
REIMBURSEMENT_SUBJECTS = (
    "住院报销比例", "门诊报销比例", "门诊起付标准", "住院起付标准", "封顶线", "门诊年度限额", "报销范围", "异地就医可否报销",
)  # fmt: skip
WAITING_SUBJECTS = ("待遇等待期", "新生儿参保期限")
YEARS_SUBJECTS = ("最低缴费年限", "缴费年限不足的处理")
AGE_SUBJECTS = ("缴费起始年龄", "参保年龄下限", "参保年龄上限", "领取待遇年龄")

# How people turn the names of subjects.
SPOKEN_SUBJECTS = {
    "最低缴费额": ("最低交多少", "最少交多少", "最低缴多少", "最少缴多少", "最低缴费金额"),
    "缴费基数下限": (
        "最低缴费基数",
        "缴费基数最低",
        "最低基数",
        "基数最低",
        "基数下限",
        "最少的缴费基数",
        "最低最高",
        "最高最低",
        "上下限",
    ),
    "缴费基数上限": (
        "最高缴费基数",
        "缴费基数最高",
        "最高基数",
        "基数最高",
        "基数上限",
        "缴费基数封顶",
        "最低最高",
        "最高最低",
        "上下限",
    ),
    "单位缴费比例": (
        "单位交百分之",
        "单位交多少",
        "单位缴多少",
        "公司交多少",
        "单位出多少",
        "单位交几",
        "单位缴几",
        "单位交比例",
        "单位缴费比例",
        "公司缴费比例",
    ),
    "个人缴费比例": (
        "个人交百分之",
        "个人交几",
        "个人缴几",
        "自己交百分之",
        "个人交比例",
        "自己交比例",
        "自己缴费比例",
    ),
    "困难群众参保资助": (
        "低保",
        "特困",
        "五保",
        "残疾",
        "重残",
        "困难户",
        "困难人员",
        "困难群众",
        "贫困户",
        "建档立卡",
    ),
    "财政补助标准": ("国家补", "政府补", "财政补", "国家出", "政府出", "财政出", "国家给", "政府给", "财政给"),
    "封顶线": ("最多报多少", "最高报多少", "最多能报", "最高能报", "报销上限", "上限多少", "上限是多少", "封顶"),
    "门诊年度限额": (
        "最多报多少",
        "最高报多少",
        "最多能报",
        "最高能报",
        "报销上限",
        "上限多少",
        "上限是多少",
        "封顶",
        "限额",
    ),
    "门诊起付标准": ("门诊起付线", "门诊起付", "门诊门槛", "起付线", "起付标准", "门槛费"),
    "住院起付标准": ("住院起付线", "住院起付", "住院门槛", "起付线", "起付标准", "门槛费"),
    "门诊报销比例": ("门诊报", "看门诊报", "门诊能报", "门诊报销"),
    "住院报销比例": ("住院报", "住院能报", "住院报销"),
}
ATTRIBUTES = {
    "phone": Attribute(
        _("电话"),
        asking.PHONE,
        ("office", "hospital", "channel"),
    ),
    "address": Attribute(
        _("地址"),
        asking.ADDRESS,
        ("office", "hospital"),
    ),
    "hours": Attribute(
        _("时间"),
        asking.HOURS,
        ("office", "hospital"),
    ),
    "registration": Attribute(
        _("挂号方式"),
        asking.REGISTRATION,
        ("hospital",),
    ),
    "materials": Attribute(
        _("材料"),
        asking.MATERIALS,
        ("procedure",),
    ),
    "steps": Attribute(
        _("流程"),
        asking.STEPS,
        ("procedure",),
    ),
    "channels": Attribute(
        _("办理渠道"),
        asking.CHANNELS,
        ("procedure",),
    ),
    "time_limit": Attribute(
        _("时限"),
        asking.TIME_LIMIT,
        ("procedure", "policy"),
        WAITING_SUBJECTS,
    ),
    "cost": Attribute(
        _("费用"),
        asking.COST,
        ("policy", "procedure"),
        COST_SUBJECTS,
        COST_CALLED,
    ),
    "reimbursement": Attribute(
        _("报销"),
        asking.REIMBURSEMENT,
        ("policy",),
        REIMBURSEMENT_SUBJECTS,
    ),
    "deadline": Attribute(
        _("期限"),
        asking.DEADLINE,
        ("policy", "procedure"),
        DEADLINE_SUBJECTS,
    ),
    "years": Attribute(
        _("年限"),
        asking.YEARS,
        ("policy",),
        YEARS_SUBJECTS,
    ),
    "age": Attribute(
        _("年龄"),
        asking.AGE,
        ("policy",),
        AGE_SUBJECTS,
    ),
    "departments": Attribute(
        _("科室"),
        asking.DEPARTMENTS,
        ("symptom", "department"),
    ),
    "hospitals": Attribute(
        _("医院"),
        asking.HOSPITALS,
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
    ("上班", "下班", "开门", "关门", "营业", "休息", "放假", "看病", "有人", "有号", "开诊", "出诊", "坐诊", "办公", "上不上班", "开",
    "开着",
     "有医生", "办理", "能看", "接诊", "值班", "办事"),
)  # fmt: skip

# Which ones there are.
LISTING = frozenset(("哪些", "有哪些", "哪几家", "哪几个"))
COUNTED = frozenset(("有几家", "几家", "有多少家", "有几个"))  # 阜新有几家三甲 is told by naming them

# What words ask that stand beside a service: 断缴怎么补缴, 家庭共济怎么绑定.
BESIDE_SERVICE = dict.fromkeys(("怎么", "如何", "怎样"), "steps")

# What words ask after one that ends with 报销: 门诊报销多少, 住院报销比例.
REIMBURSED, CARE = "报销", ("住院", "门诊", "看门诊")
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


class AskedSort(NamedTuple):
    """A word for a kind of entry; tags narrow it."""

    kind: str
    words: tuple[str, ...]
    tags: tuple[str, ...] = ()


SORTS = (
    AskedSort("hospital", ("医院", "医疗机构", "卫生机构", "定点医院")),
    AskedSort("hospital", ("诊所", "门诊部", "卫生室", "卫生所"), ("h:clinic",)),
    AskedSort("hospital", ("卫生院", "乡镇卫生院"), ("h:township",)),
    AskedSort("hospital", ("社区卫生服务中心", "社区医院"), ("h:community",)),
    AskedSort("hospital", ("中医院", "中医医院"), ("h:tcm", "h:integrated", "h:ethnic")),
    AskedSort("hospital", ("妇幼保健院", "妇幼", "妇保院"), ("h:maternity",)),
    AskedSort("hospital", ("专科医院",), ("h:specialised",)),
    AskedSort("hospital", ("综合医院",), ("h:general",)),
    AskedSort("office", ("医保局", "医疗保障局", "县医保局", "市医保局", "区医保局", "省医保局"), ("o:bureau", "o:agency")),
    AskedSort("office", ("医保中心", "医疗保险中心", "社会医疗保险中心", "医保经办中心", "经办机构"), ("o:agency", "o:bureau")),
    AskedSort(
        "office", ("医保窗口", "服务窗口", "办事窗口", "办事大厅", "服务大厅", "医保办"),
        ("o:counter", "o:hospital_counter", "o:agency", "o:bureau"),
    ),
    AskedSort("office", ("税务局",), ("o:tax",)),
    AskedSort("office", ("热线", "服务热线", "医保热线", "医保服务热线", "医保咨询热线"), ("o:hotline",)),
    AskedSort("policy", ("政策", "规定", "新规")),
    AskedSort("procedure", ("办事指南", "办理指南")),
    AskedSort("department", ("科室", "诊疗科目")),
    AskedSort("symptom", ("症状",)),
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

# Words that names of places are made of, and who or what rules are for, for who types them in pinyin.
IN_NAMES = (
    "退休", "退休人员", "在职", "在职职工", "大学生", "学生", "新生儿", "男的", "女的", "男职工", "女职工", "低保户", "残疾人", "省直",
    "灵活就业", "门诊", "住院", "参保",
    "起付线", "比例", "报销比例", "报销", "缴费基数", "备案", "异地就医", "材料", "待遇", "补缴",
    "断缴", "转移", "查询", "省直", "余额", "个人账户", "夜诊",
    "中心医院", "人民医院", "第一人民医院", "第二人民医院", "第三人民医院", "总医院", "附属医院", "中医院", "中医医院", "红十字会医院",
    "几级", "几级几等", "多少医生", "停车", "公交", "转诊", "缴费", "电话", "地址", "专家", "设备", "特色", "什么", "多少",
)  # fmt: skip

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
    "户口", "户籍", "户籍地", "籍贯", "手机上", "微信", "微信上", "好几天", "好几天了", "几天了", "好久", "好久了", "支付宝上",
    "不会上网", "不会用手机",
    "不会弄手机", "不会玩手机", "不会用智能手机",
)  # fmt: skip
# Whose department is asked for where no complaint is named: 小孩看病挂哪个科.
PATIENTS = {
    **dict.fromkeys(("小孩", "小孩子", "孩子", "宝宝", "婴儿", "幼儿", "小朋友", "娃", "娃娃"), "儿科"),
    **dict.fromkeys(("孕妇", "怀孕", "怀孕了", "孕期", "产妇"), "产科"),
}
# When, said by itself: the moment is read from it (see moment), no name is looked for by it.
TIME_WORDS = (
    "今天", "今日", "今儿", "明天", "明日", "明儿", "后天", "大后天", "昨天", "今早", "今晚", "明早", "明晚", "早上", "上午", "中午",
    "下午",
    "傍晚", "晚上", "夜里", "半夜", "凌晨", "周末", "节假日", "国庆", "国庆节", "春节", "五一", "元旦", "清明", "端午",
    "中秋", "过年",
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
    "生病", "得病", "主要", "一般", "平时", "通常", "具体", "到底",
)  # fmt: skip
