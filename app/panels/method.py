"""What to run and how: method, its form, range, device; the big button; what it will cost and how far it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.theme import icon
from app.translation import mark, tr
from app.widgets.form import Form
from app.widgets.layout import button, column, dim, dressed, row, scrolled, show_share
from app.widgets.look_cards import LookCards
from app.widgets.segments import Segments
from engine.catalog import METHODS, MethodParams, MethodSpec
from engine.project.model import Kind

Range = Literal["shot", "around", "in_out", "all"]
_ASK_AFTER_MS = 150
_RANGES: dict[Range, str] = {
    "shot": mark("Whole shot"),
    "around": mark("Around this keyframe"),
    "in_out": mark("In to out"),
    "all": mark("All shots"),
}
_RANGE_TIPS: dict[Range, str] = {
    "shot": mark("All frames of this shot."),
    "around": mark("Only the frames up to the keyframes beside the one that is nearest; the others stay."),
    "in_out": mark("Only the frames between the in and the out point."),
    "all": mark("One run for each shot that has keyframes."),
}
_MAX_SEED = 2**31 - 1
_KINDS: dict[Kind, str] = {
    "color": mark("Color"),
    "style": mark("Style"),
    "mask": mark("Mask"),
    "hdr": mark("HDR"),
}
_KIND_TIPS: dict[Kind, str] = {
    "color": mark("Keyframes are colored frames; the film keeps its own light."),
    "style": mark("Keyframes are pictures in any style; the result is as they are."),
    "mask": mark("Keyframes mark objects: black and white, or an indexed PNG with a color for each."),
    "hdr": mark("Keyframes are OpenEXR or Radiance pictures with more light than the film shows; so is the result."),
}
_NEEDS_PROCESSED = mark(
    "It needs a processed clip: what a colorizer, enhancer or style filter made of this film, with the same frames."
)
_OWN_EDITOR = ("main_frame",)  # drawn as cards, not as a number


@dataclass(frozen=True)
class Wish:
    """What the artist asks for."""

    spec: MethodSpec
    params: MethodParams
    range: Range
    device: str
    seed: int
    kind: Kind = "color"
    start_from: str = ""  # the run to take weights from


class MethodPanel(QWidget):
    """`wish_changed` asks for a new estimate, a moment after the last change."""

    propagate_requested = Signal(object)  # Wish
    wish_changed = Signal()
    kind_changed = Signal(str)  # Kind: what keyframes are wanted now

    def __init__(
        self,
        methods: Mapping[str, MethodSpec] = METHODS,
        devices: Sequence[tuple[str, str]] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._methods = dict(methods)
        self._has_processed = False
        self._kind: Kind = "color"
        self._is_started_anew = False
        self._kept: dict[str, dict[str, Any]] = {}
        self._look: dict[str, Any] = {}
        self._forms: dict[str, Form[MethodParams]] = {}
        self._shown = self._missing = self._tip = ""
        self._is_idle = True
        self._timer = QTimer(self, singleShot=True, interval=_ASK_AFTER_MS)
        self._timer.timeout.connect(self.wish_changed)
        self.method = dressed(
            QComboBox(), tr("How the color is carried from the keyframes to the other frames."), tr("Method")
        )
        for method_id, spec in self._methods.items():
            self.method.addItem(tr(spec.title), method_id)
        self.range = Segments({name: tr(text) for name, text in _RANGES.items()}, across=2)
        for name, text in _RANGE_TIPS.items():
            self.range.button(name).setToolTip(tr(text))
        self.range.chosen.connect(lambda _: self._touch())
        self.device = dressed(QComboBox(), tr("What computes."), tr("Device"))
        self.seed = dressed(QSpinBox(), tr("The same seed gives the same picture again."), tr("Seed"))
        self.seed.setRange(0, _MAX_SEED)
        self.set_devices(devices or [("auto", tr("Best there is"))])
        self._sentence = dim()
        self.attach = button(tr("Attach processed clip..."), "layers-plus")
        self.kind = Segments({str(kind): tr(text) for kind, text in _KINDS.items()})
        for kind, tip in _KIND_TIPS.items():
            self.kind.button(kind).setToolTip(tr(tip))
        self.kind.chosen.connect(self._choose_kind)
        self.looks = LookCards()
        self.start_from = dressed(
            QComboBox(), tr("Weights to begin with: those of an earlier run save most of the time."), tr("Weights")
        )
        self.start_from.activated.connect(self._choose_start)
        self._holder = QVBoxLayout()
        self._holder.setContentsMargins(0, 0, 0, 0)
        inner = QWidget()
        settings = column(inner)
        settings.addWidget(self.method)
        settings.addWidget(self._sentence)
        settings.addWidget(self.attach)
        settings.addWidget(self.kind)
        settings.addWidget(self.looks)
        settings.addLayout(self._holder)
        settings.addWidget(self.range)
        settings.addLayout(self._machine_rows())
        settings.addStretch(1)
        laid = column(self, margin=0)
        laid.setSpacing(0)
        laid.addWidget(scrolled(inner), 1)
        laid.addLayout(self._foot())
        self.method.currentIndexChanged.connect(self._show_method)
        self._show_method()
        self.show_idle(False, "")

    def _machine_rows(self) -> QFormLayout:
        rows = QFormLayout()
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setVerticalSpacing(6)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for text, editor in ((tr("Weights"), self.start_from), (tr("Device"), self.device), (tr("Seed"), self.seed)):
            label = QLabel(text)
            label.setBuddy(editor)
            label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
            rows.addRow(label, editor)
        self._rows = rows
        self.show_starts((), "")
        self.device.currentIndexChanged.connect(self._touch)
        return rows

    def _foot(self) -> QVBoxLayout:
        self.estimate = dim()
        self.bar = QProgressBar(textVisible=False, minimum=0, maximum=1000)
        self.button = QPushButton(tr("Propagate"))
        self.button.setProperty("primary", True)
        self.stop_button = button(tr("Stop and keep"), "stop")
        foot = column()
        foot.addWidget(self.estimate)
        foot.addWidget(self.bar)
        buttons = row(self.button, self.stop_button, stretch_last=True)
        buttons.setStretch(0, 1)
        foot.addLayout(buttons)
        return foot

    def set_actions(self, propagate: QAction, stop: QAction, attach: QAction) -> None:
        """The buttons are other faces of these actions."""
        for face, action in ((self.button, propagate), (self.stop_button, stop), (self.attach, attach)):
            face.clicked.connect(action.trigger)
            face.setToolTip(action.toolTip())
            action.changed.connect(lambda face=face, action=action: face.setEnabled(action.isEnabled()))
            face.setEnabled(action.isEnabled())
        self._tip = propagate.toolTip()

    # what is wished -----------------------------------------------------------------------------------------

    @property
    def spec(self) -> MethodSpec:
        return self._methods[self.method.currentData()]

    @property
    def form(self) -> Form[MethodParams]:
        return self._forms[self.spec.id]

    def wish(self) -> Wish | None:
        """Return what is wished, or None while the form holds something that cannot be."""
        try:
            params = self.form.params()
        except ValidationError as error:
            self.estimate.setText(error.errors()[0]["msg"])
            return None
        chosen: Any = self.range.value
        device, start = self.device.currentData() or "auto", self.start_from.currentData() or ""
        return Wish(self.spec, params, chosen, device, self.seed.value(), self.wished_kind, start)

    @property
    def wished_kind(self) -> Kind:
        """What is propagated: as chosen where the method can do it, else what it does first."""
        return self._kind if self._kind in self.spec.kinds else self.spec.kinds[0]

    def request(self) -> None:
        """Emit `propagate_requested` if what the form shows can be run."""
        wish = self.wish()
        if wish is not None:
            self.propagate_requested.emit(wish)

    def choose(self, method: str, params: Mapping[str, Mapping[str, Any]], device: str) -> None:
        """Show what was chosen the last time; what no longer exists is passed over."""
        self._kept = {name: dict(values) for name, values in params.items()}
        for name, form in self._forms.items():
            self._fill(name, form)
        self.choose_method(method)
        self.device.setCurrentIndex(max(0, self.device.findData(device)))

    def choose_method(self, method: str) -> None:
        self.method.setCurrentIndex(max(0, self.method.findData(method)))

    def keep_to(self, main_frame: int, is_several: bool | None) -> None:
        """Let the result keep to the look of this frame (-1: the one most frames have).

        `is_several`: whether the clip jumps between looks; None where that is not known and nothing changes.
        """
        self._look = {"main_frame": main_frame} | ({} if is_several is None else {"irt": is_several})
        for name, form in self._forms.items():
            self._show_look(name, form)
        self._touch()

    def _show_look(self, name: str, form: Form[MethodParams]) -> None:
        if "main_frame" in self._methods[name].params.model_fields:
            form.set_values({**form.values(), **self._look})

    def set_processed(self, is_there: bool) -> None:
        """Tell whether the project has a processed clip."""
        self._has_processed = is_there
        self._show_needs()
        self._touch()

    def show_starts(self, runs: Sequence[tuple[str, str]], default: str) -> None:
        """Offer to begin with the weights of these runs (id, name); `default` unless the artist wanted new ones."""
        self.start_from.clear()
        self.start_from.addItem(tr("New weights"), "")
        for run_id, name in runs:
            self.start_from.addItem(tr("{name}'s weights").format(name=name), run_id)
        wanted = "" if self._is_started_anew else default
        self.start_from.setCurrentIndex(max(0, self.start_from.findData(wanted)))
        self._rows.setRowVisible(self.start_from, bool(runs))

    def set_devices(self, devices: Sequence[tuple[str, str]]) -> None:
        """Offer these devices (name, title), keeping the chosen one."""
        chosen = self.device.currentData()
        self.device.blockSignals(True)
        self.device.clear()
        for name, words in devices:
            self.device.addItem(words, name)
        self.device.setCurrentIndex(max(0, self.device.findData(chosen)))
        self.device.blockSignals(False)

    def set_in_out(self, has_range: bool) -> None:
        """Let the range between in and out be chosen only where there is one."""
        self.range.button("in_out").setEnabled(has_range)
        if not has_range and self.range.value == "in_out":
            self.range.choose("shot")
            self._touch()

    # what is shown ------------------------------------------------------------------------------------------

    def show_estimate(self, text: str, notes: Mapping[str, Mapping[str, str]] | None = None) -> None:
        """Tell what a run would cost. `notes`: field -> value -> words, written under the choices of the form."""
        if self.bar.isHidden():
            self.estimate.setText(text)
        for name, by_value in (notes or {}).items():
            editor = self.form.editor(name)
            if isinstance(editor, Segments):
                for value, note in by_value.items():
                    editor.note(value, note)

    def show_idle(self, can_resume: bool, text: str) -> None:
        self._is_idle = True
        self._face(tr("Propagate"), "creation")
        self.bar.hide()
        self.stop_button.hide()
        self.estimate.setText(text)

    def show_running(self, is_paused: bool) -> None:
        self._is_idle = False
        self._face(tr("Go on") if is_paused else tr("Pause"), "play" if is_paused else "pause")
        self.bar.show()
        self.stop_button.show()

    def show_progress(self, share: float, text: str) -> None:
        """`share` 0..1 of the work is done; below 0 it is not known yet."""
        show_share(self.bar, share)
        self.estimate.setText(text)

    def show_missing(self, why: str) -> None:
        """Say what is missing before this can be run ("": nothing); the button is pale then, and tells it."""
        self._missing = why
        self._face(*self._faced)

    def _face(self, text: str, icon_name: str) -> None:
        self.button.setText(text)
        is_pale = self._is_idle and bool(self._missing)
        color = self.palette().placeholderText() if is_pale else self.palette().highlightedText()
        self.button.setIcon(icon(icon_name, color.color().name()))
        self.button.setToolTip(self._missing if is_pale else self._tip)
        if self.button.property("pale") != is_pale:
            self.button.setProperty("pale", is_pale)
            self.button.style().unpolish(self.button)
            self.button.style().polish(self.button)
        self._faced = (text, icon_name)

    def redraw(self) -> None:
        """Draw the big button's icon anew after the theme changed."""
        self._face(*self._faced)

    def _show_method(self) -> None:
        spec = self.spec
        self._sentence.setText(tr(spec.sentence))
        if self._shown:
            self._forms[self._shown].hide()
        if spec.id not in self._forms:
            form: Form[MethodParams] = Form(
                spec.params, without=[name for name in _OWN_EDITOR if name in spec.params.model_fields]
            )
            form.changed.connect(self._touch)
            self._fill(spec.id, form)
            self._show_look(spec.id, form)
            self._forms[spec.id] = form
            self._holder.addWidget(form)
        self._forms[spec.id].show()
        self._shown = spec.id
        self._show_needs()
        self._touch()
        self.kind_changed.emit(self.wished_kind)

    def _show_needs(self) -> None:
        """Show what this method can be asked, and what it needs first."""
        spec = self.spec
        is_lacking = "processed" in spec.needs and not self._has_processed
        self._sentence.setText(f"{tr(spec.sentence)} {tr(_NEEDS_PROCESSED)}" if is_lacking else tr(spec.sentence))
        self.attach.setVisible(is_lacking)
        self.looks.setVisible("main_frame" in spec.params.model_fields and not is_lacking)
        self.kind.setVisible(len(spec.kinds) > 1)
        for kind in _KINDS:
            self.kind.button(kind).setVisible(kind in spec.kinds)
        self.kind.choose(self.wished_kind)
        has_keyframes = "keyframes" in spec.needs
        self.range.button("around").setEnabled(has_keyframes)
        if not has_keyframes and self.range.value == "around":
            self.range.choose("shot")

    def _choose_kind(self, kind: str) -> None:
        self._kind = next(known for known in _KINDS if known == kind)
        self._touch()
        self.kind_changed.emit(kind)

    def _choose_start(self) -> None:
        self._is_started_anew = not self.start_from.currentData()
        self._touch()

    def _fill(self, name: str, form: Form[MethodParams]) -> None:
        kept = {field: value for field, value in self._kept.get(name, {}).items() if field not in _OWN_EDITOR}
        try:  # what an older version wrote may not be allowed any more
            self._methods[name].params.model_validate(kept)
            form.set_values(kept)
        except ValidationError:
            form.set_values({})

    def _touch(self) -> None:
        self._timer.start()
