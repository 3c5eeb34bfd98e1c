"""Who may do what: four groups, each for what it is asked to do, and everybody for their own regions alone.

The groups are made by migrations (``grant``); ``RegionBackend`` answers ``has_perm(…, obj)`` for an object by its region.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps as installed
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.management import create_permissions

from directory.core.models import NATION, Article, ImportRun, Region, code_range
from directory.core.models.curation import Responsibility

VIEWER, EDITOR, REVIEWER, MANAGER = "查看", "录入", "审核", "管理"
ROLES = (VIEWER, EDITOR, REVIEWER, MANAGER)
ALL_ACTIONS = ("view", "add", "change", "delete", "publish")
# Models of core by what a role may do there beyond looking.
OF_CORE: dict[str, dict[str, tuple[str, ...]]] = {
    EDITOR: {"article": ("add", "change")},
    REVIEWER: {
        "article": ("add", "change", "publish", "delete"),
        "importrun": ("add", "change", "delete"),
        "pair": ("change",),
        "report": ("change",),
    },
}
RECORD: dict[str, tuple[str, ...]] = {EDITOR: ("add", "change"), REVIEWER: ("add", "change", "publish", "delete")}
ROW = ("add", "change", "delete")  # of a record's rows, for whoever edits the record


def actions(role: str, model: Any) -> tuple[str, ...]:
    """What a role may do with a model."""
    if role == MANAGER:
        return ALL_ACTIONS
    names = {field.name for field in model._meta.get_fields()}
    if role == VIEWER:
        return ("view",)
    if model._meta.app_label == "core":
        return ("view", *OF_CORE[role].get(model._meta.model_name, ()))
    if "record" in names:
        return ("view", *ROW)
    return ("view", *(RECORD[role] if {"slug", "status"} <= names else ()))


def grant(apps: Any, label: str) -> None:
    """Give the groups their permissions for one app's models; for a migration."""
    config = installed.get_app_config(label)
    create_permissions(config, verbosity=0, apps=apps)
    group_model, permission_model = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for role in ROLES:
        group, _made = group_model.objects.get_or_create(name=role)
        for model in apps.get_app_config(label).get_models():
            codenames = [f"{action}_{model._meta.model_name}" for action in actions(role, model)]
            found = permission_model.objects.filter(content_type__app_label=label, codename__in=codenames)
            group.permissions.add(*found)


def grant_users(apps: Any) -> None:
    """Who manages may make users, too."""
    create_permissions(installed.get_app_config("auth"), verbosity=0, apps=apps)
    names = [f"{action}_{model}" for action in ALL_ACTIONS for model in ("user", "group")]
    found = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="auth", codename__in=names)
    apps.get_model("auth", "Group").objects.get_or_create(name=MANAGER)[0].permissions.add(*found)


class RegionBackend(ModelBackend):
    """As Django's, and of an object only where it lies in a region that the user is responsible for."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if not super().has_perm(user_obj, perm):
            return False
        return obj is None or ".view_" in perm or is_responsible(user_obj, obj)


def regions_of(user: Any) -> list[int]:
    """The codes of the regions that a user is responsible for; read once for a request."""
    if user.is_superuser:
        return [NATION]
    found = user.__dict__.get("held_regions")
    if found is None:
        rows = Responsibility.objects.filter(user=user).values_list("region_id", flat=True)
        found = user.__dict__["held_regions"] = list(rows)
    return list(found)


def is_responsible(user: Any, obj: Any) -> bool:
    """Sources and lists are everybody's; what lies in no region is for who is responsible for the nation."""
    if isinstance(obj, Article | ImportRun):
        return True
    code = obj.pk if isinstance(obj, Region) else getattr(obj, "region_id", None)
    return covers(user, code or NATION)


def covers(user: Any, code: int) -> bool:
    """Whether a user is responsible for a region, or for one that it lies in."""
    return any(low <= code <= high for low, high in map(code_range, regions_of(user)))


def may_publish_any(user: Any, model: Any) -> bool:
    """Whether a user may publish records of this kind, somewhere."""
    options = model._meta
    action = "publish" if "publish" in options.default_permissions else "change"
    return bool(user.has_perm(f"{options.app_label}.{action}_{options.model_name}"))


def may_publish(user: Any, obj: Any) -> bool:
    """Whether what a user saves of this is public at once; else it is a request."""
    options = obj._meta
    action = "publish" if "publish" in options.default_permissions else "change"
    return bool(user.has_perm(f"{options.app_label}.{action}_{options.model_name}", obj))
