"""The region a reader chose for the home page: which of its hospitals are open now, and its insurance offices.

Kept in a cookie, as a code, and only for who chose one; of a position only the city it lies in is kept.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from hospitals.models import Hospital
from offices.models import Office

from .core.index.gazetteer import gazetteer
from .core.models import NATION, Region
from .core.serving.parameters import filled, short
from .core.serving.views import PublicPage, list_of
from .guide.places import settlement
from .guide.question import PlaceField
from .guide.steps import region_at

COOKIE = "here"
A_YEAR = 365 * 24 * 3600
MOST_HOSPITALS, MOST_OFFICES = 5, 3
AT_A_COUNTER = ",".join(kind for kind in Office.Kind.values if kind != Office.Kind.HOTLINE)


def chosen(request: HttpRequest) -> Region | None:
    """The region in the reader's cookie."""
    code = request.COOKIES.get(COOKIE, "")
    found = gazetteer().named(code) if code.isascii() and code.isdigit() and len(code) == len(str(NATION)) else []
    return found[0] if found else None


def around(region: Region) -> dict[str, Any]:
    """For the home page: hospitals open now in the region's city, or any there, and the offices for the region."""
    city = str(settlement(region).code)
    open_now = list_of(Hospital).first(size=MOST_HOSPITALS, region=city, open_at="now")
    return {
        "region": region,
        "open_now": open_now,
        "hospitals": open_now if open_now.results else list_of(Hospital).first(size=MOST_HOSPITALS, region=city),
        "offices": list_of(Office).first(size=MOST_OFFICES, serves=str(region.code), kind=AT_A_COUNTER),
    }


class HerePage(PublicPage):
    """Takes a region by name, or a position, and leads back home; asks again where it is not clear which region is meant.

    Without either it forgets the one that was chosen.
    """

    template_name = "here.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        given = filled(request.GET)
        typed, near = given.get("region", ""), given.get("near", "")
        try:
            region = PlaceField().clean(typed or region_at(near))
        except ValidationError:
            return self.asked_again(typed)
        if near and region is None:
            return self.asked_again("")
        response = HttpResponseRedirect(f"{reverse('home')}#here")
        if region:
            response.set_cookie(
                COOKIE, str(region.code), max_age=A_YEAR, samesite="Lax", httponly=True, secure=settings.HTTPS
            )
        else:
            response.delete_cookie(COOKIE)
        response["Cache-Control"] = "no-store"
        return response

    def asked_again(self, typed: str) -> HttpResponse:
        named = gazetteer().named(typed) or gazetteer().nearest(typed) if typed else []
        meant = [(one, f"?{urlencode({'region': one.code})}") for one in named if one.code != NATION]
        if meant:
            problem = _("“%(text)s”不止一个，或者写得不准。是哪一个？") % {"text": typed}
        elif typed:
            problem = _("没有找到“%(text)s”这个地方。写市或县的名字，比如：阜新。") % {"text": short(typed)}
        else:
            problem = _("这个位置在哪个市，还说不准。请写地名。")
        return self.render_to_response(self.get_context_data(typed=typed, problem=problem, meant=meant), status=400)
