"""Says which shared libraries of the system Qt lacks here, by the Debian package that brings them.

Without arguments: the missing packages on stdout, one a line, nothing when all is there.
With --explain: the same as sentences for people on stderr; exit status 1 when not even a hidden window
can be drawn (then nothing of the program's screens or their tests can work), otherwise 0.

Runs on any Python 3 with nothing but the standard library: it is asked before .venv exists.
The lists are what ldd names as missing on a bare Debian for QtGui and the platform plugins
offscreen, xcb and wayland, and for the plugin that finds printers.
"""

import ctypes
import sys

DRAWING = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
WINDOW = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
PRINTING = {
    "libcups.so.2": "libcups2",
}

CONSEQUENCES = (
    (DRAWING, "Zorgpad cannot draw anything"),
    (WINDOW, "Zorgpad can open no window on a screen"),
    (PRINTING, "Zorgpad finds no printers (saving a sheet as PDF works)"),
)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_packages(libraries: dict[str, str]) -> list[str]:
    """Debian packages of those libraries that the loader does not find, each once, in the order given."""
    return list(dict.fromkeys(package for library, package in libraries.items() if not _loads(library)))


def main() -> int:
    """Prints what is missing; see the module's own text for the forms and the exit status."""
    if sys.platform != "linux":
        return 0
    missing = [(missing_packages(libraries), consequence) for libraries, consequence in CONSEQUENCES]
    if "--explain" in sys.argv[1:]:
        for packages, consequence in missing:
            if packages:
                names = " ".join(packages)
                sys.stderr.write(f"{consequence} without these packages (Debian's names): {names}\n")
        return 1 if missing[0][0] else 0
    for packages, _ in missing:
        sys.stdout.writelines(f"{package}\n" for package in packages)
    return 0


if __name__ == "__main__":
    sys.exit(main())
