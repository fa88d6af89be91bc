"""A server that answers as an OpenAI-compatible endpoint does: well, wrongly, with inventions, or not at all."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = tuple[int, Any]


class Server:
    """``reply`` gets the request as sent and gives status and body; ``asked`` are all requests, ``headers`` those of the last."""

    def __init__(self, reply: Callable[[dict], Reply]) -> None:
        self.asked: list[dict] = []
        self.headers: dict[str, str] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                outer.headers = dict(self.headers)
                outer.asked.append(json.loads(raw))
                status, body = reply(outer.asked[-1])
                content = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                if status == 429:
                    self.send_header("Retry-After", "7")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *arguments):
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(5)


def completion(answer: Any, tokens: int = 100) -> Reply:
    """A chat completion with some words."""
    content = answer if isinstance(answer, str) else json.dumps(answer)
    return 200, {"choices": [{"message": {"role": "assistant", "content": content}}], "usage": {"total_tokens": tokens}}
