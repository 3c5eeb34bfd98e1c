"""Sixteen curators at the same records: nothing that one of them was told is saved goes with another's edit."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from benchmarks.attackers import log_in
from benchmarks.clusters import cluster
from benchmarks.installation import PASSWORD, InstalledServer, manage

from .forms import filled
from .trial import Finding, Trial

CURATORS, RECORDS, EDITS = 16, 8, 100
TRIES = 100  # of one edit, where others were quicker
SAID = "::"  # before what a command was asked for
MADE = f"""
import json
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from directory.core.sources.provenance import citable_fields
from offices.models import Service
word = make_password("{PASSWORD}")
for number in range({CURATORS}):
    user, _made = User.objects.get_or_create(username=f"curator-{{number}}", defaults={{"password": word}})
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
keys = list(Service.objects.order_by("pk").values_list("pk", flat=True)[:{RECORDS}])
Service.objects.filter(pk__in=keys).update(editorial=sorted(citable_fields(Service)))
print("{SAID}", json.dumps(keys))
"""
KEPT = f"""
import json
from offices.models import Service
from directory.core.models import Version
names = {{service.pk: service.aliases for service in Service.objects.filter(pk__in=KEYS)}}
numbers = {{key: Version.objects.of(Service(pk=key)).filter(is_deletion=False).count() for key in names}}
print("{SAID}", json.dumps([sorted(alias for some in names.values() for alias in some), sum(numbers.values())]))
"""


class Editing:
    """What all curators together were told."""

    def __init__(self, server: InstalledServer, keys: list[int]) -> None:
        self.server, self.keys = server, keys
        self.saved: list[str] = []
        self.overtaken, self.later, self.failed = 0, 0, list[str]()

    def curator(self, number: int) -> None:
        cookies = self.logged_in(f"curator-{number}")
        for edit in range(EDITS):
            key = self.keys[(number + edit) % len(self.keys)]
            name = f"别名{number:02}第{edit:03}"
            for _time in range(TRIES):
                if self.add(cookies, f"/admin/offices/service/{key}/change/", name):
                    break
            else:
                self.failed.append(f"{name}: never saved")

    def logged_in(self, name: str) -> str:
        """Cookies of that account; who is told “not now” tries again, as people do."""
        for _time in range(TRIES):
            status, cookies = log_in(self.server.port, name, PASSWORD)
            if status == 302:
                return cookies
            self.later += 1
        raise AssertionError(f"{name} cannot log in: {status}")

    def add(self, cookies: str, path: str, name: str) -> bool:
        """One more alias by the record's form, as a browser does it; whether it was told that it is saved."""
        with closing(HTTPConnection("127.0.0.1", self.server.port, timeout=60)) as client:
            try:
                client.request("GET", path, headers={"Cookie": cookies})
                form = filled(client.getresponse().read().decode())
                if "aliases" not in form:
                    return False  # not now
                form["aliases"] = [f"{form['aliases'][0]}\n{name}"]
                kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies}
                client.request("POST", path, urlencode(form, doseq=True), kind)
                answer = client.getresponse()
                page = answer.read().decode()
            except (OSError, HTTPException):
                return False
        if answer.status == 302:
            self.saved.append(name)
        elif answer.status == 200 and "已被修改" in page:
            self.overtaken += 1
        elif answer.status == 503:
            self.later += 1
        else:
            self.failed.append(f"{answer.status}")
        return answer.status == 302


def said(trial: Trial, program: str, settings: dict[str, str]) -> object:
    done = manage(trial.folder, "shell", "-c", program, **settings)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.rpartition(SAID)[2])


def edited(trial: Trial, database: str, settings: dict[str, str]) -> Finding:
    keys: object = said(trial, MADE, settings)
    assert isinstance(keys, list)
    with trial.serving(**settings) as server:
        editing = Editing(server, keys)
        threads = [threading.Thread(target=editing.curator, args=(number,)) for number in range(CURATORS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    kept: object = said(trial, f"KEYS = {keys}\n{KEPT}", settings)
    assert isinstance(kept, list)
    names, versions = kept
    lost = set(editing.saved) - set(names)
    text = (
        f"{len(editing.saved)} acknowledged, {len(lost)} lost, {versions} versions kept; {editing.overtaken} times somebody else"
        f" had been quicker and nothing was saved, {editing.later} times “not now”; otherwise refused: {editing.failed[:5] or 0}"
    )
    whole = not editing.failed and not lost and versions >= len(editing.saved) == CURATORS * EDITS
    tried = f"{CURATORS} curators × {EDITS} edits of {RECORDS} services, {database}"
    return Finding("no acknowledged edit is lost", tried, text, whole)


def curators(trial: Trial) -> Iterator[Finding]:
    trial.prepare()
    yield edited(trial, "SQLite", {})
    with cluster() as nodes:
        settings = {"DATABASE_URL": nodes.settings["DATABASE_URL"]}
        done = manage(trial.folder, "prepare", **settings)
        assert done.returncode == 0, done.stderr
        yield edited(trial, "PostgreSQL", settings)
