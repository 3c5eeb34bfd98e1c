"""A hundred thousand requests that nobody in his senses sends: to every address, public and staff's, by every method."""

from __future__ import annotations

import json
import random
import re
import threading
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from urllib.parse import quote

from benchmarks.attackers import AttackSeen, log_in
from benchmarks.installation import PASSWORD, manage

from .trial import Finding, Trial

REQUESTS, CLIENTS = 100_000, 4
VALUES = (
    "", " ", "\0", "a\0b", "%", "_", "\\", "'", '"', "' OR 1=1 --", "%s", "{}", "*", "null", "-1", "0", "1e999", "1e-999999", "NaN",
    "inf", str(2**31), str(2**63), "9" * 400, "١٢٣", "２０２５", "0001-01-01", "9999-12-31T23:59:59-23:59", "42.02,121.65", "90,180",
    "nan,nan", "阜新", "210900", "腰痛", "\u202e", "\ufeff", "😀" * 40, "a " * 40, "../../etc/passwd", "true", "name", "-name", "--",
    "T" * 4000, "\r\nSet-Cookie: x=1", "<script>", "现在", "三级医院", "[]", '{"a":1}', "now", "1,2,3", "__all__", "id__in",
)  # fmt: skip
RAW = ("%ff", "%c3%28", "%ed%a0%80", "%00", "%", "%zz", "%f0%28%8c%bc", "%2e%2e%2f", "+", "&", "=", ";")
NAMES = (
    "q", "page", "page_size", "cursor", "region", "level", "type", "open_at", "near", "radius", "symptom", "department", "service",
    "scheme", "serves", "applies_to", "updated_since", "ordering", "phone", "since", "kind", "format", "population", "cost", "o", "p",
    "e", "_to_field", "_popup", "_changelist_filters", "field_name", "app_label", "model_name", "term", "next", "status__exact", "id",
)  # fmt: skip
OFTEN = (
    "/guide/print.pdf", "/api/v1/search/", "/api/v1/suggest/", "/api/v1/guide/", "/api/v1/changes/",
    "/api/v1/export/services.csv", "/sitemap-region.xml", "/healthz", "/readyz", "/static/jiuyi.css",
)  # fmt: skip
# Every address that the URL configuration knows, so that none is forgotten; who is logged out would try nothing more.
PATTERNS = """
import json
from django.urls import get_resolver
def walk(resolver, before="/"):
    for entry in resolver.url_patterns:
        if hasattr(entry, "url_patterns"):
            yield from walk(entry, before + str(entry.pattern))
        else:
            yield before + str(entry.pattern)
print(json.dumps([pattern for pattern in walk(get_resolver()) if "logout" not in pattern]))
"""
PLACE = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)|\.\*")
KNOWN = {
    "slug": ("210900", "fu-xin-zhong-xin", "04.03", "yao-tong", "12393"),
    "name": ("Location", "Organization", "HealthcareService", "services"),
    "kind": ("hospital", "office", "procedure"),
    "collection": ("hospitals", "regions"),
    "extension": ("csv", "ndjson"),
    "code": ("en", "zh-hans", "elder"),
    "uid": ("00000000-0000-4000-8000-000000000000",),
}
METHODS = ("GET",) * 12 + ("HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW")
HEADERS = (
    "Host",
    "Accept",
    "Accept-Language",
    "If-None-Match",
    "If-Modified-Since",
    "Range",
    "X-Forwarded-For",
    "X-Request-ID",
    "Origin",
)


class Fuzzer:
    """Requests by chance, the same for the same seed."""

    def __init__(self, seed: int, cookies: str, patterns: list[str]) -> None:
        self.chance, self.cookies, self.patterns = random.Random(seed), cookies, patterns
        self.token = "".join(re.findall(r"csrftoken=(\w+)", cookies))

    def value(self) -> str:
        chance = self.chance
        if chance.random() < 0.15:
            return chance.choice(RAW)
        if chance.random() < 0.15:
            return quote("".join(chr(chance.randrange(1, 0xD7FF)) for _n in range(chance.randrange(1, 30))))
        return quote(chance.choice(VALUES), safe="")

    def address(self) -> str:
        if self.chance.random() < 0.2:
            return self.chance.choice(OFTEN)
        pattern = PLACE.sub(self.part, self.chance.choice(self.patterns))
        return re.sub(r"[\^$\\]|\(\||\)|/Z$", "", pattern) or "/"

    def part(self, place: re.Match[str]) -> str:
        """What stands in the place of a parameter: one of its values, or anything."""
        values = KNOWN.get(place[1] or place[2] or "", tuple(str(number) for number in range(1, 50)))
        return self.chance.choice(values) if self.chance.random() < 0.7 else self.value()

    def query(self) -> str:
        return "&".join(
            f"{self.chance.choice(NAMES)}={self.value()}" for _n in range(self.chance.choice((0, 1, 1, 2, 3)))
        )

    def request(self) -> tuple[str, str, dict[str, str], str | None]:
        chance, path, query = self.chance, self.address(), self.query()
        sent = chance.choices(HEADERS, k=chance.choice((0, 0, 1)))
        headers = {name: re.sub("[^ -~]", "", chance.choice(VALUES))[:200] for name in sent}
        method, body = chance.choice(METHODS), None
        if path.startswith("/admin") and chance.random() < 0.9:
            headers["Cookie"] = self.cookies
        if method in ("POST", "PUT", "PATCH"):
            headers["Content-Type"] = chance.choice(
                ("application/x-www-form-urlencoded",) * 3 + ("application/json", "x/y")
            )
            body = f"csrfmiddlewaretoken={self.token}&action=delete_selected&{self.query()}"
        return method, f"{path}?{query}" if query else path, headers, body


def send(port: int, fuzzer: Fuzzer, number: int, seen: AttackSeen, failed: list[str]) -> None:
    client = HTTPConnection("127.0.0.1", port, timeout=60)
    with closing(client):
        for _n in range(number):
            method, address, headers, body = fuzzer.request()
            try:
                client.request(method, address, body, headers)
                answer = client.getresponse()
                answer.read()
                seen.add(answer.status, 0)
                if answer.status >= 500:
                    failed.append(f"{answer.status} {method} {address[:150]} {(body or '')[:100]}")
            except (OSError, HTTPException, ValueError):
                client.close()  # what is no HTTP is cut off
                seen.add(-1, 0)


def fuzzed(trial: Trial, requests: int = 0) -> Iterator[Finding]:
    number = requests or min(REQUESTS, trial.cycles * 500)
    with trial.serving(ACCESS_LOG="1") as server:
        cookies = log_in(server.port, "curator", PASSWORD)[1]
        patterns = json.loads(manage(trial.folder, "shell", "-v0", "-c", PATTERNS).stdout)
        seen, failed = AttackSeen(), list[str]()
        fuzzers = [Fuzzer(seed, cookies, patterns) for seed in range(CLIENTS)]
        threads = [
            threading.Thread(target=send, args=(server.port, fuzzer, number // CLIENTS, seen, failed))
            for fuzzer in fuzzers
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        log = server.log.read_text()
    logged = len(re.findall(r'"status": 5\d\d', log))
    counts = {status: seen.statuses.count(status) for status in sorted(set(seen.statuses))}
    text = f"{logged} of 5xx in the access log; by status {counts} {failed[:3] or ''}".strip()
    # What Django refuses as suspicious is answered 400, and told with where that was.
    raised = [line for line in log.splitlines() if "Traceback" in line and '"logger": "django.security' not in line]
    text += f"; in the log: {raised[0][-600:]}" if raised else ""
    kept = not logged and not failed and not raised
    yield Finding("0 answers of 5xx", f"{len(seen.statuses)} fuzzed requests, with and without a login", text, kept)
