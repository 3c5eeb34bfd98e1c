"""How the ground's records become public documents. Documents mention other records, they never contain them."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from directory.core.models import Article, HoursException, OpeningHours, Phone, Record, Region, Scheme
from directory.core.models.quantity import plain_number
from directory.core.models.record import FactCheck
from directory.core.models.relations import rows
from directory.core.sources.agreement import disputed_fields

from .representation import ReadingSerializer, RememberingSerializer


class RegionStepSerializer(RememberingSerializer):
    """A region on the way from the province down."""

    code = serializers.CharField(source="key", help_text="GB/T 2260 代码。")
    name = serializers.CharField()
    url = serializers.CharField()
    page = serializers.CharField(source="page_url")


class RegionRefSerializer(RegionStepSerializer):
    """A region as other documents mention it."""

    path = serializers.SerializerMethodField(help_text="从省级到本级的名称。")

    def get_path(self, region: Region) -> list[str]:
        return [step.name for step in region.path]


class RecordRefSerializer(RememberingSerializer):
    """A record as other documents mention it; null where it is not public."""

    only_public = True

    slug = serializers.CharField(source="key")
    name = serializers.CharField()
    url = serializers.CharField()
    page = serializers.CharField(source="page_url")


class RecordRefsField(serializers.Field):  # type: ignore[type-arg]
    """Mentions those of several records that are public, by name."""

    @cached_property
    def mention(self) -> RecordRefSerializer:
        return RecordRefSerializer()

    def to_representation(self, value: Any) -> list[dict[str, Any]]:
        mentioned = map(self.mention.to_representation, sorted(rows(value), key=attrgetter("key")))
        return [mention for mention in mentioned if mention]


extend_schema_field(RecordRefSerializer(many=True))(RecordRefsField)


class SchemeSerializer(RememberingSerializer, serializers.ModelSerializer[Scheme]):
    """险种."""

    class Meta:
        model = Scheme
        fields = ("code", "name")


class NumberField(serializers.Field):  # type: ignore[type-arg]
    """A decimal as a plain JSON number."""

    def to_representation(self, value: Any) -> float | int:
        text = plain_number(value)
        return float(text) if "." in text else int(text)


extend_schema_field({"type": ["number", "null"]})(NumberField)


class FigureSerializer(ReadingSerializer):
    """A figure with its unit, and as it is read."""

    minimum = NumberField()
    maximum = NumberField()
    unit = serializers.CharField()
    approximate = serializers.BooleanField()
    text = serializers.CharField(source="figure", help_text="读作，例如 不低于 400 元/年。")


FIGURE = ("minimum", "maximum", "unit", "approximate", "text")


class ArticleRefSerializer(RememberingSerializer, serializers.ModelSerializer[Article]):
    """A source as a citation mentions it."""

    url = serializers.CharField()
    page = serializers.CharField(source="page_url")

    class Meta:
        model = Article
        fields = ("slug", "title", "source_kind", "published_on", "extent", "url", "page")


class CitationSerializer(ReadingSerializer):
    """Which article says what about which field."""

    field = serializers.CharField(help_text="字段名；facts.doctors 这样的写法指其中一项。")
    value = serializers.CharField(help_text="文章的说法（本名录的措辞）。")
    figure = FigureSerializer(source="stated", allow_null=True)
    region = RegionRefSerializer(allow_null=True, help_text="文章只就这个地区而言。")
    year = serializers.IntegerField(allow_null=True, help_text="文章只就这一年度而言。")
    population = serializers.CharField(help_text="文章只就这些人或这种情形而言。")
    rank = serializers.ChoiceField(choices=["preferred", "normal", "deprecated", "example"])
    reason = serializers.CharField()
    article = ArticleRefSerializer()


class PhoneSerializer(ReadingSerializer):
    """A phone."""

    number = serializers.CharField()
    extension = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the field, not the serializer's own label
    kind = serializers.ChoiceField(Phone.Kind.choices)
    scheme = SchemeSerializer(allow_null=True, help_text="只受理这一险种。")


class OpeningHoursSerializer(RememberingSerializer):
    """One row of a timetable, Asia/Shanghai."""

    purpose = serializers.ChoiceField(OpeningHours.Purpose.choices)
    days = serializers.ChoiceField(OpeningHours.Days.choices)
    weekdays = serializers.CharField(help_text="1–7, 1 是星期一。")
    season = serializers.ChoiceField(OpeningHours.Season.choices)
    from_month = serializers.IntegerField(allow_null=True)
    from_day = serializers.IntegerField(allow_null=True)
    to_month = serializers.IntegerField(allow_null=True)
    to_day = serializers.IntegerField(allow_null=True)
    round_the_clock = serializers.BooleanField()
    opens = serializers.TimeField(format="%H:%M", allow_null=True)
    closes = serializers.TimeField(format="%H:%M", allow_null=True)
    overnight = serializers.BooleanField(help_text="到次日。")
    note = serializers.CharField()

    @cached_property
    def identity(self) -> Any:
        """The row's content: rows of different places tell the same hours."""
        return attrgetter(*self.fields)


class HoursExceptionSerializer(ReadingSerializer):
    """A time in which a place does not keep its timetable, Asia/Shanghai."""

    from_date = serializers.DateField(help_text="从这一天起。")
    to_date = serializers.DateField(allow_null=True, help_text="到这一天（含）；空：还不知道何时恢复。")
    kind = serializers.ChoiceField(HoursException.Kind.choices)
    purpose = serializers.ChoiceField(OpeningHours.Purpose.choices)
    days = serializers.ChoiceField(HoursException.Days.choices)
    opens = serializers.TimeField(format="%H:%M", allow_null=True)
    closes = serializers.TimeField(format="%H:%M", allow_null=True)
    overnight = serializers.BooleanField(help_text="到次日。")
    notice = serializers.CharField(help_text="通知，例如 搬迁。")


class PublishedSerializer(ReadingSerializer, serializers.ModelSerializer[Any]):
    """What every document begins with."""

    slug = serializers.CharField(source="key", help_text="标识，在同类中唯一；地区是代码。")
    url = serializers.CharField(help_text="本条在 API 的地址。")
    page = serializers.CharField(source="page_url", help_text="给人看的网页。")


class FactCheckSerializer(ReadingSerializer):
    """A fact that was verified apart from the rest of its record."""

    field = serializers.CharField(help_text="字段的名称。")
    verified_on = serializers.DateField(help_text="核实的日期。")
    verified_how = serializers.ChoiceField(Record.How.choices, help_text="怎么核实的。")


class FactChecksField(serializers.Field):  # type: ignore[type-arg]
    """The facts that were verified one by one, the last time each."""

    def to_representation(self, value: list[str]) -> list[dict[str, str]]:
        return [FactCheck.read(line)._asdict() for line in value]


extend_schema_field(FactCheckSerializer(many=True))(FactChecksField)


class RecordSerializer(PublishedSerializer):
    """What the documents of all records share."""

    aliases = serializers.ListField(child=serializers.CharField())
    citations = CitationSerializer(many=True)
    disputed = serializers.SerializerMethodField(help_text="来源互相矛盾的字段。")
    editorial = serializers.ListField(child=serializers.CharField(), help_text="由本名录补充、不出自文章的字段。")
    unfinished = serializers.ListField(child=serializers.CharField(), help_text="来源在此中断、可能不全的字段。")
    possible_duplicates = RecordRefsField()
    fact_checks = FactChecksField(read_only=True, help_text="单独核实过的字段：哪一天，怎么核实的。")

    class Meta:
        model = Record
        head: tuple[str, ...] = ("slug", "url", "page", "name", "aliases")
        tail: tuple[str, ...] = (
            "citations", "disputed", "editorial", "unfinished", "possible_duplicates", "verified_on",
            "verified_how", "fact_checks",
        )  # fmt: skip
        fields = head + tail

    def get_disputed(self, record: Record) -> list[str]:
        return disputed_fields(record)


class PlaceSerializer(RecordSerializer):
    """What the documents of places share."""

    region = RegionRefSerializer()
    latitude = NumberField()
    longitude = NumberField()
    phones = PhoneSerializer(many=True)
    opening_hours = OpeningHoursSerializer(many=True)
    hours_exceptions = HoursExceptionSerializer(many=True)
    summer = serializers.CharField(help_text="它的夏季从几月几日到几月几日，MM-DD/MM-DD；空：没有写明。")

    class Meta(RecordSerializer.Meta):
        place: tuple[str, ...] = (
            "operation", "region", "address", "directions", "parking", "latitude", "longitude", "datum", "website",
            "phones", "opening_hours", "hours_exceptions", "summer",
        )  # fmt: skip


class RegionSummarySerializer(PublishedSerializer):
    """A region in a list."""

    code = serializers.CharField(source="key", help_text="GB/T 2260 代码。")
    path = RegionStepSerializer(many=True)

    class Meta:
        model = Region
        fields: tuple[str, ...] = ("code", "slug", "url", "page", "name", "short_name", "level", "path")


class RegionSerializer(RegionSummarySerializer):
    """行政区划."""

    aliases = serializers.ListField(child=serializers.CharField())

    class Meta(RegionSummarySerializer.Meta):
        fields = (*RegionSummarySerializer.Meta.fields, "aliases", "pinyin", "initials")


class ArticleSummarySerializer(PublishedSerializer):
    """A source in a list."""

    name = serializers.CharField(source="title")

    class Meta:
        model = Article
        fields: tuple[str, ...] = (
            "slug", "url", "page", "name", "title", "source_kind", "publisher", "link", "section", "published_on",
            "role", "extent", "in_scope",
        )  # fmt: skip


class ArticleSerializer(ArticleSummarySerializer):
    """来源. What was taken from it stands in the records' citations; its text is in no document."""

    main_article = ArticleRefSerializer(source="page", allow_null=True, help_text="相关推荐所在页面的正文。")
    page = serializers.CharField(source="page_url")

    class Meta(ArticleSummarySerializer.Meta):
        fields = (*ArticleSummarySerializer.Meta.fields, "read_on", "out_of_scope_reason", "remark", "main_article")
