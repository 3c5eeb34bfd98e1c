"""What assistants are told of the tools, in Chinese and English: what each does and what none does."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

TITLE = "就医办事名录 · Hospitals and medical-insurance offices of China"
INSTRUCTIONS = (
    "中国的医院和医保办事机构名录，每个事实都有来源和日期。只读。先看每个回答里的 emergency: urgent 为 true 时，先让人照 notice 拨打电话，"
    " 再说别的。不做诊断，不给用药或治疗建议，不代办，不预约，不知道个人的参保情况；没有写的就是不知道，不要补全。转述时说明适用范围"
    "（scope）、来源和日期；disputed 的字段要说出各方说法。\n"
    "A directory of China's hospitals and medical-insurance offices; every fact has its source and date. Read only. Look"
    " at emergency in every answer first: where urgent is true, have people make the call that notice names before"
    " anything else. It does not diagnose, advise on drugs or treatment, file, book, or know anybody's insurance record;"
    " what is not said is not known: do not fill it in. Pass on scope, source and date; of disputed fields name every side."
)
EMERGENCY_NOTE = "先打电话，再看下面的内容。Call first; what follows can wait."
LIMITS = " 不做诊断。/ No diagnosis."


def string(zh: str, en: str, *examples: str, **more: Any) -> Json:
    return {"type": "string", "description": f"{zh} / {en}"} | ({"examples": list(examples)} if examples else {}) | more


def number(zh: str, en: str, least: int, most: int) -> Json:
    return {"type": "integer", "description": f"{zh} / {en}", "minimum": least, "maximum": most}


REGION = string("地区：名称或 6 位代码", "Region: its name or 6-digit code", "罗山县", "210900")
SERVICE = string("服务事项的名称", "Name of the service", "异地就医备案")
SCHEME = string("险种：职工医保、城乡居民医保 …", "Insurance: employee, resident …", "职工")
NEAR = string("纬度,经度 (WGS-84)", "Latitude,longitude (WGS-84)", "42.02,121.65")
AT = string("ISO 时刻；没写时区按北京时间", "ISO time; Beijing time without an offset", "2026-10-01T09:00")
PERSON = string(
    "人员类别，用回答里 person_types 的名称",
    "Sort of people, as person_types of an answer names it",
    "异地安置退休人员",
)


def tool(
    name: str, titles: tuple[str, str], about: tuple[str, str], required: tuple[str, ...], **properties: Json
) -> Json:
    schema = {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}
    title = f"{titles[0]} · {titles[1]}"
    return {
        "name": name,
        "title": title,
        "description": f"{about[0]}\n{about[1]}",
        "inputSchema": schema,
        "outputSchema": {"type": "object", "additionalProperties": True},
        "annotations": {"title": title, "readOnlyHint": True, "destructiveHint": False, "idempotentHint": True,
                        "openWorldHint": False},
    }  # fmt: skip


TOOLS: list[Json] = [
    tool(
        "ask", ("问一句话", "Ask a question"),
        (
            "用平常的话提问，得到事实，各有适用范围、来源和日期；急症先告诉该打什么电话。missing 不为空：问的地方不在名录里。不做诊断。",
            "Ask in everyday words; the answer is facts with scope, source and date. An emergency call comes first."
            " Where missing is not empty, the place is not in the directory. No diagnosis.",
        ),
        ("question",),
        question=string("问题", "The question", "罗山县医保局几点上班", "胸痛出冷汗怎么办"),
        region=REGION, near=NEAR, open_at=AT,
        kind=string("只要这一种", "Only this kind", "hospital", "procedure"),
        limit=number("最多几条结果", "At most so many results", 1, 20),
    ),
    tool(
        "find_places", ("找机构", "Find places"),
        (
            "按条件找医院或医保机构；停业和撤销的不当作能去的地方。不评价好坏，不推荐医生。",
            "Hospitals or insurance offices by conditions; places not in operation are not offered as somewhere to go."
            " No ratings, no doctors.",
        ),
        ("kind",),
        kind=string("hospital 医院，office 医保机构", "hospital or office", "hospital", "office"),
        q=string("名称里的词", "Words of the name", "中心医院"),
        region=REGION, near=NEAR,
        radius=number("多少公里以内，与 near 同用", "Within so many km of near", 1, 200),
        department=string("科室，只用于医院", "Department, of hospitals only", "骨科"),
        symptom=string("症状，只用于医院", "Symptom, of hospitals only", "腰痛"),
        level=string("级：3、2、1，只用于医院", "Level: 3, 2, 1; of hospitals only", "3"),
        service=string("事项，只用于医保机构", "Service, of offices only", "异地就医备案"),
        open_at=string("那时确定开着的：now 或 ISO 时刻", "Certainly open then: now or an ISO time", "now"),
        limit=number("最多几条", "At most so many", 1, 100),
    ),
    tool(
        "opening", ("什么时候开", "When a place is open"),
        (
            "一个机构从某一刻起什么时候开、关或不能确定，法定节假日和调休算在内。unknown 是不知道，不是关门。",
            "When a place is open, closed or unknown from a moment on, with China's holidays and make-up days. Unknown is"
            " not closed.",
        ),
        ("place",),
        place=string("机构的网页或 API 地址", "Address of its page or in the API", "/offices/luo-shan-xian-yi-bao-ju/"),
        at=AT,
    ),
    tool(
        "checklist", ("办事清单", "Checklist for a procedure"),
        (
            "在一个地区办一件事要带什么、怎么办、多久、多少钱，可按险种和人员类别。passed_over：只对别人适用的。不代办。",
            "Papers, steps, time and cost of a service in a region, by insurance and sort of people. passed_over holds for"
            " others only. It files nothing.",
        ),
        ("region", "service"),
        region=REGION, service=SERVICE, scheme=SCHEME, person_type=PERSON,
    ),
    tool(
        "responsible_office", ("归谁管", "The office that serves"),
        (
            "一个地区的事归哪个医保机构管，为什么。没有写明的照实说。",
            "Which insurance office serves a region, and why. Says so where no source does.",
        ),
        ("region",),
        region=REGION, service=SERVICE, scheme=SCHEME,
    ),
    tool(
        "guide", ("就医向导", "Guide"),
        (
            "从症状、看病的地方和参保地，到科室、医院、备案和机构；急症在最前面。不做诊断。",
            "From a symptom, where to see a doctor and where insured, to departments, hospitals, filing and office; an"
            " emergency comes first. No diagnosis.",
        ),
        ("symptom", "region"),
        symptom=string("哪里不舒服，用平常的话", "What is wrong, in everyday words", "腰疼 发烧"),
        region=REGION,
        insured_region=string("参保地", "Where insured", "罗山县"),
        scheme=SCHEME, person_type=PERSON, at=AT, near=NEAR,
    ),
    tool(
        "changes", ("有什么改变", "What has changed"),
        (
            "某个序号以后公开、撤下和改名的条目；从 0 读起，之后用 last 接着读。",
            "Entries published, withdrawn and renamed since a sequence number; begin with 0, go on from last.",
        ),
        (),
        since=number("这个序号以后", "Since this number", 0, 10**17),
        kind=string("只要这一种", "Only this kind", "hospital"),
        limit=number("最多几条", "At most so many", 1, 200),
    ),
    tool(
        "read", ("读一条", "Read an entry"),
        (
            "一条的全部内容和来源。disputed 的字段来源说法不一，各方都在 citations 里。",
            "Everything an entry says, with its sources. Of disputed fields every side stands in citations.",
        ),
        ("url",),
        url=string("回答里给出的 url", "A url that an answer gave", "/api/v1/offices/luo-shan-xian-yi-bao-ju/"),
    ),
]  # fmt: skip
