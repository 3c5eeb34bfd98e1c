"""The second factor: bound by a picture, asked for at every login, guessed at by nobody, replaced when a phone is lost."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
import time_machine
import zxingcpp
from django.contrib.auth.models import User
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from directory.core.serving.sheets import code as qr_code

pytestmark = pytest.mark.django_db
PASSWORD = "long and unusual 7"
LOGIN, CODE, DEVICE = "/admin/login/", "/admin/second-factor/", "/admin/second-factor/device/"
BEGUN = 1_790_000_000
STEP = 30


@pytest.fixture(autouse=True)
def clock(settings: Any) -> Iterator[Any]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # half a second each, else
    caches["default"].clear()
    with time_machine.travel(BEGUN, tick=False) as travelled:
        yield travelled


@pytest.fixture
def curator(django_user_model: type[User]) -> User:
    return django_user_model.objects.create_superuser("curator", password=PASSWORD)


@pytest.fixture
def secret(curator: User, client: Client, clock: Any) -> bytes:
    """The curator binds an app, and logs out."""
    client.force_login(curator)
    secret = shown_secret(client.get(DEVICE).content.decode())
    assert "恢复码" in client.post(DEVICE, {"code": code(secret)}).content.decode()
    client.post("/admin/logout/")
    clock.shift(STEP)
    return secret


def shown_secret(page: str) -> bytes:
    found = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert found, page
    return base64.b32decode(found[1])


def code(secret: bytes, steps: int = 0) -> str:
    return f"{totp(secret, t0=-steps * STEP):06}"


def wrong(secret: bytes) -> str:
    right = {code(secret, steps) for steps in range(-1, 2)}
    return next(f"{number:06}" for number in range(9) if f"{number:06}" not in right)


def log_in(client: Client, name: str = "curator", **meta: Any) -> Any:
    return client.post(f"{LOGIN}?next=/admin/hospitals/hospital/", {"username": name, "password": PASSWORD}, **meta)


def recovery_codes(page: str) -> list[str]:
    return re.findall(r"<li><code>([a-z2-9]{5}-[a-z2-9]{5})</code>", page)


def test_it_works(client: Client, secret: bytes) -> None:
    asked = log_in(client)
    assert (asked.status_code, asked["Location"]) == (302, CODE)
    assert client.get("/admin/")["Location"].startswith(LOGIN)  # the password alone opens nothing
    done = client.post(CODE, {"code": code(secret)})
    assert (done.status_code, done["Location"]) == (302, "/admin/hospitals/hospital/")
    assert client.get("/admin/").status_code == 200
    assert "no-store" in client.get(DEVICE)["Cache-Control"]


def test_the_picture_has_the_secret(client: Client, curator: User) -> None:
    client.force_login(curator)
    page = client.get(DEVICE).content.decode()
    picture = re.search(r'src="(data:image/svg\+xml[^"]+)"', page)
    assert picture
    assert client.get(DEVICE).content.decode().count("data:image") == 1
    app = TOTPDevice(user=curator, key=shown_secret(page).hex())
    assert qr_code(app.config_url).svg_data_uri(scale=5, border=4, light="white") == unescape(picture[1])
    rows = [bytes(0 if dark else 255 for dark in row) for row in qr_code(app.config_url).matrix_iter(scale=4, border=4)]
    read = zxingcpp.read_barcodes(memoryview(b"".join(rows)).cast("B", (len(rows), len(rows))))[0].text
    assert read.startswith("otpauth://totp/")
    assert f"secret={base64.b32encode(shown_secret(page)).decode()}" in read


def test_a_wrong_code_binds_nothing(client: Client, curator: User) -> None:
    client.force_login(curator)
    secret = shown_secret(client.get(DEVICE).content.decode())
    page = client.post(DEVICE, {"code": wrong(secret)}).content.decode()
    assert "验证码不对" in page
    assert shown_secret(page) == secret
    assert not TOTPDevice.objects.exists()


@pytest.mark.parametrize(
    "typed", ["{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]}", " {0} ", "{0[0]}{0[1]}{0[2]}-{0[3]}{0[4]}{0[5]}"]
)
def test_a_code_is_read_as_it_is_typed(client: Client, secret: bytes, typed: str) -> None:
    log_in(client)
    assert client.post(CODE, {"code": typed.format(code(secret))}).status_code == 302


def test_full_width_digits(client: Client, secret: bytes) -> None:
    log_in(client)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code(secret))
    assert client.post(CODE, {"code": wide}).status_code == 302


@pytest.mark.parametrize("typed", ["", "12345", "x" * 40, "一二三四五六", "\0", "９" * 32, "-1", "1e5"])
def test_what_is_no_code_is_refused(client: Client, secret: bytes, typed: str) -> None:
    log_in(client)
    answer = client.post(CODE, {"code": typed})
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()


def test_a_code_opens_once(client: Client, secret: bytes) -> None:
    used = code(secret)
    for one, status in ((client, 302), (Client(), 200)):
        log_in(one)
        assert one.post(CODE, {"code": used}).status_code == status


def test_a_clock_that_is_a_little_off(client: Client, secret: bytes, clock: Any) -> None:
    log_in(client)
    assert client.post(CODE, {"code": code(secret, 3)}).status_code == 200
    clock.shift(2)
    assert client.post(CODE, {"code": code(secret, 1)}).status_code == 302


def test_recovery_codes(client: Client, curator: User, clock: Any) -> None:
    client.force_login(curator)
    secret = shown_secret(client.get(DEVICE).content.decode())
    codes = recovery_codes(client.post(DEVICE, {"code": code(secret)}).content.decode())
    assert len(set(codes)) == 10
    assert not recovery_codes(client.get(DEVICE).content.decode())  # shown once
    stored = "".join(StaticToken.objects.values_list("token", flat=True)).lower()
    assert not any(one.replace("-", "") in stored for one in codes)
    for typed, status in ((codes[0].upper(), 302), (codes[0], 200)):  # each is used up
        one = Client()
        log_in(one)
        assert one.post(CODE, {"code": typed}).status_code == status
        clock.shift(2)
    assert "还剩 9 个恢复码" in client.get(DEVICE).content.decode()
    clock.shift(STEP)
    new = recovery_codes(client.post(DEVICE, {"code": code(secret), "renew": "x"}).content.decode())
    assert len(new) == 10
    one = Client()
    log_in(one)
    assert one.post(CODE, {"code": codes[1]}).status_code == 200  # those before are void
    clock.shift(2)
    assert one.post(CODE, {"code": new[0]}).status_code == 302


def test_guessing_is_slowed_down_for_everybody_and_stopped_for_one_address(
    client: Client, secret: bytes, clock: Any, curator: User
) -> None:
    """The password does not make it begin anew, nor does another address."""
    statuses = []
    for number in range(10):
        log_in(client)
        answer = client.post(CODE, {"code": wrong(secret)})
        statuses.append(answer.status_code)
        if number == 0:
            again = client.post(CODE, {"code": code(secret)}, REMOTE_ADDR="198.51.100.8")
            assert (again.status_code, again["Retry-After"]) == (429, "1")
            assert "请过 1 秒再试" in again.content.decode()
        clock.shift(2**number)
    assert statuses == [200] * 7 + [429] * 3  # eight wrong ones, as for passwords
    assert log_in(client).status_code == 429
    other = Client(REMOTE_ADDR="198.51.100.7")
    log_in(other)
    assert other.post(CODE, {"code": code(secret)}).status_code == 302  # the curator elsewhere


def test_who_has_no_second_factor_and_who_is_not_there_are_answered_alike(client: Client, secret: bytes) -> None:
    User.objects.create_superuser("plain", password=PASSWORD)
    pages = []
    for name in ("curator", "plain", "nobody"):
        page = client.post(LOGIN, {"username": name, "password": "wrong"})
        assert page.status_code == 200
        pages.append(re.sub(r'value="[^"]*"', "", page.content.decode()))
    assert len(set(pages)) == 1
    assert client.get(CODE)["Location"] == LOGIN  # nothing to be seen without the password
    assert client.post(CODE, {"code": code(secret)})["Location"] == LOGIN


@pytest.mark.parametrize("change", ["late", "password", "inactive"])
def test_a_login_that_waits_for_its_code_ends(
    client: Client, secret: bytes, clock: Any, curator: User, change: str
) -> None:
    log_in(client)
    if change == "late":
        clock.shift(10 * 60 + 1)
    elif change == "password":
        curator.set_password("another and unusual 7")
        curator.save()
    else:
        User.objects.update(is_active=False)
    assert client.post(CODE, {"code": code(secret)})["Location"] == LOGIN
    assert client.get("/admin/").status_code == 302


def test_sessions_from_before_end(client: Client, curator: User, clock: Any) -> None:
    client.force_login(curator)
    elsewhere = Client()
    elsewhere.force_login(curator)
    secret = shown_secret(client.get(DEVICE).content.decode())
    client.post(DEVICE, {"code": code(secret)})
    assert client.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/")["Location"] == f"{LOGIN}?next=/admin/"
    assert elsewhere.get("/admin/").status_code == 302


def test_it_is_unbound_with_a_code_only(client: Client, secret: bytes, clock: Any) -> None:
    log_in(client)
    client.post(CODE, {"code": code(secret)})
    clock.shift(STEP)
    assert client.post(DEVICE, {"code": wrong(secret), "unbind": "x"}).status_code == 200
    clock.shift(2)
    assert TOTPDevice.objects.exists()
    assert client.post(DEVICE, {"code": code(secret), "unbind": "x"}).status_code == 302
    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()
    assert log_in(Client())["Location"] == "/admin/hospitals/hospital/"


def test_it_can_be_required(client: Client, curator: User, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    log_in(client)
    for path in ("/admin/", "/admin/hospitals/hospital/", "/admin/password_change/", "/admin/nothing/"):
        assert client.get(path)["Location"] == DEVICE
    assert client.post("/admin/hospitals/hospital/add/", {"name": "x"})["Location"] == DEVICE
    page = client.get(DEVICE).content.decode()
    assert "绑定之后才能继续" in page
    client.post(DEVICE, {"code": code(shown_secret(page))})
    assert client.get("/admin/").status_code == 200
    assert client.get("/about/").status_code == 200


def test_a_lost_phone(client: Client, secret: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    chief = User.objects.create_superuser("chief", password=PASSWORD)
    helper = User.objects.create_user("helper", password=PASSWORD, is_staff=True)
    chosen = {"action": "remove_second_factor", "_selected_action": [User.objects.get(username="curator").pk]}
    client.force_login(helper)
    assert client.post("/admin/auth/user/", chosen).status_code == 403
    assert TOTPDevice.objects.count() == 1
    client.force_login(chief)
    assert "两步验证" in client.get("/admin/auth/user/").content.decode()
    assert client.post("/admin/auth/user/", chosen).status_code == 302
    assert not TOTPDevice.objects.exists()
    call_command("remove_second_factor", "curator")
    assert "there was none" in capsys.readouterr().out
    with pytest.raises(CommandError, match="no account"):
        call_command("remove_second_factor", "nobody")


def test_secrets_have_no_page_in_the_admin(client: Client, secret: bytes) -> None:
    client.force_login(User.objects.create_superuser("chief", password=PASSWORD))
    for path in ("otp_totp/totpdevice/", "otp_static/staticdevice/"):
        assert client.get(f"/admin/{path}").status_code == 404


def test_a_wrong_code_is_logged_without_it(client: Client, secret: bytes, caplog: pytest.LogCaptureFixture) -> None:
    typed = wrong(secret)
    with caplog.at_level("WARNING", "directory.logins"):
        log_in(client)
        client.post(CODE, {"code": typed})
    assert [record.getMessage() for record in caplog.records if record.name == "directory.logins"] == ["login failed"]
    assert typed not in caplog.text


def test_in_english(client: Client, curator: User) -> None:
    client.cookies["django_language"] = "en"
    client.force_login(curator)
    page = client.get(DEVICE).content.decode()
    assert "Two-step verification" in page
    content = page.split('<div id="content"')[1]
    assert not re.search(r"[\u4e00-\u9fff]", content.split("<footer")[0]), content


def test_seconds_are_real(secret: bytes) -> None:
    """The clock of these tests is the one that codes are made by."""
    assert time.time() == BEGUN + STEP
