"""The shared tokeniser: words with inner hyphens and apostrophes whole, the possessive split off, punctuation by itself."""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
    \s*+(                                          # what follows the first three lines could only match the same as they
    [A-Za-z][A-Za-z]*+(?![\w.'’‑-])                 # most words
  | [A-Za-z]{6,}+(?![\w'’‑-])                       # no short form is as long
  | [^\w\s.'’`-] | \.(?!\.\.)                      # most marks
  | (?:[A-Za-z]\.){2,}                              # U.S. a.m.
  | \b(?i:Mr|Mrs|Ms|Dr|Gen|Lt|Lieut|Col|Maj|Capt|Sgt|Cpl|Pvt|Pfc|Spc|Brig|Adm|Cmdr|Cmdt|Supt|Insp|Det|Gov|Sen|Rep|Rev|Hon|Prof|St|Jr|Sr|Jan|Feb|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.(?=\s)
  | \b(?:Ala|Ariz|Ark|Calif|Colo|Conn|Fla|Ga|Ill|Ind|Kan|Ky|La|Md|Mass|Mich|Minn|Miss|Mont|Neb|Nev|Okla|Ore|Pa|Tenn|Tex|Vt|Va|Wash|Wis|Wyo)\.(?=[\s,])
  | \bNo\.(?=\s*\d) | \bMar\.(?=\s)
  | \d+(?:[.,:/]\d+)+                               # 1,200 2:21 03/04/2014
  | \w+?(?=['’][sS]\b)                              # the word before a possessive
  | ['’][sS]\b
  | \w+?(?=n['’]t\b) | n['’]t\b
  | \w+(?:[-‑'’]\w+)*
  | --+ | \.\.\.+ | ``|''
  | [^\w\s])
    """,
    re.X,
)


class Token(NamedTuple):
    """A word, number or mark; offsets are code points into the text."""

    start: int
    end: int
    text: str
    lower: str


def tokenise(text: str) -> tuple[Token, ...]:
    """The tokens of a text, in order."""
    tokens, end = [], 0
    for word in _TOKEN.findall(text):
        start = text.index(word, end)  # only white space stands between two tokens
        end = start + len(word)
        tokens.append(Token(start, end, word, word.lower()))
    return tuple(tokens)
