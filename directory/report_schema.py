"""How the API's description tells of reports: the one thing that is sent, which no serializer reads."""

from __future__ import annotations

from typing import Any

from .core.kinds import kinds
from .core.models.curation import Report

SCHEMAS: dict[str, Any] = {
    "Report": {
        "type": "object",
        "description": "一条指正办到哪一步。",
        "properties": {
            "number": {"type": "string", "description": "查询号。", "examples": ["k7m2p9qx4t"]},
            "state": {
                "type": "string",
                "enum": list(Report.State.values),
                "description": "办到哪一步：" + "，".join(f"{value} {label}" for value, label in Report.State.choices),
                "examples": ["fixed"],
            },
            "answer": {"type": "string", "description": "给读者的答复。", "examples": ["已改为新号码，谢谢。"]},
            "url": {"type": "string", "description": "查询它的地址。", "examples": ["/api/v1/reports/k7m2p9qx4t/"]},
            "page": {"type": "string", "description": "给人看的网页。", "examples": ["/report/k7m2p9qx4t/"]},
        },
        "required": ["number", "state", "answer", "url", "page"],
    },
    "NewReport": {
        "type": "object",
        "description": "哪一条的什么不对，应该是什么。",
        "properties": {
            "kind": {"type": "string", "description": "种类。", "examples": ["hospital"]},
            "slug": {"type": "string", "description": "标识。", "examples": ["fu-xin-shi-zhong-xin-yi-yuan"]},
            "words": {
                "type": "string", "maxLength": 1000, "description": "应该是什么。", "examples": ["电话已改为 0418-2810002。"],
            },
            "field": {"type": "string", "description": "哪一项，可不填。", "examples": ["phones"]},
            "how_known": {
                "type": "string", "maxLength": 300, "description": "怎么知道的，可不填。", "examples": ["今天打过电话"],
            },
            "contact": {
                "type": "string", "maxLength": 200, "description": "联系方式，可不填；办结 90 天后删除。",
                "examples": ["138 0000 0000"],
            },
        },
        "required": ["kind", "slug", "words"],
        "additionalProperties": False,
    },
}  # fmt: skip


def answered(status: str, description: str) -> dict[str, Any]:
    report = {"application/json": {"schema": {"$ref": "#/components/schemas/Report"}}}
    return {
        status: {"description": description, "content": report},
        "400": {"$ref": "#/components/responses/Refused"},
    }


def paths() -> dict[str, Any]:
    """The operations on reports."""
    schemas = SCHEMAS["NewReport"]["properties"]
    schemas["kind"] |= {"enum": [kind.name for kind in kinds]}
    sent = {"application/json": {"schema": {"$ref": "#/components/schemas/NewReport"}}}
    number = {
        "name": "number", "in": "path", "required": True, "description": "查询号。",
        "schema": {"type": "string", "examples": ["k7m2p9qx4t"]},
    }  # fmt: skip
    return {
        "/api/v1/reports/": {
            "post": {
                "operationId": "send_report",
                "summary": "这里不对",
                "description": "公众唯一能写的接口；同一地址每小时最多 20 条。",
                "tags": ["reports"],
                "requestBody": {"required": True, "content": sent},
                "responses": answered("201", "收到了。"),
            }
        },
        "/api/v1/reports/{number}/": {
            "get": {
                "operationId": "get_report",
                "summary": "一条指正办到哪一步",
                "tags": ["reports"],
                "parameters": [number],
                "responses": answered("200", "现在的状态；没有给出过的号码和新收到的一样回答。"),
            }
        },
    }
