"""Runs the benchmarks and prints ours, floor, ratio and budget; exits 1 where a budget is not kept."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import benchmarks
from benchmarks.paired import table


def main(names: list[str]) -> int:
    kept = True
    for module in sorted(pkgutil.iter_modules(benchmarks.__path__), key=lambda each: each.name):
        if names and module.name not in names:
            continue
        measure = getattr(importlib.import_module(f"benchmarks.{module.name}"), "measure", None)
        if measure is None or module.name.startswith("__"):
            continue
        rows = measure()
        print(f"\n{module.name}\n{table(rows)}", flush=True)
        kept = kept and all(row.kept for row in rows)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
