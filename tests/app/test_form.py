from __future__ import annotations

from typing import Literal

import pytest
from pydantic import BaseModel, Field, ValidationError
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLabel, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from app.widgets.form import Form
from app.widgets.segments import Segments
from engine.catalog import METHODS
from engine.media.export_settings import ExportSettings


class Example(BaseModel):
    count: int = Field(3, ge=1, le=9, title="Count", description="How many.", json_schema_extra={"unit": "frames"})
    rate: float = Field(1e-4, gt=0, le=1, title="Rate", description="How fast.")
    keep: bool = Field(True, title="Keep it", description="Whether it stays.")
    quality: Literal["draft", "good", "final"] = Field("good", title="Quality", description="How good.")
    kind: Literal["a", "b", "c", "d"] = Field("c", title="Kind", description="Which.")
    hidden: int = Field(0, ge=0, title="Hidden", json_schema_extra={"advanced": True, "zero": "automatic"})


@pytest.fixture
def form(qtbot: QtBot) -> Form[Example]:
    form = Form(Example)
    qtbot.addWidget(form)
    return form


def test_every_field_becomes_its_widget_with_title_unit_bounds_and_sentence(form: Form[Example]) -> None:
    count, rate, keep = (form.editor(name) for name in ("count", "rate", "keep"))
    assert isinstance(count, QSpinBox)
    assert (count.minimum(), count.maximum(), count.suffix()) == (1, 9, " frames")
    assert count.toolTip() == "How many.  (1 to 9 frames)" and count.accessibleName() == "Count"
    assert isinstance(rate, QDoubleSpinBox) and rate.decimals() >= 4 and rate.value() == pytest.approx(1e-4)
    assert isinstance(keep, QCheckBox) and keep.text() == "Keep it"
    assert isinstance(form.editor("quality"), Segments) and isinstance(form.editor("kind"), QComboBox)
    assert "Count" in {label.text() for label in form.findChildren(QLabel)}
    assert form.params() == Example()


def test_values_come_back_as_they_were_set(form: Form[Example]) -> None:
    values = {"count": 7, "rate": 0.25, "keep": False, "quality": "final", "kind": "a", "hidden": 12}
    form.set_values(values)
    assert form.values() == values
    form.set_values({"count": 2})
    assert form.params() == Example(count=2)


def test_a_change_is_told_and_setting_is_not(form: Form[Example], qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(form.changed):
        form.set_values({"count": 5, "keep": False, "quality": "draft"})
    quality = form.editor("quality")
    assert isinstance(quality, Segments)
    with qtbot.waitSignal(form.changed):
        qtbot.mouseClick(quality.button("final"), Qt.MouseButton.LeftButton)
    assert form.params().quality == "final"
    keep = form.editor("keep")
    assert isinstance(keep, QCheckBox)
    with qtbot.waitSignal(form.changed):
        keep.toggle()


def test_advanced_fields_are_folded_under_more(form: Form[Example], qtbot: QtBot) -> None:
    form.show()
    hidden = form.editor("hidden")
    assert not hidden.isVisible() and form.editor("count").isVisible()
    [more] = [button for button in form.findChildren(QPushButton) if button.text() == "More"]
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    assert hidden.isVisible() and more.text() == "Less"
    assert isinstance(hidden, QSpinBox) and hidden.text() == "automatic"


@pytest.mark.parametrize("model", [*(spec.params for spec in METHODS.values()), ExportSettings])
def test_every_model_of_the_program_can_be_drawn(model: type[BaseModel], qtbot: QtBot) -> None:
    form = Form(model)
    qtbot.addWidget(form)
    assert form.params() == model()
    for name, field in model.model_fields.items():
        assert field.title and field.description, f"{name} has no words for the artist"
        assert field.description in form.editor(name).toolTip()


def test_what_cannot_be_drawn_is_an_error_at_once(qtbot: QtBot) -> None:
    class Odd(BaseModel):
        pairs: dict[str, int] = Field(default_factory=dict)

    with pytest.raises(TypeError, match="pairs"):
        Form(Odd)
    form = Form(Odd, {"pairs": {"a": 1}}, without=("pairs",))
    qtbot.addWidget(form)
    assert form.params().pairs == {"a": 1}


def test_contradictions_are_the_models_to_tell(qtbot: QtBot) -> None:
    class Strict(BaseModel):
        name: str = Field("x", min_length=1)

    form = Form(Strict)
    qtbot.addWidget(form)
    form.set_values({"name": ""})
    with pytest.raises(ValidationError):
        form.params()
