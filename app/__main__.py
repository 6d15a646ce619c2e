"""Start the window: `python -m app [FILM or PROJECT]`."""

from __future__ import annotations

import multiprocessing
import sys


def main(argv: list[str] | None = None) -> int:
    """Run the window and return its exit code."""
    multiprocessing.freeze_support()  # a worker started by a frozen program ends here
    from app.application import Application

    return Application(sys.argv if argv is None else argv).exec()


if __name__ == "__main__":
    sys.exit(main())
