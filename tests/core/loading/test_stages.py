"""The rows of a list as they are kept: packed once, read from any place on, or one by one."""

from __future__ import annotations

import gzip

from directory.core.loading.lists.stages import PackedRows, picked, rows_of
from directory.core.models import ImportRun


def test_it_works() -> None:
    pack = PackedRows()
    for number in range(2, 3000, 3):  # lines that were empty have no row
        pack.add(number, {"名称": f"第{number}医院, “分院”"})
    run = ImportRun(packed=pack.packed())
    assert [number for number, _row in rows_of(run, 2)][:2] == [8, 11]
    assert list(picked(run, {11, 2999})) == [(number, {"名称": f"第{number}医院, “分院”"}) for number in (11, 2999)]
    assert list(picked(run, set())) == []
    assert list(picked(run, {3, 4})) == []


def test_each_page_of_the_preview_read_all_rows_before_it() -> None:
    lines = [b'[2,{"a":"b"}]', b'[3,{"broken', b'[4,{"a":"c"}]', b"[5,broken]"]
    assert list(picked(ImportRun(packed=gzip.compress(b"\n".join(lines))), {2, 4})) == [
        (2, {"a": "b"}),
        (4, {"a": "c"}),
    ]
