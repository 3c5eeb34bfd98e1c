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
from .service import Channel, ChannelCitation, MenuPath, Service, ServiceCitation

__all__ = [
    "Channel",
    "ChannelCitation",
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
    "Service",
    "ServiceCitation",
    "Step",
    "TimeLimit",
]
