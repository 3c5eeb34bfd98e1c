"""The best facts of what was found: what a question is nearest to, of the first few documents."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from directory.search.found.finding import Results
from directory.search.found.judging import OUTSIDE
from directory.core.index import saying
from directory.core.index.tokens import of_said
from directory.search.question.spoken import also

from .reading_facts import Fact, facts_of

READ = 8  # documents whose facts are weighed
GROUPS = 5
MOST = 6  # rows of one group
WEIGHED = frozenset({"hospital", "office", "symptom", "channel", "procedure", "policy", "service"})
# By which words a field is asked for, beside its label.
ASKED = {
    "phones": "电话 号码 打 联系 咨询 问谁", "phone": "电话 号码 打 联系", "address": "地址 在哪里 哪里 怎么去 位置 路 搬 楼",
    "directions": "怎么去 怎么走 公交 几路 自驾 导航 站 路线 地铁", "parking": "停车 车位 收费", "website": "网站 网址 官网",
    "opening_hours": "时间 几点 上班 开门 下班 关门 午休 周末 星期六 星期天 中午 晚上 节假日 开放 门诊",
    "duties": "负责 管 职责 能办", "level": "级别 等级 几级 三甲 二甲 三级 正规", "grade": "等级 等次 三甲 甲等", "ownership": "公立 私立 民营 私人 性质",
    "founded": "哪年 成立 建立 建院 历史 开办 创办 年", "institution_type": "类型 专科 综合 什么医院", "features": "特色 擅长 口碑 怎么样 有名 好 厉害",
    "equipment": "设备 机器 仪器 CT 核磁 MRI", "appointment": "预约 挂号 约", "departments": "科室 挂什么科 挂哪个科 看什么科 哪个科 有没有",
    "recommendations": "医院 哪家 哪里看 去哪 推荐 检查 看哪", "causes": "病因 原因 什么病 怎么回事 引起", "red_flags": "急诊 危险 严重 要紧 马上",
    "advice": "怎么办 建议 注意 要不要 严重", "description": "是什么 什么意思", "summary": "怎么 概要 能不能 可以", "eligibility": "条件 谁 能不能 资格 可以",
    "legal_basis": "依据 规定 法律", "validity": "有效期 多久 管多久", "fee": "费用 收费 多少钱 要钱", "deadline": "期限 截止 什么时候 几号 最晚",
    "consequence": "后果 会怎样 影响 不办 怎么样", "result": "结果", "notes": "注意 需要注意 限制 能不能", "conditions": "条件 怎么 为什么 能不能 可以",
    "services": "办什么 能办 业务 可以办 管什么", "serves": "管哪里 范围", "menu_paths": "点 操作 菜单 入口 在哪里 路径 怎么", "materials": "材料 带什么 准备 证件 证明 手续 资料",
    "steps": "流程 步骤 怎么办 怎么办理 怎么 如何 操作 哪里办", "channels": "渠道 哪里办 平台 APP 小程序 网上 窗口 哪个", "time_limits": "时限 多久 几天 工作日 多长时间 到账",
    "problems": "问题 为什么 怎么回事 查不到 用不了 失败 显示", "person_types": "人员 哪些人 谁 类型", "figure": "多少 多少钱 比例 标准 可以 能 几", "facts": "多少 几 人数 数据",
    "facts.doctors": "医生 多少 几位 人数", "facts.experts": "专家 医生 多少", "facts.beds": "床位 多少 张", "facts.departments": "科室 多少 几个", "facts.operations": "手术 多少 例",
}  # fmt: skip


@dataclass
class Group:
    """The rows of one field of one document, and how near they are to the question."""

    document: dict[str, Any]
    field: str
    facts: list[tuple[float, Fact]]
    score: float


def best(results: Results) -> list[Group]:
    """The groups of facts that are nearest to the question."""
    from .answers import documents

    understanding = results.understanding
    items = [item for item in results.ranked if item.kind in WEIGHED and item.place.nearness < OUTSIDE][:READ]
    put = understanding.put
    query = dict.fromkeys(both(f"{put} {also(put)}"))
    read = documents(items, READ)
    pool = [(item, document, grouped(facts_of(item.kind, document))) for item, document in read]
    idf = rarities(query, [set(both(f"{f.label} {f.text} {f.about} {f.scope}")) for _i, _d, each in pool for some in each.values() for f in some])
    top = max((item.weight for item in items), default=0) or 1.0
    groups = []
    for at, (item, document, each) in enumerate(pool):
        named = set(both(" ".join([document["name"], *document.get("aliases", ())])))
        asked = {gram: idf[gram] * (0.15 if gram in named else 1) for gram in query}
        share = (item.weight / top if item.weight else 1.0) * (1 - 0.08 * at)
        for field, facts in each.items():
            weighed = sorted(((share * near(fact, field, asked), fact) for fact in facts), key=lambda pair: -pair[0])
            groups.append(Group(document, field, weighed, weighed[0][0] + 0.1 * sum(score for score, _f in weighed[1:3])))
    groups.sort(key=lambda group: -group.score)
    most = groups[0].score if groups else 0
    return [group for group in groups[:GROUPS] if group.score > 0.3 * most and group.score > 1]


def both(text: str) -> set[str]:
    return of_said(saying.asked(text))


def rarities(grams: Iterable[str], texts: list[set[str]]) -> dict[str, float]:
    total = len(texts)
    having = {gram: sum(gram in text for text in texts) for gram in grams}
    return {gram: math.log(1 + (total - n + 0.5) / (n + 0.5)) for gram, n in having.items()}


def grouped(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        found.setdefault(fact.field.split(".")[0], []).append(fact)
    return found


def near(fact: Fact, field: str, asked: dict[str, float]) -> float:
    words = set(both(f"{fact.label} {ASKED.get(field, '')} {ASKED.get(fact.field, '') if fact.field != field else ''} {' '.join(fact.asked_by)}"))
    text = set(both(f"{fact.text} {fact.about} {fact.scope}"))
    length = 1 + 0.02 * max(0, len(text) - 12)
    return sum(weight for gram, weight in asked.items() if gram in text) / length + sum(
        0.8 * weight for gram, weight in asked.items() if gram in words and gram not in text
    )


def more_answers(results: Results, told: set[str]) -> list[dict[str, Any]]:
    from .answers import fact as told_fact

    found = []
    for group in best(results):
        rows = [told_fact(group.document, each.text, each.about, each.scope) | {"page": each.page, "link": each.link}
                for _score, each in group.facts[:MOST]]  # fmt: skip
        rows = [row for row in rows if row["text"] not in told]
        if rows:
            first = group.facts[0][1]
            found.append({"attribute": group.field, "label": first.label, "facts": rows, "note": "", "score": round(group.score, 1)})
    return found
