"""Words that mean the same, as data: a text is also found by what stands on the right.

Both what is published and what is asked are rewritten, beside their own wording and
never in its place: whoever types a part of a name as it is written finds it.
"""

from __future__ import annotations

import re

WORDS = {
    # Institutions
    "医保局": "医疗保障局",
    "医保中心": "医疗保险中心",
    "社会医疗保险中心": "医疗保险中心",
    "医保服务中心": "医疗保险中心",
    "医疗保障服务中心": "医疗保险中心",
    "中医医院": "中医院",
    "卫生服务中心": "社区卫生服务中心",
    "社区医院": "社区卫生服务中心",
    "妇保院": "妇幼保健院",
    "妇幼医院": "妇幼保健院",
    "疾控中心": "疾病预防控制中心",
    "附院": "附属医院",
    "附一院": "附属第一医院",
    "附二院": "附属第二医院",
    "一院": "第一人民医院",
    "二院": "第二人民医院",
    "三院": "第三人民医院",
    "四院": "第四人民医院",
    "五院": "第五人民医院",
    "矿总医院": "矿业集团总医院",
    # Insurance
    "新农合": "城乡居民医保",
    "新型农村合作医疗": "城乡居民医保",
    "农村合作医疗": "城乡居民医保",
    "城乡居民基本医疗保险": "城乡居民医保",
    "城乡居民医疗保险": "城乡居民医保",
    "居民医疗保险": "城乡居民医保",
    "居民医保": "城乡居民医保",
    "城乡居民医保": "城乡居民医保",
    "职工基本医疗保险": "职工医保",
    "职工医疗保险": "职工医保",
    "城镇职工医保": "职工医保",
    "异地备案": "异地就医备案",
    "医疗保险": "医保",
    "基本医疗保险": "医保",
    "断交": "断缴",
    "补交": "补缴",
    "交费": "缴费",
    # Complaints in everyday words
    "发烧": "发热",
    "发高烧": "发热",
    "拉肚子": "腹泻",
    "闹肚子": "腹泻",
    "拉稀": "腹泻",
    "肚子疼": "腹痛",
    "肚子痛": "腹痛",
    "胃疼": "胃痛",
    "脖子疼": "颈部疼痛",
    "脖子痛": "颈部疼痛",
    "颈痛": "颈部疼痛",
    "嗓子疼": "咽痛",
    "嗓子痛": "咽痛",
    "喉咙痛": "咽痛",
    "恶心想吐": "恶心呕吐",
    "肩膀疼": "肩膀疼痛",
    "肩膀痛": "肩膀疼痛",
    "肩痛": "肩膀疼痛",
    "疼痛": "疼痛",
    "疼": "痛",
}
# 第2医院 = 第二医院.
WORDS |= {f"第{digit}": f"第{word}" for digit, word in enumerate("零一二三四五六七八九")}

PATTERN = re.compile("|".join(map(re.escape, sorted(WORDS, key=len, reverse=True))))


def rewritten(key: str) -> str:
    """A folded text with each of its words, the longest first, in the one form that all its synonyms share."""
    return PATTERN.sub(lambda found: WORDS[found[0]], key)
