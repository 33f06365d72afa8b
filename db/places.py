"""Where a database is: its address, and whether that place and that file may be used at all.

Everything here only looks: the file is read as bytes, so that nothing is left behind beside a file that is refused.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from db.faults import refused
from db.stamp import APPLICATION_ID, SCHEMA_NUMBER
from pathway_app.guards import set_aside
from pathway_app.ordinary_files import open_ordinary

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

MountTable = Callable[[], str]
"""gives the text of /proc/self/mountinfo, or nothing where there is none"""

_MAGIC = b"SQLite format 3\x00"
_HEADER = 100
_ENCRYPTED_PAGE = 4096
"""bytes: encrypted files have pages of this size"""
_NETWORK = frozenset(
    {
        "9p",
        "afs",
        "afpfs",
        "ceph",
        "cifs",
        "coda",
        "davfs",
        "gfs",
        "gfs2",
        "glusterfs",
        "lustre",
        "ncp",
        "ncpfs",
    }
    | {"nfs", "nfs4", "ocfs2", "prl_fs", "smb2", "smb3", "smbfs", "sshfs", "vboxsf", "webdav"}
)
_NETWORK_FUSE = frozenset(
    {"curlftpfs", "davfs2", "gcsfuse", "glusterfs", "gvfsd-fuse", "rclone", "s3fs", "sshfs", "smbnetfs"}
    | {"vmhgfs-fuse"}
)
_DRIVE_REMOTE = 4
_ESCAPED = re.compile(r"\\([0-7]{3})")


def parse(address: str) -> Path | URL:
    """A file's path for SQLite (a bare path is one too), or the URL of a PostgreSQL database.

    Raises Refused (`database-url`).
    """
    if "://" not in address:
        if not address:
            raise refused("database-url", address)
        return _own_path(address)
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise refused("database-url", _without_password(address)) from None
    backend = url.drivername.partition("+")[0]
    if backend == "sqlite" and url.database and url.database != ":memory:" and not url.host:
        return _own_path(url.database)
    if backend in ("postgresql", "postgres") and url.database:
        return url.set(drivername="postgresql+psycopg")
    raise refused("database-url", url.render_as_string(hide_password=True))


def _own_path(text: str) -> Path:
    """Of a link to a file the file: keys, wrong passwords and locks are named after that, and found by every way.

    A link to nothing stays one, so that nobody makes a file through it.
    """
    path = Path(text).expanduser().absolute()
    try:
        return Path(os.path.realpath(path, strict=True))
    except (OSError, ValueError):
        return path


_KEYS = ".keys"


def refuse_second_name(path: Path) -> None:
    """Raise Refused (`database-two-names`) for a file with hard links: beside each of its names lie other keys.

    One that we gave it ourselves, on the way to this one, goes away instead, and so does its keys': a crash may have
    left them.
    """
    own = re.compile(
        rf"\.{re.escape(path.name)}\.[0-9a-f-]{{36}}(\.restored)?({re.escape(_KEYS)})?", re.ASCII
    )
    keys = path.with_name(f"{path.name}{_KEYS}")
    try:
        if path.stat().st_nlink < 2 and (not keys.exists() or keys.stat().st_nlink < 2):
            return
        for each in list(path.parent.iterdir()):
            if own.fullmatch(each.name) and each.samefile(keys if each.name.endswith(_KEYS) else path):
                each.unlink()
        names = path.stat().st_nlink
    except OSError:
        return
    if names > 1:
        raise refused("database-two-names", path)


def _without_password(address: str) -> str:
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def mount_table() -> str:
    try:
        return Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def refuse_network(path: Path, mounts: MountTable = mount_table) -> None:
    """Raise Refused (`database-on-network`): locks and shared memory do not hold across a network."""
    if sys.platform == "win32":
        remote = is_unc(str(path)) or _drive_type(path) == _DRIVE_REMOTE
    else:
        remote = is_network_filesystem(file_system(path, mounts()))
    if remote:
        raise refused("database-on-network", path)


_CLOUD_VARIABLES = {"OneDrive": "OneDrive", "OneDriveCommercial": "OneDrive", "OneDriveConsumer": "OneDrive"}
_CLOUD_NAMES = (
    (re.compile(r"onedrive( ?- .+)?", re.IGNORECASE), "OneDrive"),
    (re.compile(r"dropbox( ?\(.+\))?", re.IGNORECASE), "Dropbox"),
    (re.compile(r"google ?drive( \(.+\))?|googledrive-.+|drivefs", re.IGNORECASE), "Google Drive"),
    (re.compile(r"icloud ?drive|com~apple~clouddocs|mobile documents", re.IGNORECASE), "iCloud"),
    (re.compile(r"(nextcloud|owncloud)(\d|[ _-].+|\(.+)*", re.IGNORECASE), "Nextcloud"),
    (re.compile(r"onedrive-.+", re.IGNORECASE), "OneDrive"),
    (re.compile(r"my drive|mijn drive|mon drive|meine ablage", re.IGNORECASE), "Google Drive"),
    (re.compile(r"pcloud ?(drive|sync)?", re.IGNORECASE), "pCloud"),
)
"""how the programs that keep a folder the same on several computers name it"""
_CLOUD_MARKS = (
    # ~/.dropbox is the program's own folder; in what it keeps the same there is a file of that name.
    (".dropbox", False, "Dropbox"),
    (".dropbox.cache", True, "Dropbox"),
    (".849C9593-D756-4E56-8D6E-42412F2A707B", False, "OneDrive"),
    (".tmp.drivedownload", True, "Google Drive"),
    (".tmp.driveupload", True, "Google Drive"),
    (".nextcloudsync.log", False, "Nextcloud"),
    (".owncloudsync.log", False, "Nextcloud"),
    (".shortcut-targets-by-id", True, "Google Drive"),
    (".stfolder", True, "Syncthing"),
    (".stfolder", False, "Syncthing"),
)
"""what they leave in it: the name, whether it is a folder, whose it is"""
_CLOUD_FILES = (
    (re.compile(r"\.(_)?sync_[0-9a-z]+\.db", re.IGNORECASE), "Nextcloud"),
    (re.compile(r"\..+\.icloud"), "iCloud"),
)
"""files that they leave in it under names of their own"""


def refuse_cloud(path: Path, environment: Mapping[str, str] = os.environ) -> None:
    """Raise Refused (`database-in-cloud`): what is copied while it is written comes back torn, or twice."""
    service = cloud_service(path, environment)
    if service:
        raise refused("database-in-cloud", path, service=service)


def cloud_service(path: Path, environment: Mapping[str, str]) -> str:
    """Which service keeps the file's folder the same elsewhere; empty where none is known to."""
    folders = list(dict.fromkeys([*path.absolute().parents, *Path(os.path.realpath(path)).parents]))
    for variable, service in _CLOUD_VARIABLES.items():
        root = environment.get(variable)
        if root and Path(os.path.realpath(root)) in folders:
            return service
    for folder in folders:
        for name, service in _CLOUD_NAMES:
            if name.fullmatch(folder.name):
                return service
        for mark, is_folder, service in _CLOUD_MARKS:
            found = folder / mark
            if found.is_dir() if is_folder else found.is_file():
                return service
        hidden = _hidden(folder)
        for name, service in _CLOUD_FILES:
            if any(map(name.fullmatch, hidden)):
                return service
    return ""


def _hidden(folder: Path) -> list[str]:
    """Names of what is hidden in it; none where that cannot be looked at."""
    try:
        return [each.name for each in folder.iterdir() if each.name.startswith(".")]
    except OSError:
        return []


def is_unc(path: str) -> bool:
    """Whether a Windows path begins with a server's name."""
    plain = path.replace("/", "\\")
    if plain.upper().startswith("\\\\?\\UNC\\"):
        return True
    return plain.startswith("\\\\") and not plain.startswith(("\\\\?\\", "\\\\.\\"))


def _drive_type(path: Path) -> int:
    import ctypes

    windows = getattr(ctypes, "windll").kernel32  # noqa: B009  # only there on Windows
    return int(windows.GetDriveTypeW(path.anchor))


def file_system(path: Path, mounts: str) -> str:
    """The type of the file system on which `path` lies, by the mount table; empty where that does not say."""
    real = os.path.realpath(path)
    found, longest = "", -1
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        columns, kinds = before.split(" "), after.split(" ")
        if len(columns) < 5 or not kinds[0]:
            continue
        point = _ESCAPED.sub(lambda found: chr(int(found[1], 8)), columns[4])
        within = point == "/" or real == point or real.startswith(f"{point}/")
        # Of two mounts on one point the later hides the earlier.
        if within and len(point) >= longest:
            found, longest = kinds[0], len(point)
    return found


def is_network_filesystem(kind: str) -> bool:
    name, _, below = kind.lower().partition(".")
    return below in _NETWORK_FUSE if name == "fuse" else name in _NETWORK


def refuse_file(path: Path, *, has_keys: bool = False) -> bool:
    """Whether the file is encrypted: one whose keys lie beside it (`has_keys`), and which does not begin as a
    plain one. Raise Refused where it cannot be a whole database of this program or an older one of it.
    """
    try:
        with open_ordinary(path) as file:
            start = file.read(_HEADER)
            size = file.seek(0, os.SEEK_END)
    except FileNotFoundError:
        refuse_set_aside(path)
        raise refused("database-missing", path) from None
    except IsADirectoryError:
        raise refused("database-foreign", path) from None
    except OSError:
        raise refused("file-unreadable", path) from None
    if len(start) < _HEADER:
        raise refused("database-damaged", path)
    if not start.startswith(_MAGIC):
        if has_keys:
            if size % _ENCRYPTED_PAGE and not _has_log(path):
                raise refused("database-damaged", path)
            return True
        # Encrypted pages look like noise; a file of other sizes, or of nothing, is none.
        is_noise = not size % _ENCRYPTED_PAGE and len(set(start)) > _HEADER // 4
        raise refused("database-keyless" if is_noise else "database-damaged", path)
    refuse_identity(path, _number(start, 68), _number(start, 60))
    # With a WAL beside it the file may lag behind; SQLite puts it in order when it is opened.
    if not _has_log(path) and size < _pages(start) * _page_size(start):
        raise refused("database-damaged", path)
    return False


def refuse_set_aside(path: Path) -> None:
    """Raise Refused (`database-set-aside`) where the record was set aside and nothing took its place."""
    aside = set_aside(path)
    if aside is not None:
        raise refused("database-set-aside", path, aside=str(aside))


def is_plain(path: Path) -> bool:
    """Whether the file begins as an SQLite file that is not encrypted."""
    try:
        with open_ordinary(path) as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def refuse_identity(path: object, application_id: int, schema_number: int) -> None:
    if application_id != APPLICATION_ID:
        raise refused("database-foreign", path)
    if schema_number > SCHEMA_NUMBER:
        raise refused("database-newer", path)


def _number(start: bytes, offset: int) -> int:
    return int.from_bytes(start[offset : offset + 4], "big")


def _page_size(start: bytes) -> int:
    size = int.from_bytes(start[16:18], "big")
    return 65536 if size == 1 else size


def _pages(start: bytes) -> int:
    """The number of pages; 0 where an old writer has not kept it."""
    return _number(start, 28) if start[24:28] == start[92:96] else 0


def _has_log(path: Path) -> bool:
    try:
        return Path(f"{path}-wal").stat().st_size > 0
    except OSError:
        return False


def is_writable(path: Path) -> bool:
    """Whether the file can be written and files can be made beside it."""
    try:
        path.open("r+b").close()
    except OSError:
        return False
    return is_folder_writable(path.parent)


def is_folder_writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids)


def reading_mode(path: Path) -> str:
    """How to open a file that cannot be written.

    Without a WAL nobody has it open, and it is read as it is; with one SQLite must look there too.
    """
    return "ro" if _has_log(path) else "immutable"
