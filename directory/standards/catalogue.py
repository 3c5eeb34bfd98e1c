"""What there is, told to programs: ``llms.txt`` for assistants, ``datapackage.json`` (Frictionless) for those who take files."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import get_language
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from directory.core.caches import memoized
from directory.core.kinds import Kind, kinds
from directory.core.publishing.serializers import NumberField
from directory.core.publishing.wording import field_label
from directory.core.serving.parameters import refuse_parameters
from directory.core.serving.renderers import site_of
from directory.feeds.export import FORMATS, formats
from directory.feeds.table import columns

from .views import OneFormat

Json = dict[str, Any]
LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0",
}


class LlmsView(OneFormat):
    """``/llms.txt``: what this is, how to ask, where things are."""

    def get(self, request: Request) -> HttpResponse:
        refuse_parameters(request.query_params)
        return HttpResponse(llms(site_of(request)), content_type="text/plain; charset=utf-8")


def llms(site: str) -> str:
    def links(*rows: tuple[str, str, str]) -> str:
        return "\n".join(f"- [{title}]({site}{path}): {about}" for title, path, about in rows)

    pages = [(str(kind.title), f"/{kind.pages}/", f"{kind.name}, API /api/v1/{kind.collection}/") for kind in kinds]
    return "\n\n".join(
        [
            "# 就医办事名录 Jiuyi",
            "> 中国医院和医保办事机构名录, 每个事实都注明出处和日期。不做诊断, 不代办, 不预约。"
            " A directory of China's hospitals and medical-insurance offices, every fact with its source.",
            "急症先打 120 (Emergencies: call 120 first)。",
            f"- 提问 Ask: `{site}/api/v1/search/?q=罗山县医保局几点上班` 给出事实、范围、来源; `emergency` 先看。\n"
            "- 任何网页 Any page: `Accept: text/markdown` 给出没有导航的文字。\n"
            "- `published_on` 是来源发表的日期, `verified_on` 是核实的日期; `disputed` 的字段来源说法不一, 各方都在 `citations` 里。\n"
            "- 没有写的就是不知道。What is not said is not known.\n"
            "- 许可 Licence: CC BY 4.0. 每个地址每分钟有次数限制。Requests are limited per address.",
            "## 提问 Questions",
            links(
                ("查找 Search", "/search/", "一句平常的话 a question in everyday words"),
                ("就医向导 Guide", "/guide/", "症状、地区、参保地 → 科室、医院、备案、机构 from a symptom to where to go"),
            ),
            "## 种类 Collections",
            links(*pages),
            "## 数据 Data",
            links(
                ("API", "/api/v1/", "全部种类 every collection, JSON"),
                ("说明 Description", "/api/v1/schema/", "OpenAPI 3.1"),
                ("导出 Exports", "/api/v1/export/", "NDJSON, CSV, GeoJSON"),
                ("改变 Changes", "/api/v1/changes/", "某个序号以后 since a sequence number"),
                ("数据包 Data package", "/datapackage.json", "Frictionless"),
            ),
            "## 标准 Standards",
            links(
                ("HSDS 3", "/hsds/", "Human Services Data Specification"),
                ("FHIR R4", "/fhir/metadata", "after IHE mCSD"),
                ("Reconciliation", "/reconcile/", "OpenRefine"),
            )
            + f"\n\nMCP: POST {site}/mcp",
            "## Optional",
            links(("关于 About", "/about/", "编辑原则 how it is kept"), ("网站地图 Sitemap", "/sitemap.xml", "every page")),
        ]
    ) + "\n"  # fmt: skip


class DataPackageView(OneFormat):
    """``/datapackage.json``: every file of the export, its fields and their types."""

    def get(self, request: Request) -> Response:
        refuse_parameters(request.query_params)
        site = site_of(request)
        return Response(
            {
                "profile": "data-package",
                "name": "jiuyi",
                "title": "就医办事名录",
                "description": "中国医院和医保办事机构名录, 每个事实都注明出处。",
                "homepage": site,
                "version": f"{settings.VERSION}+{self.moment.version}",
                "licenses": [LICENCE],
                "sources": [
                    {"title": "新闻文章和政府公布的目录, 逐条列在各条的 citations 里", "path": f"{site}/sources/"}
                ],
                "resources": resources(site, get_language() or ""),
            }
        )


@memoized(64)
def resources(site: str, language: str) -> list[Json]:
    """Every file, in one language: what the program says, whatever is published."""
    with translation.override(language):
        return [resource(kind, form, site) for kind in kinds for form in formats(kind.model)]


def resource(kind: Kind, form: str, site: str) -> Json:
    about = {
        "name": f"{kind.collection}-{form}",
        "title": str(kind.title),
        "path": f"{site}/api/v1/export/{kind.collection}.{form}",
        "format": form,
        "mediatype": FORMATS[form].media_type.partition(";")[0],
        "encoding": "utf-8",
        "licenses": [LICENCE],
    }
    if form != "csv":
        return about | {"profile": "data-resource"}
    fields = [field(kind, name) for name in columns(kind.model)]
    key = ["code"] if "code" in kind.summary_fields and "slug" not in kind.summary_fields else ["slug"]
    return about | {
        "profile": "tabular-data-resource",
        "schema": {"fields": fields, "primaryKey": key, "missingValues": [""]},
    }


def field(kind: Kind, name: str) -> Json:
    said = {"name": name, "type": type_of(kind, name), "title": title_of(kind, name)}
    declared = kind.summary().fields.get(name)
    if declared is not None and declared.help_text:
        said["description"] = str(declared.help_text)
    return said


def title_of(kind: Kind, name: str) -> str:
    return "地区代码 (GB/T 2260)" if name == "region_code" else field_label(kind.model, name)


def type_of(kind: Kind, name: str) -> str:
    """As a table has it: numbers and truths as such; lists and mentions are text with ``; `` between."""
    declared = kind.summary().fields.get(name)
    if isinstance(declared, serializers.BooleanField):
        return "boolean"
    if isinstance(declared, serializers.DateField):
        return "date"
    if isinstance(declared, NumberField):
        return "number"
    if isinstance(declared, serializers.IntegerField):
        return "integer"
    chosen = getattr(declared, "choices", None)
    return "integer" if chosen and all(isinstance(choice, int) for choice in chosen) else "string"
