#!/usr/bin/env bash
# Installs what is missing: the Debian packages of system-packages.txt, then .venv from requirements.lock, then this project into it.
# A second run finds everything there and takes a fraction of a second. Used by `make setup` and by the Debian package.
# What it cannot do it says in one sentence, with exit status 3.
set -euo pipefail
cd "$(dirname "$0")"

venv=.venv
log=$venv/setup.log

fail() {
    printf 'setup: %s\n' "$*" >&2
    exit 3
}

say() { printf 'setup: %s\n' "$*" >&2; }

# --- Debian packages

missing_packages() {
    local name status
    while read -r name _; do
        case $name in '' | '#'*) continue ;; esac
        status=$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null || true)
        [ "$status" = installed ] || printf '%s\n' "$name"
    done <system-packages.txt | paste -s -d ' '
}

install_packages() {
    local missing=$1 as_root=()
    command -v apt-get >/dev/null || fail "these system packages are missing and there is no apt-get to install them: $missing"
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "only root may install the missing system packages; as root, run: apt-get install $missing"
        as_root=(sudo)
        # Without a terminal nobody can type a password.
        [ -t 0 ] || sudo -n true 2>/dev/null || fail "sudo asks for a password to install the missing system packages; run: sudo apt-get install $missing"
    fi
    say "installing system packages: $missing"
    problems=$(mktemp)
    trap 'rm -f "$problems"' EXIT
    local patient=(-qq -o DPkg::Lock::Timeout=300)
    # shellcheck disable=SC2086  # a list of words
    if ! { "${as_root[@]}" apt-get "${patient[@]}" update &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get "${patient[@]}" install -y --no-install-recommends $missing; } >"$problems" 2>&1; then
        fail "apt-get could not install $missing: $(first_reason '^(E|Err|W):' "$problems")"
    fi
}

# The first line of a log that names a reason (else its last line), as one line.
first_reason() {
    local line
    line=$(grep -m1 -E "$1" "$2" || tail -n 1 "$2")
    printf '%s' "${line#ERROR: }"
}

# --- Python environment

find_python() {
    local candidate
    for candidate in /usr/bin/python3.11 python3.11 python3; do
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
            printf '%s' "$candidate"
            return
        fi
    done
    fail "Python 3.11 with its venv module was not found (Debian: python3.11 and python3.11-venv)"
}

pip_install() {
    # Dependencies stand in the lock, all of them: pip resolves nothing (so that opencv-python-headless stays out), builds nothing in a
    # separate environment, and accepts only files whose hashes the lock names.
    if ! "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation "$@" >"$log" 2>&1; then
        ! grep -qE 'NewConnectionError|ConnectionError|ConnectTimeout|ReadTimeout|ProxyError|NameResolutionError|SSLError' "$log" ||
            fail "the Python package index cannot be reached; check the network and pip's index setting (all of it in $log)"
        fail "pip could not install the Python packages: $(first_reason '^ERROR:' "$log") (all of it in $log)"
    fi
}

# The lines of the lock for the named packages only, hashes included.
locked() {
    awk -v names="$*" 'BEGIN { n = split(names, list, " "); for (i = 1; i <= n; i++) want[list[i]] = 1 }
        /^[a-z0-9]/ { split($1, part, "=="); keep = part[1] in want } keep' requirements.lock
}

# A step is done when its stamp holds the checksum of what it was done from.
checksum() { cat "$@" | sha256sum | cut -d ' ' -f 1; }
done_from() { [ -f "$venv/$1.stamp" ] && [ "$(cat "$venv/$1.stamp")" = "$2" ]; }

install_python() {
    local python lock project
    lock=$(checksum requirements.lock)
    project=$(checksum pyproject.toml requirements.lock)
    if ! "$venv/bin/python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
        python=$(find_python)
        say "creating $venv with $python"
        rm -rf "$venv"
        mkdir -p "$venv" 2>/dev/null || fail "cannot write to $(pwd); run this as the owner of the folder"
        "$python" -m venv "$venv" >"$log" 2>&1 || fail "$python could not create $venv: $(first_reason 'Error' "$log")"
    fi
    [ -w "$venv" ] || fail "cannot write to $(pwd)/$venv; run this as its owner"
    if ! done_from requirements "$lock"; then
        say "installing the Python packages of requirements.lock"
        locked pip setuptools >"$venv/build-tools.lock"
        pip_install --require-hashes -r "$venv/build-tools.lock"
        pip_install --require-hashes -r requirements.lock
        # Both write the same module, cv2; whichever came last would win.
        if [ -n "$("$venv/bin/python" -c 'import importlib.metadata as m; print(*[d.name for d in m.distributions(name="opencv-python-headless")])')" ]; then
            fail "opencv-python-headless is installed beside opencv-python; remove $venv and run make setup again"
        fi
        printf '%s' "$lock" >"$venv/requirements.stamp"
    fi
    if ! done_from project "$project"; then
        pip_install --editable .
        printf '%s' "$project" >"$venv/project.stamp"
    fi
}

missing=$(missing_packages)
[ -z "$missing" ] || install_packages "$missing"
install_python
