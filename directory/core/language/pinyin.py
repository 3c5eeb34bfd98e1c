"""Pinyin as people type it: syllables run together, the last one perhaps unfinished."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from importlib import import_module
from importlib.resources import files
from typing import Any

import orjson

from directory.core.caches import memoized

TABLE = """
a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce cen ceng
cha chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo ci cong cou cu
cuan cui cun cuo da dai dan dang dao de dei den deng di dia dian diao die ding diu dong dou du duan dui dun duo
e ei en eng er fa fan fang fei fen feng fiao fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai
guan guang gui gun guo ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo ji jia
jian jiang jiao jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke kei ken keng kong kou ku kua kuai
kuan kuang kui kun kuo la lai lan lang lao le lei len leng li lia lian liang liao lie lin ling liu lo long lou
lu luan lue lun luo lv lve ma mai man mang mao me mei men meng mi mian miao mie min ming miu mo mou mu na nai
nan nang nao ne nei nen neng ni nian niang niao nie nin ning niu nong nou nu nuan nue nun nuo nv nve o ou pa pai
pan pang pao pei pen peng pi pian piao pie pin ping po pou pu qi qia qian qiang qiao qie qin qing qiong qiu qu
quan que qun ran rang rao re ren reng ri rong rou ru rua ruan rui run ruo sa sai san sang sao se sen seng sha
shai shan shang shao she shei shen sheng shi shou shu shua shuai shuan shuang shui shun shuo si song sou su suan
sui sun suo ta tai tan tang tao te tei teng ti tian tiao tie ting tong tou tu tuan tui tun tuo wa wai wan wang
wei wen weng wo wu xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying
yo yong you yu yuan yue yun za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhei zhen zheng zhi
zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo
"""
SYLLABLES = frozenset(TABLE.split())
LONGEST = max(map(len, SYLLABLES))
BEGINNINGS = frozenset(syllable[:end] for syllable in SYLLABLES for end in range(1, len(syllable)))
# pypinyin looks here when it is imported; its phrases are read by ``phrases``.
os.environ["PYPINYIN_NO_PHRASES"] = os.environ["PYPINYIN_NO_DICT_COPY"] = "1"
LONGEST_PHRASE = 10  # characters
TONES = re.compile("[\u0300\u0301\u0304\u030c]")
READINGS = 4  # of an ambiguous run of letters (xian: 县 or 西安), so many are tried


@memoized(4096)
def reading(text: str) -> tuple[str, ...]:
    """The syllables of a short Chinese text; what has no reading (letters, digits) stands for itself."""
    return tuple(part.replace("ü", "v") for part in spoken(text) if part.isalnum())


def spoken(text: str) -> list[str]:
    """``lazy_pinyin``, which reads word by word, with the words remembered: names are made of few."""
    is_chinese = dictionary("constants").RE_HANS.match
    runs = [text] if is_chinese(text) else dictionary("seg.simpleseg").seg(text)  # of most names all is Chinese
    words = [word for run in runs for word in (words_of(run) if is_chinese(run) else [run])]
    return [syllable for word in words for syllable in word_spoken(word)]


def words_of(run: str) -> Iterator[str]:
    """The longest known phrases from the left, else single characters."""
    known, lengths, place = phrases(), phrase_lengths(), 0
    while place < len(run):
        ends = range(place + lengths.get(run[place : place + 2], 1), place + 1, -1)
        end = next((end for end in ends if run[place:end] in known), place + 1)
        yield run[place:end]
        place = end


@memoized(None)
def phrase_lengths() -> dict[str, int]:
    """By the first two characters, how long a phrase that begins with them may be: most pairs in a name begin none."""
    lengths: dict[str, int] = {}
    for phrase in phrases():
        lengths[phrase[:2]] = min(max(lengths.get(phrase[:2], 0), len(phrase)), LONGEST_PHRASE)
    return lengths


@memoized(65536)
def word_spoken(word: str) -> tuple[str, ...]:
    if word in phrases():
        return tuple(phrases()[word].split(" "))
    return tuple(dictionary("core").lazy_pinyin(word))


@memoized(None)
def phrases() -> dict[str, str]:
    """pypinyin's phrases with their syllables, without tones, as it reads them itself (``test_phrases_as_pypinyin``).

    As text they take a fifth of the memory of its lists, and of the words' beginnings that it keeps beside them. By way of
    one text: keys that stayed among the lists' remains would keep the memory of these from being given back.
    """
    return dict(line.split(":") for line in phrase_lines().split("\n"))


def phrase_lines() -> str:
    stored = orjson.loads(files("pypinyin").joinpath("phrases_dict.json").read_bytes())
    lines = (f"{phrase}:{' '.join(first for first, *_others in read)}" for phrase, read in stored.items())
    return without_tones("\n".join(lines))


def without_tones(text: str) -> str:
    return TONES.sub("", unicodedata.normalize("NFD", text)).replace("u\u0308", "v")


@memoized(None)
def dictionary(part: str) -> Any:
    """A part of pypinyin without its phrases, loaded by the first who has something read.

    Names are read when they are published; whoever only answers questions finds them read.
    """
    return import_module(f"pypinyin.{part}")


@memoized(65536)
def spelled(letters: str, initials: str) -> tuple[str, ...]:
    """The syllables of a reviewed pinyin, cut where the initials say; empty where they do not fit.

    ``fuxin``, ``fx`` → ``fu``, ``xin``.
    """
    if letters[:1] != initials[:1] or not letters:
        return ()
    for end in range(min(LONGEST, len(letters)), 0, -1):
        if letters[end : end + 1] == initials[1:2] and (head := letters[:end]) in SYLLABLES:
            if end == len(letters):
                return (head,)
            if tail := spelled(letters[end:], initials[1:]):
                return (head, *tail)
    return ()


@memoized(4096)
def endings(letters: str) -> list[str]:
    """The syllables that begin with these letters: shan, shang."""
    return sorted(syllable for syllable in SYLLABLES if syllable.startswith(letters))


@memoized(4096)
def cuts(letters: str) -> tuple[tuple[str, ...], ...]:
    """The ways to read a run of letters as syllables of which the last may be unfinished, fewest syllables first."""
    if not letters:
        return ((),)
    found: list[tuple[str, ...]] = []
    for end in range(min(LONGEST, len(letters)), 0, -1):
        head, rest = letters[:end], letters[end:]
        if head in SYLLABLES:
            found += [(head, *tail) for tail in cuts(rest)]
        elif not rest and head in BEGINNINGS:
            found.append((head,))
    return tuple(sorted(dict.fromkeys(found), key=len)[:READINGS])
