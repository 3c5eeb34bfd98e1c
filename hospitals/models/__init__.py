"""Hospitals, the national catalogue of departments, symptoms, and what ties them."""

from .department import Department, DepartmentCitation
from .emergency import EmergencyCitation, EmergencySign
from .hospital import (
    Hospital,
    HospitalCitation,
    HospitalDepartment,
    HospitalFact,
    HospitalHours,
    HospitalHoursException,
    HospitalPhone,
)
from .symptom import Cause, Recommendation, RedFlag, Symptom, SymptomCitation, SymptomDepartment

__all__ = [
    "Cause",
    "Department",
    "DepartmentCitation",
    "EmergencyCitation",
    "EmergencySign",
    "Hospital",
    "HospitalCitation",
    "HospitalDepartment",
    "HospitalFact",
    "HospitalHours",
    "HospitalHoursException",
    "HospitalPhone",
    "Recommendation",
    "RedFlag",
    "Symptom",
    "SymptomCitation",
    "SymptomDepartment",
]
