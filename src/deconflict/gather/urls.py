"""Web addresses: which may be asked for, and which are one article under several faces."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from courlan import normalize_url

from deconflict.errors import UnreadableInput
from deconflict.resources import table

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_WEB = re.compile(r"https?:", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}
_LONGEST = 8000
# Names under which every country lets others register: 'post.co.uk' is a site, 'co.uk' is none.
_SHARED = frozenset({"ac", "co", "com", "edu", "gob", "gov", "govt", "mil", "net", "news", "or", "org"})


def is_web_address(name: str) -> bool:
    """Whether an input is an address with a scheme rather than a file: 'https://…', and also 'ftp://…', which will be refused."""
    return bool(_WEB.match(name)) or bool(re.match(r"[a-z][a-z0-9+.-]+://", name, re.IGNORECASE))


def checked(url: str) -> str:
    """An address as it can be asked for, without fragment and credentials; raises UnreadableInput for any but http and https and for what is none."""
    url = "".join(url.split())
    scheme = _SCHEME.match(url)
    if scheme is None or not _WEB.match(url):
        raise UnreadableInput(url[:200], f"{scheme.group() if scheme else 'no scheme'} is not fetched, only http: and https: are")
    if len(url) > _LONGEST:
        raise UnreadableInput(url[:200], f"the address is longer than {_LONGEST} characters")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as problem:
        raise UnreadableInput(url[:200], f"not a web address: {problem}") from problem
    if not host:
        raise UnreadableInput(url[:200], "the address names no host")
    return urlunsplit(
        (parts.scheme.lower(), _place(_ascii(host, url), port, parts.scheme.lower()), _quoted(parts.path) or "/", _quoted(parts.query), "")
    )


def credentials_of(url: str) -> tuple[str, str] | None:
    """The user and password that stand in an address."""
    parts = urlsplit(url)
    return (parts.username, parts.password or "") if parts.username else None


def origin_of(url: str) -> str:
    """Scheme, host and port of an address, as robots.txt, cookies and credentials go by."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


def host_of(url: str) -> str:
    """The host of an address, in lower case."""
    return urlsplit(url).hostname or ""


def fold(url: str) -> str:
    """One address for all faces of an article: without trackers, fragment, AMP, print and mobile marks, parameters in order."""
    parts = urlsplit(checked(normalize_url(checked(url), strict=False)))
    query = urlencode(sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _is_face(*pair)))
    return urlunsplit((parts.scheme, _main_host(parts), _main_path(parts.path), query, ""))


def same_site(one: str, other: str) -> bool:
    """Whether two addresses belong to one registered name, as far as its last labels tell."""
    return _site(host_of(one)) == _site(host_of(other))


def _site(host: str) -> str:
    """The last two labels of a host, three where the last but one is shared ('co.uk'); an address in numbers as it is."""
    labels = host.split(".")
    if labels[-1].isdigit() or ":" in host:
        return host
    return ".".join(labels[-3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SHARED else -2 :])


def _ascii(host: str, url: str) -> str:
    """A host in the letters that DNS knows."""
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError as problem:
        raise UnreadableInput(url[:200], f"{host} is no name of a host") from problem


def _place(host: str, port: int | None, scheme: str) -> str:
    """Host and port, the port only where it is not the scheme's own."""
    host = f"[{host}]" if ":" in host else host.lower()
    return host if port in (None, _PORTS[scheme]) else f"{host}:{port}"


def _quoted(part: str) -> str:
    """A path or query in ASCII, what was quoted before left as it is."""
    return "".join(
        character if "!" <= character <= "~" else "".join(f"%{byte:02X}" for byte in character.encode(errors="replace"))
        for character in part
    )


def _is_face(name: str, value: str) -> bool:
    """Whether a parameter only chooses how the article looks."""
    values = table("urls")["parameters"].get(name.lower())
    return values is not None and (not values or value.lower() in values)


def _main_host(parts: SplitResult) -> str:
    """The host without the label that stands for its mobile or AMP face, where three labels and more leave a site."""
    first, _, rest = parts.netloc.partition(".")
    return rest if first in table("urls")["hosts"] and rest.count(".") >= 1 and not rest.replace(".", "").isdigit() else parts.netloc


def _main_path(path: str) -> str:
    """The path without the parts that stand for AMP or print."""
    parts = path.split("/")
    slash = len(parts) > 2 and not parts[-1]
    kept = [part for part in parts[1:] if part]
    if len(kept) > 1 and kept[-1].lower() in table("urls")["endings"]:
        kept.pop()
    if len(kept) > 1 and kept[0].lower() in table("urls")["openings"]:
        kept.pop(0)
    return "/" + "/".join(kept) + ("/" if slash and kept else "")
