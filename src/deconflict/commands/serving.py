"""``deconflict serve`` and ``deconflict desk-users``: the desk on a ledger, and who may use it."""

from __future__ import annotations

import getpass
import ipaddress
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deconflict.commands.options import Author, LedgerAt, opened, stop

if TYPE_CHECKING:
    from deconflict.web import people

UsersAt = Annotated[Path | None, typer.Option("--users", envvar="DECONFLICT_USERS", metavar="FILE", help="Who may log in. Otherwise users.json in your data folder.")]  # fmt: skip
Role = Annotated[str, typer.Option(metavar="ROLE", help="reader: may look; editor: may also judge.")]
Name = Annotated[str, typer.Argument(metavar="NAME")]

users_app = typer.Typer(help="People and programs that may use the desk.", no_args_is_help=True)


def serve_command(
    ledger: LedgerAt = None,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="The address to listen on; any but your own machine's needs users.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes a free one.")] = 8321,
    author: Author = None,
    users: UsersAt = None,
    host_name: Annotated[list[str] | None, typer.Option(metavar="NAME", help="A name by which the desk is asked for, behind a proxy.")] = None,
    https: Annotated[bool, typer.Option("--https", help="A proxy speaks HTTPS: cookies are sent over nothing else.")] = False,
    rate: Annotated[float, typer.Option(min=0.1, metavar="N", help="So many requests a second for each client, ten times as many at once.")] = 50.0,
    audit: Annotated[Path | None, typer.Option(metavar="FILE", help="Note logins, judgements and refusals here. Otherwise audit.jsonl beside the users.")] = None,
) -> None:  # fmt: skip
    """Open the desk: web pages on the ledger. On this machine alone, unless told otherwise."""
    try:
        import uvicorn  # noqa: PLC0415

        from deconflict.web.app import make_app  # noqa: PLC0415
    except ImportError:
        stop("the desk needs some more packages: pip install 'deconflict[desk]'")
    from deconflict.web.desk import Desk, Settings  # noqa: PLC0415

    where = users or default_users()
    with opened(ledger) as held:
        settings = Settings(
            author or getpass.getuser(), hosts=_hosts(host, host_name or []), https=https, rate=rate, burst=int(rate * 10) + 1
        )
        desk = Desk.on(held, where, audit or where.with_name("audit.jsonl"), settings)
        desk = desk.closed() if len(desk.users) else desk
        if desk.settings.open and not _loopback(host):
            stop(f"{host} can be reached from other machines: add who may log in with 'deconflict desk-users add NAME' first")
        if not _loopback(host) and not https:
            typer.echo("warning: passwords travel unencrypted; put a proxy with HTTPS before the desk, and give --https", err=True)
        with _listen(host, port) as listening:
            number = listening.getsockname()[1]
            typer.echo(f"the desk on {held.where} is open at http://{own_name(host)}:{number}/ (Ctrl-C closes it)", err=True)
            config = uvicorn.Config(
                make_app(desk), log_level="warning", access_log=False, proxy_headers=https, server_header=False, timeout_graceful_shutdown=2
            )
            uvicorn.Server(config).run(sockets=[listening])


@contextmanager
def _told() -> Iterator[None]:
    """What is wrong with a file of users is told, and the program left with 1."""
    from deconflict.errors import DeconflictError  # noqa: PLC0415

    try:
        yield
    except DeconflictError as problem:
        stop(str(problem))


def _listen(host: str, port: int) -> socket.socket:
    """A socket on an address; leaves with a message where it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=256)
    except OSError as problem:
        stop(f"{host} port {port}: {(problem.strerror or str(problem)).lower()}; give another with --port")


def _role(words: str) -> people.Role:
    """A role by its name; leaves with a message for any other word."""
    from deconflict.web.people import Role as Roles  # noqa: PLC0415

    if words not in set(Roles):
        stop(f"--role {words}: there are {' and '.join(Roles)}")
    return Roles(words)


def _hosts(host: str, names: list[str]) -> tuple[str, ...]:
    """The names by which the desk may be asked for."""
    return tuple(dict.fromkeys(("localhost", "127.0.0.1", "[::1]", own_name(host), *(name.lower() for name in names))))


def own_name(host: str) -> str:
    """An address as it stands in a URL."""
    return f"[{host}]" if ":" in host else host.lower()


def _loopback(host: str) -> bool:
    """Whether an address is reached from this machine only."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def default_users() -> Path:
    """The file of users in the user's data folder."""
    from deconflict.ledger.opening import default_ledger  # noqa: PLC0415

    return default_ledger().with_name("users.json")


@users_app.command("add")
def add_user(name: Name, role: Role = "editor", users: UsersAt = None) -> None:
    """Add a person, or give one another password or role. The password is asked for, or read from standard input."""
    from deconflict.web.people import Users  # noqa: PLC0415

    password = (
        typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        if sys.stdin.isatty()
        else sys.stdin.readline().rstrip("\n")
    )
    if len(password) < 10:
        stop("a password needs at least ten characters")
    with _told():
        Users(users or default_users()).set_password(name, password, _role(role))
    typer.echo(f"{name} may use the desk as {role}", err=True)


@users_app.command("token")
def add_token(name: Name, role: Role = "reader", users: UsersAt = None) -> None:
    """Make a token for a program. It is printed once and kept nowhere."""
    from deconflict.web.people import Users  # noqa: PLC0415

    with _told():
        typer.echo(Users(users or default_users()).new_token(name, _role(role)))


@users_app.command("remove")
def remove_user(name: Name, users: UsersAt = None) -> None:
    """Take a person's or program's access away."""
    from deconflict.web.people import Users  # noqa: PLC0415

    with _told():
        if not Users(users or default_users()).remove(name):
            stop(f"there is nobody named {name}")


@users_app.command("list")
def list_users(users: UsersAt = None) -> None:
    """Who may use the desk."""
    from deconflict.web.people import Users  # noqa: PLC0415

    with _told():
        for name, sort, role in Users(users or default_users()).names():
            typer.echo(f"{name}\t{sort}\t{role}")
