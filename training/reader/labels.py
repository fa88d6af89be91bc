"""What the encoder is asked: layers of tags on tokens, links between tokens, and answers about a whole window."""

from __future__ import annotations

from dataclasses import dataclass

from deconflict.resources import table

ENTITIES = ("person", "organisation", "location", "weapon", "military_platform", "vehicle", "time", "quantity", "nationality", "money")
ROLES = ("perpetrator", "organisation", "target", "victim", "weapon")
CIRCUMSTANCES = ("place", "origin", "time")
HARM = ("killed", "injured", "missing", "captured", "displaced")
GUARDS = ("actual", "historical", "future", "hypothetical", "negated", "denied")
STAGES = ("accomplished", "attempted", "threatened", "planned")
MUC_KINDS = ("ATTACK", "BOMBING", "KIDNAPPING", "ARSON", "ROBBERY", "FORCED WORK STOPPAGE")


@dataclass(frozen=True, slots=True)
class Layer:
    """One tag a token: spans of these labels as begin/inside/outside, or one class a token (``spans`` false)."""

    name: str
    labels: tuple[str, ...]
    spans: bool = True
    weight: float = 1.0

    @property
    def size(self) -> int:
        """How many tags it has."""
        return 1 + 2 * len(self.labels) if self.spans else len(self.labels)

    def begin(self, label: str) -> int:
        """The tag that begins a span; the next number goes on with it."""
        return 1 + 2 * self.labels.index(label)


# "role" is MUC-4's sense, where names of the main incident's fills are marked wherever they stand; "party" is our own guideline's, where each
# happening has its own, nameless ones too.
LAYERS = (
    Layer("entity", ENTITIES),
    Layer("place", ("place",)),
    Layer("time", ("time",)),
    Layer("role", ROLES),
    Layer("party", ROLES),
    Layer("circumstance", CIRCUMSTANCES),
    Layer("harm", HARM),
    Layer("whole", ("total", "part"), spans=False),
    Layer("anchor", ("anchor",)),
    Layer("kind", tuple(table("kinds")), spans=False),
    Layer("guard", GUARDS, spans=False, weight=1.5),
    Layer("stage", STAGES, spans=False, weight=0.5),
    Layer("source", ("source",)),
    Layer("cue", ("cue",)),
    Layer("content", ("content",)),
    Layer("inner", ("inner",)),
)
LAYER = {layer.name: layer for layer in LAYERS}
# What words are tied to: a content or cue to its source, a content to its cue, a filler to the anchor of its happening.
LINKS = ("source", "cue", "anchor")
LINK_SIZE = 64
ANSWERS = ("violent", "relevant", *(f"muc {kind.lower()}" for kind in MUC_KINDS))
# The main happening's toll as the text tells it: the class is the number, the last class means "that many or more".
TOLLS = {"killed": 7, "injured": 9}
# What the decoders are told beside the scores; `tune` sets them on development parts. Boosts are added to the log probability of every tag but
# "outside" before decoding (and to ties against being tied to nothing); the roles' numbers are how sure a filler has to be; `relevant power` is
# how much it counts that the whole text tells of something.
DECISIONS = {
    "source boost": 0.5, "cue boost": 0.5, "content boost": 0.0, "inner boost": 0.0, "tie boost": 0.0, "entity boost": 0.0, "harm boost": 1.0,
    "anchor boost": 1.5, "filler boost": 0.4,
    "role boost": 1.0, "relevant power": 0.5, "perpetrator": 0.4, "organisation": 0.4, "target": 0.4, "victim": 0.4, "weapon": 0.4,
}  # fmt: skip
