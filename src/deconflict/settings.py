"""Settings in one TOML file: read at the edge of the program, and handed on as environment variables that are not set already."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deconflict.errors import UnclearSettings
from deconflict.resources import table

_FILE = "DECONFLICT_CONFIG"


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that can be set, by its name in the file and its environment variable."""

    name: str
    env: str
    about: str
    default: str
    example: str | bool
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A setting with its value, None where nothing is set, and where that comes from."""

    setting: Setting
    value: str | None
    origin: str

    @property
    def shown(self) -> str:
        """The value for people; a secret is not shown."""
        return self.setting.default if self.value is None else "set, not shown" if self.setting.secret else self.value


def known_settings() -> tuple[Setting, ...]:
    """Everything that can be set."""
    return tuple(Setting(name, **row) for name, row in table("settings").items())


def settings_file(environment: Mapping[str, str]) -> Path:
    """Where the file lies: DECONFLICT_CONFIG, else in the user's configuration folder."""
    from platformdirs import user_config_path  # noqa: PLC0415

    told = environment.get(_FILE)
    return Path(told) if told else user_config_path("deconflict", appauthor=False) / "config.toml"


def read_settings(file: Path) -> dict[str, str]:
    """The values in a file by name, empty where there is no file; raises UnclearSettings, which says what is wrong and where."""
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise UnclearSettings(f"{file}: {problem}") from problem
    known = {setting.name: setting for setting in known_settings()}
    return {name: _value(file, known, name, value) for name, value in _flat(given)}


def _flat(given: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Names with those of their tables before them."""
    for name, value in given.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, value


def _value(file: Path, known: Mapping[str, Setting], name: str, value: Any) -> str:
    """A value as an environment variable has it."""
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        raise UnclearSettings(
            f"{file}: there is no setting {name}" + (f"; did you mean {near[0]}?" if near else f"; there are {', '.join(known)}")
        )
    wanted = type(known[name].example)
    if not isinstance(value, wanted):
        raise UnclearSettings(f"{file}: {name} takes {'true or false' if wanted is bool else 'words in quotation marks'}")
    return str(int(value)) if isinstance(value, bool) else str(value)


def held_settings(environment: Mapping[str, str]) -> tuple[Held, ...]:
    """Every setting with where its value comes from; raises UnclearSettings."""
    file = settings_file(environment)
    given = read_settings(file)
    return tuple(_held(setting, environment, given, file) for setting in known_settings())


def _held(setting: Setting, environment: Mapping[str, str], given: Mapping[str, str], file: Path) -> Held:
    """One setting: the environment goes before the file."""
    if setting.env in environment:
        return Held(setting, environment[setting.env], f"environment, {setting.env}")
    return Held(setting, given[setting.name], str(file)) if setting.name in given else Held(setting, None, "default")


def apply_settings(environment: MutableMapping[str, str]) -> tuple[Held, ...]:
    """Put what the file says into the environment where nothing is set there; what is held, as it was before. Raises UnclearSettings."""
    held = held_settings(environment)
    for item in held:
        if item.value is not None:
            environment.setdefault(item.setting.env, item.value)
    return held


def value_of(name: str, environment: Mapping[str, str]) -> str | None:
    """What one setting is set to, None where it is not; raises UnclearSettings."""
    return next(held.value for held in held_settings(environment) if held.setting.name == name)


def example_file() -> str:
    """A file with every setting, each explained and none set."""
    lines = [
        "# Settings of deconflict. Take the # away from what you set. Options of a command and environment variables go before this file."
    ]
    section = ""
    for setting in known_settings():
        part, _, name = setting.name.rpartition(".")
        if part != section:
            section = part
            lines += ["", f"[{section}]"]
        value = str(setting.example).lower() if isinstance(setting.example, bool) else f'"{setting.example}"'
        lines += ["", f"# {setting.about} Default: {setting.default}. Environment: {setting.env}.", f"# {name} = {value}"]
    return "\n".join(lines) + "\n"
