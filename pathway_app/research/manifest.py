"""The manifest of research files: what they hold, by which rules, and the hash of each; read back without trust."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pathway_app import __version__
from pathway_app.audit.cohort import Period
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.i18n import iso_utc
from pathway_app.queries import LogHead
from pathway_app.research.columns import ANSWERS, CHECKPOINTS, COURSES, DICTIONARY
from pathway_app.research.files import Written
from pathway_app.research.small_cells import FEWEST

FORMAT, MERGED_FORMAT = "zorgpad-research/1", "zorgpad-research-merged/1"
TABLES = (COURSES, CHECKPOINTS, ANSWERS, DICTIONARY)
LONGEST = 1_000_000
"""characters of a manifest"""

_HASH = re.compile(r"[0-9a-f]{64}")
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_MOST = 10**9
MOST_COURSES = 10**6
"""of one site"""
_MOST_PAIRS = 100
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)
_KEYS = frozenset({"format", "program", "demonstration", "pathway", "cohort", "log", "key", "rules", "files"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """`versions` are those of the pathway's definition with the SHA-256 of each, as canonical JSON.

    `intervals` are the pairs of steps that an audit measures; `key` is the fingerprint of the site's key; `steps` tell
    how many courses are told with how much detail. `first`, `last` and `as_of` as ISO texts.
    """

    program: str
    demonstration: bool
    pathway: str
    versions: Mapping[str, str]
    intervals: tuple[tuple[str, str], ...]
    first: str
    last: str
    as_of: str
    courses: int
    patients: int
    log: LogHead
    key: str
    files: Mapping[str, Written]
    steps: Mapping[str, int]


def cohort(period: Period, now: datetime) -> dict[str, str]:
    """`first`, `last` and `as_of` of a manifest."""
    return {"first": period.first.isoformat(), "last": period.last.isoformat(), "as_of": iso_utc(now)}


def written_manifest(manifest: Manifest) -> bytes:
    content = {
        "format": FORMAT,
        "program": manifest.program,
        "demonstration": manifest.demonstration,
        "pathway": {
            "id": manifest.pathway,
            "versions": dict(manifest.versions),
            "intervals": [list(pair) for pair in manifest.intervals],
        },
        "cohort": {
            "from": manifest.first,
            "to": manifest.last,
            "as_of": manifest.as_of,
            "courses": manifest.courses,
            "patients": manifest.patients,
        },
        "log": {"number": manifest.log.number, "hash": manifest.log.hash},
        "key": manifest.key,
        "rules": {"fewest_patients": FEWEST, "courses_by_step": dict(manifest.steps)},
        "files": {name: {"sha256": each.sha256, "rows": each.rows} for name, each in manifest.files.items()},
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def read_manifest(content: bytes, name: str) -> Manifest:
    """`name` is how messages call the file. Raises Refused (`research-manifest`) where it is none of this format."""
    try:
        given = json.loads(
            content.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse, parse_float=_refuse
        )
        return _manifest(given)
    except (ValueError, RecursionError, KeyError, TypeError):
        raise Refused(Refusal("research-manifest", None, {"path": name, "format": FORMAT})) from None


def program() -> str:
    return f"Zorgpad {__version__}"


def _manifest(given: Any) -> Manifest:
    if _mapping(given).get("format") != FORMAT or given.keys() != _KEYS:
        raise ValueError
    pathway, told, log, rules = (_mapping(given[key]) for key in ("pathway", "cohort", "log", "rules"))
    files = _mapping(given["files"])
    if files.keys() != set(TABLES) or not isinstance(given["demonstration"], bool):
        raise ValueError
    number, log_hash = _count(log["number"]), log["hash"]
    return Manifest(
        program=_text(given["program"], re.compile(r"[ -~]{1,100}")),
        demonstration=given["demonstration"],
        pathway=_text(pathway["id"], _NAME),
        versions={_text(key, _NAME): _text(of, _HASH) for key, of in _some(pathway["versions"]).items()},
        intervals=tuple(_pair(each) for each in _list(pathway["intervals"])),
        first=_text(told["from"], _DAY),
        last=_text(told["to"], _DAY),
        as_of=_text(told["as_of"], _MOMENT),
        courses=_count(told["courses"], MOST_COURSES),
        patients=_count(told["patients"], MOST_COURSES),
        log=LogHead(number, _text(log_hash, _HASH) if log_hash != "" else ""),
        key=_text(given["key"], _FINGERPRINT),
        files={key: _file(each) for key, each in files.items()},
        steps={
            _text(key, re.compile(r"[ -~]{1,100}")): _count(each)
            for key, each in _mapping(rules["courses_by_step"]).items()
        },
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _refuse(_: str) -> Any:
    raise ValueError


def _mapping(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise TypeError
    return given


def _some(given: Any) -> dict[str, Any]:
    if not _mapping(given):
        raise ValueError
    return _mapping(given)


def _list(given: Any) -> list[Any]:
    if not isinstance(given, list) or len(given) > _MOST_PAIRS:
        raise TypeError
    return given


def _pair(given: Any) -> tuple[str, str]:
    first, second = _list(given)
    return _text(first, _NAME), _text(second, _NAME)


def _file(given: Any) -> Written:
    each = _mapping(given)
    return Written(_text(each["sha256"], _HASH), _count(each["rows"]))


def _text(given: Any, form: re.Pattern[str]) -> str:
    if not isinstance(given, str) or form.fullmatch(given) is None:
        raise ValueError
    return given


def _count(given: Any, most: int = _MOST) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= most:
        raise ValueError
    return given
