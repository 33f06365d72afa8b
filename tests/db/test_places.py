"""Addresses, and which places are a network's."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import URL

from db.engine import DatabaseRecords
from db.places import file_system, is_network_filesystem, is_unc, parse
from pathway_app.domain.errors import Refused
from tests.clocks import HandClock


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/srv/zorgpad/a.db", "/srv/zorgpad/a.db"),
        ("sqlite:////srv/zorgpad/a.db", "/srv/zorgpad/a.db"),
        ("sqlite+pysqlcipher:////srv/a b%c.db", "/srv/a b%c.db"),
        ("a.db", str(Path.cwd() / "a.db")),
        ("sqlite:///a.db", str(Path.cwd() / "a.db")),
        ("~/a.db", str(Path.home() / "a.db")),
    ],
)
def test_a_file_is_named_by(address: str, path: str) -> None:
    assert parse(address) == Path(path)


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_a_server_is_named_by(scheme: str) -> None:
    url = parse(f"{scheme}://an:geheim@server:5432/zorgpad")
    assert isinstance(url, URL)
    assert (url.drivername, url.host, url.database) == ("postgresql+psycopg", "server", "zorgpad")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "://",
        "x://[",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite://server/a.db",
        "mysql://an:geheim@server/zorgpad",
        "postgresql://an:geheim@server",
        "http://an:geheim@server/",
    ],
)
def test_other_addresses_are_refused_without_their_password(address: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(address)
    (reason,) = refused.value.reasons
    assert reason.code == "database-url"
    assert "geheim" not in str(reason.params)


MOUNTS = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:40 / /home rw,nosuid - nfs4 server:/home rw,vers=4.2
31 30 0:41 / /home/an/local rw - xfs /dev/vdb rw
32 22 0:42 / /media/share\\040one rw shared:7 master:2 - cifs //server/share rw
33 22 0:43 / /mnt/ssh rw - fuse.sshfs an@server:/ rw
34 22 0:44 / /mnt/c rw - 9p drvfs rw
35 22 0:45 / /mnt/stick rw - fuseblk /dev/sdb1 rw
36 22 0:46 / /srv rw - nfs server:/srv rw
37 22 0:47 / /srv rw - btrfs /dev/vdc rw
not a line of the table
"""


@pytest.mark.parametrize(
    ("path", "kind", "network"),
    [
        ("/var/a.db", "ext4", False),
        ("/home/an/a.db", "nfs4", True),
        ("/home/an/local/a.db", "xfs", False),
        ("/home/an/localx/a.db", "nfs4", True),
        ("/homes/a.db", "ext4", False),
        ("/media/share one/a.db", "cifs", True),
        ("/mnt/ssh/deep/er/a.db", "fuse.sshfs", True),
        ("/mnt/c/a.db", "9p", True),
        ("/mnt/stick/a.db", "fuseblk", False),
        ("/srv/a.db", "btrfs", False),
        ("/mnt/ssh/../stick/a.db", "fuseblk", False),
    ],
)
def test_a_network_folder_is_known_by_its_mount(path: str, kind: str, network: bool) -> None:
    assert file_system(Path(path), MOUNTS) == kind
    assert is_network_filesystem(kind) is network


def test_without_a_mount_table_nothing_is_taken_for_a_network() -> None:
    assert not is_network_filesystem(file_system(Path("/home/a.db"), ""))


def test_a_link_into_a_network_folder_is_followed(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    (tmp_path / "link").symlink_to(real)
    mounts = f"1 0 0:1 / / rw - ext4 a rw\n2 1 0:2 / {real} rw - smb3 b rw\n"
    assert file_system(tmp_path / "link" / "a.db", mounts) == "smb3"


@pytest.mark.parametrize(
    ("path", "unc"),
    [
        (r"\\server\share\a.db", True),
        ("//server/share/a.db", True),
        (r"\\?\UNC\server\share\a.db", True),
        (r"\\?\C:\a.db", False),
        (r"\\.\C:\a.db", False),
        (r"C:\zorgpad\a.db", False),
    ],
)
def test_a_windows_path_with_a_servers_name(path: str, unc: bool) -> None:
    assert is_unc(path) is unc


def test_neither_made_nor_opened_on_a_network_folder(tmp_path: Path, sqlite_file: Path) -> None:
    mounts = f"1 0 0:1 / / rw - ext4 a rw\n2 1 0:2 / {tmp_path} rw - cifs b rw\n"
    records = DatabaseRecords(HandClock(), mounts=lambda: mounts)
    before = sorted(tmp_path.iterdir())
    for act, path in ((records.create, tmp_path / "new.db"), (records.open, sqlite_file)):
        with pytest.raises(Refused) as refused:
            act(str(path))
        assert [reason.code for reason in refused.value.reasons] == ["database-on-network"]
    assert sorted(tmp_path.iterdir()) == before
