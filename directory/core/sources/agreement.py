"""What two sources' statements about one field have to do with each other.

The four answers: they agree; one refines the other (三级 / 三级甲等, 15–30 days /
20 days, another item of a list); they speak of different regions, years or groups;
or they contradict each other. Only the last makes a record disputed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from enum import IntEnum
from itertools import combinations
from typing import TYPE_CHECKING, Any

from directory.core.documents import NOT_CREDITED
from directory.core.language.text import search_key
from directory.core.models.relations import fetched

if TYPE_CHECKING:
    from directory.core.models import Citation, Record

NEGATIONS = ("不", "非", "无", "未", "没")
PUNCTUATION = re.compile(r"[\s,.;:!?()\[\]<>、,。;:!?()《》【】“”‘’\"'·\-–—/]+")
# The divisions with which an address may or may not begin: 阜新市海州区保健街43号 = 保健街43号.
DIVISIONS = re.compile(r"^(?:[\u4e00-\u9fff]{2,8}?(?:自治区|自治州|地区|自治县|省|市|区|县|盟|旗))+(?=.{3})")


class Agreement(IntEnum):
    """Ordered: of several pairs, the gravest verdict is the field's."""

    AGREE = 0
    REFINE = 1  # one says what the other says and more
    OTHER_SCOPE = 2  # of other regions, years or people: both may be right
    CONFLICT = 3


def normal(field: str, value: str) -> str:
    """A value in the form in which it is compared: without width, case, spaces, punctuation and an address's divisions."""
    key = PUNCTUATION.sub("", search_key(value))
    return DIVISIONS.sub("", key) if field == "address" else key


def contains(whole: str, part: str) -> bool:
    """Whether one statement says the other and more; 不可以 does not say 可以."""
    at = whole.find(part)
    return at >= 0 and not whole[:at].endswith(NEGATIONS)


def interval(figure: Citation) -> tuple[Decimal, Decimal]:
    """From where to where a figure reaches; an open end reaches to infinity."""
    infinity = Decimal("Infinity")
    return (
        -infinity if figure.minimum is None else figure.minimum,
        infinity if figure.maximum is None else figure.maximum,
    )


def overlap(one: Citation, other: Citation) -> Agreement:
    """The verdict on two figures of one unit."""
    (low_one, high_one), (low_other, high_other) = interval(one), interval(other)
    if (low_one, high_one) == (low_other, high_other):
        return Agreement.AGREE
    # Two floors, or two ceilings, are two answers to one question, although they have numbers in common.
    same_bound = one.maximum is other.maximum is None or one.minimum is other.minimum is None
    return (
        Agreement.REFINE if not same_bound and low_one <= high_other and low_other <= high_one else Agreement.CONFLICT
    )


def compare_values(one: Citation, other: Citation) -> Agreement:
    """The verdict on two statements as if both were made of the same region, year and people."""
    if one.has_figure and other.has_figure and one.unit == other.unit:
        return overlap(one, other)
    a, b = normal(one.field, one.value), normal(other.field, other.value)
    if a == b:
        return Agreement.AGREE
    return Agreement.REFINE if contains(a, b) or contains(b, a) else Agreement.CONFLICT


def compare(one: Citation, other: Citation, cumulative: frozenset[str] = frozenset()) -> Agreement:
    """The verdict on two citations of one field.

    ``cumulative`` names the fields of which several sources may each tell a part.
    """
    verdict = compare_values(one, other)
    if verdict is Agreement.AGREE:
        return verdict
    if one.scope != other.scope:
        return Agreement.OTHER_SCOPE
    return Agreement.REFINE if one.field.split(".")[0] in cumulative else verdict


def verdicts(citations: Iterable[Citation], cumulative: frozenset[str] = frozenset()) -> dict[str, Agreement]:
    """The gravest verdict per field that two or more citations speak of; statements not credited are left out."""
    by_field: dict[str, list[Citation]] = defaultdict(list)
    for citation in citations:
        if citation.rank not in NOT_CREDITED:
            by_field[citation.field].append(citation)
    return {
        field: max(compare(a, b, cumulative) for a, b in combinations(group, 2))
        for field, group in by_field.items()
        if len(group) > 1
    }


def disputed_fields(record: Record) -> list[str]:
    """The fields on which the record's sources contradict each other, in order of name.

    A preferred side does not end the dispute: the sources still disagree, and readers
    see the choice beside the sides.
    """
    found = verdicts(fetched(record, "citations"), record.cumulative)
    return sorted(field for field, verdict in found.items() if verdict is Agreement.CONFLICT)


def undecided_fields(record: Record) -> list[str]:
    """The disputed fields on which nobody has decided: for some region, year and people there is neither one preferred
    side, nor a reason why several stand."""
    by_scope: dict[Any, list[Citation]] = defaultdict(list)
    for citation in fetched(record, "citations"):
        if citation.rank not in NOT_CREDITED:
            by_scope[citation.field, citation.scope].append(citation)
    open_ones = {field for (field, _scope), group in by_scope.items() if is_open(group, record.cumulative)}
    return sorted(open_ones)


def is_open(group: list[Citation], cumulative: frozenset[str]) -> bool:
    """Whether statements of one field and scope contradict each other, and nobody has said what of it holds."""
    preferred = [citation for citation in group if citation.rank == "preferred"]
    if not preferred and any(citation.reason for citation in group):
        return False
    return Agreement.CONFLICT in verdicts(preferred or group, cumulative).values()


def disputed_ids(model: type[Record]) -> set[Any]:
    """The primary keys of a model's records with a dispute, drafts included: read in one query, judged here."""
    citations: dict[Any, list[Citation]] = defaultdict(list)
    for citation in model.citations.rel.related_model.objects.order_by():  # type: ignore[attr-defined]
        citations[citation.record_id].append(citation)
    return {pk for pk, group in citations.items() if Agreement.CONFLICT in verdicts(group, model.cumulative).values()}
