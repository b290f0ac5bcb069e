#!/bin/sh
# Installs a lock into a virtual environment, and makes the environment if there is none.
#
#   requirements/install.sh run    what `entente` needs
#   requirements/install.sh dev    that, and what its checks need
#
# PYTHON names the interpreter to build on, VENV the environment (.venv).
# An environment that was left half-way, was moved, or has lost its interpreter is made anew.

set -eu
cd "$(dirname "$0")/.."

kind=$1
here=$(pwd -P)
venv=${VENV:-.venv}
python=$venv/bin/python
unfinished=$venv/unfinished
place=$venv/installed-for

say() { printf '%s\n' "$*" >&2; }
fail() { say "entente: $*"; exit 1; }

recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
can_make_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }
origin() { "$1" -c 'import sys; print(sys.version, sys.base_prefix)' 2>/dev/null; }

explain_missing_venv() {
    version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    fail "Python $version is here, but not its modules for making virtual environments.
On Debian and Ubuntu:  sudo apt install python$version-venv
Then run make again, or name another interpreter with PYTHON=..."
}

# Sets `base` to the interpreter to build on: the one asked for, or else the first that will do.
choose_base() {
    if [ -n "${PYTHON:-}" ]; then
        command -v "$PYTHON" >/dev/null 2>&1 || fail "PYTHON=$PYTHON is not a program"
        recent "$PYTHON" || fail "PYTHON=$PYTHON is not Python 3.11 or newer"
        can_make_venv "$PYTHON" || explain_missing_venv "$PYTHON"
        base=$PYTHON
        return
    fi
    without_venv=
    for base in python3 python python3.14 python3.13 python3.12 python3.11; do
        recent "$base" || continue
        can_make_venv "$base" && return
        without_venv=${without_venv:-$base}
    done
    [ -z "$without_venv" ] || explain_missing_venv "$without_venv"
    found=$(python3 -V 2>/dev/null || echo none)
    fail "Python 3.11 or newer is needed; python3 here is: $found.
Install one, or name it with PYTHON=..."
}

usable() { [ ! -e "$unfinished" ] && recent "$python" && "$python" -m pip --version >/dev/null 2>&1; }
moved() { [ -e "$place" ] && [ "$(cat "$place")" != "$here" ]; }
built_on_another() { [ -n "${PYTHON:-}" ] && [ "$(origin "$PYTHON")" != "$(origin "$python")" ]; }

make_environment() {
    choose_base
    if [ -e "$venv" ] && [ ! -e "$venv/pyvenv.cfg" ] && [ ! -e "$unfinished" ]; then
        fail "$venv exists and is not a virtual environment. Move it away, or give VENV=..."
    fi
    say "Making $venv with $("$base" -V 2>&1)."
    rm -rf "$venv"
    mkdir -p "$venv"
    : >"$unfinished"
    "$base" -m venv "$venv"
}

# What an installation depends on, compared by content: a checkout gives every file a new date.
ingredients() { cat requirements/*.txt requirements/install.sh pyproject.toml; }
up_to_date() { ingredients | cmp -s - "$venv/installed-$kind"; }

pip_install() { "$python" -m pip --disable-pip-version-check --quiet install "$@"; }

install() {
    say "Installing requirements/$kind.txt into $venv; the first time this takes a minute or two."
    : >"$unfinished"
    rm -f "$venv/installed-run" "$venv/installed-dev"
    # Wheels only: what a source package would fetch in order to build itself is in no lock.
    pip_install --require-hashes --only-binary :all: \
        -r "requirements/$kind.txt" -r requirements/build.txt
    pip_install --no-index --no-deps --no-build-isolation --editable .
    printf '%s\n' "$here" >"$place"
    ingredients >"$venv/installed-$kind"
    [ "$kind" = run ] || ingredients >"$venv/installed-run" # dev holds all that run does
    rm -f "$unfinished"
}

if ! usable || moved || built_on_another; then make_environment; fi
up_to_date || install
