"""A web server that misbehaves as told: each path is one way, written byte by byte, on the loopback address."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

Handler = Callable[["Asked"], Awaitable[None]]


@dataclass
class Asked:
    """One request, and the connection to answer it on."""

    path: str
    headers: dict[str, str]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    server: Server

    async def send(self, *pieces: bytes, every: float = 0.0) -> None:
        for piece in pieces:
            self.writer.write(piece)
            await self.writer.drain()
            if every:
                await asyncio.sleep(every)

    async def answer(self, body: bytes = b"", status: str = "200 OK", **headers: str) -> None:
        """A whole and proper answer; underscores in names of headers stand for hyphens."""
        told = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))} | {
            k.replace("_", "-"): v for k, v in headers.items()
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        await self.send(f"HTTP/1.1 {status}\r\n{head}\r\n".encode("latin-1") + body)


@dataclass
class Server:
    """Runs in a thread of its own; ``ways`` are its paths, ``seen`` the requests that came."""

    ways: dict[str, Handler] = field(default_factory=dict)
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    port: int = 0
    host: str = "127.0.0.1"

    def __enter__(self) -> Server:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result()
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *problem: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def way(self, path: str) -> Callable[[Handler], Handler]:
        """Decorator: what is done for a path."""

        def add(handler: Handler) -> Handler:
            self.ways[path] = handler
            return handler

        return add

    def page(self, path: str, body: bytes | str, status: str = "200 OK", **headers: str) -> None:
        """A path that answers as it should."""
        content = body.encode() if isinstance(body, str) else body

        async def handler(asked: Asked) -> None:
            await asked.answer(content, status, **headers)

        self.ways[path] = handler

    def asked(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(seen == path for seen, _ in self.seen)

    async def _start(self) -> asyncio.Server:
        return await asyncio.start_server(self._serve, self.host, 0)

    async def _stop(self) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                path = head[0].split(" ")[1]
                headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
                self.seen.append((path, headers))
                handler = self.ways.get(path.partition("?")[0]) or self.ways.get("*")
                asked = Asked(path, headers, reader, writer, self)
                if handler is None:
                    await asked.answer(b"not here", "404 Not Found")
                    continue
                await handler(asked)
                if writer.is_closing():
                    break
        with contextlib.suppress(OSError, asyncio.CancelledError):
            writer.close()
        self._tasks.discard(task)
