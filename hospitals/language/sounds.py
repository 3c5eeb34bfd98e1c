"""How everyday characters sound, without tones and without what half the country does not tell apart.

Nothing is loaded for it, other than a dictionary.
"""

from __future__ import annotations

from directory.core.caches import memoized
from directory.core.language.characters import CHARACTERS
from directory.core.language.pinyin import cuts

# Rarer ones that stand in words for what ails people.
RARE = {
    "搐": "chu", "癫": "dian", "痫": "xian", "痉": "jing", "挛": "luan", "噎": "ye", "呛": "qiang", "厥": "jue", "惚": "hu",
    "恍": "huang", "谵": "zhan", "煞": "sha", "窒": "zhi", "蜇": "zhe", "蜈": "wu", "蚣": "gong", "蝮": "fu", "睾": "gao",
    "踝": "huai", "咯": "ka", "呕": "ou", "腱": "jian", "痔": "zhi", "疹": "zhen", "痒": "yang", "臀": "tun", "肘": "zhou",
    "腘": "guo", "髋": "kuan", "痂": "jia", "酞": "tai", "娩": "mian", "崴": "wai", "瘩": "da", "疙": "ge", "腮": "sai",
    "唔": "wu", "咗": "zuo", "畀": "bi", "佢": "qu", "揦": "la", "喐": "yu",
    "了": "le", "着": "zhe", "还": "hai", "都": "dou", "什": "shen", "唞": "tou", "鲠": "geng", "哽": "geng", "捯": "dao",
}  # fmt: skip
CLOSE = (("zh", "z"), ("ch", "c"), ("sh", "s"))


@memoized(1024)
def blurred(syllable: str) -> str:
    """A syllable as it may be heard: zhong, zong and zon are one."""
    for wide, narrow in CLOSE:
        if syllable.startswith(wide):
            syllable = narrow + syllable[2:]
    return syllable[:-1] if syllable.endswith("ng") else syllable


SOUNDS = {character: blurred(syllable) for character, syllable in (CHARACTERS | RARE).items()}


@memoized(4096)
def letters(run: str) -> tuple[str, ...]:
    """A run of letters read as pinyin; empty where it is none."""
    found = cuts(run) if run.isascii() and len(run) <= 64 else ()
    return tuple(map(blurred, found[0])) if found else ()


def sound(token: str) -> str:
    """How a character sounds; what has no reading sounds like itself."""
    return SOUNDS.get(token, token)
