"""Painting labels: hard edges, no overlap, strokes that can be dropped."""

from __future__ import annotations

import numpy as np

from engine.paint.brush import Touch, swept
from engine.paint.labels import LabelSheet


def _sheet() -> LabelSheet:
    labels = np.zeros((40, 60), np.uint8)
    labels[10:30, 30:50] = 2
    return LabelSheet(labels)


def _stroke(sheet: LabelSheet, label: int, *, is_added: bool = True) -> None:
    sheet.begin(label, is_added=is_added)
    sheet.lay(*swept(Touch(10, 20, 6, 1.0), Touch(40, 20, 6, 1.0), 1.0, sheet.shape))


def test_a_stroke_takes_pixels_from_others_and_eraser_takes_only_its_own() -> None:
    sheet = _sheet()
    _stroke(sheet, 1)
    assert sheet.finish()
    assert sheet.labels[20, 35] == 1 and sheet.labels[12, 35] == 2 and set(np.unique(sheet.labels)) == {0, 1, 2}
    before = sheet.labels.copy()
    _stroke(sheet, 2, is_added=False)
    assert not sheet.finish() or np.array_equal(sheet.labels == 1, before == 1)
    _stroke(sheet, 1, is_added=False)
    assert sheet.finish() and not (sheet.labels == 1).any() and sheet.labels[12, 35] == 2


def test_a_dropped_stroke_leaves_nothing() -> None:
    sheet = _sheet()
    before = sheet.labels.copy()
    _stroke(sheet, 1)
    assert not np.array_equal(sheet.labels, before)
    changed = sheet.drop()
    assert np.array_equal(sheet.labels, before) and not changed.is_empty
    assert not sheet.finish()


def test_a_lasso_takes_what_it_goes_around() -> None:
    sheet = _sheet()
    sheet.begin(3)
    sheet.lasso([(5, 5), (25, 5), (25, 25), (5, 25)])
    assert sheet.finish()
    assert abs(int((sheet.labels == 3).sum()) - 400) <= 41 and sheet.labels[15, 15] == 3 and sheet.labels[3, 3] == 0
    assert sheet.lasso([(1, 1), (2, 2)]).is_empty


def test_fill_stops_at_other_labels() -> None:
    sheet = _sheet()
    sheet.begin(1)
    sheet.lasso([(5, 5), (25, 5), (25, 25), (5, 25)])
    sheet.finish()
    sheet.begin(1, is_added=False)
    sheet.lasso([(12, 12), (16, 12), (16, 16), (12, 16)])
    assert sheet.finish() and not sheet.labels[12:16, 12:16].any()
    sheet.begin(1)
    sheet.fill(13, 13)
    assert sheet.finish()
    assert (sheet.labels[12:16, 12:16] == 1).all() and sheet.labels[35, 5] == 0
    assert sheet.fill(-1, 5).is_empty


def test_nothing_is_painted_without_a_stroke_that_has_begun() -> None:
    sheet = _sheet()
    before = sheet.labels.copy()
    piece = swept(Touch(10, 20, 6, 1.0), Touch(40, 20, 6, 1.0), 1.0, sheet.shape)
    assert sheet.lay(*piece).is_empty and np.array_equal(sheet.labels, before)
    _stroke(sheet, 1)
    sheet.finish()
    before = sheet.labels.copy()
    assert sheet.lay(*piece).is_empty and sheet.fill(2, 2).is_empty and not sheet.finish()
    assert np.array_equal(sheet.labels, before)


def test_a_lasso_that_crosses_itself_has_no_holes() -> None:
    sheet = _sheet()
    sheet.begin(3)
    eight = [(5, 5), (25, 25), (25, 5), (5, 25)]  # its halves go around in opposite ways: the signed area is 0
    assert not sheet.lasso(eight).is_empty
    assert sheet.labels[15, 9] == 3 and sheet.labels[15, 21] == 3 and sheet.labels[8, 15] == 0
    sheet.finish()
    sheet.begin(4)
    angles = np.linspace(0, 4 * np.pi, 60)  # twice around
    sheet.lasso([(15 + 10 * np.cos(a), 15 + 10 * np.sin(a)) for a in angles])
    y, x = np.mgrid[:40, :60]
    assert (sheet.labels[np.hypot(x - 14.5, y - 14.5) < 9] == 4).all()
    assert sheet.lasso([(1, 1), (5, 5), (9, 9)]).is_empty  # a line goes around nothing
