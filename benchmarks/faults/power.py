"""The power fails: what a writer wrote to its files is recorded with strace, and the disk is put together as it may be then.

What was written to a file before its last fsync is there. Of what came later each piece is there or not, whole or torn
at a sector, whatever its order. Files are made and removed in order, but not for good before their folder was synced.
"""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.installation import ROOT, environment, manage

from .trial import Finding, Trial

CUTS, EDITS = 100, 40
SECTOR = 512
WRITER = """
import os, sys, django; django.setup()
from django.db import transaction
from directory.core.models import Article
from directory.core.publishing.publish import publish
for number in range({edits}):
    with transaction.atomic():
        publish([Article.objects.create(slug=f"power-{{number}}", title="断电", role="main", extent="whole")])
    os.write(9, b"%d" % number)
"""
CALL = re.compile(r"(?:\[pid +\d+\] |\d+ +)?(\w+)\((.*)\) += (-?\d+)")
FILE = re.compile(r"^\d+<([^>]*)>(?:, )?")
HEX = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass
class Operation:
    """One call that changed a file, made one durable, or told somebody of a commit."""

    call: str
    file: str = ""
    data: bytes = b""
    at: int = 0


class Disk:
    """Files, as they are and as they would be found: what was written, and under which names, since it was made durable."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.contents = {number: bytearray(content) for number, content in enumerate(files.values())}
        self.names = {name: number for number, name in enumerate(files)}
        self.present = dict(self.names)  # the names as running programs see them
        self.written: list[tuple[int, Operation]] = []
        self.renamed: list[tuple[str, int | None]] = []  # in order, as file systems keep it; None: removed
        self.last = len(files)

    def do(self, operation: Operation) -> None:
        if operation.call == "unlink":
            del self.present[operation.file]
            self.renamed.append((operation.file, None))
        elif operation.call == "fsync" and operation.file not in self.present:  # a folder
            self.names, self.renamed = named(self.names, self.renamed), []
        elif operation.call == "fsync":
            number = self.present[operation.file]
            for one, done in self.written:
                if one == number:
                    apply(self.contents, one, done)
            self.written = [(one, done) for one, done in self.written if one != number]
        else:
            if operation.file not in self.present:
                self.last += 1
                self.present[operation.file] = self.last
                self.renamed.append((operation.file, self.last))
            self.written.append((self.present[operation.file], operation))

    def after_a_cut(self, chance: random.Random) -> dict[str, bytes]:
        contents = {number: bytearray(content) for number, content in self.contents.items()}
        for number, operation in self.written:
            kept = chance.random()
            if kept < 0.4:
                continue
            if kept < 0.6 and len(operation.data) > SECTOR:
                torn = operation.data[: SECTOR * chance.randrange(1, len(operation.data) // SECTOR + 1)]
                apply(contents, number, Operation(operation.call, operation.file, torn, operation.at))
            else:
                apply(contents, number, operation)
        names = named(self.names, self.renamed[: chance.randint(0, len(self.renamed))])
        return {name: bytes(contents.get(number, b"")) for name, number in names.items()}


def named(names: dict[str, int], renamed: list[tuple[str, int | None]]) -> dict[str, int]:
    found: dict[str, int | None] = {**names, **dict(renamed)}
    return {name: number for name, number in found.items() if number is not None}


def apply(contents: dict[int, bytearray], number: int, operation: Operation) -> None:
    content = contents.setdefault(number, bytearray())
    if operation.call == "ftruncate":
        del content[operation.at :]
        content.extend(bytes(operation.at - len(content)))
    else:
        end = operation.at + len(operation.data)
        content.extend(bytes(max(0, end - len(content))))
        content[operation.at : end] = operation.data


def recorded(folder: Path, edits: int) -> list[Operation]:
    """What a writer of so many articles did to the files in the folder."""
    log = folder / "strace.log"
    code = WRITER.format(edits=edits)
    traced = ("pwrite64", "write", "fsync", "fdatasync", "ftruncate", "unlink")
    command = ["strace", "-f", "-y", "-xx", "-s", "1000000", "-e", f"trace={','.join(traced)}", "-o", str(log)]
    settings = environment(folder) | {"DJANGO_SETTINGS_MODULE": "directory.settings"}
    redirected = ["sh", "-c", 'exec "$0" "$@" 9>/dev/null', *command, sys.executable, "-c", code]
    done = subprocess.run(redirected, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with log.open(encoding="ascii", errors="replace") as lines:
        return [operation for line in lines if (operation := understood(line, folder))]


def understood(line: str, folder: Path) -> Operation | None:
    found = CALL.match(line)
    if not found or found[3].startswith("-"):
        return None
    call, arguments = found[1], found[2]
    data = next((bytes.fromhex(text.replace("\\x", "")) for text in HEX.findall(arguments)), b"")
    named = FILE.match(arguments)
    file = (
        bytes.fromhex(named[1].replace("\\x", "")).decode(errors="replace") if named else data.decode(errors="replace")
    )
    if call == "write":
        return Operation("acknowledged", data=data) if arguments.startswith("9<") else None
    if not inside(file, folder):
        return None
    at = int(arguments.rpartition(",")[2]) if call in ("pwrite64", "ftruncate") else 0
    return Operation("fsync" if call == "fdatasync" else call, file, data, at)


def inside(file: str, folder: Path) -> bool:
    return file.startswith(str(folder)) and not file.endswith("-shm")


def faults_after(files: dict[str, bytes], database: str, acknowledged: set[str]) -> list[str]:
    """What is wrong with a directory that wakes up with these files."""
    with tempfile.TemporaryDirectory() as name:
        for file, content in files.items():
            (Path(name) / Path(file).name).write_bytes(content)
        with closing(sqlite3.connect(Path(name) / Path(database).name)) as opened:
            try:
                whole = opened.execute("PRAGMA integrity_check").fetchone()[0]
                articles = {
                    slug for (slug,) in opened.execute("SELECT slug FROM core_article WHERE slug LIKE 'power-%'")
                }
                entries = {slug for (slug,) in opened.execute("SELECT slug FROM core_entry WHERE slug LIKE 'power-%'")}
            except sqlite3.DatabaseError as error:
                return [f"cannot be read: {error}"]
    found = [] if whole == "ok" else [whole]
    found += [f"{slug} was acknowledged and is lost" for slug in sorted(acknowledged - articles)]
    return found + [f"{slug} is half there" for slug in sorted(articles ^ entries)]


def replayed(database: Path, operations: list[Operation], cuts: int, chance: random.Random) -> list[str]:
    """What is wrong after so many cuts, each at a moment of its own."""
    moments, found = sorted(chance.choices(range(len(operations)), k=cuts)), []
    disk, acknowledged, done = Disk({str(database): database.read_bytes()}), set[str](), 0
    for moment in moments:
        for operation in operations[done:moment]:
            if operation.call == "acknowledged":
                acknowledged.add(f"power-{operation.data.decode()}")
            else:
                disk.do(operation)
        done = max(done, moment)
        found += faults_after(disk.after_a_cut(chance), str(database), acknowledged)
    return found


def strace_is_installed() -> bool:
    return shutil.which("strace") is not None


def power_cut(trial: Trial, cuts: int = CUTS, edits: int = EDITS) -> Iterator[Finding]:
    with tempfile.TemporaryDirectory() as name:
        made = manage(Path(name), "migrate")
        assert made.returncode == 0, made.stderr
        yield power_failed(Path(name), cuts, edits)


def power_failed(folder: Path, cuts: int, edits: int) -> Finding:
    """What is recorded begins with the file as it is before."""
    database, before = folder / "directory.sqlite3", folder / "before"
    shutil.copy(database, before)
    operations = recorded(folder, edits)
    before.replace(database)
    wrong = replayed(database, operations, cuts, random.Random(14))
    calls = Counter(operation.call for operation in operations)
    seen = f"{calls['pwrite64']} writes, {calls['fsync']} of fsync, {calls['acknowledged']} acknowledged; {len(wrong)} faults"
    tried = f"{cuts} power cuts at random moments of {edits} publications, what was not yet safe kept, torn or lost at random"
    kept = not wrong and calls["acknowledged"] == edits
    return Finding("0 acknowledged writes lost, the file stays whole", tried, f"{seen} {wrong[:3] or ''}".strip(), kept)
