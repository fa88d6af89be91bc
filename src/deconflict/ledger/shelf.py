"""What linking remembers, in the ledger's tables: the ``Shelf`` of ``link.shelf`` over SQL, all within one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import CompoundSelect, Select, TextClause, bindparam, delete, or_, select, text, union, union_all

from deconflict.ledger import tables as t
from deconflict.ledger.asked import Asked
from deconflict.ledger.pen import Pen
from deconflict.ledger.readings import among, into, portions, write_rows
from deconflict.ledger.values import pack
from deconflict.link.linker import Scored
from deconflict.link.profile import Profile
from deconflict.link.shelf import Kin, Pairing
from deconflict.link.signature import Outline, Signature
from deconflict.model import Reading

PROVISIONAL = "~"
"""With this begins the id of a group of mentions that has no lasting id yet."""
_PROFILES = select(t.profiles.c.mention, t.profiles.c.profile).where(among(t.profiles.c.mention))
_EDGES = union_all(
    *(
        select(mine.label("mine"), theirs.label("theirs"), t.edges.c.probability).where(among(mine))
        for mine, theirs in ((t.edges.c.first, t.edges.c.second), (t.edges.c.second, t.edges.c.first))
    )
)
_EDGE_GONE = delete(t.edges).where(t.edges.c.first == bindparam("one"), t.edges.c.second == bindparam("other"))
_INCIDENTS = select(t.members.c.mention, t.members.c.incident).where(among(t.members.c.mention))
_MEMBERS = select(t.members.c.incident, t.members.c.mention).where(among(t.members.c.incident)).order_by(t.members.c.mention)
_MEMBER_GONE = delete(t.members).where(t.members.c.mention == bindparam("number"))
_TOLD_IN = select(t.mentions.c.number, t.mentions.c.report).where(among(t.mentions.c.number))
_TELLING = (
    select(t.reports.c.id)
    .join(t.members, t.members.c.report == t.reports.c.number)
    .where(t.members.c.incident == bindparam("incident"))
    .distinct()
)
_OUTLINES = select(t.outlines.c.report, t.outlines.c.pairs, t.outlines.c.names, t.outlines.c.runs).where(among(t.outlines.c.report))
_KIN = union(*(select(t.kin).where(among(column)) for column in (t.kin.c.first, t.kin.c.second)))
_LINES = select(t.lines.c.report, t.lines.c.line).where(among(t.lines.c.report))
_LINE_MEMBERS = select(t.lines.c.line, t.lines.c.report).where(among(t.lines.c.line)).order_by(t.lines.c.report)
_NAMES = select(t.reports.c.number, t.reports.c.id).where(among(t.reports.c.number))


def _last_of(table: str, key: str, holder: str, given: str) -> TextClause:
    """Who holds each of some keys, the last by number; one question, of which no part grows with the table."""
    least = f"SELECT {holder} FROM {table} WHERE {key} = k.value ORDER BY {holder} DESC LIMIT 1 OFFSET :before"
    return text(
        f"SELECT k.value, h.{holder} FROM {given} JOIN {table} AS h ON h.{key} = k.value AND h.{holder} >= coalesce(({least}), 0) ORDER BY 1, 2"
    )


_LAST = {
    (table, server): _last_of(table, key, holder, "unnest(CAST(:keys AS BIGINT[])) AS k (value)" if server else "json_each(:keys) AS k")
    for table, key, holder in (("blocks", "key", "mention"), ("marks", "mark", "report"))
    for server in (True, False)
}


class SqlShelf:
    """The ledger as linking sees it.

    ``moved`` are the mentions that changed their incident, ``before`` the reports that each incident that lost or won one told of beforehand; ``scored``
    is what linkers on this shelf worked out.
    """

    def __init__(self, pen: Pen, pairings: Iterable[tuple[frozenset[int], Pairing]] = (), earlier: SqlShelf | None = None) -> None:
        self._pen, self._connection = pen, pen.connection
        self._pairings = tuple(pairings)
        self._given: int = 0 if earlier is None else earlier._given
        self._numbers: dict[str, int] = {}
        self._names: dict[int, str] = {}
        self._profiles, self._incident, self._edges = Asked(self._ask_profiles), Asked(self._ask_incidents), Asked(self._ask_edges)
        self._kin, self._line = Asked(self._ask_kin), Asked(self._ask_lines)
        self.scored: Scored = {}
        self.moved: set[int] = set() if earlier is None else set(earlier.moved)
        self.before: dict[str, tuple[str, ...]] = {} if earlier is None else dict(earlier.before)

    def begin(self) -> None:
        """Begin anew with what is moved, for the next report; what was asked and scored stays known."""
        self.moved, self.before = set(), {}

    # Mentions and the keys by which they are found

    def put(self, profile: Profile, keys: Sequence[int]) -> int:
        """Keep a mention's profile and keys; its number is the one that its row has."""
        report = self._number(profile.report)
        number = self._pen.mentions_of(report)[profile.mention]
        self._connection.execute(into(t.profiles), {"mention": number, "profile": profile.pack()})
        self._profiles.put({number: profile})
        self._incident.put_none([number])
        self._edges.put_none([number])
        write_rows(self._connection, t.blocks, [{"key": key, "mention": number} for key in dict.fromkeys(keys)])
        return number

    def profiles(self, numbers: Iterable[int]) -> dict[int, Profile]:
        """The profiles of some mentions."""
        return self._profiles.get(numbers)

    def _ask_profiles(self, numbers: Sequence[int]) -> dict[int, Profile]:
        """The same, from the table."""
        return {number: Profile.unpack(packed) for number, packed in self._asked(_PROFILES, numbers)}

    def told_in(self, report: str) -> tuple[int, ...]:
        """The mentions of a report that linking put here."""
        question = select(t.profiles.c.mention).join(t.mentions, t.mentions.c.number == t.profiles.c.mention)
        rows = self._connection.execute(question.where(t.mentions.c.report == self._number(report)).order_by(t.profiles.c.mention))
        return tuple(number for (number,) in rows)

    def holding(self, keys: Sequence[int], most: int) -> dict[int, tuple[int, ...]]:
        """Which mentions hold each key, the last put first in line for the ``most`` places."""
        return self._last_holders("blocks", keys, most)

    def _last_holders(self, table: str, keys: Sequence[int], most: int) -> dict[int, tuple[int, ...]]:
        """Who holds each of some keys or marks, the last ``most`` by number, in ascending order."""
        wanted, server = sorted(set(keys)), self._connection.dialect.name == "postgresql"
        given = {"keys": wanted if server else pack(wanted), "before": most - 1}
        found: dict[int, list[int]] = defaultdict(list)
        for value, number in self._connection.execute(_LAST[table, server], given).all():
            found[value].append(number)
        return {value: tuple(numbers) for value, numbers in found.items()}

    def _asked(self, question: Select[Any] | CompoundSelect[Any], some: Iterable[int | str]) -> Iterator[Any]:
        """The rows that answer a question on some numbers or ids."""
        for portion in portions(sorted(set(some))):
            yield from self._connection.execute(question, {"some": portion}).all()

    def withdraw(self, report: str) -> None:
        """Forget a report's mentions, keys, edges, incidents, marks and kin."""
        number = self._number(report)
        mine = select(t.mentions.c.number).where(t.mentions.c.report == number)
        mentions = [mention for (mention,) in self._connection.execute(mine)]
        self.touch(self.incidents(mentions).values())
        self.moved |= set(mentions)
        for table, columns in (
            (t.blocks, [t.blocks.c.mention]), (t.profiles, [t.profiles.c.mention]), (t.edges, [t.edges.c.first, t.edges.c.second]),
            (t.links, [t.links.c.first, t.links.c.second]), (t.members, [t.members.c.mention]),
        ):  # fmt: skip
            self._connection.execute(delete(table).where(or_(*(column.in_(mentions) for column in columns))))
        for table in (t.marks, t.outlines, t.lines):
            self._connection.execute(delete(table).where(table.c.report == number))
        self._connection.execute(delete(t.kin).where(or_(t.kin.c.first == number, t.kin.c.second == number)))
        for asked in (self._profiles, self._incident, self._edges, self._kin, self._line):
            asked.clear()

    # Pairs that were scored

    def keep_edges(self, edges: Iterable[tuple[int, int, float]]) -> None:
        """Keep scored pairs, the lower number first; a pair scored again keeps its last score."""
        pairs = [(min(a, b), max(a, b), score) for a, b, score in edges]
        if not pairs:
            return
        self._connection.execute(_EDGE_GONE, [{"one": first, "other": second} for first, second, _ in pairs])
        rows = [{"first": first, "second": second, "probability": score} for first, second, score in pairs]
        write_rows(self._connection, t.edges, rows)
        self._edges.forget(number for pair in pairs for number in pair[:2])

    def edges(self, numbers: Iterable[int]) -> dict[int, dict[int, float]]:
        """The scored pairs in which some mentions stand, from both sides."""
        return self._edges.get(numbers)

    def _ask_edges(self, numbers: Sequence[int]) -> dict[int, dict[int, float]]:
        """The same, from the table."""
        found: dict[int, dict[int, float]] = defaultdict(dict)
        for number, other, score in self._asked(_EDGES, numbers):
            found[number][other] = score
        return dict(found)

    # Incidents

    def incidents(self, numbers: Iterable[int]) -> dict[int, str]:
        """The incident of each mention."""
        return self._incident.get(numbers)

    def _ask_incidents(self, numbers: Sequence[int]) -> dict[int, str]:
        """The same, from the table."""
        return dict(self._asked(_INCIDENTS, numbers))

    def members(self, incidents: Iterable[str]) -> dict[str, tuple[int, ...]]:
        """The mentions of each incident."""
        found: dict[str, list[int]] = defaultdict(list)
        for incident, mention in self._asked(_MEMBERS, incidents):
            found[incident].append(mention)
        return {incident: tuple(mentions) for incident, mentions in found.items()}

    def new_incident(self) -> str:
        """A provisional id; ``naming`` gives the lasting one when linking is done."""
        self._given += 1
        return f"{PROVISIONAL}{self._given}"

    def regroup(self, incident_of: Mapping[int, str]) -> None:
        """Put mentions into incidents."""
        before = self.incidents(incident_of)
        moving = {mention: incident for mention, incident in incident_of.items() if before.get(mention) != incident}
        if not moving:
            return
        self.moved |= set(moving)
        self.touch({*moving.values(), *(before[mention] for mention in moving if mention in before)})
        if placed := [{"number": number} for number in moving if number in before]:
            self._connection.execute(_MEMBER_GONE, placed)
        reports = dict(self._asked(_TOLD_IN, moving))
        rows = [{"mention": mention, "report": reports[mention], "incident": incident} for mention, incident in sorted(moving.items())]
        write_rows(self._connection, t.members, rows)
        self._incident.put(moving)

    def touch(self, incidents: Iterable[str]) -> None:
        """Remember which reports some incidents tell of, before that changes."""
        for incident in sorted(set(incidents) - self.before.keys()):
            if incident.startswith(PROVISIONAL):
                self.before[incident] = ()  # one that has only now been made told of nothing
                continue
            self.before[incident] = tuple(sorted(self._connection.execute(_TELLING, {"incident": incident}).scalars()))

    def found(self, incidents: Iterable[str]) -> None:
        """Remember that some incidents told of nothing before, since they are new or live again."""
        self.before |= {incident: () for incident in incidents if incident not in self.before}

    # Lineage

    def keep_signature(self, report: str, signature: Signature) -> None:
        """Keep a report's marks and outline."""
        number, outline = self._number(report), signature.outline
        write_rows(self._connection, t.marks, [{"mark": mark, "report": number} for mark in dict.fromkeys(signature.marks)])
        self._connection.execute(into(t.outlines), {"report": number, "pairs": outline.pairs, "names": outline.names, "runs": outline.runs})

    def sharing(self, marks: Sequence[int], most: int) -> dict[int, tuple[int, ...]]:
        """Which reports hold each mark."""
        return self._last_holders("marks", marks, most)

    def names(self, numbers: Iterable[int]) -> dict[int, str]:
        """The ids of reports."""
        wanted = list(numbers)
        held = self._names_of(wanted)
        return {number: held[number] for number in wanted if number in held}

    def outlines(self, numbers: Iterable[int]) -> dict[int, Outline]:
        """What was kept of reports for the first look."""
        return {report: Outline(*kept) for report, *kept in self._asked(_OUTLINES, numbers)}

    def recall(self, report: str) -> Reading | None:
        """The reading of a report as far as lineage needs it: its words, sentences and attributions."""
        number = self._number(report)
        return self._pen.wordings.get(self._connection, [number]).get(number)

    def keep_kin(self, kin: Iterable[Kin]) -> None:
        """Keep how reports are akin."""
        for item in kin:
            first, second = self._number(item.first), self._number(item.second)
            self._connection.execute(delete(t.kin).where(t.kin.c.first == first, t.kin.c.second == second))
            row = {"first": first, "second": second, "sort": item.sort, "shared": item.shared, "longest": item.longest}
            self._connection.execute(into(t.kin), row)
            self._kin.forget((first, second))

    def kin(self, reports: Iterable[str]) -> dict[str, tuple[Kin, ...]]:
        """The kin of each report, from both sides."""
        numbers = {self._number(report): report for report in reports}
        return {numbers[number]: held for number, held in self._kin.get(numbers).items()}

    def _ask_kin(self, numbers: Sequence[int]) -> dict[int, tuple[Kin, ...]]:
        """The same by numbers, from the table."""
        rows = list(self._asked(_KIN, numbers))
        names = self._names_of({number for row in rows for number in (row.first, row.second)})
        found: dict[int, list[Kin]] = defaultdict(list)
        for row in dict.fromkeys(rows):
            kin = Kin(names[row.first], names[row.second], row.sort, row.shared, row.longest)
            for number in {row.first, row.second} & set(numbers):
                found[number].append(kin)
        return {number: tuple(sorted(held, key=lambda kin: (kin.first, kin.second))) for number, held in found.items()}

    def lines(self, reports: Iterable[str]) -> dict[str, str]:
        """The line of each report; its own where it is in none."""
        numbers = {self._number(report): report for report in reports}
        found = self._line.get(numbers)
        names = self._names_of(found.values())
        return {id: names[found[number]] if number in found else id for number, id in numbers.items()}

    def _ask_lines(self, numbers: Sequence[int]) -> dict[int, int]:
        """The same by numbers, from the table."""
        return dict(self._asked(_LINES, numbers))

    def line_members(self, lines: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The reports of each line."""
        numbers = {self._number(line): line for line in lines}
        held: dict[int, list[int]] = defaultdict(list)
        for line, report in self._asked(_LINE_MEMBERS, numbers):
            held[line].append(report)
        names = self._names_of({report for reports in held.values() for report in reports})
        return {line: tuple(names[report] for report in held[number]) or (line,) for number, line in numbers.items()}

    def set_lines(self, line_of: Mapping[str, str]) -> None:
        """Put reports into lines."""
        before = self.lines(line_of)
        rows = [
            {"report": self._number(report), "line": self._number(line)}
            for report, line in sorted(line_of.items())
            if before[report] != line
        ]
        if rows:
            told = select(t.members.c.incident).where(t.members.c.report.in_([row["report"] for row in rows])).distinct()
            self.touch(self._connection.execute(told).scalars().all())
            self._connection.execute(
                delete(t.lines).where(t.lines.c.report == bindparam("number")), [{"number": row["report"]} for row in rows]
            )
            write_rows(self._connection, t.lines, rows)
            self._line.put({row["report"]: row["line"] for row in rows})

    # People's judgements

    def pairings(self, numbers: Iterable[int]) -> tuple[Pairing, ...]:
        """The standing judgements on some mentions that do not contradict each other."""
        wanted = set(numbers)
        return tuple(pairing for on, pairing in self._pairings if on & wanted)

    def _number(self, report: str) -> int:
        """The number of a report by its id; minus one where it is not there."""
        if report not in self._numbers:
            self._numbers[report] = self._pen.number_of(report) or -1
        return self._numbers[report]

    def _names_of(self, numbers: Iterable[int]) -> dict[int, str]:
        """The ids of some reports by their numbers."""
        for number, name in self._asked(_NAMES, set(numbers) - self._names.keys()):
            self._names[number], self._numbers[name] = name, number
        return self._names
