"""The API's description: what cannot be read from serializers and filters is added here."""

from __future__ import annotations

import json
from typing import Any

from directory.core.hours import Reason, State
from directory.core.kinds import kinds
from directory.core.models import Publishable, Region

from . import report_schema
from .api import COLLECTIONS
from .core.serving.problems import TYPE
from .feeds.serializers import EXAMPLES as FEED_EXAMPLES
from .guide.serializers import EXAMPLES as GUIDE_EXAMPLES
from .guide.serializers import PLACES as GUIDE_PLACES
from .openapi_kinds import REF, by_kind, component
from .search.serializers import EXAMPLES as SEARCH_EXAMPLES

REFUSED = "一个参数不认识、重复或值不对。errors 逐个指出是哪个参数、错在哪里、可以填什么。"
MISSING = "这里没有内容。"
GONE = "这一条曾经公开，现已撤下。"
UNACCEPTABLE = "只有 JSON：Accept 里没有它，也没有 */*。"
PROBLEMS = {"Refused": REFUSED, "Missing": MISSING, "Gone": GONE, "NotAcceptable": UNACCEPTABLE}
UNCHANGED = "与 If-None-Match 里的 ETag 所指的一样：用手里的那一份。"
MOVED: dict[str, Any] = {
    "description": "这一条改了标识，或并入了另一条：Location 是现在的地址。",
    "headers": {"Location": {"description": "现在的地址。", "schema": {"type": "string", "format": "uri-reference"}}},
}
SEQUENCE = "开始写文件以前名录的序号：以后从 changes/?since= 这个数接着读。"

EXPORT = "/api/v1/export/{collection}.{extension}"
CLOCK = "^([01][0-9]|2[0-3]):[0-5][0-9]$"

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457 problem+json.",
    "properties": {
        "type": {"type": "string", "description": "固定为 about:blank。", "examples": ["about:blank"]},
        "title": {"type": "string", "description": "HTTP 状态的名称。", "examples": ["Bad Request"]},
        "status": {"type": "integer", "description": "HTTP 状态码。", "examples": [400]},
        "detail": {"type": "string", "description": "错在哪里。", "examples": ["page_size：应是 0 到 100 的整数。"]},
        "errors": {
            "type": "array",
            "description": "逐个参数的说明。",
            "items": {
                "type": "object",
                "properties": {
                    "parameter": {"type": "string", "description": "参数名。", "examples": ["page_size"]},
                    "message": {
                        "type": "string",
                        "description": "错在哪里，可以填什么。",
                        "examples": ["应是 0 到 100 的整数。"],
                    },
                },
                "required": ["parameter", "message"],
            },
        },
    },
    "required": ["type", "title", "status", "detail"],
}

# What is added to every place when it is read (see ``Moment`` in core/index/timetables.py).
OPEN: dict[str, Any] = {
    "type": "object",
    "description": "现在是否开着，读取时按这一分钟算出；缓存不会超过这一分钟。",
    "properties": {
        "state": {
            "type": "string",
            "enum": list(State),
            "description": "open 开，closed 关，unknown 不能确定。",
            "examples": ["open"],
        },
        "reason": {"type": "string", "enum": Reason.values, "description": "为什么。", "examples": ["workday"]},
        "text": {"type": "string", "description": "给人看的一句话。", "examples": ["现在办公 · 17:30 下班"]},
        "changes_at": {
            "type": ["string", "null"],
            "format": "date-time",
            "description": "什么时候改变；空：两周内不变。",
            "examples": ["2025-04-21T17:30:00+08:00"],
        },
        "next_state": {"enum": [*State, None], "description": "变成什么。", "examples": ["closed"]},
    },
    "required": ["state", "reason", "text", "changes_at", "next_state"],
    "examples": [
        {
            "state": "open",
            "reason": "workday",
            "text": "现在办公 · 17:30 下班",
            "changes_at": "2025-04-21T17:30:00+08:00",
            "next_state": "closed",
        }
    ],
}
# What is added to the lines of a list with near=.
DISTANCE: dict[str, Any] = {"type": "number", "description": "离 near 多少公里；没有 near 就没有。", "examples": [1.25]}
# What publishing writes into every document, see stamped in core/publishing/rendering.
STAMP: dict[str, Any] = {
    "updated_at": {"type": "string", "format": "date-time", "description": "公开内容最近一次改变的时刻。"},
    "version": {"type": "integer", "description": "公开内容的第几版，每次改变加一。"},
}

# By field, or by component and field where one word means two things.
DESCRIPTIONS = {
    "aliases": "别名：简称、俗称、曾用名。",
    "appointment": "预约挂号途径。",
    "approximate": "是否约数。",
    "article": "来源文章。",
    "causes": "可能的原因，如文章所说；不是诊断。",
    "channel": "办理渠道；空：不限渠道。",
    "channels": "可以经哪些渠道办理。",
    "citations": "哪篇文章就哪个字段说了什么。",
    "closes": "结束时间。",
    "code": "代码。",
    "condition": "什么情况下。",
    "count": "符合条件的总数，最多数到 1,000。",
    "count_capped": "还有更多，count 没有再数下去。",
    "days": "哪些日子。",
    "end": "到这一刻为止（不含）。",
    "department": "诊疗科目。",
    "departments": "科室。",
    "equipment": "设备。",
    "extension": "分机。",
    "facts": "床位、医生等数据。",
    "features": "特色与说明。",
    "figure": "数值；没有数值时为空。",
    "from_day": "季节的起始日。",
    "from_month": "季节的起始月。",
    "grade": "等。",
    "hospital": "医院。",
    "hours": "整个机构和其中各项。",
    "hours_exceptions": "例外安排：暂停服务或临时时间。",
    "intervals": "首尾相接的各段。",
    "kind": "种类。",
    "label": "用途。",
    "latitude": "纬度，WGS-84 十进制度。",
    "level": "级。",
    "longitude": "经度，WGS-84 十进制度。",
    "main_article": "相关推荐所在页面的正文。",
    "materials": "材料。",
    "maximum": "最大值；空：没有上限。",
    "menu_paths": "从首屏到各事项的入口。",
    "minimum": "最小值；空：没有下限。",
    "name": "名称。",
    "next": "下一页的地址。",
    "note": "说明。",
    "number": "号码。",
    "opening_hours": "办公时间，一行一个时段。",
    "opens": "开始时间。",
    "page": "给人看的网页。",
    "parent": "上级。",
    "path": "从省级到本级。",
    "person_types": "人员类别（情形）。",
    "phones": "电话。",
    "possible_duplicates": "可能是同一个的其他条目。",
    "previous": "上一页的地址。",
    "problems": "常见问题。",
    "purpose": "时段是什么项目的。",
    "rank": "取舍：preferred 采信，normal 并列，deprecated 不采信，example 只是文章举的例子，不是规定。",
    "reason": "理由。",
    "recommendations": "文章推荐的医院。",
    "red_flags": "危险信号和该怎么办。",
    "region": "地区。",
    "results": "这一页的各条。",
    "round_the_clock": "24 小时。",
    "scheme": "险种。",
    "schemes": "险种。",
    "season": "季节。",
    "serves": "服务地区。",
    "service": "服务事项。",
    "services": "可办事项。",
    "slug": "标识，在同类中唯一。",
    "start": "从这一刻起。",
    "steps": "步骤。",
    "time_limits": "时限。",
    "template": "全国模板；本地没有写的内容沿用它的。",
    "to_day": "季节的截止日。",
    "to_month": "季节的截止月。",
    "unit": "单位。",
    "url": "在 API 的地址。",
    "year": "年度。",
}

EXAMPLES: dict[str, Any] = {
    "Emergency.line": "记下开始的时间。",
    "Emergency.line_en": "Note when it began.",
    "Emergency.lookalikes": ["中风险"],
    "Emergency.name_en": "Stroke",
    "Emergency.phrases": ["{忽然} {说话} {不清}"],
    "Emergency.until_then": ["让他躺平、头偏向一边。"],
    "Emergency.until_then_en": ["Lay the person down with the head to one side."],
    "EmergencyAnswer.call": "120",
    "EmergencyAnswer.notice": "立即拨打 120。",
    "EmergencyAnswer.until_then": ["让他躺平、头偏向一边。"],
    "SeenSign.call": "120",
    "SeenSign.line": "记下开始的时间。",
    "SeenSign.name": "中风（脑卒中）",
    "SeenSign.page": "http://127.0.0.1:8000/emergencies/zhong-feng/",
    "SeenSign.slug": "zhong-feng",
    "SeenSign.url": "http://127.0.0.1:8000/api/v1/emergencies/zhong-feng/",
    "SeenSign.words": "嘴歪 说话不清",
    "address": "保健街43号",
    "advice": "先去急诊。",
    "aliases": ["阜新中心医院"],
    "alternative_group": "居住证明",
    "appointment": ["电话预约"],
    "basis": "卫医发〔1994〕27号",
    "cause": "备案还没有生效",
    "closes": "17:30",
    "code": "04.03",
    "condition": "发热时",
    "conditions": "在定点医疗机构就医",
    "consequence": "次年不能享受待遇",
    "copies": 1,
    "cost_above": 10000,
    "cost_up_to": 10000,
    "count": 2,
    "count_capped": False,
    "deadline": "每年12月31日",
    "description": "腰部疼痛，同时发热。",
    "directions": "乘 1 路到医院站下车",
    "disputed": ["value"],
    "duties": "职工和居民医保的征缴与支付",
    "editorial": ["region"],
    "eligibility": "退休后在外地定居",
    "equipment": ["核磁共振"],
    "extension": "802",
    "facility_level": "三级",
    "features": ["夜诊"],
    "fee": "不收费",
    "field": "level",
    "founded": 1950,
    "end": "2025-04-21T17:30:00+08:00",
    "from_date": "2025-04-21",
    "from_day": 1,
    "from_month": 6,
    "group": "肌肉骨骼",
    "inherited": {},
    "initials": "fx",
    "insurance_code": "H21090200001",
    "label": "职工",
    "latitude": 42.02,
    "legal_basis": "《社会保险法》",
    "longitude": 121.65,
    "maximum": 400,
    "minimum": 380,
    "name": "阜新市中心医院",
    "next": "http://127.0.0.1:8000/api/v1/hospitals/?page=2",
    "note": "节假日除外",
    "notes": "备案后再去就医",
    "notice": "搬迁",
    "number": "0376-2137873",
    "obtained_from": "居住地派出所",
    "opens": "14:30",
    "only_for": "省直参保人员",
    "operator": "国家医疗保障局",
    "out_of_scope_reason": "讲的是保健，与就医办事无关",
    "page": "http://127.0.0.1:8000/hospitals/fu-xin-shi-zhong-xin-yi-yuan/",
    "osm": "Mo-Fr 08:00-12:00,14:30-17:30",
    "parking": "院内停车场",
    "path": ["辽宁省", "阜新市"],
    "person_type": "异地安置退休人员",
    "phone": "12393",
    "pinyin": "fuxin",
    "platform": "微信",
    "population": "学生",
    "previous": None,
    "published_on": "2025-04-20",
    "rank": 1,
    "reason": "设备齐全",
    "remark": "标题与内容不符",
    "remedy": "打电话问经办机构",
    "result": "备案成功",
    "section": "健康新闻",
    "short_name": "阜新",
    "sign": "高热不退",
    "slug": "fu-xin-shi-zhong-xin-yi-yuan",
    "start": "2025-04-21T14:30:00+08:00",
    "statement": "强制",
    "subject": "个人缴费标准",
    "summary": "线上即时办理",
    "summer": "05-01/09-30",
    "text": "380–400 元/年",
    "title": "阜新市腰痛伴发热去哪家医院",
    "to_date": "2025-05-05",
    "to_day": 30,
    "to_month": 9,
    "unfinished": ["departments"],
    "unit": "元/年",
    "updated_at": "2025-04-20T08:00:00+00:00",
    "url": "http://127.0.0.1:8000/api/v1/hospitals/fu-xin-shi-zhong-xin-yi-yuan/",
    "uscc": "12210900463550041T",
    "validity": "长期",
    "value": "三级甲等",
    "verified_how": "call",
    "verified_on": "2025-04-20",
    "version": 1,
    "visits": 0,
    "website": "https://www.nhsa.gov.cn/",
    "weekdays": "135",
    "year": 2025,
    "Article.name": "阜新市腰痛伴发热去哪家医院",
    "Article.page": "http://127.0.0.1:8000/sources/003-01/",
    "Article.slug": "003-01",
    "Article.url": "http://127.0.0.1:8000/api/v1/articles/003-01/",
    "ArticleRef.page": "http://127.0.0.1:8000/sources/003-01/",
    "ArticleRef.slug": "003-01",
    "ArticleRef.url": "http://127.0.0.1:8000/api/v1/articles/003-01/",
    "MenuPath.path": "我 → 服务 → 城市服务",
    "Region.aliases": ["阜新蒙古勒津"],
    "Region.code": "210900",
    "Region.name": "阜新市",
    "Region.page": "http://127.0.0.1:8000/regions/210900/",
    "Region.slug": "210900",
    "Region.url": "http://127.0.0.1:8000/api/v1/regions/210900/",
    "RegionRef.code": "210900",
    "RegionRef.name": "阜新市",
    "RegionRef.page": "http://127.0.0.1:8000/regions/210900/",
    "RegionRef.url": "http://127.0.0.1:8000/api/v1/regions/210900/",
    "RegionStep.code": "210900",
    "RegionStep.name": "阜新市",
    "RegionStep.page": "http://127.0.0.1:8000/regions/210900/",
    "RegionStep.url": "http://127.0.0.1:8000/api/v1/regions/210900/",
    "RecommendedHospital.grade": "a",
    "RecommendedHospital.level": 3,
    "Scheme.code": "employee",
    "Step.text": "打开小程序，填写参保地和就医地。",
    **FEED_EXAMPLES,
    **GUIDE_EXAMPLES,
    **SEARCH_EXAMPLES,
}


def describe(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Complete the description: a postprocessing hook of drf-spectacular."""
    models = {name: viewset.queryset.model for name, viewset in COLLECTIONS.items()}
    result["tags"] = [{"name": name, "description": str(model._meta.verbose_name)} for name, model in models.items()]
    result["security"] = []  # said, not left out: nothing needs a key
    for path, operations in result["paths"].items():
        describe_operation(operations["get"], path)
    describe_export(result["paths"][EXPORT]["get"])
    schemas = result["components"]["schemas"]
    for kind in kinds:
        document, summary = (schemas[component(one)]["properties"] for one in (kind.serializer, kind.summary))
        document |= STAMP
        for properties in (document, summary) if kind.is_place else ():
            properties |= {"open": OPEN}
        if kind.is_place:
            summary["km"] = DISTANCE
    for place in GUIDE_PLACES:
        schemas[place.__name__.removesuffix("Serializer")]["properties"] |= {"open": OPEN}
    examples = EXAMPLES | declared_examples()
    for name, schema in schemas.items():
        describe_fields(name, schema, examples)
    result["components"]["schemas"] = by_kind(schemas) | {"ProblemDetails": PROBLEM} | report_schema.SCHEMAS
    result["paths"] |= report_schema.paths()
    result["tags"].append({"name": "reports", "description": "读者指正"})
    result["components"]["responses"] = {
        name: {"description": text, "content": {TYPE: {"schema": {"$ref": f"{REF}ProblemDetails"}}}}
        for name, text in PROBLEMS.items()
    } | {"Moved": MOVED, "NotModified": {"description": UNCHANGED}}
    return result


def describe_operation(operation: dict[str, Any], path: str) -> None:
    if viewset := COLLECTIONS.get(operation["tags"][0]):
        describe_collection(operation, viewset.queryset.model, path)
    operation["responses"].setdefault("400", {"$ref": "#/components/responses/Refused"})
    operation["responses"]["304"] = {"$ref": "#/components/responses/NotModified"}
    if path != EXPORT:  # whose address says the format
        operation["responses"]["406"] = {"$ref": "#/components/responses/NotAcceptable"}
    for parameter in operation.get("parameters", ()):
        # In the schema: Swagger UI would send an example of the parameter's own, and some exclude one another.
        if "example" in parameter:
            example = parameter.pop("example")
            parameter["schema"]["examples"] = [example]
            parameter["description"] += f"\n\n例：`{json.dumps(example, ensure_ascii=False).strip(chr(34))}`"


# What stands at a collection's addresses, by their end: the beginning of the operation's name, and its title.
ADDRESSES = {
    "{slug}/hours.ics": ("calendar_of_", "今后四周的时间（iCalendar）"),
    "{slug}/hours/": ("hours_of_", "一段时间里的开放时间"),
    "{slug}/": ("get_", "一条"),
    "": ("list_", "列表"),
}


def describe_collection(operation: dict[str, Any], model: type[Publishable], path: str) -> None:
    verb, title = next(found for end, found in ADDRESSES.items() if path.endswith(end))
    one = verb != "list_"
    operation["operationId"] = f"{verb}{model.kind if one else model.collection}"
    operation["summary"] = f"{title}: {model._meta.verbose_name}"
    operation.pop("description", None)
    if one:
        operation["responses"] |= {
            "301": {"$ref": "#/components/responses/Moved"},
            "404": {"$ref": "#/components/responses/Missing"},
            "410": {"$ref": "#/components/responses/Gone"},
        }
        key = "210900" if model is Region else "fu-xin-shi-zhong-xin-yi-yuan"
        slug = next(parameter for parameter in operation["parameters"] if parameter["in"] == "path")
        slug |= {"description": "标识；地区用 6 位代码。", "example": key}


def describe_export(operation: dict[str, Any]) -> None:
    collection = next(parameter for parameter in operation["parameters"] if parameter["name"] == "collection")
    collection["schema"]["enum"] = list(COLLECTIONS)
    headers = {"Sequence": {"description": SEQUENCE, "schema": {"type": "integer"}}}
    operation["responses"]["200"] |= {"headers": headers}
    operation["responses"]["404"] = {"$ref": "#/components/responses/Missing"}


def declared_examples() -> dict[str, Any]:
    """Those that kinds declare with their facts, by component and field."""
    return {
        f"{component(kind.serializer)}.{field.path}": field.example
        for kind in kinds
        for field in kind.facts
        if field.example is not None
    }


def describe_fields(component: str, schema: dict[str, Any], examples: dict[str, Any]) -> None:
    """Give every field a description and an example. A document always has all of its fields."""
    for name, field in schema.get("properties", {}).items():
        if "oneOf" in field:
            field["anyOf"] = field.pop("oneOf")  # an empty text is a URL, too, as far as formats go
        # Where a model field has a title its help text speaks to curators, not to readers.
        field["description"] = field.pop("title", None) or field.get("description") or DESCRIPTIONS.get(name, name)
        if field.get("format") == "time":  # by RFC 3339 that would have seconds and an offset
            field["pattern"] = CLOCK
            del field["format"]
        own = f"{component.removesuffix('Summary')}.{name}"
        if "boolean" in field.get("type", ()):
            field["examples"] = [True]
        # What consists of other components is shown by theirs.
        elif "$ref" not in str(field) and (own in examples or name in examples):
            field["examples"] = [examples[own] if own in examples else examples[name]]
            if str(field["examples"][0]).startswith("http"):  # not where there may be none, which is an empty text
                field["format"] = "uri"
    if "properties" in schema:
        # A summary tells a distance only where a position was given.
        schema["required"] = [
            name for name in schema["properties"] if (name, component.endswith("Summary")) != ("km", True)
        ]
