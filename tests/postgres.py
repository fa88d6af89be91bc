"""A PostgreSQL server of our own for tests and trials: in a temporary folder, on a free port, run by an unprivileged user."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psycopg

UNPRIVILEGED = ("postgres", "nobody")


def binaries() -> Path | None:
    """The folder that holds the server's programs; None where PostgreSQL is not installed."""
    folders = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), *map(Path, os.environ["PATH"].split(":"))]
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


def unprivileged() -> str | None:
    """Who runs the server when we are root, which it refuses; None when we are not."""
    import pwd

    if os.geteuid() != 0:
        return None
    return next(name for name in UNPRIVILEGED if any(entry.pw_name == name for entry in pwd.getpwall()))


class Server:
    """A server that can be started, killed and started again; ``url`` makes a database in it."""

    def __init__(self) -> None:
        found = binaries()
        assert found is not None
        self._binaries, self._user, self._made = found, unprivileged(), 0
        self._folder = Path(tempfile.mkdtemp(prefix="deconflict-pg-"))
        if self._user is not None:
            shutil.chown(self._folder, self._user)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None
        self._run(
            "initdb", "-D", str(self._folder / "data"), "-U", "deconflict", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"
        )

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run([self._binaries / program, *arguments], check=True, capture_output=True, user=self._user, cwd="/", timeout=120)

    def start(self, durable: bool = False) -> None:
        """Start it and wait until it answers, three minutes at most."""
        settings = [
            f"port={self.port}",
            f"unix_socket_directories={self._folder}",
            "listen_addresses=127.0.0.1",
            f"fsync={'on' if durable else 'off'}",
        ]
        command = [
            self._binaries / "postgres",
            "-D",
            str(self._folder / "data"),
            *(part for setting in settings for part in ("-c", setting)),
        ]
        until = time.monotonic() + 180
        while time.monotonic() < until:
            # It gives up at once while a child of a killed server still holds the shared memory.
            if self._process is None or self._process.poll() is not None:
                self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user=self._user, cwd="/")
            with suppress(psycopg.OperationalError), psycopg.connect(self._url("postgres")):
                return
            time.sleep(0.05)
        raise RuntimeError("the server does not answer")

    def kill(self) -> None:
        """End it without a warning, as when its machine fails."""
        assert self._process is not None
        children = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self._process.pid)], capture_output=True, text=True, check=False
        ).stdout.split()
        for pid in (self._process.pid, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait(120)
        (self._folder / "data" / "postmaster.pid").unlink(missing_ok=True)

    def stop(self) -> None:
        """End it and take its folder away."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(120)
            except subprocess.TimeoutExpired:
                self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, template: str = "template1", name: str | None = None) -> str:
        """The URL of a new database: empty, or a copy of another that nobody is connected to."""
        self._made += 1
        name = name or f"ledger{self._made}"
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._url(name)

    def _url(self, database: str) -> str:
        return f"postgresql://deconflict@127.0.0.1:{self.port}/{database}"
