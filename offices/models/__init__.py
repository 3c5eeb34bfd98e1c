"""Offices, what can be done there and how, and the rules that apply."""

from .office import Office, OfficeCitation, OfficeHours, OfficeHoursException, OfficePhone
from .policy import Policy, PolicyCitation
from .procedure import (
    Material,
    PersonType,
    Problem,
    Procedure,
    ProcedureChannel,
    ProcedureCitation,
    Step,
    TimeLimit,
)
from .scope import Group, Scoped
from .service import Channel, ChannelCitation, MenuPath, Service, ServiceCitation

__all__ = [
    "Channel",
    "ChannelCitation",
    "Group",
    "Material",
    "MenuPath",
    "Office",
    "OfficeCitation",
    "OfficeHours",
    "OfficeHoursException",
    "OfficePhone",
    "PersonType",
    "Policy",
    "PolicyCitation",
    "Problem",
    "Procedure",
    "ProcedureChannel",
    "ProcedureCitation",
    "Scoped",
    "Service",
    "ServiceCitation",
    "Step",
    "TimeLimit",
]
