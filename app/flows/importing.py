"""Stills on their way in: shown beside the frames they would go to, and imported once the artist says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from app import words
from app.background import Background
from app.flows import pictures, placing
from app.flows.keyframing import Keyframing
from app.flows.placing import Film, Placed, Placing
from app.main_window import MainWindow
from app.session import Session
from app.translation import tr
from app.widgets.import_review import ImportReview

_SHOWN_REMARKS = 6
_PLACING = "place-stills"


class Importing(QObject):
    def __init__(
        self,
        session: Session,
        background: Background,
        keyframing: Keyframing,
        window: MainWindow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._background, self._keyframing, self._window = session, background, keyframing, window
        self.review: ImportReview | None = None
        session.source_changed.connect(lambda _: self._forget())

    def import_picture(self, path: Path) -> None:
        """Use the picture as keyframe of the frame that is looked at; if it does not look like it, ask first."""
        at = self._session.frame
        open_film = self._film()
        if open_film is None:
            return
        if self._keyframing.kind != "color":
            self._keyframing.import_picture(path, at)
            return

        def judge(placed: Placed) -> None:
            if placed.is_readable and placed.likeness is not None and placed.likeness < placing.LOOKS_ALIKE:
                self._review([path], at)
            else:
                self._keyframing.import_picture(path, at)

        self._session.told.emit(tr("Importing {name}...").format(name=path.name))
        self._background.start(
            "look-at-still",
            lambda: placing.look_at(path, at, open_film),
            done=judge,
            failed=self._session.fail,
            of=self._session.document.folder,
        )

    def import_many(self, paths: Sequence[Path]) -> None:
        """Show where each picture would go; the artist imports those that fit."""
        if paths:
            self._review(sorted(paths), None)

    def _review(self, paths: Sequence[Path], at: int | None) -> None:
        open_film = self._film()
        if open_film is None or self.review is not None:
            return
        kind = self._keyframing.kind
        length = self._session.player.length
        taken = {key.frame for shot in self._session.project.shots for key in shot.keyframes if key.kind == kind}
        review = ImportReview(paths, length, taken, self._window)
        self.review = review

        def show(step: Placing) -> None:
            review.show_placed(step.placed)
            review.show_progress(step.told)

        def done(placed: Sequence[Placed]) -> None:
            review.show_placed(placed)
            review.finish()

        def look(place: int, frame: int) -> None:
            self._background.start(
                "look-at-still",
                lambda: placing.look_at(paths[place], frame, open_film),
                done=partial(review.show_row, place),
                key=_looking(place),
            )

        def leave(result: int) -> None:
            for key in (_PLACING, *map(_looking, range(len(paths)))):  # they would answer to rows that are gone
                self._background.cancel(key)
            self.review = None
            if result == ImportReview.DialogCode.Accepted:
                self._import(review.chosen)
            review.deleteLater()

        review.frame_wished.connect(look)
        review.finished.connect(leave)
        self._background.start(
            _PLACING,
            lambda: placing.place_stills(paths, open_film, kind, at),
            progressed=show,
            done=done,
            failed=lambda error: review.fail(str(error)),
            key=_PLACING,
        )
        review.open()

    def _forget(self) -> None:
        """Another film: what is being reviewed is for the last one."""
        if self.review is not None:
            self.review.reject()

    def _import(self, chosen: Sequence[tuple[Path, int]]) -> None:
        document, source, kind = self._session.document, self._session.source, self._keyframing.kind
        if document.folder is None or not chosen:
            return
        folder, blobs = document.folder, document.folder.blobs
        self._background.start(
            "import-many",
            lambda: pictures.import_chosen(chosen, pictures.need_source(source), blobs, kind),
            done=self._put,
            failed=self._session.fail,
            progressed=self._session.told.emit,
            of=folder,
        )

    def _put(self, batch: pictures.Batch) -> None:
        if batch.imported:
            self._keyframing.put(
                tr("Import {count}").format(count=words.count(len(batch.imported), "keyframe")), batch.imported
            )
        if batch.refused:
            told = "\n".join(batch.refused[:_SHOWN_REMARKS])
            more = len(batch.refused) - _SHOWN_REMARKS
            text = tr("{count} could not be used").format(count=words.count(len(batch.refused), "picture"))
            cause = told + (tr("\nand {more} more").format(more=more) if more > 0 else "")
            self._session.note(text, cause, severity="warning", key="import")

    def _film(self) -> Callable[[], Film] | None:
        """Return what opens the film for looking at, its proxy with it where there is one."""
        document, source, film = self._session.document, self._session.source, self._session.film
        if document.folder is None or source is None:
            return None
        cache = document.folder.cache
        deinterlace = self._session.clip is not None and self._session.clip.deinterlace

        def open_film() -> Film:
            from engine.media.proxy import open_proxy

            quick = open_proxy(film, cache, deinterlace=deinterlace) if film is not None and film.is_file() else None
            return Film(source, quick)

        return open_film


def _looking(place: int) -> str:
    """Return the key of the task that looks at the still of a row."""
    return f"{_PLACING} {place}"
