#!/bin/sh
# Every check of the project, one after the other. Goes on after a failure, so that one run tells everything;
# the tests come last, so that their summary is the last line when all is well.
set -u
unset CDPATH PYTHONHOME PYTHONPATH
cd "$(dirname "$0")/.." || exit 1

# In the C locale Qt warns about its encoding, and a test fails on any warning.
export LC_ALL=C.UTF-8

# The tests start the program some hundred times: compiled anew each time, that alone takes minutes.
unset PYTHONDONTWRITEBYTECODE

failed=
check() {
    name=$1
    shift
    printf '== %s\n' "$name"
    "$@" </dev/null || failed="$failed${failed:+, }$name"
}

check "ruff check" .venv/bin/python -m ruff check .
check "ruff format" .venv/bin/python -m ruff format --check .
check "mypy" .venv/bin/python -m mypy
check "import rules" .venv/bin/lint-imports --no-logo
# Each takes tests that follow each other, so that what they share is made once, and helps the other at the end.
check "pytest" .venv/bin/python -m pytest -n auto --dist worksteal

if [ -n "$failed" ]; then
    printf 'Failed: %s\n' "$failed" >&2
    exit 1
fi
