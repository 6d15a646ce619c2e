"""`tintloom ...`: every journey without the window, on the same engine.

Exit codes: 0 done, 1 a failure told in one sentence on stderr, 2 wrong usage, 130 stopped by Ctrl+C.
Progress and words go to stderr; with `--json` one object, and nothing else, goes to stdout.
"""

from __future__ import annotations

from engine.cli.program import main

__all__ = ["main"]
