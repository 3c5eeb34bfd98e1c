"""deploy/: what can be checked without the machines that it is for. Where Docker, nginx or systemd is, they check it."""

from __future__ import annotations

import configparser
import getpass
import os
import re
import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPResponse, HTTPSConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
import yaml

from benchmarks.attackers import cookie
from benchmarks.speed.servers import free_port
from directory import settings

from .conftest import KEY, PASSWORD, InstalledServer, holds, wait_until

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


def test_a_key_that_is_given_is_not_made(tmp_path: Path) -> None:
    """The service's user may not write into the code's folder: every command failed that was run as docs/deploy.md says."""
    for part in ROOT.iterdir():
        if part.name not in {"var", "jiuyi"}:
            (tmp_path / part.name).symlink_to(part)
    shutil.copy(ROOT / "jiuyi", tmp_path)
    given = {"PATH": os.environ["PATH"], "SECRET_KEY": KEY}
    done = subprocess.run([tmp_path / "jiuyi", "--version"], env=given, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert not (tmp_path / "var").exists()


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
    assert 'default "mode=$mode; here=$here";' in text
    assert "proxy_cache_key $host$request_uri$language$mode$here;" in text


NGINX = pytest.mark.skipif(not shutil.which("nginx") or not shutil.which("openssl"), reason="no nginx here")


def configured(folder: Path, upstream: int, port: int) -> Path:
    """The configuration with what differs here: ports, folders, a certificate of its own."""
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "1"]
    made += ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run(made, check=True, capture_output=True)
    text = (DEPLOY / "nginx.conf").read_text()
    for before, after in (
        ("user nginx;", f"user {getpass.getuser()};"),
        ("server directory:8000", f"server 127.0.0.1:{upstream}"),
        ("/etc/nginx/tls", str(folder)),
        ("/var/log/nginx", str(folder)),
        ("/var/cache/nginx/directory", str(folder / "cache")),
        ("/var/run/nginx.pid", str(folder / "pid")),
        ("listen 80 ", f"listen 127.0.0.1:{free_port()} "),
        ("listen 443 ", f"listen 127.0.0.1:{port} "),
    ):
        assert before in text, before
        text = text.replace(before, after)
    (folder / "nginx.conf").write_text(text)
    return folder / "nginx.conf"


@contextmanager
def behind_nginx(folder: Path, upstream: int, port: int) -> Iterator[None]:
    command = ["nginx", "-c", str(configured(folder, upstream, port)), "-g", "daemon off;"]
    with (folder / "output").open("wb") as output, subprocess.Popen(command, stderr=output) as process:
        try:
            wait_until(lambda: holds(port))
            yield
        finally:
            process.terminate()


def asked(port: int, path: str, form: dict[str, str] | None = None, **headers: str) -> tuple[HTTPResponse, str]:
    client = HTTPSConnection("localhost", port, timeout=30, context=ssl._create_unverified_context())
    with closing(client):
        body = urlencode(form) if form else None
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        client.request("POST" if form else "GET", path, body, kind | headers)
        answer = client.getresponse()
        return answer, answer.read().decode(errors="replace")


@NGINX
def test_through_nginx(start: Callable[..., InstalledServer], tmp_path: Path) -> None:
    """A location with a header of its own inherited none of the others: every public page was refused behind nginx."""
    port = free_port()
    here = f"https://localhost:{port}"
    server = start(HTTPS="1", NUM_PROXIES="1", ALLOWED_HOSTS="localhost", CSRF_TRUSTED_ORIGINS=here)
    with behind_nginx(tmp_path, server.port, port):
        for path in ("/", "/en/", "/hospitals/", "/api/v1/hospitals/", "/api/v1/export/services.csv", "/sitemap.xml"):
            assert asked(port, path)[0].status == 200, path
        assert asked(port, "/")[0].headers["X-Cache"] == "HIT"
        assert 'lang="en"' in asked(port, "/", None, **{"Accept-Language": "en-GB"})[1]
        assert 'class="elder"' in asked(port, "/", Cookie="mode=elder; other=1")[1]
        assert "https://localhost/hospitals/" in asked(port, "/hospitals/")[1]  # its own address, not nginx's
        assert asked(port, "/readyz")[0].status == 404
        assert asked(port, "/admin/hospitals/hospital/")[0].status == 302
        assert asked(port, "/admin/hospitals/hospital/", Cookie=logged_in(port, here))[0].status == 200


def logged_in(port: int, here: str) -> str:
    answer, page = asked(port, "/admin/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    form = {"username": "curator", "password": PASSWORD, "csrfmiddlewaretoken": token[1], "next": "/admin/"}
    answer, page = asked(port, "/admin/login/", form, Cookie=cookie(answer, "csrftoken"), Origin=here)
    assert answer.status == 302, page
    return cookie(answer, "sessionid")


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
