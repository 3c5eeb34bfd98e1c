"""What docs/clients.md tells others to write, run as it stands there by the programs that they would use."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db.models import Count
from django.test import Client

from directory.core.models import Entry

from .outside import beside

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
ADDRESS = "http://127.0.0.1:8000"
BIN = Path(sys.executable).parent
# Sections of the document, and a part of what their blocks print, block by block.
CURL = ["工作日 08:00–12:00", "阜新市中心医院", "", '"event":"published"', "# 罗山县医保局", '"total_items"']
# An error where there is none: of a symptom nobody can read the level, of a hospital the title.
WRONG = """// @ts-expect-error
      case "symptom": console.log(result.summary.level); break;
      // @ts-expect-error
      case "policy": console.log(result.summary.title); break;
      """
NODE_TOOLS = {"openapi-typescript": "7.13.0", "typescript": "5.9.3"}


def blocks(heading: str, language: str) -> list[str]:
    """The code of a section, as it stands there."""
    (section,) = re.findall(
        rf"^## {re.escape(heading)}.*?\n(.*?)(?=^## |\Z)", (DOCS / "clients.md").read_text(), re.M | re.S
    )
    found = re.findall(rf"^```{language}\n(.*?)^```", section, re.M | re.S)
    assert found, heading
    return found


def run(command: list[str], folder: Path) -> str:
    path = f"{BIN}:/usr/local/bin:/usr/bin:/bin"
    done = subprocess.run(
        command, cwd=folder, env={"PATH": path, "HOME": str(folder), "PYTHONWARNINGS": "ignore"}, capture_output=True,
        text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def shell(code: str, folder: Path, site: str) -> str:
    return run(["sh", "-ec", code.replace(ADDRESS, site)], folder)


def python(code: str, folder: Path, site: str) -> str:
    return run([sys.executable, "-c", code.replace(ADDRESS, site)], folder)


def test_curl(directory: None, db: None, client: Client, tmp_path: Path) -> None:
    (block,) = blocks("curl", "sh")
    lines = block.splitlines()
    told = beside(client, lambda site: [shell(line, tmp_path, site) for line in lines])
    for line, answer, part in zip(lines, told, CURL, strict=True):
        assert part in answer, line
    assert len((tmp_path / "policies.ndjson").read_text().splitlines()) == Entry.objects.live().of("policy").count()


def test_generated_python(directory: None, db: None, client: Client, tmp_path: Path) -> None:
    (generate,), (use,) = blocks("Python, generated", "sh"), blocks("Python, generated", "python")

    def work(site: str) -> tuple[str, str]:
        return shell(generate, tmp_path, site), python(use, tmp_path, site)

    made, told = beside(client, work)
    assert "unable to parse" not in made.lower()
    assert "阜新市中心医院 3" in told
    assert "工作日 08:00–12:00 2025-04-20" in told
    assert re.search(r"^罗山县医保局 (open|closed|unknown)$", told, re.MULTILINE)


def node_tools() -> Path:
    """Where the packages of npm are: beside the virtual environment, so that they are fetched once."""
    if not (npm := shutil.which("npm")):
        pytest.skip("there is no npm")
    folder = ROOT / "var" / "node" / "-".join(NODE_TOOLS.values())
    if not (folder / "node_modules" / ".bin" / "tsc").exists():
        folder.mkdir(parents=True, exist_ok=True)
        wanted = [f"{name}@{version}" for name, version in NODE_TOOLS.items()]
        options = ["--no-audit", "--no-fund", "--no-save", "--fetch-retries=0", "--prefix", str(folder)]
        done = subprocess.run(
            [npm, "install", *options, *wanted], capture_output=True, text=True, check=False, timeout=120
        )
        if done.returncode:
            pytest.skip(f"npm cannot fetch its packages: {done.stderr.strip().splitlines()[-1:]}")
    return folder


def test_typescript(directory: None, db: None, client: Client, tmp_path: Path) -> None:
    """Types and checks need the network once, where npm has not kept the packages; without it this is skipped."""
    tools = node_tools()
    (tmp_path / "node_modules").symlink_to(tools / "node_modules")
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (code,) = blocks("TypeScript", "ts")
    (commands,) = blocks("TypeScript", "sh")

    def work(site: str) -> str:
        (tmp_path / "example.ts").write_text(code.replace(ADDRESS, site).replace("case", f"{WRONG}case", 1))
        return shell(commands, tmp_path, site)

    told = beside(client, work)
    assert re.search(r"^工作日 08:00–12:00 http://127.0.0.1:\d+/offices/", told, re.MULTILINE)
    assert "罗山县医保局 bureau" in told


def test_tables(directory: None, db: None, client: Client, tmp_path: Path) -> None:
    (code,) = blocks("Tables", "python")
    told = beside(client, lambda site: python(code, tmp_path, site))
    assert "count_star()" in told
    assert "个人缴费标准" in told
    described = {one["path"].rpartition("/")[2]: one for one in client.get("/datapackage.json").json()["resources"]}
    fields = [field["name"] for field in described["hospitals.csv"]["schema"]["fields"]]
    assert (tmp_path / "hospitals.csv").read_text(encoding="utf-8-sig").splitlines()[0].split(",") == fields


def test_pandas(directory: None, db: None, client: Client, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    for name in ("hospitals.csv", "policies.ndjson"):
        (tmp_path / name).write_bytes(b"".join(client.get(f"/api/v1/export/{name}")))
    hospitals = pandas.read_csv(tmp_path / "hospitals.csv", dtype={"region_code": str})
    assert hospitals["region_code"].str.fullmatch(r"\d{6}").all()
    assert len(pandas.read_json(tmp_path / "policies.ndjson", lines=True)) == Entry.objects.live().of("policy").count()


def test_open_refine(directory: None, db: None, client: Client, tmp_path: Path) -> None:
    """Its calls, one after the other: manifest, a column, the properties offered, a cell typed, a column added."""
    (block,) = blocks("OpenRefine", "sh")
    uid = str(Entry.objects.get(kind="hospital", slug="fu-xin-shi-zhong-xin-yi-yuan").uid)
    assert uid in block  # the example is one that is there
    told = beside(client, lambda site: [json.loads(shell(line, tmp_path, site)) for line in block.splitlines()])
    manifest, column, properties, cell, added = told
    assert manifest["versions"] == ["0.2"]
    assert next((row["id"], row["match"]) for row in column["q0"]["result"]) == (uid, True)
    assert len(properties["properties"]) == 3
    assert cell["result"][0]["name"] == "阜新市中心医院"
    assert added["rows"][uid]["level"] == [{"str": "三级"}]


def test_fhir(directory: None, db: None, client: Client, tmp_path: Path) -> None:
    (code,) = blocks("FHIR", "python")
    told = beside(client, lambda site: python(code, tmp_path, site))
    assert "阜新市中心医院 active 辽宁省阜新市" in told
    assert re.search("^HealthcareService 罗山县医保局$", told, re.MULTILINE)
    assert re.search("^Organization 罗山县医保局$", told, re.MULTILINE)


def test_a_copy(directory: None, db: None, client: Client, tmp_path: Path) -> None:
    """Of everything; what befalls it on the way is in test_copy."""
    (block,) = blocks("A copy, every night", "sh")
    shutil.copy(DOCS / "clients" / "sync.py", tmp_path)
    beside(client, lambda site: shell(block, tmp_path, site))
    copied = dict(sqlite3.connect(tmp_path / "copy.sqlite3").execute("SELECT kind, count(*) FROM entry GROUP BY kind"))
    assert copied == dict(Entry.objects.live().order_by().values_list("kind").annotate(Count("pk")))


def test_mcp(directory: None, db: None, client: Client, tmp_path: Path) -> None:
    (code,) = blocks("MCP", "python")
    told = beside(client, lambda site: python(code, tmp_path, site))
    assert "'ask'" in told
    assert "立即拨打 120。" in told
    assert "'居住证'" in told
