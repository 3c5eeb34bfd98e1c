"""A source's text as it is read: offsets never move, and what must not be taken for a fact is known by its place.

``plain`` has one character for each of the text: full-width digits and marks become half-width, nothing is added or
dropped, so a place found in it is a place in the stored text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

SENTENCE_END = re.compile(r"[。!?\n…]+")
CLAUSE_END = re.compile(r"[。!?\n…,;]+|(?<=[^\d\s])[ \t\u3000]{1,}(?=[^\d\s])|(?<=[\u4e00-\u9fff]):")
# An illustration runs to the end of its sentence.
EXAMPLE = re.compile(
    r"例如|比如|譬如|举例|举个例|假设|假如|假定|打个比方|算例|某(?:地|市|省|县|区|城市|参保|居民|职工|患者|人)"
)
# What was, in the words before it or between 由 and 调整到.
FORMER = re.compile(
    r"(?:原为|原是|原来|原先|原(?=标准|地址|址|电话|号码|名|价|时间|定)|旧(?=址|号|标准|地址|"
    r"电话)|此前|之前的?(?=标准|地址|电话|号码|为)|"
    r"以前|过去|曾经?(?=为|是|在|位于|叫|用|设)|往年|去年|上年度?(?=为|的?标准)|调整前|搬迁前|"
    r"改制前|老(?=地址|电话|号码|院区?地址))[^,;。!?\n]*"
    r"|(?:由|从)(?:原来的?|原先的?|此前的?|每人每年|每年|每月)*[^,;。!?\n由从]{0,24}?(?=(?:统一)?(?:提高|提升|调整|上调|"
    r"下调|调高|调低|降低|降|增加|增至|涨|变更|改|搬迁|迁|搬)(?:到|至|为|成))"
    r"|(?:不再(?:设|执行|收|要求|按|适用)|取消(?!预约)|废止)[^,;。!?\n]*"
    r"|[^,;。!?\n]*(?:已停用|已停机|已作废|不再使用|已废止|已失效|停止使用|已取消)"
)
ADVERT = re.compile(
    r"优惠|特价|原价|立减|抢购|秒杀|加微信|加我?[vV]信?|扫码领|免费领|领红包|限时|包过|套餐价|团购|下单|代办费|专业代办|代缴公司|"
    r"挂靠|推广|广告|(?:点击|戳)(?:下方|这里|链接|咨询|领取|预约)|名额有限|仅剩|送体检|满减|折扣|[一二三五六七八九\d]折|现金券|代金券"
)
TITLE = 60  # characters; a longer first line is no title, only its first sentence may be one
HEARSAY = re.compile(
    r"据说|听说|好像|似乎|可能(?:是|在|为|要)|大概|应该是|估计|不确定|记不清|没听清|不太清楚|待核实|待确认|存疑|有人说|网传|传言"
)
DENIAL = re.compile(r"(?:不是|并非|尚未|未能|没有|未|不属于|不设|无|非)[^,;。!?\n]{0,3}$")
QUESTION = re.compile(r"[吗呢么]\s*[?]|[?]|吗$|^(?:请问|问)[::]?")


class TextRange(NamedTuple):
    """A piece of the text."""

    start: int
    end: int

    def holds(self, start: int, end: int) -> bool:
        return self.start <= start and end <= self.end

    def meets(self, start: int, end: int) -> bool:
        return start < self.end and self.start < end


def newlines(text: str) -> str:
    """A text as it is stored: one sign for the end of a line. Offsets are counted in it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def plain(text: str) -> str:
    return "".join(half_width(char) for char in text)


def half_width(char: str) -> str:
    if char < "\x80" or "\u4e00" <= char <= "\u9fff" or char == "…":
        return char
    form = unicodedata.normalize("NFKC", char)
    return form if len(form) == 1 else char


class TableRow(NamedTuple):
    """A row of a table: its cells and what their columns are called."""

    cells: list[TextRange]
    names: list[str]


class ParsedText:
    """A text with its sentences and clauses, and the stretches in which no fact is stated."""

    def __init__(self, text: str) -> None:
        self.text = newlines(text)
        self.plain = plain(self.text)

    @cached_property
    def sentences(self) -> list[TextRange]:
        return list(self.cut(SENTENCE_END))

    @cached_property
    def clauses(self) -> list[TextRange]:
        return list(self.cut(CLAUSE_END))

    def cut(self, end: re.Pattern[str]) -> Iterator[TextRange]:
        place = 0
        for found in end.finditer(self.plain):
            if self.plain[place : found.start()].strip(" \t\n:•*·-"):
                yield self.trimmed(place, found.start())
            place = found.end()
        if self.plain[place:].strip(" \t\n:•*·-"):
            yield self.trimmed(place, len(self.plain))

    def trimmed(self, start: int, end: int) -> TextRange:
        piece = self.plain[start:end]
        lead = len(piece) - len(piece.lstrip(" \t\u3000:•*·-"))
        return TextRange(start + lead, max(start + lead, end - len(piece) + len(piece.rstrip())))

    @cached_property
    def title(self) -> TextRange:
        """The first line, where it is short enough to be one."""
        first = self.sentences[0] if self.sentences else TextRange(0, 0)
        line = self.plain.find("\n", first.start)
        end = len(self.plain) if line < 0 else line
        return self.trimmed(first.start, end if end - first.start <= TITLE else min(first.end, first.start + TITLE))

    def sentence(self, place: int) -> TextRange:
        return around(self.sentences, place)

    def clause(self, place: int) -> TextRange:
        return around(self.clauses, place)

    def of(self, piece: TextRange) -> str:
        return self.plain[piece.start : piece.end]

    def quote(self, start: int, end: int) -> str:
        return self.text[start:end]

    @cached_property
    def examples(self) -> list[TextRange]:
        return [TextRange(found.start(), self.sentence(found.start()).end) for found in EXAMPLE.finditer(self.plain)]

    @cached_property
    def former(self) -> list[TextRange]:
        return [TextRange(found.start(), found.end()) for found in FORMER.finditer(self.plain)]

    @cached_property
    def adverts(self) -> list[TextRange]:
        return [self.sentence(found.start()) for found in ADVERT.finditer(self.plain)]

    @cached_property
    def hearsay(self) -> list[TextRange]:
        return [self.sentence(found.start()) for found in HEARSAY.finditer(self.plain)]

    @cached_property
    def questions(self) -> list[TextRange]:
        marks = [found.start() for found in re.finditer(r"[?]", self.plain)]
        asked = [self.sentence(max(place - 1, 0)) for place in marks]
        return asked + [piece for piece in self.sentences if QUESTION.search(self.of(piece))]

    def dropped(self, start: int, end: int, questions: bool = True) -> bool:
        """Whether nothing here may be proposed: what was, what is advertised, what is asked."""
        asked = questions and meets(self.questions, start, end)
        return asked or meets(self.former, start, end) or meets(self.adverts, start, end)

    @cached_property
    def rows(self) -> list[TableRow]:
        """The rows of a table, cells between tabs or upright strokes, under its first row."""
        found: list[TableRow] = []
        header: list[str] = []
        for line in re.finditer(r"[^\n]+", self.plain):
            cells = [cell for cell in re.finditer(r"[^\t|]+", line[0]) if cell[0].strip()]
            if len(cells) == 1 and line.start() in self.comma_lines:
                cells = list(re.finditer(r"(?:(?<=,)|^)[^,]*", line[0]))
            if len(cells) < 2 or re.fullmatch(r"[\s|:-]+", line[0]):
                header = header if re.fullmatch(r"[\s|:-]+", line[0]) else []
                continue
            if len(cells) != len(header) or not found:
                header = [cell[0].strip() for cell in cells] if not re.search(r"\d{3}", line[0]) else header
                if not re.search(r"\d{3}", line[0]):
                    found.append(TableRow([], []))
                    continue
            if len(cells) == len(header):
                places = [self.trimmed(line.start() + cell.start(), line.start() + cell.end()) for cell in cells]
                found.append(TableRow(places, header))
        return [row for row in found if row.cells]

    @cached_property
    def comma_lines(self) -> set[int]:
        """Where the lines of a list with commas begin: three in a row with as many commas and no sentence's end."""
        lines = [
            (line.start(), line[0].count(",")) for line in re.finditer(r"[^\n]+", self.plain) if "。" not in line[0]
        ]
        runs = [lines[at : at + 3] for at in range(len(lines) - 2)]
        return {start for run in runs for start, count in run if count and len({count for _start, count in run}) == 1}

    def header(self, place: int) -> str:
        """What the column of a table is called in which this place stands."""
        for row in self.rows:
            for cell, name in zip(row.cells, row.names, strict=True):
                if cell.start <= place < cell.end:
                    return name
        return ""

    def label(self, place: int) -> str:
        """The first cell of the row of a table in which this place stands."""
        for row in self.rows:
            if row.cells[0].end <= place < row.cells[-1].end + 1 and row.cells[0].start < place:
                return self.of(row.cells[0])
        return ""

    def doubt(self, start: int, end: int) -> str:
        """Why what is said here is not certain; empty where it is."""
        if meets(self.examples, start, end):
            return "example"
        if meets(self.hearsay, start, end):
            return "hearsay"
        return "cut off" if self.cut_off(end) else ""

    def cut_off(self, end: int) -> bool:
        """Whether the text breaks off right behind this place, in the middle of a sentence or a number."""
        rest = self.plain[end:].strip()
        return rest in ("…", "...", "……") or (not rest and end > 0 and self.plain[end - 1 : end].isdigit())

    def denied(self, start: int) -> bool:
        return bool(DENIAL.search(self.plain[max(0, start - 8) : start]))


def around(pieces: list[TextRange], place: int) -> TextRange:
    at = bisect_right(pieces, place, key=lambda piece: piece.start) - 1
    return pieces[max(at, 0)] if pieces else TextRange(0, 0)


def meets(pieces: list[TextRange], start: int, end: int) -> bool:
    return any(piece.meets(start, end) for piece in pieces)
