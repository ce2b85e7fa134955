"""A PostgreSQL of our own on a private port, as Debian's package has it."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text


def program(name: str) -> str | None:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return str(found[0]) if found else shutil.which(name)


class Server:
    """A cluster in a folder; stopped and started at will."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._as = {"user": "postgres"} if os.geteuid() == 0 else {}
        if self._as:
            shutil.chown(folder, pwd.getpwnam("postgres").pw_uid)
        self._call("initdb", "-D", str(self.data), "-U", "douane", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")

    def start(self) -> None:
        # Nothing survives the test, so nothing needs the disk.
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} -c fsync=off"
        self._call("pg_ctl", "-D", str(self.data), "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self, how: str = "immediate") -> None:
        self._call("pg_ctl", "-D", str(self.data), "-w", "-m", how, "stop")

    def _call(self, name: str, *arguments: str) -> None:
        path = program(name)
        assert path is not None
        done = subprocess.run([path, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/", **self._as)  # type: ignore[call-overload]
        assert done.returncode == 0, done.stderr

    def database(self, name: str) -> str:
        """A new empty database, by its address."""
        return new_database(f"postgresql://douane@127.0.0.1:{self.port}/postgres", name)


def new_database(address: str, name: str) -> str:
    engine = create_engine(address.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return f"{address.rsplit('/', 1)[0]}/{name}"


def server_or_skip(folder: Path) -> Server:
    if program("initdb") is None or (os.geteuid() == 0 and not _has_user()):
        assert os.environ.get("CI") != "true", "CI has PostgreSQL"
        pytest.skip("no PostgreSQL is installed: make test installs it")
    server = Server(folder)
    server.start()
    return server


def _has_user() -> bool:
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        return False
    return True


def fresh_name() -> str:
    return f"douane_{os.getpid()}_{time.monotonic_ns()}"
