"""HTTP/2 and TLS: the same documents, limits and words on what is wrong."""

from __future__ import annotations

import asyncio
import gzip
import ssl
import threading

import h2.config
import h2.connection
import h2.events
import pytest
import trustme

from deconflict.errors import UnreadableInput
from deconflict.gather.fetching import fetch_all
from deconflict.gather.limits import Limits
from deconflict.gather.web import Web

PAGE = b"<html><body>Two guards were wounded when a shell hit the depot.</body></html>"


async def serve(reader, writer):
    """One connection: what a path asks for is done."""
    connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
    connection.initiate_connection()
    writer.write(connection.data_to_send())
    while data := await reader.read(65536):
        for event in connection.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                path = dict(event.headers)[b":path"]
                answer(connection, event.stream_id, path)
                if path == b"/gone":
                    writer.close()
                    return
        writer.write(connection.data_to_send())
        await writer.drain()


def answer(connection, stream, path):
    """Good and bad answers by path."""
    if path == b"/reset":
        connection.reset_stream(stream)
    elif path == b"/goaway":
        connection.close_connection(error_code=2)
    elif path == b"/moved":
        connection.send_headers(stream, [(":status", "301"), ("location", "/page")], end_stream=True)
    elif path == b"/bomb":
        connection.send_headers(stream, [(":status", "200"), ("content-encoding", "gzip")])
        connection.send_data(stream, gzip.compress(bytes(3_000_000)), end_stream=True)
    elif path == b"/page":
        connection.send_headers(stream, [(":status", "200"), ("content-type", "text/html; charset=utf-8")])
        connection.send_data(stream, PAGE, end_stream=True)


@pytest.fixture(scope="module")
def secure():
    """The address of a server that speaks HTTP/2 only, and an authority that vouches for it."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    context.set_alpn_protocols(["h2"])
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(asyncio.start_server(serve, "127.0.0.1", 0, ssl=context), loop).result()
    yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}", authority
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


def web(authority: trustme.CA | None, silence: float = 60, **changes: object) -> Web:
    def trusted() -> ssl.SSLContext:
        context = ssl.create_default_context()
        authority.configure_trust(context)
        return context

    limits = Limits(total=60, connect=60, silence=silence, unpacked=2_000_000)
    return Web(limits=limits, allow_private=True, robots=False, pause=0, tries=1, tls=trusted if authority else None, **changes)


def test_pages_over_http2_with_redirects_and_proof(secure, tmp_path):
    base, authority = secure
    found = list(fetch_all([f"{base}/moved"] + [f"{base}/page"] * 3, web(authority, proof=tmp_path)))
    assert [raw.content for raw in found] == [PAGE] * 4
    assert found[0].fetch.redirects == (f"{base}/moved",)
    (kept,) = tmp_path.glob("*.warc.gz")
    text = gzip.decompress(kept.read_bytes()).decode()
    assert "WARC-Protocol: h2" in text
    assert "GET /page HTTP/1.1" in text


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/reset", "the server does not keep to HTTP"),
        ("/goaway", "the server"),
        ("/gone", "the "),
        ("/bomb", "it unpacks to more than"),
        ("/silence", "sent nothing for 2 s"),
    ],
)
def test_faults_over_http2(secure, path, why):
    base, authority = secure
    (fault,) = fetch_all([base + path], web(authority, silence=2 if path == "/silence" else 60))
    (page,) = fetch_all([f"{base}/page"], web(authority))
    assert isinstance(fault, UnreadableInput)
    assert fault.why.startswith(why)
    assert page.content == PAGE


def test_a_certificate_that_nobody_trusts(secure):
    base, _ = secure
    (fault,) = fetch_all([f"{base}/page"], web(None))
    assert fault.why.startswith("cannot be reached: ")
    assert "certificate" in fault.why.lower()
