"""One progressive frame from each interlaced one, the same whichever way it was reached."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import av
from av.error import BlockingIOError as NotYet
from av.filter import Graph

from engine.runtime.errors import MediaError


def deinterlaced(frames: Sequence[av.VideoFrame], place: int) -> av.VideoFrame:
    """Return `frames[place]` with the missing lines of its first field made by bwdif from its neighbors.

    The filter looks at the frame before and the one after and at nothing else. A graph of its own for every
    frame therefore gives the same picture at random access as in order.
    """
    graph = Graph()
    first = frames[0]
    source = graph.add_buffer(width=first.width, height=first.height, format=first.format, time_base=Fraction(1, 25))
    filtered = graph.add("bwdif", "mode=send_frame:parity=auto:deint=all")
    sink = graph.add("buffersink")
    source.link_to(filtered)
    filtered.link_to(sink)
    graph.configure()
    for number, frame in enumerate(frames):
        frame.pts, frame.time_base = number, Fraction(1, 25)
        graph.push(frame)
    graph.push(None)
    try:
        for _ in range(place):
            graph.pull()
        made = graph.pull()
    except (NotYet, av.error.EOFError):
        raise MediaError("The film cannot be deinterlaced; open it without.") from None
    assert isinstance(made, av.VideoFrame)
    return made
