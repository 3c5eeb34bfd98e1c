"""A list is uploaded: the file, what it holds, and whose word it is."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from directory.core.kinds import Sort, kinds
from directory.core.language.text import validate_visible
from directory.core.loading.errors import LineError
from directory.core.loading.lists import runs
from directory.core.loading.lists.columns import whole_link
from directory.core.loading.lists.importing import Source, day
from directory.core.models import ColumnMapping, ImportRun

LARGEST = 7 << 20  # bytes; below what the server takes of one form (operations/server/front.py), which has other fields
MOST_ROWS = 100_000


def places() -> list[tuple[str, str]]:
    return [(kind.name, kind.label) for kind in kinds.of_sort(Sort.PLACE)]


class LinkField(forms.CharField):
    """An address on the web, also without https:// in front."""

    default_validators = [URLValidator(["http", "https"])]

    def to_python(self, value: Any) -> str:
        return whole_link(str(super().to_python(value) or ""))


class DayField(forms.DateField):
    """A day as people write it."""

    widget = forms.DateInput(attrs={"type": "date"})

    def to_python(self, value: Any) -> datetime.date | None:
        try:
            return day(value) if value else None
        except ValueError:
            raise ValidationError("请写作 2026-05-01、2026/5/1 或 2026年5月1日。") from None


class UploadForm(forms.Form):
    """With a file that is here already (``draft``) none has to be chosen again."""

    file = forms.FileField(label="文件", help_text="CSV（UTF-8 或 GBK）、XLSX 或 NDJSON，最大 7 MB。")
    kind = forms.ChoiceField(label="导入为", choices=places)
    title = forms.CharField(
        label="名单名称", max_length=200, validators=[validate_visible],
        help_text="例如“信阳市医疗保障局：定点医疗机构名单（2026 年 5 月）”。导入的每个值都注明出自它。",
    )  # fmt: skip
    publisher = forms.CharField(label="发布者", max_length=100, required=False, validators=[validate_visible])
    link = LinkField(label="网址", max_length=500, required=False)
    published_on = DayField(label="发布日期", required=False)
    columns = forms.ModelChoiceField(
        label="栏目对照", queryset=ColumnMapping.objects.all(), required=False, empty_label="按标题和内容猜",
        help_text="上次存下的对照。",
    )  # fmt: skip

    def __init__(self, *args: Any, draft: ImportRun | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = "："
        if draft:
            self.fields["file"].required = False
            self.fields["file"].label = "换一个文件"

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST:
            raise ValidationError("文件超过 7 MB，请拆开，或用 manage.py import_list。")
        return file


def received(file: Any, kind: str, by: Any) -> ImportRun:
    """The rows of an uploaded file, of which nothing is stated yet; abandoned ones go. Raises LineError."""
    ImportRun.objects.abandoned().delete()
    with tempfile.NamedTemporaryFile(suffix=Path(file.name).suffix.lower()) as copy:
        for part in file.chunks():
            copy.write(part)
        copy.flush()
        run = runs.start(Path(copy.name), kind, Source(""), by=by, name=file.name)
    if run.total > MOST_ROWS:
        run.delete()
        raise LineError("", f"超过 {MOST_ROWS} 行，请拆开，或用 manage.py import_list。")
    return run


def stated(run: ImportRun, given: dict[str, Any]) -> ImportRun:
    """The same with what it holds and whose word it is."""
    source = Source(given["title"], given["published_on"], given["publisher"], given["link"])
    runs.state_source(run, given["kind"], source, given["columns"].columns if given["columns"] else {})
    return run
