"""Every picture the window shows, decoded on threads of its own and kept within a budget of bytes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from app.canvas import layers
from app.canvas.byte_cache import ByteCache
from app.canvas.decoding import DecodeThread, Urgency, Wanted
from app.canvas.mask_look import MaskLook
from app.canvas.pictures import Picture, Rgb, eight_bit, pixels_of
from app.translation import tr
from engine.color.tone import ToneMapping
from engine.media.masks import Mask, labels_in
from engine.media.source import ClipFacts, FrameSource
from engine.runtime.errors import EngineError

_log = logging.getLogger(__name__)

_THUMBNAIL_BUDGET = 48 << 20
_SETTLED_MS = 180  # standing still this long, the exact picture is read in place of the proxy's
_AHEAD, _BEHIND = 12, 4  # frames kept ready around the one looked at
_NEAREST = 16  # how far a stand-in may be from the frame that is not there yet
_JOIN_S = 20.0


def default_budget() -> int:
    """Return an eighth of the machine's memory, at most 1 GiB and at least 128 MiB."""
    return int(min(1 << 30, max(128 << 20, psutil.virtual_memory().total // 8)))


_THUMBNAIL = "thumbnail of "


def thumbnail_of(layer: str) -> str:
    """Return what `arrived` calls a small picture of this layer."""
    return f"{_THUMBNAIL}{layer}"


def is_thumbnail(layer: str) -> bool:
    """Return whether `arrived` tells of a small picture."""
    return layer.startswith(_THUMBNAIL)


class FrameStore(QObject):
    """Layers: "original", "processed", "result", "other" (run), "keyframe", "confidence", "mask"; made from them
    "difference" and "heat".

    All methods belong to the UI thread, and none of them waits for a picture. `arrived` comes when a picture is
    there, and also when it is known that there is none. For thumbnails it comes with `thumbnail_of(layer)`.
    """

    arrived = Signal(int, str)  # frame, layer
    length_known = Signal(int)  # exact length, once indexed
    failed = Signal(str)  # one sentence
    opened = Signal()  # another clip, or none
    outdated = Signal(str)  # pictures of this layer changed: whoever shows them looks again

    _landed = Signal()

    def __init__(self, parent: QObject | None = None, *, budget: int | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._cache = ByteCache(default_budget() if budget is None else budget)
        self._thumbnails = ByteCache(_THUMBNAIL_BUDGET)
        self._absent: dict[Wanted, str] = {}  # what is known not to be there, and the sentence why ("" if none)
        self._arrivals: dict[tuple[int, str], None] = {}
        self._sentences: list[str] = []
        self._is_telling = False
        self._source: FrameSource | None = None
        self._proxy: FrameSource | None = None
        self._kept = layers.Kept(look_of=self._look_of)
        self._look = MaskLook()
        self._drawn: dict[Wanted, frozenset[int]] = {}  # the labels in pictures that are masks
        self._to_tone: set[Wanted] = set()  # pictures whose light is the same and is to be shown otherwise
        self._threads: dict[str, DecodeThread] = {}
        self._ending: list[DecodeThread] = []
        self._stamps: dict[Wanted, int] = {}
        self._stamp_of_all: dict[str, int] = {}
        self._told: set[str] = set()
        self._settling = -1
        self._landed.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._settle.timeout.connect(self._ask_exact)
        self._index_watch = QTimer(self, interval=100)
        self._index_watch.timeout.connect(self._watch_index)

    # ---- the clip

    def open(self, source: FrameSource, proxy: FrameSource | None = None) -> None:
        """Show `source` from now on. The store reads it but does not close it."""
        self._leave()
        self._source, self._proxy = source, proxy
        self._threads = {
            name: DecodeThread(name, self._worker(name, source)) for name in ("source", "proxy", "stored")
        }
        self._index_watch.start()
        self.opened.emit()

    def set_proxy(self, proxy: FrameSource | None) -> None:
        """Scrub on `proxy` (same frames, any size) from now on; before closing a proxy, set None."""
        self._proxy = proxy
        if proxy is None and "proxy" in self._threads:
            self._threads["proxy"].drop(Urgency.LOOK)
            self._threads["proxy"].drop(Urgency.NEAR)
            self._threads["proxy"].drop(Urgency.THUMBNAIL)

    @property
    def proxy(self) -> FrameSource | None:
        """The small copy that is scrubbed on, if there is one."""
        return self._proxy

    def set_result_of(self, folder_of: layers.FolderOf) -> None:
        """`folder_of(frame)` names the run whose result the frame shows; asked on decoding threads too."""
        self._kept = replace(self._kept, folder_of=folder_of)
        self.invalidate("result")

    def set_keyframe_of(self, path_of: layers.PathOf) -> None:
        """`path_of(frame)` is the picture of the keyframe at exactly this frame, or None."""
        self._kept = replace(self._kept, path_of=path_of)
        self.invalidate("keyframe")

    def set_processed_of(self, processed_of: layers.FrameOf) -> None:
        """`processed_of(frame)` is the frame of the processed clip, H×W×3 RGB; asked on a decoding thread."""
        self._kept = replace(self._kept, processed_of=processed_of)
        self.invalidate("processed")

    def set_other_of(self, folder_of: layers.FolderOf) -> None:
        """`folder_of(frame)` is another run to compare with; asked on decoding threads too."""
        self._kept = replace(self._kept, other_of=folder_of)
        self.invalidate("other")

    def set_mask_of(self, mask_of: layers.MaskOf) -> None:
        """`mask_of(frame)` is the frame's mask as it lies over the picture; asked on a decoding thread."""
        self._kept = replace(self._kept, mask_of=mask_of)
        self.invalidate("mask")

    def set_mask_look(self, look: MaskLook) -> None:
        """`look` of the labels where a mask is the picture of a keyframe or of a run.

        Only pictures that were drawn with a label that looks otherwise now are outdated: a new object changes none.
        What depends on them is not, for color, heat and doubt are never made of masks.
        """
        with self._lock:
            changed, self._look = self._look.changed(look), look
            frames: dict[str, set[int]] = {}
            for wanted, labels in self._drawn.items():
                if not changed.isdisjoint(labels):
                    frames.setdefault(wanted.layer, set()).add(wanted.frame)
        for layer, which in frames.items():
            self._outdate(layer, frozenset(which))

    def set_tone_of(self, tone_of: Callable[[int], ToneMapping]) -> None:
        """`tone_of(frame)` says how the scene-linear light of a frame is shown; asked on decoding threads.

        Pictures that are here are made anew from the light they keep, and are shown until then.
        """
        self._kept = replace(self._kept, tone_of=tone_of)
        with self._lock:
            meant = self._cache.keys_of(lambda picture: picture.light is not None)
            self._cache.outdate(meant.__contains__)
            self._to_tone |= meant
        layers_meant = {key.layer for key in meant}
        for thread in self._threads.values():
            for layer in ("original", "processed", "result", "other", "keyframe"):
                thread.repeat(layer)
        for layer in layers_meant:
            self.outdated.emit(layer)

    def as_film(self, image: NDArray[Any], frame: int) -> NDArray[np.uint8]:
        """Return a result of this frame as it can be compared with the film, H×W×3 uint8; for any thread."""
        return layers.as_film(image, frame, self._kept)

    @property
    def facts(self) -> ClipFacts | None:
        return None if self._source is None else self._source.facts

    @property
    def length(self) -> int:
        """Frames known so far."""
        return 0 if self._source is None else self._source.known_length

    @property
    def held_bytes(self) -> int:
        with self._lock:
            return self._cache.bytes + self._thumbnails.bytes

    # ---- pictures

    def picture(self, frame: int, layer: str) -> QImage | None:
        """Return what is there now, perhaps the proxy's, and ask for what is missing."""
        found = self.look(frame, layer)
        return None if found is None else found.full

    def look(self, frame: int, layer: str) -> Picture | None:
        """Return what is there now with its halves, and ask for what is missing."""
        if self._source is None or frame < 0:
            return None
        wanted = Wanted(layer, frame)
        with self._lock:
            found = self._cache.get(wanted)
            is_absent = wanted in self._absent
        if (found is None or not found.is_exact) and not is_absent:
            self._ask(wanted, has_proxy_picture=found is not None)
        return found

    def nearest(self, frame: int, layer: str) -> Picture | None:
        """Return a picture of a frame close by that is there now: better than yesterday's while one waits."""
        with self._lock:
            for distance in range(1, _NEAREST + 1):
                for other in (frame - distance, frame + distance):
                    found = self._cache.peek(Wanted(layer, other))
                    if found is not None:
                        return found
        return None

    def is_absent(self, frame: int, layer: str) -> bool:
        """Whether it is known that there is no such picture (no result yet, no keyframe, not decodable)."""
        with self._lock:
            return Wanted(layer, frame) in self._absent

    def reason(self, frame: int, layer: str) -> str:
        """Return the sentence that says why the picture cannot be had, or nothing."""
        with self._lock:
            return self._absent.get(Wanted(layer, frame), "")

    def thumbnail(self, frame: int, height: int, layer: str = "original") -> QImage | None:
        """Return the frame at `height` lines in its shape, if it is there, and ask for it if not."""
        if self._source is None or frame < 0:
            return None
        wanted = Wanted(layer, frame, height)
        with self._lock:
            found = self._thumbnails.get(wanted)
            is_absent = wanted in self._absent
        if (found is None or not found.is_exact) and not is_absent:
            self._thread_of(layer, self._proxy is not None).ask(wanted, Urgency.THUMBNAIL)
        return None if found is None else found.full

    def drop_thumbnail_requests(self) -> None:
        """The timeline shows another part now: what was asked and not begun is not needed."""
        for thread in self._threads.values():
            thread.drop(Urgency.THUMBNAIL)

    def pixel(self, frame: int, layer: str, x: int, y: int) -> Rgb | None:
        """Return the clip pixel (x, y) as gamma-encoded RGB, 0..1, or None until the exact picture is there."""
        found, place = self._exact(frame, layer), self._relative(x, y)
        return None if found is None or place is None else found.rgb_at(*place)

    def light(self, frame: int, layer: str, x: int, y: int) -> Rgb | None:
        """Return the clip pixel (x, y) as scene-linear RGB; None where the layer is gamma-encoded or not there."""
        found, place = self._exact(frame, layer), self._relative(x, y)
        return None if found is None or place is None else found.light_at(*place)

    def _exact(self, frame: int, layer: str) -> Picture | None:
        found = self.look(frame, layer)
        return found if found is not None and found.is_exact else None

    def _relative(self, x: int, y: int) -> tuple[float, float] | None:
        facts = self.facts
        if facts is None or not (0 <= x < facts.width and 0 <= y < facts.height):
            return None
        return (x + 0.5) / facts.width, (y + 0.5) / facts.height

    def stamp(self, frame: int, layer: str) -> int:
        """Return a number that grows whenever this picture is invalidated."""
        return self._stamps.get(Wanted(layer, frame), 0) + self._stamp_of_all.get(layer, 0)

    def invalidate(self, layer: str, frames: Iterable[int] | None = None) -> None:
        """Read these frames of `layer` (None: all) again; until they are there the old pictures are shown."""
        chosen = None if frames is None else frozenset(frames)
        for each in layers.depending_on(layer):
            meant = None if chosen is None else layers.touched(each, chosen)
            self._outdate(each, meant)

    def _outdate(self, layer: str, frames: frozenset[int] | None) -> None:
        def is_meant(key: Wanted) -> bool:
            return key.layer == layer and (frames is None or key.frame in frames)

        for thread in self._threads.values():
            for one in [None] if frames is None else frames:
                thread.repeat(layer, one)
        with self._lock:
            self._cache.outdate(is_meant)
            self._thumbnails.outdate(is_meant)
            self._absent = {key: why for key, why in self._absent.items() if not is_meant(key)}
            self._to_tone = {key for key in self._to_tone if not is_meant(key)}
        if frames is None:
            self._stamp_of_all[layer] = self._stamp_of_all.get(layer, 0) + 1
        for frame in frames or ():
            key = Wanted(layer, frame)
            self._stamps[key] = self._stamps.get(key, 0) + 1
        self.outdated.emit(layer)

    def prefetch_around(self, frame: int, direction: int, layer: str = "original") -> None:
        """Have the frames around `frame` ready, more of them in the `direction` of travel (-1, 0, 1)."""
        if self._source is None:
            return
        thread = self._thread_of(layer, self._proxy is not None)
        thread.drop(Urgency.NEAR)
        room = self._room(layer)
        ahead = min(_AHEAD, room * 3 // 4) if direction else min(_AHEAD, room) // 2
        behind = min(_BEHIND, room // 4) if direction else ahead
        step = direction or 1
        # a film decodes forward: backward the far end comes first, so that the frames come in one sweep
        around = [frame + step * distance for distance in (*range(1, ahead + 1), *range(-behind, 0))]
        for other in around if step > 0 else sorted(around):
            if not 0 <= other < self.length:
                continue
            wanted = Wanted(layer, other)
            with self._lock:
                is_here = self._cache.peek(wanted) is not None or wanted in self._absent
            if not is_here:
                thread.ask(wanted, Urgency.NEAR)

    def _room(self, layer: str) -> int:
        """Return how many pictures may be read ahead without pushing out what is looked at."""
        facts = self.facts
        if facts is None:
            return 0
        of_one = int(facts.width * facts.height * 4 * 1.34) or 1
        return max(0, self._cache.budget // 2 // of_one)

    def leave(self) -> None:
        """Forget the clip; a picture that is being read ends in its own time."""
        self._leave()
        self.opened.emit()

    def close(self) -> None:
        """Forget the clip and join the threads: a read that takes long is waited for."""
        self.leave()
        for thread in self._ending:
            if not thread.join(_JOIN_S):
                _log.warning("a decoding thread did not end in time")
        self._ending.clear()

    def _leave(self) -> None:
        self._settle.stop()
        self._index_watch.stop()
        for thread in self._threads.values():
            thread.stop()
        self._ending = [thread for thread in (*self._ending, *self._threads.values()) if not thread.join(0)]
        self._threads = {}
        self._source = self._proxy = None
        with self._lock:
            self._cache.clear()
            self._thumbnails.clear()
            self._absent.clear()
            self._arrivals.clear()
            self._drawn.clear()
            self._to_tone.clear()
        self._stamps.clear()
        self._told.clear()

    # ---- asking

    def _ask(self, wanted: Wanted, *, has_proxy_picture: bool) -> None:
        if wanted.layer != "original" or self._proxy is None:
            self._thread_of(wanted.layer, False).ask(wanted, Urgency.LOOK)
            return
        if not has_proxy_picture:
            self._threads["proxy"].ask(wanted, Urgency.LOOK)
        if self._settling != wanted.frame or not self._settle.isActive():
            self._settling = wanted.frame
            self._settle.start()

    @Slot()
    def _ask_exact(self) -> None:
        if "source" in self._threads:
            self._threads["source"].ask(Wanted("original", self._settling), Urgency.LOOK)

    def _thread_of(self, layer: str, by_proxy: bool) -> DecodeThread:
        if layer != "original":
            return self._threads["stored"]
        return self._threads["proxy" if by_proxy else "source"]

    @Slot()
    def _watch_index(self) -> None:
        if self._source is None or not self._source.is_indexed:
            return
        self._index_watch.stop()
        try:
            self.length_known.emit(len(self._source))
        except EngineError as error:
            self.failed.emit(str(error))

    # ---- on the decoding threads

    def _worker(self, name: str, source: FrameSource) -> Callable[[Wanted], None]:
        aspect = float(source.facts.pixel_aspect)

        def work(wanted: Wanted) -> None:
            made: Picture | None = None
            why = ""
            try:
                with self._lock:
                    kept = self._cache.peek(wanted) if wanted in self._to_tone else None
                    self._to_tone.discard(wanted)
                    self._drawn.pop(wanted, None)
                if kept is not None and kept.light is not None:
                    made = layers.toned(kept.light, wanted, self._kept)
                elif wanted.layer != "original":
                    made = layers.from_stored(wanted, self._kept, self._reader(source), aspect)
                elif name == "source":
                    made = layers.from_source(source, wanted, self._kept)
                elif (made := self._from_proxy(wanted)) is None:
                    return
            except IndexError:
                _log.debug("there is no frame %d", wanted.frame)
            except Exception as error:
                _log.info("%s of frame %d", wanted.layer, wanted.frame, exc_info=True)
                why = (
                    str(error)
                    if isinstance(error, EngineError)
                    else tr("Frame {frame} cannot be shown: {error}.").format(frame=wanted.frame, error=error)
                )
            self._keep(wanted, made, why, source, name)

        return work

    def _look_of(self, wanted: Wanted, mask: Mask) -> MaskLook:
        """Return what this mask is to look like, and note its labels: once they look otherwise it is drawn anew."""
        labels = labels_in(mask)
        with self._lock:
            self._drawn[wanted] = labels
            return self._look

    def _from_proxy(self, wanted: Wanted) -> Picture | None:
        """Return the proxy's picture, or None after asking the source in its place."""
        proxy = self._proxy
        try:
            if proxy is not None:
                return layers.from_source(proxy, wanted, self._kept, is_exact=False)
        except (EngineError, IndexError, OSError):
            _log.info("the proxy lacks frame %d", wanted.frame)
        source = self._threads.get("source")
        if source is not None:
            source.ask(wanted, Urgency.THUMBNAIL if wanted.height else Urgency.LOOK)
        return None

    def _reader(self, source: FrameSource) -> layers.Reader:
        def read(frame: int) -> NDArray[np.uint8]:
            with self._lock:
                found = self._cache.peek(Wanted("original", frame))
            if found is not None and found.is_exact:
                return pixels_of(found.full) if found.light is None else eight_bit(found.light)
            return eight_bit(source.read(frame))

        return read

    def _keep(self, wanted: Wanted, made: Picture | None, why: str, source: FrameSource, name: str) -> None:
        with self._lock:
            if source is not self._source:
                return
            thread = self._threads.get(name)
            cache = self._thumbnails if wanted.height else self._cache
            if made is None:
                cache.drop(wanted)
                self._absent[wanted] = why
            else:
                there = cache.peek(wanted)
                if made.is_exact and thread is not None and thread.has_to_repeat:
                    made = made.outdated()
                if there is None or made.is_exact or not there.is_exact:
                    cache.put(wanted, made)
            if why and why not in self._told:
                self._told.add(why)
                self._sentences.append(why)
            self._arrivals[(wanted.frame, thumbnail_of(wanted.layer) if wanted.height else wanted.layer)] = None
            is_first, self._is_telling = not self._is_telling, True
        if is_first:
            try:
                self._landed.emit()
            except RuntimeError:  # the window is gone, and this object with it
                _log.debug("nobody looks any more")

    @Slot()
    def _tell(self) -> None:
        """One queued signal brings all pictures that came meanwhile, so that decoding cannot flood the UI thread."""
        with self._lock:
            arrivals, self._arrivals = self._arrivals, {}
            sentences, self._sentences = self._sentences, []
            self._is_telling = False
        for frame, layer in arrivals:
            self.arrived.emit(frame, layer)
        for sentence in sentences:
            self.failed.emit(sentence)
