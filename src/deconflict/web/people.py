"""Who may see and decide: people with passwords, programs with tokens, kept in one file that only its owner can read."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from deconflict.errors import DeconflictError


class Role(StrEnum):
    """What somebody may do: readers look, editors also judge."""

    READER = "reader"
    EDITOR = "editor"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the desk; judgements bear the name."""

    name: str
    role: Role

    @property
    def edits(self) -> bool:
        """Whether this person may judge."""
        return self.role is Role.EDITOR


class UnusableUsers(DeconflictError):
    """A file of users that cannot be read or written."""


class Users:
    """The people and tokens of a desk. Passwords are kept as argon2id hashes, tokens as SHA-256 of 256 random bits."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held = _read(path)

    def __len__(self) -> int:
        return len(self._held["people"]) + len(self._held["tokens"])

    def names(self) -> tuple[tuple[str, str, str], ...]:
        """Name, sort (person or token) and role of each."""
        return tuple(
            (name, sort, held["role"])
            for sort, key in (("person", "people"), ("token", "tokens"))
            for name, held in self._held[key].items()
        )

    def set_password(self, name: str, password: str, role: Role) -> None:
        """Add a person, or give one another password or role."""
        from argon2 import PasswordHasher  # noqa: PLC0415

        self._held["people"][name] = {"role": str(role), "hash": PasswordHasher().hash(password)}
        self._write()

    def new_token(self, name: str, role: Role) -> str:
        """A token for a program; it is shown this once and cannot be found out again."""
        token = secrets.token_urlsafe(32)
        self._held["tokens"][name] = {"role": str(role), "hash": _digest(token)}
        self._write()
        return token

    def remove(self, name: str) -> bool:
        """Take somebody's access away; whether there was any."""
        found = [self._held[key].pop(name, None) for key in ("people", "tokens")]
        self._write()
        return any(found)

    def by_password(self, name: str, password: str) -> Person | None:
        """The person of this name, if the password is theirs; it takes as long for a name that is none."""
        from argon2 import PasswordHasher  # noqa: PLC0415
        from argon2.exceptions import VerificationError  # noqa: PLC0415

        held = self._held["people"].get(name)
        try:
            PasswordHasher().verify(held["hash"] if held else _nobody(), password)
        except VerificationError:
            return None
        return Person(name, Role(held["role"])) if held else None

    def by_token(self, token: str) -> Person | None:
        """Whom a token belongs to."""
        digest = _digest(token)
        for name, held in self._held["tokens"].items():
            if secrets.compare_digest(held["hash"], digest):
                return Person(name, Role(held["role"]))
        return None

    def person(self, name: str) -> Person | None:
        """A person by name, with the role they have now."""
        held = self._held["people"].get(name)
        return Person(name, Role(held["role"])) if held else None

    def _write(self) -> None:
        """Write the file anew, readable by its owner only, whole or not at all."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            beside = self._path.with_name(self._path.name + ".new")
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                json.dump(self._held, file, ensure_ascii=False, indent=1)
            beside.replace(self._path)
        except OSError as problem:
            raise UnusableUsers(f"{self._path}: {(problem.strerror or str(problem)).lower()}") from problem


def _read(path: Path) -> dict[str, dict[str, dict[str, Any]]]:
    """What a file of users holds; empty where there is none."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        return {"people": dict(held["people"]), "tokens": dict(held["tokens"])}
    except FileNotFoundError:
        return {"people": {}, "tokens": {}}
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise UnusableUsers(f"{path}: not a file of users as 'deconflict desk-users' writes it") from problem


def _digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _nobody() -> str:
    """The hash of a password that nobody knows, so that a wrong name costs the time of a wrong password."""
    return "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$kvCYJuMxrnGqKBzvaIGbM0vVQzNuqWQu5GVuQHHvKPk"
