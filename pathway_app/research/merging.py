"""The files of several sites, brought together into one set with a report; no record is needed for it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pathway_app.documents.saving import save
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.i18n import Words
from pathway_app.research.columns import (
    ANSWERS,
    CHECKPOINTS,
    COURSES,
    DICTIONARY,
    DICTIONARY_COLUMNS,
    MANIFEST,
    WITHHELD,
    head,
)
from pathway_app.research.files import write_table
from pathway_app.research.manifest import MERGED_FORMAT, TABLES, program
from pathway_app.research.reading import SiteFolder, site_folder
from pathway_app.research.site_figures import MOST_CHECKPOINTS, Pair, SiteFigures, TooManyCheckpoints
from pathway_app.research.site_report import REPORT_COLUMNS, Report, report_rows, report_text
from pathway_app.research.site_report_pdf import site_report_pdf
from pathway_app.research.small_cells import FEWEST

REPORT_CSV, REPORT_TEXT, REPORT_PDF = "report.csv", "report.txt", "report.pdf"
MOST_SITES = 100


@dataclass(frozen=True)
class Sites:
    """Sites whose files go together; a site's number is its place, from 1."""

    folders: Sequence[SiteFolder]

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        return tuple(dict.fromkeys(pair for each in self.folders for pair in each.manifest.intervals))

    @property
    def demonstration(self) -> bool:
        return self.folders[0].manifest.demonstration

    @property
    def pathway(self) -> str:
        return self.folders[0].manifest.pathway

    @property
    def versions(self) -> dict[str, str]:
        return {version: of for each in self.folders for version, of in each.manifest.versions.items()}


def sites(paths: Sequence[Path]) -> Sites:
    """Their manifests, read and compared.

    Raises Refused naming every reason: a folder that cannot be read, another pathway, one version with two contents,
    the same site twice, a demonstration among real ones.
    """
    if not 2 <= len(paths) <= MOST_SITES:
        raise Refused(Refusal("research-sites", None, {"most": MOST_SITES}))
    folders: list[SiteFolder] = []
    reasons: list[Refusal] = []
    for path in paths:
        try:
            folders.append(site_folder(path))
        except Refused as refused:
            reasons.extend(refused.reasons)
    keys: dict[str, SiteFolder] = {}
    versions: dict[str, str] = {}
    for each in folders:
        reasons.extend(_misfits(each, folders[0], keys.setdefault(each.manifest.key, each), versions))
    if reasons:
        raise Refused(reasons)
    return Sites(folders)


def _misfits(
    each: SiteFolder, first: SiteFolder, same: SiteFolder, versions: dict[str, str]
) -> Iterator[Refusal]:
    one, other = each.manifest, first.manifest
    shown = {"path": str(each.path), "other": str(first.path)}
    if same is not each:
        yield Refusal("research-same-site", None, {"path": str(each.path), "other": str(same.path)})
    if one.pathway != other.pathway:
        yield Refusal("research-other-pathway", None, shown)
        return
    if one.demonstration != other.demonstration:
        yield Refusal("research-demonstration", None, shown)
    for version, of in one.versions.items():
        if versions.setdefault(version, of) != of:
            yield Refusal("research-other-version", None, {**shown, "version": version})


def merge(of: Sites, folder: Path, words: Words) -> Iterator[Path]:
    """Look at every row, then write the files into `folder` and yield each; the manifest comes last.

    Raises Refused where a file is not what its manifest says; before anything is written.
    """
    report = _counted(of, words)
    labels = report.labels
    written = {}
    for name in (COURSES, CHECKPOINTS, ANSWERS):
        written[name] = write_table(folder / name, ("site", *head(name)), _pooled(of, name, labels))
        yield folder / name
    written[DICTIONARY] = write_table(folder / DICTIONARY, DICTIONARY_COLUMNS, _dictionary(of, words))
    yield folder / DICTIONARY
    written[REPORT_CSV] = write_table(folder / REPORT_CSV, REPORT_COLUMNS, report_rows(report))
    yield folder / REPORT_CSV
    text = "".join(f"{line}\n" for line in report_text(report, words)).encode("utf-8")
    on_paper = {REPORT_TEXT: text, REPORT_PDF: site_report_pdf(report, words)}
    for name, made in on_paper.items():
        save(made, folder / name)
        yield folder / name
    hashes = {name: {"sha256": each.sha256, "rows": each.rows} for name, each in written.items()}
    hashes |= {name: {"sha256": hashlib.sha256(made).hexdigest()} for name, made in on_paper.items()}
    save(_manifest(of, labels, hashes), folder / MANIFEST)
    yield folder / MANIFEST


def _manifest(of: Sites, labels: Sequence[str], files: Mapping[str, object]) -> bytes:
    content = {
        "format": MERGED_FORMAT,
        "program": program(),
        "demonstration": of.demonstration,
        "pathway": {
            "id": of.pathway,
            "versions": of.versions,
            "intervals": [list(pair) for pair in of.pairs],
        },
        "sites": [_site(each, label) for each, label in zip(of.folders, labels, strict=True)],
        "files": files,
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _site(each: SiteFolder, label: str) -> dict[str, object]:
    told = each.manifest
    counts = {} if label == WITHHELD else {"courses": told.courses, "patients": told.patients}
    return {
        "site": label,
        "key": told.key,
        "from": told.first,
        "to": told.last,
        "as_of": told.as_of,
        **counts,
        "log": {"number": told.log.number, "hash": told.log.hash},
        "files": {name: told.files[name].sha256 for name in TABLES},
    }


def _counted(of: Sites, words: Words) -> Report:
    together = SiteFigures(of.pairs)
    each_site: list[SiteFigures] = []
    titles: dict[str, str] = {}
    title = of.pathway
    for number, folder in enumerate(of.folders, 1):
        figures = SiteFigures(of.pairs)
        for row in folder.dictionary():
            if row[0] == COURSES and row[1] == "version" and row[4] in of.versions and number == 1:
                title = row[5]
            if row[0] == CHECKPOINTS and row[1] == "checkpoint" and row[4]:
                titles.setdefault(row[4], row[5])
                if len(titles) > MOST_CHECKPOINTS:
                    raise Refused(Refusal("research-hash", None, {"path": str(folder.path / DICTIONARY)}))
        try:
            for course in folder.courses():
                figures.add(course, number)
                together.add(course, number)
        except TooManyCheckpoints:
            raise Refused(Refusal("research-hash", None, {"path": str(folder.path / CHECKPOINTS)})) from None
        told = folder.manifest
        if (figures.courses, figures.patients) != (told.courses, told.patients):
            raise Refused(Refusal("research-hash", None, {"path": str(folder.path / COURSES)}))
        each_site.append(figures)
    return Report(title, of.demonstration, tuple(each_site), together, _labels(each_site), of.pairs, titles)


def _labels(each_site: Sequence[SiteFigures]) -> tuple[str, ...]:
    """The number of each site; withheld where it has few patients, and where it alone would give such a one away."""
    few = {number for number, site in enumerate(each_site) if site.patients < FEWEST}
    if len(few) == 1:
        others = [number for number in range(len(each_site)) if number not in few]
        few.add(min(others, key=lambda number: (each_site[number].patients, number)))
    return tuple(WITHHELD if number in few else str(number + 1) for number in range(len(each_site)))


def _pooled(of: Sites, name: str, labels: Sequence[str]) -> Iterator[Sequence[str]]:
    for folder, label in zip(of.folders, labels, strict=True):
        for _, row in folder.rows(name):
            yield (label, *row)


def _dictionary(of: Sites, words: Words) -> Iterator[Sequence[str]]:
    """That of every site; where two tell of the same the first does."""
    _ = words.gettext
    meaning = _("number of the site, in the order in which they were brought together")
    for name in (COURSES, CHECKPOINTS, ANSWERS):
        yield (name, "site", "", "", "", meaning, "whole number", "", "local")
        yield (
            name,
            "site",
            "",
            "",
            WITHHELD,
            _("a site with too few patients to be told"),
            "code",
            "",
            "local",
        )
    known: set[tuple[str, ...]] = set()
    for folder in of.folders:
        for row in folder.dictionary():
            key = tuple(row[:5])
            if key not in known:
                known.add(key)
                yield row
