"""What the import desk's pages say."""

from __future__ import annotations

from django import template

from directory.core.loading import complaints

register = template.Library()
register.filter("in_chinese", complaints.in_chinese)
