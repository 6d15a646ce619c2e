"""A form drawn from a parameter model: title, unit, bounds and sentence come from its fields alone."""

from __future__ import annotations

import re
import types
from collections.abc import Collection, Mapping
from typing import Any, Generic, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.theme import icon
from app.translation import tr
from app.widgets.layout import dressed
from app.widgets.segments import Segments

Params = TypeVar("Params", bound=BaseModel)
_SEGMENTS_UP_TO = 3
_SEGMENTS_LETTERS = 34  # more of them do not fit side by side into a panel
_AUTOMATIC = re.compile(r"\b0 (chooses|takes|uses|decides|lets)\b")  # as the catalog words it
_INT_LIMIT = 2**31 - 1
_FLOAT_LIMIT = 1e9


class Form(QWidget, Generic[Params]):
    """Shows and edits one `model`. Fields with `"advanced": True` are folded under More.

    Fields of a kind that cannot be drawn raise TypeError when the form is made, unless they are in `without`.
    `json_schema_extra` may tell: "unit", "advanced", "zero" (the word for 0), "labels" (value -> words), "decimals";
    `labels` (field -> value -> words) adds to that. Choices are texts.
    """

    changed = Signal()

    def __init__(
        self,
        model: type[Params],
        values: Mapping[str, Any] | None = None,
        *,
        without: Collection[str] = (),
        labels: Mapping[str, Mapping[str, str]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._editors: dict[str, QWidget] = {}
        self._labels: dict[str, QWidget] = {}
        self._kept: dict[str, Any] = {}
        self._words = labels or {}
        plain_rows, advanced_rows = _rows(), _rows()
        for name, field in model.model_fields.items():
            if name in without:
                continue
            rows = advanced_rows if _extra(field).get("advanced") else plain_rows
            self._add(rows, name, field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(plain_rows)
        self._more = QPushButton(tr("More"))
        self._more.setCheckable(True)
        self._more.setProperty("flat", True)
        self._more.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._folded = QWidget()
        self._folded.setLayout(advanced_rows)
        self._folded.setVisible(False)
        self._more.setVisible(advanced_rows.rowCount() > 0)
        self._more.toggled.connect(self._unfold)
        self._unfold(False)
        column.addWidget(self._more)
        column.addWidget(self._folded)
        self.set_values(values or {})

    # values -------------------------------------------------------------------------------------------------

    def values(self) -> dict[str, Any]:
        """Return what the form shows; fields it does not show keep what `set_values` was given."""
        return {**self._kept, **{name: _read(editor) for name, editor in self._editors.items()}}

    def params(self) -> Params:
        """Return the validated model. Raises pydantic's ValidationError where fields contradict each other."""
        return self._model.model_validate(self.values())

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show `values`; what they do not name gets its default. No signal comes."""
        self._kept = {k: v for k, v in values.items() if k in self._model.model_fields and k not in self._editors}
        for name, editor in self._editors.items():
            value = values.get(name, self._model.model_fields[name].get_default(call_default_factory=True))
            editor.blockSignals(True)
            _write(editor, value)
            editor.blockSignals(False)

    def editor(self, name: str) -> QWidget:
        """Return the widget of a field, for a note beside it or a test."""
        return self._editors[name]

    def set_shown(self, name: str, is_shown: bool) -> None:
        """Hide a field that means nothing with the others as they are; it keeps its value."""
        self._editors[name].setVisible(is_shown)
        if name in self._labels:
            self._labels[name].setVisible(is_shown)

    # drawing ------------------------------------------------------------------------------------------------

    def _add(self, rows: QFormLayout, name: str, field: FieldInfo) -> None:
        editor = _editor(name, field, self._words.get(name, {}))
        title = tr(field.title or name.replace("_", " ").capitalize())
        tip = _tip(field)
        editor.setToolTip(tip)
        editor.setAccessibleName(title)
        editor.setObjectName(name)
        if isinstance(editor, QCheckBox):
            editor.setText(title)
            rows.addRow(editor)
        else:
            label = dressed(QLabel(title), tip)
            label.setBuddy(editor)
            label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
            rows.addRow(label, editor)
            self._labels[name] = label
        _changed_signal(editor).connect(lambda *_: self.changed.emit())
        self._editors[name] = editor

    def _unfold(self, is_open: bool) -> None:
        self._folded.setVisible(is_open)
        self._more.setText(tr("Less") if is_open else tr("More"))
        name = "chevron-down" if is_open else "chevron-right"
        self._more.setIcon(icon(name))
        self._more.setProperty("icon_name", name)


def _rows() -> QFormLayout:
    rows = QFormLayout()
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setHorizontalSpacing(10)
    rows.setVerticalSpacing(6)
    rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
    return rows


def _extra(field: FieldInfo) -> dict[str, Any]:
    return field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}


def _tip(field: FieldInfo) -> str:
    low, high = _bounds(field)
    shown = [f"{bound:g}" for bound in (low, high) if bound is not None]
    unit = f" {tr(_extra(field)['unit'])}" if _extra(field).get("unit") else ""
    limits = tr("  ({low} to {high}{unit})").format(low=shown[0], high=shown[1], unit=unit) if len(shown) == 2 else ""
    return f"{tr(field.description or '')}{limits}"


def _bounds(field: FieldInfo) -> tuple[float | None, float | None]:
    low: float | None = None
    high: float | None = None
    for rule in field.metadata:
        for name in ("ge", "gt"):
            low = getattr(rule, name, None) if getattr(rule, name, None) is not None else low
        for name in ("le", "lt"):
            high = getattr(rule, name, None) if getattr(rule, name, None) is not None else high
    return low, high


def _editor(name: str, field: FieldInfo, labels: Mapping[str, str]) -> QWidget:
    kind: Any = field.annotation
    if get_origin(kind) in (Union, types.UnionType):  # `int | None` is drawn as int where the model has a default
        kind = next(part for part in get_args(kind) if part is not type(None))
    if get_origin(kind) is Literal:
        return _choices([str(value) for value in get_args(kind)], {**_extra(field).get("labels", {}), **labels})
    if kind is bool:
        return QCheckBox()
    if kind is int:
        return _whole(field)
    if kind is float:
        return _real(field)
    if kind is str:
        return QLineEdit()
    raise TypeError(f"a form cannot draw the field {name!r} of type {kind}")


def _choices(values: list[str], labels: Mapping[str, str]) -> QWidget:
    texts = {value: tr(labels.get(value, value.replace("_", " ").capitalize())) for value in values}
    if len(values) <= _SEGMENTS_UP_TO and sum(map(len, texts.values())) <= _SEGMENTS_LETTERS:
        return Segments(texts)
    box = QComboBox()
    box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    for value, text in texts.items():
        box.addItem(text, value)
    return box


def _whole(field: FieldInfo) -> QSpinBox:
    box = QSpinBox()
    low, high = _bounds(field)
    box.setRange(int(low) if low is not None else -_INT_LIMIT, int(high) if high is not None else _INT_LIMIT)
    _dress(box, field)
    return box


def _real(field: FieldInfo) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    low, high = _bounds(field)
    low, high = (-_FLOAT_LIMIT if low is None else low), (_FLOAT_LIMIT if high is None else high)
    # small ranges (a weight of 0 to 1, a rate of 1e-4) need their digits
    default = field.default if isinstance(field.default, float) else 0.0
    decimals = 2
    while decimals < 7 and default and round(default, decimals) != default:
        decimals += 1
    box.setDecimals(int(_extra(field).get("decimals", decimals)))
    box.setRange(low, high)
    box.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
    _dress(box, field)
    return box


def _dress(box: QSpinBox | QDoubleSpinBox, field: FieldInfo) -> None:
    extra = _extra(field)
    if extra.get("unit"):
        box.setSuffix(f" {tr(extra['unit'])}")
    zero = tr(extra.get("zero", "")) or (tr("Automatic") if _AUTOMATIC.search(field.description or "") else "")
    if zero and box.minimum() == 0:
        box.setSpecialValueText(str(zero))
    box.setKeyboardTracking(False)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel over a form scrolls it and changes no number


def _changed_signal(editor: QWidget) -> Any:
    if isinstance(editor, QCheckBox):
        return editor.toggled
    if isinstance(editor, QComboBox):
        return editor.currentIndexChanged
    if isinstance(editor, Segments):
        return editor.chosen
    if isinstance(editor, (QSpinBox, QDoubleSpinBox)):
        return editor.valueChanged
    assert isinstance(editor, QLineEdit)
    return editor.textEdited


def _read(editor: QWidget) -> Any:
    if isinstance(editor, QCheckBox):
        return editor.isChecked()
    if isinstance(editor, QComboBox):
        return editor.currentData()
    if isinstance(editor, (Segments, QSpinBox, QDoubleSpinBox)):
        return editor.value if isinstance(editor, Segments) else editor.value()
    assert isinstance(editor, QLineEdit)
    return editor.text()


def _write(editor: QWidget, value: Any) -> None:
    if isinstance(editor, QCheckBox):
        editor.setChecked(bool(value))
    elif isinstance(editor, QComboBox):
        editor.setCurrentIndex(max(0, editor.findData(value)))
    elif isinstance(editor, Segments):
        editor.choose(str(value))
    elif isinstance(editor, (QSpinBox, QDoubleSpinBox)):
        editor.setValue(value or 0)
    elif isinstance(editor, QLineEdit):
        editor.setText(str(value))
