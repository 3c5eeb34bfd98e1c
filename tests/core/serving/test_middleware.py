"""What staff need stays out of public answers, and staff lose none of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

pytestmark = pytest.mark.django_db
POLICY = "Content-Security-Policy"


@pytest.fixture
def curator(django_user_model: type[User]) -> User:
    return django_user_model.objects.create_superuser("curator", password="long and unusual 7")


def test_it_works(curator: User, client: Client) -> None:
    client.force_login(curator)
    for path in ("/api/v1/regions/", "/about/", "/regions/"):
        assert not hasattr(client.get(path).wsgi_request, "session")
    assert client.get("/admin/").wsgi_request.user == curator


def test_a_form_of_staff_is_not_taken_from_elsewhere(curator: User) -> None:
    client = Client(enforce_csrf_checks=True)
    name = {"username": "curator", "password": "long and unusual 7"}
    assert client.post("/admin/login/", name).status_code == 403
    token = client.get("/admin/login/").cookies["csrftoken"].value
    assert client.post("/admin/login/", {**name, "csrfmiddlewaretoken": token}).status_code == 302


def test_nobody_comes_in_without_a_login(client: Client) -> None:
    response = client.get("/admin/hospitals/hospital/")
    assert (response.status_code, response["Location"]) == (302, "/admin/login/?next=/admin/hospitals/hospital/")


@pytest.mark.parametrize("path", ["/about/", "/api/v1/regions/", "/nothing/", "/api/v1/regions/?x=1", "/admin/login/"])
def test_every_answer_has_the_policy(client: Client, settings: Any, path: str) -> None:
    settings.DEBUG = False
    policy = client.get(path)[POLICY]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
