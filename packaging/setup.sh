#!/bin/sh
# Makes ready whatever the other make targets need: a Python, the system libraries of Qt, .venv with exactly
# the packages of requirements.lock, compiled translations. Does only what is missing; safe to interrupt.
# `setup.sh tests` also gets what only tests use.
set -eu
unset CDPATH PYTHONHOME PYTHONPATH PIP_USER PIP_TARGET PIP_PREFIX
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*"; }
stop() {
    printf 'Set-up stopped: %s\n' "$*" >&2
    exit 1
}

# Two set-ups at once (a test run beside a window) would delete each other's half-made .venv.
exec 9<packaging
if command -v flock >/dev/null; then
    flock -n 9 || {
        say "Waiting for another set-up of this folder to finish."
        flock 9
    }
fi

# --- Debian packages -------------------------------------------------------------------------------------

may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

# Leaves judging the result to the caller, who asks for what it needed and not for a package's name:
# those differ between releases.
install_packages() {
    say "Installing system packages: $*"
    log=$(mktemp)
    (
        export DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l LC_ALL=C.UTF-8
        apt() { apt-get -qq -y -o DPkg::Lock::Timeout=300 "$@" </dev/null >>"$log" 2>&1 9<&-; }
        apt update || true
        apt install --no-install-recommends "$@" || {
            for package in "$@"; do
                apt install --no-install-recommends "$package" || {
                    say "Package $package could not be installed:" >&2
                    grep '^E:' "$log" | tail -n 1 >&2 || true
                }
            done
        }
    )
    rm -f "$log"
}

# --- Python ----------------------------------------------------------------------------------------------

# Qt's wheels end at 3.14.
find_python() {
    for candidate in ${PYTHON:+"$PYTHON"} python3.11 python3 python3.12 python3.13 python3.14; do
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then
            python=$candidate
            return 0
        fi
    done
    return 1
}

has_venv() { "$python" -c 'import ensurepip, venv' 2>/dev/null; }

need_python() {
    find_python || { may_install && install_packages python3 python3-venv && find_python; } ||
        stop "Zorgpad needs Python 3.11, 3.12, 3.13 or 3.14, and found none (PYTHON=/path/to/python names one)."
    has_venv && return
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if may_install; then install_packages "$package"; fi
    has_venv || stop "Python's module venv is missing; on Debian it is in the package $package."
}

# --- libraries of Qt -------------------------------------------------------------------------------------

need_libraries() {
    missing=$("$1" -I -S packaging/system_libraries.py)
    [ -n "$missing" ] || return 0
    if may_install; then
        # shellcheck disable=SC2086  # one argument a package
        install_packages $missing
    fi
    "$1" -I -S packaging/system_libraries.py --explain || stop "install those, then try again."
}

# --- tools of the tests ----------------------------------------------------------------------------------

# strace cuts the power and lets the disk fail; the tests that need it say so where it lacks.
want_tools() {
    command -v strace >/dev/null || ! may_install || install_packages strace
}

# --- .venv -----------------------------------------------------------------------------------------------

# What .venv depends on; the folder too, since scripts in it name it.
recipe() {
    pwd -P
    "$1" -c 'import sys; print(sys.implementation.cache_tag, sys.base_prefix)' || true
    cat requirements.lock
}

# The recipe is written last, so a .venv that was interrupted half-way never matches.
venv_is_ready() { [ -f .venv/made-from ] && recipe .venv/bin/python 2>/dev/null | cmp -s - .venv/made-from; }

make_venv() {
    say "Making .venv with $("$python" --version) and the packages of requirements.lock (some minutes at first)."
    rm -rf .venv 2>/dev/null || stop "the folder .venv cannot be replaced; is it another user's?"
    "$python" -m venv .venv >&2 || stop "the folder .venv cannot be made here."
    # Wheels only: building from source would fetch tools that no hash holds.
    if ! .venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check --only-binary :all: \
        --require-hashes --requirement requirements.lock </dev/null >.venv/pip.log 2>&1; then
        grep -v '^WARNING' .venv/pip.log | tail -n 15 >&2
        if grep -q 'connection broken' .venv/pip.log; then stop "the package index cannot be reached."; fi
        stop "the packages could not be installed (all of pip's words: .venv/pip.log)."
    fi
    recipe .venv/bin/python >.venv/made-from
}

# --- translations ----------------------------------------------------------------------------------------

compile_translations() {
    for po in resources/locale/*/LC_MESSAGES/zorgpad.po; do
        [ -f "$po" ] || continue
        if [ ! -f "${po%.po}.mo" ] || [ "$po" -nt "${po%.po}.mo" ]; then
            .venv/bin/python -m babel.messages.frontend -q compile -d resources/locale -D zorgpad ||
                stop "the translations could not be compiled."
            return 0
        fi
    done
}

if [ "${1:-}" = tests ]; then want_tools; fi
if venv_is_ready; then
    need_libraries .venv/bin/python
else
    need_python
    need_libraries "$python"
    make_venv
    say "Set-up done."
fi
compile_translations
