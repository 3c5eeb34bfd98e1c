"""A printed sheet as PDF: the same words as the page for the printer, set by Typst in a font that is installed with it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pylopdf_fonts_zh_cn
from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory.core.caches import memoized

from .sheets import code

if TYPE_CHECKING:
    import typst

TEMPLATE = Path(__file__).resolve().parents[2] / "templates" / "sheet.typ"
FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent  # Noto Sans SC, and Noto Serif SC beside it


class PDF:
    """Mixed into the view of a sheet: what it would have shown as a page, as a file."""

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        name = {"Content-Disposition": 'inline; filename="sheet.pdf"'}
        return HttpResponse(pdf(context), content_type="application/pdf", headers=name)


def pdf(sheet: dict[str, Any]) -> bytes:
    """One A4 page."""
    import typst  # here, as few print and every process would hold it

    shown = {name: str(sheet[name]) for name in ("title", "for_whom", "live")}
    said = shown | {
        "language": "en" if get_language() == "en" else "zh",
        "kind": f"{_('一次性告知单')} · {_('就医办事名录')}",
        "sections": [vars(section) | {"rest": section.rest} for section in sheet["sections"]],
        "foot": sheet["foot"],
        "qr": svg(sheet["live"]),
        "alt": _("网页地址的二维码"),
    }
    return typst.compile(TEMPLATE, font_paths=fonts(), sys_inputs={"sheet": json.dumps(said)})


@memoized(1)
def fonts() -> typst.Fonts:
    """Those that are installed with the program, none of the machine's: a sheet looks the same wherever it is made."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def svg(url: str) -> str:
    drawn = io.BytesIO()
    code(url).save(drawn, kind="svg", border=2)
    return drawn.getvalue().decode()
