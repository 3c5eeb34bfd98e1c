"""The filter tokens of hospitals and symptoms: their kinds list them, and the filters that they answer take them."""

from directory.core.kinds import Tag, divisions, dotted

DEPARTMENT = Tag("d", "departments.department.slug", dotted)  # has this department
OWN_CODE = Tag("d", "code", dotted)  # is this department, or one below it
FOR_SYMPTOM = Tag("e", "departments.department.slug", dotted)  # a symptom for this department
RECOMMENDED_IN = Tag("b", "recommendations.hospital.region.code", divisions)  # has a hospital there that is recommended
SYMPTOM = Tag("y", "slug")
PART = Tag("y", "components.slug")  # a symptom that this one is a part of
LEVEL = Tag("l", "level")
GRADE = Tag("g", "grade")
TYPE = Tag("h", "institution_type")
OWNERSHIP = Tag("w", "ownership")
DESIGNATED = Tag("z", "designated")
