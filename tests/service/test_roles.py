"""Roles outside the commands: who reads the log, who administers; and what a refusal tells."""

from __future__ import annotations

import pytest

from pathway_app.commands import AddAccount, CloseVariance
from pathway_app.domain.errors import Refused
from pathway_app.people import Role
from pathway_app.permissions import authorise, may, may_administer, may_read_log
from tests.guarded import PEOPLE


@pytest.mark.parametrize("role", list(Role))
def test_the_log_is_read_by_two_roles_and_one_administers(role: Role) -> None:
    assert may_read_log(PEOPLE[role]) is (role in {Role.AUDITOR, Role.ADMINISTRATOR})
    assert may_administer(PEOPLE[role]) is (role is Role.ADMINISTRATOR)


def test_without_a_word_there_is_no_emergency() -> None:
    nurse = PEOPLE[Role.NURSE]
    assert not may(nurse, CloseVariance)
    assert may(nurse, CloseVariance, emergency=True)
    with pytest.raises(Refused):
        authorise(nurse, CloseVariance(course_id="k", supersedes="e", reason="r"))


def test_a_refusal_tells_the_role_and_the_command() -> None:
    with pytest.raises(Refused) as refused:
        authorise(PEOPLE[Role.NURSE], AddAccount(name="x", full_name="X", role=Role.NURSE), emergency=True)
    [reason] = refused.value.reasons
    assert (reason.code, reason.params) == ("not-allowed", {"role": "nurse", "command": "AddAccount"})
