"""How a benchmark tells what it measured."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from rich.console import Console


def tell(measured: dict[str, Any], print_table: Callable[[dict[str, Any], Console], None], *, as_json: bool) -> None:
    """Print tables, or with `as_json` one JSON object and nothing else."""
    if as_json:
        print(json.dumps(measured))
    else:
        print_table(measured, Console())
