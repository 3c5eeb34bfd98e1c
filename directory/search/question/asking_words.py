"""By which words a fact is asked for, as data: for whoever weighs facts, beside what their kinds declare."""

from __future__ import annotations

ASKED = {
    "phones": "电话 号码 打 联系 咨询 问谁", "phone": "电话 号码 打 联系 咨询", "address": "地址 在哪里 哪里 怎么去 位置 哪条路 几楼",
    "directions": "怎么去 怎么走 公交 几路 自驾 导航 站 路线 地铁", "parking": "停车 车位 停车场", "website": "网站 网址 官网",
    "opening_hours": "时间 几点 上班 开门 下班 关门 午休 周末 星期六 星期天 中午 晚上 节假日 开放 门诊 看病 夜诊 急诊",
    "opening_hours.night": "夜诊 晚上", "opening_hours.registration": "挂号", "opening_hours.emergency": "急诊 半夜 夜里 晚上",
    "duties": "负责 职责 能办 干什么 管什么", "level": "级别 等级 几级 几甲 三甲 二甲 三级 二级 一级 正规",
    "grade": "等级 几等 几甲 三甲 甲等",
    "designated": "医保 定点 刷卡 能用 能报",
    "ownership": "公立 私立 民营 私人 性质", "founded": "哪年 成立 建立 建院 历史 开办 创办 多少年",
    "institution_type": "类型 专科 综合 什么医院",
    "features": "特色 擅长 口碑 怎么样 有名 技术 厉害 能做", "equipment": "设备 机器 仪器 CT 核磁 MRI 关节镜",
    "appointment": "预约 挂号 约号",
    "departments": "科室 挂什么科 挂哪个科 看什么科 哪个科 哪些科 有没有",
    "recommendations": "哪家医院 哪里看 去哪里 推荐 检查 看哪 哪家好",
    "causes": "病因 原因 什么病 怎么回事 引起", "red_flags": "急诊 危险 严重 要紧 马上", "advice": "怎么办 建议 注意 要不要 严重 马上",
    "description": "是什么 什么意思 干什么 是不是", "summary": "怎么 概要 能不能 可以", "eligibility": "条件 谁 能不能 资格 可以 哪些人",
    "legal_basis": "依据 规定 法律 哪条", "validity": "有效期 多久 管多久", "fee": "费用 收费 多少钱 要钱",
    "deadline": "期限 截止 什么时候 几号 最晚 截止日期",
    "consequence": "后果 会怎样 影响 不办 错过", "result": "结果 怎么给", "notes": "注意 限制 能不能 有用",
    "conditions": "条件 怎么 为什么 能不能 可以 限制",
    "services": "办什么 能办 业务 可以办 管什么 干什么 能做", "serves": "管哪里 范围",
    "menu_paths": "点 操作 菜单 入口 在哪里 路径 怎么 进",
    "materials": "材料 带什么 准备 证件 证明 手续 资料", "steps": "流程 步骤 怎么办 怎么办理 怎么 如何 操作 哪里办 来不及",
    "channels": "渠道 哪里办 平台 APP 小程序 网上 窗口 在哪里", "time_limits": "时限 多久 几天 工作日 多长时间 到账",
    "problems": "问题 为什么 怎么回事 查不到 用不了 失败 显示 打不开", "person_types": "人员 哪些人 谁 类型",
    "platform": "平台 哪里 微信 支付宝",
    "value": "多少 多少钱 比例 标准 可以 能不能 几", "facts": "多少 几个 人数 数据", "facts.doctors": "医生 多少 几位 人数 大夫",
    "facts.experts": "专家 医生 多少", "facts.beds": "床位 多少 张", "facts.departments": "科室 多少 几个科",
    "facts.operations": "手术 多少 例 多少台",
}  # fmt: skip
# By which words a fact is asked for that a place has or has not: who is asked so and does not know says so.
ASKED_OUTRIGHT = {
    "level": (
        "正规",
        "级别",
        "几级",
        "等级",
        "几等",
        "哪一级",
        "哪级",
        "什么级",
        "几甲",
        "三甲",
        "二甲",
        "三级",
        "二级",
        "三乙",
        "二乙",
    ),
    "ownership": ("公立", "私立", "民营", "私人", "公家", "国家办", "个人办", "公办", "民办", "国营"),
    "designated": ("定点", "能刷医保", "能用医保", "走医保", "医保能用", "医保能报", "刷医保卡"),
    "founded": ("哪年", "成立", "建院", "多少年历史", "开办"),
    "directions": ("公交", "地铁", "几路", "自驾", "怎么走", "导航"),
    "parking": ("停车", "车位"),
    "website": ("网址", "官网", "网站"),
    "appointment": ("预约", "约号"),
    "equipment": ("设备", "仪器", "核磁", "mri"),
    "departments": ("哪些科", "什么科", "几个科", "有哪科"),
    "region": ("哪个省", "哪个市", "哪个地方的", "哪里的", "哪省"),
    "facts.beds": ("床",),
    "facts.doctors": ("多少医生", "几个医生", "多少名医生", "多少位医生", "医生人数"),
    "facts.departments": ("多少科", "几个科", "多少个科"),
}
# What a field is worth before anything is asked: what a rule says is why it was found.
WORTH = {"value": 1.2, "summary": 0.5, "recommendations": 0.4, "departments": 0.4, "steps": 0.3, "problems": 0.3}
# Said by the entry of itself, and shown with it; no answer to anything.
UNTOLD = frozenset(
    {"aliases", "basis", "region", "scheme", "schemes", "subject", "year", "population", "facility_level", "code", "parent", "origin",
    "service",
     "services_parent", "latitude", "body_part", "components", "office_kind", "channel_kind", "template", "version", "updated_at",
     "summer"}
)  # fmt: skip
