#!/bin/sh
# Makes .venv with everything Tintloom needs and, where this is allowed, adds the system libraries of Qt's window.
# Called by `make setup` with the path of the stamp to write. Needs no network where everything is there already.
set -eu
cd "$(dirname "$0")/.."
stamp=$1

say() { printf 'setup: %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# pyenv and the like leave commands on PATH that only print an error, so each one is tried
find_python() {
    for name in ${PYTHON3:-} python3.11 python3.12 python3.13 python3; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

# Prints the command that installs Debian packages, or fails where there is none or it would ask for a password.
apt_command() {
    command -v apt-get >/dev/null 2>&1 || return 1
    if [ "$(id -u)" = 0 ]; then
        echo "env DEBIAN_FRONTEND=noninteractive apt-get"
    elif sudo -n true >/dev/null 2>&1; then
        echo "sudo -n env DEBIAN_FRONTEND=noninteractive apt-get"
    else
        return 1
    fi
}

install_packages() {
    apt=$(apt_command) || return 1
    # package lists may be missing on a fresh machine, or too old to be of use
    $apt install -y -q --no-install-recommends "$@" >/dev/null 2>&1 && return 0
    $apt update -q >/dev/null 2>&1 && $apt install -y -q --no-install-recommends "$@" >/dev/null 2>&1
}

# "soname package", from ldd on PySide6's xcb, EGL, OpenGL and multimedia plugins
QT_LIBRARIES='
libEGL.so.1 libegl1
libGL.so.1 libgl1
libOpenGL.so.0 libopengl0
libX11-xcb.so.1 libx11-xcb1
libdbus-1.so.3 libdbus-1-3
libfontconfig.so.1 libfontconfig1
libglib-2.0.so.0 libglib2.0-0
libpulse.so.0 libpulse0
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-image.so.0 libxcb-image0
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-randr.so.0 libxcb-randr0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0 libxcb-shape0
libxcb-sync.so.1 libxcb-sync1
libxcb-xfixes.so.0 libxcb-xfixes0
libxcb-xkb.so.1 libxcb-xkb1
libxkbcommon.so.0 libxkbcommon0
libxkbcommon-x11.so.0 libxkbcommon-x11-0
'

missing_packages() {
    known=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null) || return 0
    printf '%s' "$QT_LIBRARIES" | while read -r soname package; do
        case $known in
            *"$soname "*) ;;
            *) [ -z "$package" ] || printf '%s ' "$package" ;;
        esac
    done
}

add_qt_libraries() {
    [ "$(uname -s)" = Linux ] || return 0
    packages=$(missing_packages)
    [ -n "$packages" ] || return 0
    # shellcheck disable=SC2086
    if install_packages $packages; then
        say "installed $packages"
    else
        say "the window needs these system packages, which could not be installed from here: ${packages% }."
    fi
}

make_environment() {
    [ -x .venv/bin/python ] && return 0
    python=$(find_python) || fail "Python 3.11 or newer is needed; install it or name it with PYTHON3=/path/to/python3."
    say "making .venv with $("$python" --version)"
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        install_packages "python$version-venv" \
            || fail "$python cannot make virtual environments; install the package python$version-venv."
    fi
    "$python" -m venv .venv
}

make_environment
if .venv/bin/python scripts/requirements_met.py; then
    say "everything is there"
else
    say "installing the packages; PyTorch is large, so this can take minutes"
    # --group needs pip 25.1
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
fi
add_qt_libraries
touch "$stamp"
