"""Keyframes: from a picture, many pictures, another clip or a result; out to paint; away again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QObject

from app.background import Background
from app.canvas.frame_store import FrameStore
from app.canvas.mask_look import MaskLook
from app.canvas.pictures import small_image
from app.canvas.view import Mode
from app.flows import pictures
from app.flows.kinds import Imported, accepted
from app.flows.records import choices_of
from app.main_window import MainWindow
from app.panels.keyframes import THUMBNAIL
from app.session import Session
from app.translation import tr
from engine.project.edits import move_keyframe, put_keyframe, remove_keyframe
from engine.project.model import Keyframe, Kind, Project
from engine.project.objects import with_labels
from engine.runtime.errors import EngineError

_SHOWN_REMARKS = 6
_PASSING_S = 30.0  # what was told about one picture is of no interest much later


class Keyframing(QObject):
    def __init__(
        self,
        session: Session,
        background: Background,
        store: FrameStore,
        window: MainWindow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._background, self._store, self._window = session, background, store, window
        self._keyframes = Project()
        self._look_of_masks = MaskLook()
        self._labels: dict[str, frozenset[int]] = {}  # in the masks that cards show
        self._in_work: tuple[MaskLook, frozenset[str]] = (self._look_of_masks, frozenset())
        self._kind: Kind = window.method.wished_kind
        self._shown_shot = ""
        self._made_from: dict[str, frozenset[str]] = {}
        session.document.changed.connect(self._follow)
        session.player.frame_changed.connect(self._look)
        window.keyframes.picked.connect(session.player.set_frame)
        window.keyframes.remove_requested.connect(self.remove)
        window.timeline.keyframe_moved.connect(self.move)
        window.method.kind_changed.connect(lambda _: self._take_kind())

    @property
    def kind(self) -> Kind:
        """What pictures are imported as."""
        return self._kind

    # in -----------------------------------------------------------------------------------------------------

    def import_picture(self, path: Path, frame: int | None = None) -> None:
        """Use the picture at `path` as the keyframe of a frame, by default the one that is looked at."""
        at = self._session.frame if frame is None else frame
        document, source = self._session.document, self._session.source
        if document.folder is None:
            return
        folder, blobs, kind = document.folder, document.folder.blobs, self._kind
        self._session.told.emit(tr("Importing {name}...").format(name=path.name))
        self._background.start(
            "import-picture",
            lambda: pictures.import_picture(path, at, pictures.need_source(source), blobs, kind),
            done=lambda imported: self.put(tr("Import {name}").format(name=path.name), [imported]),
            failed=lambda error: self._refuse(error, path.name),
            of=folder,
        )

    def take_frame(self, picture: NDArray[Any], name: str) -> None:
        """Use pixels of another clip as the keyframe of the frame that is looked at."""
        document, source, at = self._session.document, self._session.source, self._session.frame
        if document.folder is None:
            return
        folder, blobs, kind = document.folder, document.folder.blobs, self._kind
        self._background.start(
            "take-frame",
            lambda: pictures.take_frame(picture, name, at, pictures.need_source(source), blobs, kind),
            done=lambda imported: self.put(tr("Take {name}").format(name=name), [imported]),
            failed=lambda error: self._refuse(error, name),
            of=folder,
        )

    def accept_result(self) -> None:
        """Keep the result of the frame that is looked at as its keyframe."""
        document, frame = self._session.document, self._session.frame
        shot = self._session.shot
        run = shot.run_at(frame) if shot is not None else None
        if document.folder is None or run is None:
            sentence = tr("This frame has no result to accept yet.")
            self._session.note(sentence, severity="warning", key="accept", lasts_s=_PASSING_S)
            return
        folder, blobs = document.folder.runs.folder(run), document.folder.blobs
        self._background.start(
            "accept-result",
            lambda: accepted(folder, frame, blobs),
            done=lambda keyframe: self.put(tr("Accept result"), [Imported(keyframe)]),
            failed=self._session.fail,
            of=document.folder,
        )

    def put(self, text: str, imported: Sequence[Imported]) -> None:
        """Make keyframes of what was imported, as one step; tell what was noticed on the way."""
        project = self._session.project
        try:
            for each in imported:
                project = with_labels(put_keyframe(project, each.keyframe), each.labels)
        except EngineError as error:
            self._session.fail(error)
            return
        self._session.document.edit(text, project)
        frames = ", ".join(str(each.keyframe.frame) for each in imported[:4])
        self._session.told.emit(
            tr("{text}: frame {frames}").format(text=text, frames=frames) + (" ..." if len(imported) > 4 else "")
        )
        for solved in ("import", "accept", "keyframe"):  # what was told about earlier attempts is over
            self._session.solved.emit(solved)
        remarks = [remark for each in imported for remark in each.remarks]
        if remarks:
            shown = "\n".join(remarks[1:_SHOWN_REMARKS])
            self._session.note(remarks[0], shown, severity="warning", key="import", lasts_s=_PASSING_S)
        if len(imported) == 1:
            self._show_imported(imported[0].keyframe.frame)

    def _show_imported(self, frame: int) -> None:
        """Go to the new keyframe, unless a result is looked at there."""
        shot, mode = self._session.project.shot_at(frame), self._window.viewer.mode
        has_result = shot is not None and bool(shot.run_at(frame))
        if mode in (Mode.ORIGINAL, Mode.KEYFRAME) or not has_result:
            self._session.player.set_frame(frame)
            self._window.viewer.set_mode(Mode.KEYFRAME)

    def _refuse(self, error: Exception, name: str) -> None:
        self._session.fail(
            error, tr("{name} cannot be used as a keyframe").format(name=name), key="import", lasts_s=_PASSING_S
        )

    # out ----------------------------------------------------------------------------------------------------

    def export_name(self) -> str:
        """Return the file name that `export_frame` should propose."""
        film = self._session.film
        return f"{film.stem if film else 'frame'} {self._session.frame:06d}.png"

    # away and along -----------------------------------------------------------------------------------------

    def remove(self, frame: int | None = None, kind: Kind | None = None) -> None:
        """Take a keyframe away, of `kind` or of what is propagated now; else the one the frame has."""
        at = self._session.frame if frame is None else frame
        key = self._key_at(self._session.project, at)
        wanted = kind or (key.kind if key is not None else "color")
        try:
            self._session.document.edit(
                tr("Remove keyframe {at}").format(at=at), remove_keyframe(self._session.project, at, wanted)
            )
        except EngineError as error:
            self._session.note(str(error), severity="warning", key="remove")

    def move(self, frame: int, to: int) -> None:
        """Move the keyframe of this frame, of every kind there is."""
        project = self._session.project
        shot = project.shot_at(frame)
        try:
            for key in shot.keyframes if shot is not None else ():
                if key.frame == frame:
                    project = move_keyframe(project, frame, to, key.kind)
            self._session.document.edit(tr("Move keyframe to {to}").format(to=to), project)
        except EngineError as error:
            self._session.note(str(error), severity="warning", key="move")
            self._window.timeline.set_project(self._session.project)

    def _take_kind(self) -> None:
        """What is propagated now is what the viewer shows as keyframe and what pictures are imported as."""
        kind = self._window.method.wished_kind
        self._window.keyframes.show_needed("keyframes" in self._window.method.spec.needs)
        if kind != self._kind:
            self._kind = kind
            self._window.timeline.set_kind(kind)
            self._store.invalidate("keyframe")

    def _key_at(self, project: Project, frame: int) -> Keyframe | None:
        shot = project.shot_at(frame)
        if shot is None:
            return None
        return shot.keyframe(frame, self._kind) or next((key for key in shot.keyframes if key.frame == frame), None)

    # shown --------------------------------------------------------------------------------------------------

    @property
    def look_of_masks(self) -> MaskLook:
        """What the labels of masks look like now."""
        return self._look_of_masks

    def path_of(self, frame: int) -> Path | None:
        """Return the picture of the keyframe at this frame; asked by the store's threads."""
        folder, key = self._session.document.folder, self._key_at(self._keyframes, frame)
        if folder is None or key is None:
            return None
        try:
            return folder.blobs.path(key.image)
        except EngineError:
            return None

    def _follow(self, project: Project) -> None:
        before = {(key.frame, key.image) for shot in self._keyframes.shots for key in shot.keyframes}
        after = {(key.frame, key.image) for shot in project.shots for key in shot.keyframes}
        self._keyframes = project
        if before != after:
            self._store.invalidate("keyframe", {frame for frame, _ in before ^ after})
        if after - before:
            self._session.solved.emit("keyframe")
        self._take_look(MaskLook(project))
        self._show()

    def _take_look(self, look: MaskLook) -> None:
        changed = self._look_of_masks.changed(look)
        if not changed:
            return
        self._look_of_masks = look
        self._store.set_mask_look(look)
        outdated = {blob for blob, labels in self._labels.items() if not changed.isdisjoint(labels)}
        self._window.keyframes.forget_pictures(outdated)

    def _look(self, frame: int) -> None:
        shot = self._session.shot
        if (shot.id if shot else "") != self._shown_shot:
            self._show()
        self._window.keyframes.show_frame(frame)

    def _show(self) -> None:
        shot, panel = self._session.shot, self._window.keyframes
        self._shown_shot = shot.id if shot else ""
        panel.show_shot(shot, self._session.number(shot), self._session.rate, self._unpropagated())
        folder = self._session.document.folder
        if folder is None:
            return
        masks = panel.masks()
        self._make_masks({b: folder.blobs.folder / b for b in panel.missing_thumbnails() if b in masks})
        stops = {key.image: key.stops or 0.0 for key in (shot.keyframes if shot is not None else ())}
        for blob in panel.missing_thumbnails():
            if blob in masks or self._background.is_running(f"thumbnail {blob}"):
                continue
            self._background.start(
                "thumbnail",
                partial(
                    pictures.thumbnail,
                    folder.blobs.folder / blob,
                    THUMBNAIL.width(),
                    THUMBNAIL.height(),
                    stops.get(blob, 0.0),
                ),
                done=partial(self._show_thumbnail, blob),
                key=f"thumbnail {blob}",
            )

    def _make_masks(self, paths: Mapping[str, Path]) -> None:
        """Have thumbnails of masks made, all in one thread. What is on its way in a look that is over is dropped."""
        look, blobs = self._in_work
        is_running = self._background.is_running("mask thumbnails")
        if not paths or (is_running and look is self._look_of_masks and blobs >= paths.keys()):
            return
        self._in_work = self._look_of_masks, frozenset(paths)
        self._background.start(
            "mask-thumbnails",
            partial(pictures.mask_thumbnails, self._look_of_masks, paths, THUMBNAIL.width(), THUMBNAIL.height()),
            done=self._show_masks,
            progressed=self._show_masks,
            key="mask thumbnails",
        )

    def _show_masks(self, made: Mapping[str, pictures.SmallMask]) -> None:
        missing = self._window.keyframes.missing_thumbnails()
        for blob, small in made.items():
            self._labels[blob] = small.labels
            if blob in missing:
                self._show_thumbnail(blob, small.picture)

    def _show_thumbnail(self, blob: str, small: NDArray[Any]) -> None:
        self._window.keyframes.show_thumbnail(blob, small_image(small))

    def set_made_from(self, blobs_of_run: dict[str, frozenset[str]]) -> None:
        """Tell which pictures each run was made from."""
        if blobs_of_run != self._made_from:
            self._made_from = blobs_of_run
            self._show()

    def _unpropagated(self) -> frozenset[str]:
        shot = self._session.shot
        if shot is None:
            return frozenset()
        runs = {choice.run for choice in choices_of(self._session.project) if choice.run in self._made_from}
        used = frozenset[str]().union(*(self._made_from[run] for run in runs))
        return frozenset(key.image for key in shot.keyframes) - used
