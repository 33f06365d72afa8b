"""Codes of the record in words."""

from __future__ import annotations

from pathway_app.domain.course import Outcome
from pathway_app.domain.entries import VarianceClass
from pathway_app.i18n import Words


def outcome_word(of: Outcome, words: Words) -> str:
    """How a course ended."""
    _ = words.gettext
    return {
        Outcome.FOLLOW_UP_ENDED: _("follow-up ended"),
        Outcome.DECEASED: _("deceased"),
        Outcome.TRANSFERRED: _("transferred"),
        Outcome.WITHDRAWN: _("withdrawn"),
        Outcome.CONTINUED: _("continued in a new course"),
        Outcome.ENTERED_IN_ERROR: _("entered in error"),
    }[of]


def variance_class(of: VarianceClass, words: Words) -> str:
    """With whom or what the departure began."""
    _ = words.gettext
    return {
        VarianceClass.PATIENT: _("patient"),
        VarianceClass.CLINICIAN: _("clinician"),
        VarianceClass.ORGANISATION: _("organisation"),
        VarianceClass.UNSPECIFIED: _("unspecified"),
    }[of]
