"""deploy/: what can be checked without the machines that it is for. Where Docker, nginx or systemd is, they check it."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from directory import settings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


def test_it_works() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    assert set(compose["services"]) == {"database", "directory", "nginx", "backup"}
    directory = compose["services"]["directory"]
    assert directory["read_only"] is True
    assert directory["cap_drop"] == ["ALL"]
    assert compose["networks"]["inside"] == {"internal": True}


def test_every_setting_that_is_deployed_is_one() -> None:
    given = set(yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]["directory"]["environment"])
    for file in (DEPLOY / "systemd" / "settings.example", DEPLOY / "example.env"):
        given |= set(re.findall(r"^([A-Z_]+)=", file.read_text(), re.MULTILINE))
    assert given - settings.KNOWN == {"POSTGRES_PASSWORD"}


def test_the_image_runs_without_root_and_says_whether_it_is_well() -> None:
    lines = (DEPLOY / "Dockerfile").read_text().splitlines()
    last = [
        line.split(maxsplit=1)
        for line in lines[max(n for n, line in enumerate(lines) if line.startswith("FROM")) :]
        if line
    ]
    said = {parts[0]: parts[1] for parts in last if len(parts) == 2}
    assert said["USER"] == "10001:10001"  # a number: a cluster can tell that it is not root
    assert "/readyz" in (DEPLOY / "Dockerfile").read_text()
    assert said["CMD"] == '["serve", "--prepare"]'


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_units_are_shut_in(unit: Path) -> None:
    found = configparser.ConfigParser(strict=False, interpolation=None)
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read(unit)
    service = found["Service"]
    assert service["User"] == "directory"
    for name in (
        "NoNewPrivileges",
        "ProtectHome",
        "PrivateTmp",
        "PrivateDevices",
        "ProtectKernelModules",
        "RestrictSUIDSGID",
    ):
        assert service[name] == "yes", name
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    if shutil.which("systemd-analyze"):
        done = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
        assert "Unknown" not in done.stderr, done.stderr


def test_nginx_limits_logins() -> None:
    """Of the locations that are regular expressions the first that matches counts: the limit stood where none looked."""
    patterns = re.findall(r"location ~ (\S+) \{(.*?)\}", (DEPLOY / "nginx.conf").read_text(), re.DOTALL)
    for path in ("/admin/login/", "/admin/second-factor/", "/admin/password_change/"):
        first = next(inside for pattern, inside in patterns if re.search(pattern, path))
        assert "limit_req zone=logins" in first


def test_the_cache_tells_chosen_regions_apart() -> None:
    """nginx hands on no cookie but those it knows: a region that somebody had chosen never reached the home page."""
    text = (DEPLOY / "nginx.conf").read_text()
    assert 'proxy_set_header Cookie "mode=$mode; here=$here";' in text
    assert "proxy_cache_key $host$request_uri$language$mode$here;" in text


@pytest.mark.skipif(not shutil.which("nginx") or not shutil.which("openssl"), reason="no nginx here")
def test_nginx_takes_its_configuration(tmp_path: Path) -> None:
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "1"]
    made += ["-keyout", str(tmp_path / "privkey.pem"), "-out", str(tmp_path / "fullchain.pem")]
    subprocess.run(made, check=True, capture_output=True)
    text = (DEPLOY / "nginx.conf").read_text()
    for before, after in (
        ("user nginx;\n", ""),
        ("server directory:8000", "server 127.0.0.1:8000"),
        ("/etc/nginx/tls", str(tmp_path)),
        ("/var/cache/nginx/directory", str(tmp_path / "cache")),
        ("/var/run/nginx.pid", str(tmp_path / "pid")),
        ("listen 80 ", "listen 127.0.0.1:20080 "),
        ("listen 443 ", "listen 127.0.0.1:20443 "),
    ):
        assert before in text, before
        text = text.replace(before, after)
    (tmp_path / "nginx.conf").write_text(text)
    done = subprocess.run(
        ["nginx", "-t", "-c", str(tmp_path / "nginx.conf")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not shutil.which("docker"), reason="no Docker here")
def test_docker_builds_it() -> None:
    if subprocess.run(["docker", "info"], capture_output=True, check=False).returncode:
        pytest.skip("no Docker runs here")
    command = ["docker", "build", "-q", "-f", str(DEPLOY / "Dockerfile"), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def test_a_public_forge_runs_what_ci_runs() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "test.yml").read_text())
    steps = workflow["jobs"]["test"]["steps"]
    assert any(step.get("run", "").endswith("bash .ci/run") for step in steps)
    assert workflow["permissions"] == {"contents": "read"}
