"""What search and suggestions answer, as the API describes it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from hospitals.serializers import EmergencyAnswerSerializer

# Of what the API's description has no example by the field's name alone.
EXAMPLES: dict[str, Any] = {
    "Answer.attribute": "phone",
    "Answer.label": "电话",
    "Answer.note": "本名录没有“罗山县医保局”的电话。",
    "Fact.label": "转诊咨询",
    "Fact.page": "",
    "Fact.scope": "职工医保",
    "Fact.text": "0376-2137873",
    "FactOfOthers.label": "门诊起付标准 省直参保人员",
    "FactOfOthers.only_for": "省直参保人员",
    "FactOfOthers.page": "",
    "FactOfOthers.reason": "没有说属于“省直参保人员”",
    "FactOfOthers.scope": "辽宁省 职工医保",
    "FactOfOthers.tel": "",
    "FactOfOthers.text": "300 元/年",
    "Fact.tel": "tel:+86-376-213-7873",
    "FactArticle.title": "罗山县医保转诊电话",
    "FactArticle.page": "http://127.0.0.1:8000/sources/000-07/",
    "FactSource.name": "罗山县社会医疗保险中心",
    "FactSource.page": "http://127.0.0.1:8000/offices/luo-shan-xian-she-hui-yi-liao-bao-xian-zhong-xin/",
    "FactSource.url": "http://127.0.0.1:8000/api/v1/offices/luo-shan-xian-she-hui-yi-liao-bao-xian-zhong-xin/",
    "Group.kind": "hospital",
    "KindCount.kind": "hospital",
    "Result.kind": "hospital",
    "Result.km": 1.25,
    "Result.match": "exact",
    "Search.missing": "",
    "Search.query": "阜新 骨科",
    "Search.searched_for": "",
    "Search.next": "http://127.0.0.1:8000/api/v1/search/?q=医院&page=2",
    "Suggest.query": "fuxin",
    "Suggest.searched_for": "",
    "SuggestedQuestion.question": "阜新市中心医院",
    "Suggestion.kind": "hospital",
    "Suggestion.region": "辽宁省 阜新市",
    "Understood.attribute": "",
    "Understood.sentence": "在 阜新市 找 骨科",
    "Understood.widened_to": "",
    "UnderstoodRegion.code": "210900",
    "UnderstoodRegion.name": "阜新市",
    "UnderstoodWord.means": "department",
    "UnderstoodWord.word": "骨科",
    "WordCount.means": "",
    "WordCount.word": "中兴",
}


class CountSerializer(serializers.Serializer[Any]):
    """How many were found, as lists tell it."""

    count = serializers.IntegerField(help_text="多少条；到 1,000 为止是准数。")
    count_capped = serializers.BooleanField(help_text="还有更多，count 没有再数下去。")


class KindCountSerializer(CountSerializer):
    """How many of one kind were found."""

    kind = serializers.CharField(help_text="种类：hospital, office, symptom …。")


class UnderstoodRegionSerializer(serializers.Serializer[Any]):
    """A region in the question."""

    code = serializers.CharField(help_text="GB/T 2260 代码。")
    name = serializers.CharField(help_text="名称。")
    path = serializers.ListField(child=serializers.CharField(), help_text="从省级到本级的名称。")


class UnderstoodWordSerializer(serializers.Serializer[Any]):
    """A word of the question."""

    word = serializers.CharField(help_text="问题里的词，或它所问的事项。")
    means = serializers.CharField(help_text="理解成什么：region, department, symptom …；空：按字面查找。")
    names = serializers.ListField(child=serializers.CharField(), help_text="在名录里的名称。")


class UnderstoodSerializer(serializers.Serializer[Any]):
    """How the question was understood."""

    sentence = serializers.CharField(help_text="用一句话说，例如 在 阜新市 找 骨科。")
    words = UnderstoodWordSerializer(many=True, help_text="逐词的理解。")
    regions = UnderstoodRegionSerializer(many=True, help_text="在哪里找。")
    ambiguous = UnderstoodRegionSerializer(many=True, help_text="重名的地区：请用 region 指明。")
    attribute = serializers.CharField(help_text="问的是什么：phone, address, materials …；空：没有问。")
    wants = serializers.ListField(
        child=serializers.CharField(), help_text="问题里说了“附近”“开门”：要给出 near、open_at 才能办到。"
    )
    widened_to = serializers.CharField(help_text="所问的地区没有，改在这个上级地区找。")
    unused = serializers.ListField(
        child=serializers.CharField(), help_text="没有用上的词：找到的和答出的里面都没有它。"
    )


class FactSourceSerializer(serializers.Serializer[Any]):
    """The entry that a fact is from."""

    name = serializers.CharField(help_text="名称。")
    url = serializers.CharField(help_text="在 API 的地址，有出处。")
    page = serializers.CharField(help_text="给人看的网页。")


class FactArticleSerializer(serializers.Serializer[Any]):
    """An article that states a fact."""

    title = serializers.CharField(help_text="标题。")
    page = serializers.CharField(help_text="给人看的网页。")
    published_on = serializers.DateField(allow_null=True, help_text="发表的日期; 空: 不知道。")


class FactSerializer(serializers.Serializer[Any]):
    """A fact that was asked for."""

    text = serializers.CharField(help_text="答案。")
    label = serializers.CharField(help_text="说的是什么，例如哪个窗口、哪类人员。")  # type: ignore[assignment]
    scope = serializers.CharField(help_text="在什么范围内、什么条件下。")
    page = serializers.CharField(help_text="答案本身的网页；空：没有。")
    tel = serializers.CharField(help_text="拨打的链接，RFC 3966；空：不是电话。")
    source = FactSourceSerializer(help_text="出自哪一条。")  # type: ignore[assignment]
    said_by = FactArticleSerializer(many=True, help_text="哪些来源这样说，最多 3 个。")


class FactOfOthersSerializer(FactSerializer):
    """A fact that holds for others only."""

    only_for = serializers.CharField(help_text="只适用于谁或哪种情形。")
    reason = serializers.CharField(help_text="为什么不算答案。")


class AnswerSerializer(serializers.Serializer[Any]):
    """The answer to a question for a fact."""

    attribute = serializers.CharField(
        help_text="问的是什么：phone, address …；open：那一刻开不开门；card：没有问，是这一条的简介；missing：所说的地方不在名录里；"
        " 其余是答出的字段。"
    )
    label = serializers.CharField(help_text="问的是什么，中文。")  # type: ignore[assignment]
    facts = FactSerializer(many=True, help_text="逐条答案。")
    passed_over = FactOfOthersSerializer(many=True, help_text="只适用于别人的，各注明只适用于谁。")
    note = serializers.CharField(help_text="没有答案或不全时的说明。")


class MatchedAliasSerializer(serializers.Serializer[Any]):
    """An alias that matched where the name did not."""

    text = serializers.CharField(help_text="别名。")
    highlights = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField()), help_text="符合的字：[起, 止)。"
    )


class ResultSerializer(serializers.Serializer[Any]):
    """A found entry."""

    kind = serializers.CharField(help_text="种类：hospital, office, symptom …。")
    highlights = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField()), help_text="名称里符合的字：[起, 止)。"
    )
    alias = MatchedAliasSerializer(allow_null=True, help_text="名称不符而别名符合时的别名。")
    match = serializers.CharField(
        help_text="怎样符合：exact, exact_alias, beginning, alias_beginning, words, part, meaning。"
    )
    km = serializers.FloatField(allow_null=True, help_text="距离，给出 near 时才有。")
    summary = serializers.JSONField(help_text="与列表里的一条相同。")


class GroupSerializer(KindCountSerializer):
    """The first entries of one kind."""

    results = ResultSerializer(many=True, help_text="最前的几条。")


class SuggestedQuestionSerializer(CountSerializer):
    """Another question that finds something."""

    question = serializers.CharField(help_text="也许想找的。")


class WordCountSerializer(CountSerializer):
    """How much one word finds by itself."""

    word = serializers.CharField(help_text="问题里的词。")
    means = serializers.CharField(help_text="理解成什么；空：按字面查找。")


class SearchSerializer(CountSerializer):
    """The answer of a search."""

    emergency = EmergencyAnswerSerializer(help_text="先看危不危险。")
    query = serializers.CharField(help_text="问题，照输入的。")
    searched_for = serializers.CharField(
        help_text="改了拼音或错字以后实际查找的问题；空：照输入的查找。as_typed=true 不改。"
    )
    understood = UnderstoodSerializer(help_text="怎样理解的。")
    missing = serializers.CharField(help_text="问题里说到而名录里没有的地方：这时不用别处的事实作答。空：没有说到。")
    answer = AnswerSerializer(allow_null=True, help_text="最贴近问题的事实；只说了名称时是它的简介。")
    more_answers = AnswerSerializer(many=True, help_text="其余贴近问题的事实，由近到远。")
    counts = KindCountSerializer(many=True, help_text="每一种多少。")
    did_you_mean = SuggestedQuestionSerializer(many=True, help_text="什么都没找到时：也许想找的。")
    unmatched = WordCountSerializer(many=True, help_text="什么都没找到时：各个词单独能找到多少。")
    next = serializers.URLField(allow_null=True, help_text="下一页的地址。")
    previous = serializers.URLField(allow_null=True, help_text="上一页的地址。")
    results = ResultSerializer(many=True, help_text="这一页的各条，最符合的在前。")
    groups = GroupSerializer(many=True, help_text="grouped=true 时按种类分组，results 为空。")


class SuggestionSerializer(serializers.Serializer[Any]):
    """An entry that may be meant."""

    kind = serializers.CharField(help_text="种类：hospital, office, symptom …。")
    name = serializers.CharField(help_text="名称。")
    highlights = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField()), help_text="名称里符合的字：[起, 止)。"
    )
    alias = MatchedAliasSerializer(allow_null=True, help_text="名称不符而别名符合时的别名。")
    region = serializers.CharField(help_text="在哪里。")
    page = serializers.CharField(help_text="给人看的网页。")


class SuggestSerializer(serializers.Serializer[Any]):
    """What may be meant."""

    emergency = EmergencyAnswerSerializer(help_text="先看危不危险。")
    query = serializers.CharField(help_text="已经输入的文字。")
    searched_for = serializers.CharField(help_text="改了拼音或错字以后的文字；空：照输入的。")
    suggestions = SuggestionSerializer(many=True, help_text="最多 10 条，最符合的在前。")
