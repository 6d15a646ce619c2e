"""Where the window keeps what belongs to the person at it. Nothing here touches a disk until asked to."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

_APP = "Tintloom"


@dataclass(frozen=True)
class UserFolders:
    """`config`: settings. `cache`: proxies and thumbnails, deletable. `log`: the log. `projects`: new projects."""

    config: Path
    cache: Path
    log: Path
    projects: Path

    @classmethod
    def default(cls) -> UserFolders:
        """Return the platform's folders, or all of them under TINTLOOM_HOME where that is set (tests, kiosks)."""
        home = os.environ.get("TINTLOOM_HOME")
        if home:
            return cls.under(Path(home))
        return cls(
            config=platformdirs.user_config_path(_APP, appauthor=False),
            cache=platformdirs.user_cache_path(_APP, appauthor=False),
            log=platformdirs.user_log_path(_APP, appauthor=False),
            projects=platformdirs.user_documents_path() / _APP,
        )

    @classmethod
    def under(cls, home: Path) -> UserFolders:
        return cls(home / "config", home / "cache", home / "log", home / "projects")


def free_path(wanted: Path) -> Path:
    """Return `wanted`, or the first of "NAME 2.ext", "NAME 3.ext" ... that does not exist yet."""
    path, number = wanted, 2
    while path.exists():
        path = wanted.with_name(f"{wanted.stem} {number}{wanted.suffix}")
        number += 1
    return path
