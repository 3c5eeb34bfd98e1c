"""What a client takes, by the weights of its headers (RFC 9110, 12.4.2)."""

from __future__ import annotations

import pytest

from directory.core.serving.renderers import weights


def test_it_works() -> None:
    found = weights("text/html;q=0.8, */*;q=0.1, Text/Markdown, image/png;q=0")
    assert list(found.items()) == [("text/markdown", 1.0), ("text/html", 0.8), ("*/*", 0.1), ("image/png", 0.0)]


WELL_FORMED = [("gzip", 1), ("gzip;q=1", 1), ("gzip ; Q=0.123", 0.123), ("gzip;q=0.", 0), ("gzip;level=1;q=1.000", 1)]
WELL_FORMED += [("gzip;q=0.2, gzip;q=0.7", 0.7)]
TAKEN = [("gzip;q=.2", 0.2), ("gzip;q=0.33333", 0.33333)]


@pytest.mark.parametrize(("header", "weight"), [*WELL_FORMED, *TAKEN])
def test_weights(header: str, weight: float) -> None:
    assert weights(header) == {"gzip": weight}


MALFORMED = ["", "viel", "-1", "1.5", "1.001", "nan", "inf", "1e-1", "٠.٥", " 0.5", '"0.5"', "."]


@pytest.mark.parametrize("weight", MALFORMED)
def test_a_malformed_weight_is_no_answer(weight: str) -> None:
    """Pages read it as 0, FHIR as 1."""
    assert "gzip" not in weights(f"gzip;q={weight}")


@pytest.mark.parametrize("header", ["", ",", " , ", ";q=1"])
def test_no_member(header: str) -> None:
    assert not weights(header)
