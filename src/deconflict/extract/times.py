"""Time expressions of news and the days they mean: a grammar over intervals, anchored on the publish day where there is one."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from deconflict.extract.openers import Hinted, Opened, starts_in
from deconflict.extract.times_counted import counted, number_told
from deconflict.model import Passage, Span, TimeMention
from deconflict.resources import table
from deconflict.values.time import Time

_ONE = timedelta(days=1)
_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_SHORT_WEEKDAY = r"(?:mon|tues?|wed|thurs?|fri|sat|sun)\b\.?"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_YEAR = r"(?:1[5-9]\d\d|20\d\d)"
_PART = (
    r"(?:early hours|early morning|predawn|pre-dawn|dawn|morning|midday|noon|late afternoon|afternoon|evening|late night|midnight|night)"
)
_NUMBER = (
    r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|a few|a couple of|twenty|thirty|forty|fifty)"
)
_UNIT = r"(?:days?|weeks?|months?|years?|decades?)"
_CLOCK = r"(?:\d{1,2}(?:[:.]\d\d)?\s?(?:a\.?\s?m\.?|p\.?\s?m\.?)(?!\w)|\d{1,2}:\d\d(?:\s?hours)?|\d{4}\s?(?:gmt|hours|local time))"
_AT = rf"(?:[, ]+(?:at|around|about|shortly (?:after|before)|just (?:after|before))?\s*(?:about |around )?{_CLOCK}(?:\s?(?:gmt|est|edt|pst|pdt|cst|cdt|local time))?)"


# A decade may open with a quotation mark or a hyphen.
_TENS = re.compile(r"0['’]?[sS]")
# What words may open an expression with, as ``Opened`` wants it.
_WEEKDAYS, _MONTHS = "mon tue wed thu fri sat sun", "jan feb mar apr may jun jul aug sep oct nov dec"
_PARTS = "ear pre daw mor mid noo lat aft eve nig"
_NUMBERS = "0 a an one two thr fou fiv six sev eig nin ten ele twe thi for fif"


def _rx(pattern: str) -> re.Pattern[str]:
    """A pattern of this grammar: any case, whole words."""
    return re.compile(rf"(?<![\w$€£-]){pattern}(?![\w]|-year)", re.I)


@dataclass(frozen=True, slots=True)
class _Anchor:
    """What relative expressions are counted from: the publish day, or nothing."""

    day: date | None


Reading = Callable[[re.Match[str], _Anchor, str], Time | None]


def find_times(passage: Passage, published: date | None) -> tuple[TimeMention, ...]:
    """The time expressions of a passage that mean days, in order, none inside another; the longest at each place."""
    anchor = _Anchor(published or _stated_day(passage.text))
    taken: list[tuple[int, int, Time]] = []
    for start, end, time in _matches(passage.text, anchor):
        if not any(start < other_end and other_start < end for other_start, other_end, _ in taken):
            taken.append((start, end, time))
    taken.extend(counted(passage.text, starts_in(passage.text), taken))
    return tuple(
        TimeMention(passage.span(start, end), passage.text[start:end], time)
        for start, end, time in sorted(taken, key=lambda item: item[:2])
    )


def _matches(text: str, anchor: _Anchor) -> Iterator[tuple[int, int, Time]]:
    """Every reading of every rule, the rules in order of how much they say."""
    starts = starts_in(text)
    for rule, read in _rules():
        for match in rule.finditer(text, starts):
            time = read(match, anchor, text)
            if time is not None and _NAMED.match(text, match.end()) is None:
                yield match.start(), match.end(), time


# What is named after a day: 'the 9th of June Front', '14 February Square'.
_NAMED = re.compile(
    r"\s+(?:Front|Movement|Brigades?|Battalion|Group|Organi[sz]ation|Party|Army|Alliance|Coalition|Committee|Youth|Martyrs|Square|Street|Avenue|Bridge|"
    r"Stadium|Hospital|University|Airport|School)\b"
)
_POSTED = re.compile(
    rf"\b(?:posted|published|updated|date)\b:?[^\n]{{0,24}}?(?P<month>{_MONTH})\s+(?P<day>{_DAY}),?\s+(?P<year>{_YEAR})", re.I
)
_DATELINE = re.compile(
    rf"^.{{0,80}}?[,(]\s*(?:(?P<day>{_DAY})\s+(?P<month>{_MONTH})|(?P<month2>{_MONTH})\s+(?P<day2>{_DAY})),?\s+(?P<year>\d\d(?:\d\d)?)\b.{{0,60}}?[-–—]",
    re.I | re.S,
)


def _stated_day(text: str) -> date | None:
    """A publish day that the text itself states, in a dateline or a 'Posted:' line."""
    match = _POSTED.search(text[:2000])
    if match:
        return _date(int(match["year"]), _month(match["month"]), int(match["day"]))
    match = _DATELINE.match(text[:300])
    if match:
        return _date(_full_year(match["year"]), _month(match["month"] or match["month2"]), int(match["day"] or match["day2"]))
    return None


def _month(word: str) -> int:
    """The number of a month by its name or short name."""
    word = word.lower().rstrip(".")
    months: list[str] = table("times")["months"]
    return months.index(word) + 1 if word in months else int(table("times")["short_months"][word])


def _weekday(word: str) -> int:
    """The number of a weekday, Monday 0."""
    word = word.lower().rstrip(".")
    weekdays: list[str] = table("times")["weekdays"]
    return weekdays.index(word) if word in weekdays else int(table("times")["short_weekdays"][word])


def _full_year(digits: str) -> int:
    """Two digits as a year of this or the last century."""
    number = int(digits)
    return number if number > 99 else number + (1900 if number > 40 else 2000)


def _date(year: int, month: int, day: int) -> date | None:
    """A day of the calendar, None where there is none."""
    return date(year, month, day) if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1] else None


def _days(first: date, last: date) -> Time:
    """An interval of days."""
    return Time(first, last)


_HOURS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_IN_THE = re.compile(rf"\b(?P<hour>1?\d|{'|'.join(_HOURS)})(?: o['’]clock)? in the (?P<part>morning|afternoon|evening)\b")


def _hours(time: Time, text: str) -> Time:
    """The time with a part of the day or a clock in it."""
    found = text.lower()
    if match := _IN_THE.search(found):
        hour: float = (int(match["hour"]) if match["hour"].isdigit() else _HOURS.index(match["hour"]) + 1) % 12 + (
            0 if match["part"] == "morning" else 12
        )
        return replace(time, opens=hour, closes=hour + 1)
    for part, (opens, closes) in table("times")["day_parts"].items():
        if part in found and re.search(rf"\b{re.escape(part)}\b", found):
            return replace(time, opens=float(opens), closes=float(closes))
    if match := re.search(r"\b(\d{1,2})(?:[:.](\d\d))?\s?(a|p)\.?\s?m\b", found):
        hour = int(match[1]) % 12 + (12 if match[3] == "p" else 0) + int(match[2] or 0) / 60
        return replace(time, opens=hour, closes=hour + 1) if hour < 24 else time
    if match := re.search(r"\b([01]?\d|2[0-3]):([0-5]\d)\b|\b([01]\d|2[0-3])([0-5]\d)\s?(?:hours|hrs|gmt|local)", found):
        hour = int(match[1] or match[3]) + int(match[2] or match[4]) / 60
        return replace(time, opens=hour, closes=hour + 1)
    return time


def hours_on(day: date, words: str) -> Time | None:
    """The hours of a day that words tell without the day: 'at dawn', '5.40 a.m.', 'two in the morning'; None where they tell none."""
    time = _hours(Time(day, day), words)
    return time if time != Time(day, day) else None


def _calendar(match: re.Match[str], anchor: _Anchor, text: str) -> Time | None:
    """A full or partial date: 'June 3, 2025', '3 June', 'Jan. 20th', 'Monday, June 3'."""
    parts = match.groupdict()
    month, day = _month(parts["month"]), int(parts["day"])
    if (
        month == 5
        and match["month"].islower()
        and not parts.get("year")
        and not re.search(r"\bmay\s+\d", match.group())
        and text.islower() is False
    ):
        return None
    if parts.get("year"):
        found = _date(_full_year(parts["year"].strip("'")), month, day)
        return _hours(Time(found, found), match.group()) if found else None
    if anchor.day is None:
        return _hours(Time(month=month), match.group())
    found = _nearest_year(month, day, anchor.day)
    return _hours(Time(found, found), match.group()) if found else None


def _nearest_year(month: int, day: int, anchor: date) -> date | None:
    """The day in the year that puts it closest to the anchor, up to nine months back or three ahead."""
    options = [found for year in (anchor.year - 1, anchor.year, anchor.year + 1) if (found := _date(year, month, day))]
    allowed = [found for found in options if -280 <= (found - anchor).days <= 85]
    return min(allowed or options, key=lambda found: abs((found - anchor).days), default=None)


def _numeric(match: re.Match[str], anchor: _Anchor, text: str) -> Time | None:
    """'2025-06-03', '06/03/14' and '03/25/2014': month first, unless that is no month."""
    if match["iso"]:
        found = _date(*(int(part) for part in match["iso"].split("-")))
    else:
        first, second, year = re.split(r"[/-]", match["slashed"])
        month, day = (int(first), int(second)) if int(first) <= 12 else (int(second), int(first))
        found = _date(_full_year(year), month, day)
    return Time(found, found) if found else None


def _month_year(match: re.Match[str], anchor: _Anchor, text: str) -> Time | None:
    """'October 2014', 'in October', 'last June'."""
    month = _month(match["month"])
    if match["year"]:
        return _whole_month(_full_year(match["year"]), month)
    word = match["month"].rstrip(".")
    if word.lower() in {"may", "march", "mar", "jan", "jun", "dec", "sep", "sept"} and not match["cue"]:
        return None
    if word[0].islower() and not match["cue"]:
        return None
    if anchor.day is None:
        return Time(month=month)
    year = anchor.day.year
    cue = (match["cue"] or "").lower()
    if "next" in cue:
        year += month <= anchor.day.month
    elif "last" in cue:
        year -= month >= anchor.day.month
    else:
        year -= month > anchor.day.month and not _future(text, match.start())
    return _whole_month(year, month)


def _whole_month(year: int, month: int) -> Time:
    """All days of a month."""
    return _days(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


_FUTURE = re.compile(
    r"\b(?:will|would|plans? to|to be|scheduled|expected|due(?! to (?!be\b))|is to|are to|set to|next(?! to)|beginning|starting)\b[^.;]{0,60}$"
    r"|\b(?:until|till|by|before)\s+(?:(?:the|early|late|end of|this)\s+){0,3}$",
    re.I,
)


def _future(text: str, at: int) -> bool:
    """Whether the words before speak of what is to come; 'killed by gunmen on Wednesday' does not, 'by Wednesday' does."""
    return bool(_FUTURE.search(text[max(0, at - 70) : at]))


def _on_weekday(match: re.Match[str], anchor: _Anchor, text: str) -> Time | None:
    """'Monday', 'last Friday', 'on Sunday evening', 'next Tuesday': the nearest one back, unless told otherwise."""
    if match["weekday"].lower().endswith("days"):
        return None
    weekday = _weekday(match["weekday"])
    if anchor.day is None:
        return _hours(Time(weekday=weekday), match.group())
    cue = (match["cue"] or "").lower()
    back = (anchor.day.weekday() - weekday) % 7
    if "next" in cue or "coming" in cue or (not cue and back and _future(text, match.start())):
        day = anchor.day + timedelta(days=(weekday - anchor.day.weekday()) % 7 or 7)
    else:
        day = anchor.day - timedelta(days=back or (7 if "last" in cue or "previous" in cue else 0))
    return _hours(Time(day, day), match.group())


def _near_day(match: re.Match[str], anchor: _Anchor, text: str) -> Time | None:
    """'yesterday', 'today', 'last night', 'this morning', 'overnight', 'tomorrow'."""
    words = match.group().lower()
    offset = _days_away(words)
    time = _offsets(anchor, offset, offset)
    if words in {"tonight", "last night"}:
        return replace(time, opens=18.0, closes=30.0)
    return _hours(time, words) if words != "today" else time


def _days_away(words: str) -> int:
    """How many days from the anchor these words lie."""
    if "day before yesterday" in words:
        return -2
    if words.startswith(("yesterday", "overnight")) or "last night" in words or "day before" in words:
        return -1
    return 1 if words.startswith("tomorrow") else 0


def _offsets(anchor: _Anchor, first: int, last: int, opens: float = 0.0, closes: float = 24.0) -> Time:
    """Days counted from the anchor, or offsets where there is none."""
    if anchor.day is None:
        return Time(first=first, last=last, opens=opens, closes=closes)
    return Time(anchor.day + timedelta(days=first), anchor.day + timedelta(days=last), opens=opens, closes=closes)


def _unit_relative(match: re.Match[str], anchor: _Anchor, text: str) -> Time | None:
    """'last week', 'the previous month', 'this year', 'next week', 'earlier this month'."""
    cue, unit = match["cue"].lower(), match["unit"].lower()
    step = -1 if cue in {"last", "previous", "past", "preceding", "prior"} else 1 if cue in {"next", "coming", "following"} else 0
    day = anchor.day
    if day is None:
        length = {"week": 7, "month": 30, "year": 365, "decade": 3650, "weekend": 7}[unit]
        early = (match["early"] or "").lower()
        if step == 0:
            return Time(first=-length if early != "later" else 0, last=0 if early != "later" else length)
        return (
            Time(first=step * length - (0 if step > 0 else length - 7 * (unit == "week")), last=-1)
            if step < 0
            else Time(first=1, last=2 * length)
        )
    if unit == "week":
        monday = day - timedelta(days=day.weekday()) + timedelta(weeks=step)
        return _days(monday, monday + 6 * _ONE)
    if unit == "weekend":
        saturday = day - timedelta(days=(day.weekday() - 5) % 7) if step <= 0 else day + timedelta(days=(5 - day.weekday()) % 7)
        return _days(saturday, saturday + _ONE)
    if unit == "month":
        month = (day.month - 1 + step) % 12 + 1
        return _whole_month(day.year + (day.month - 1 + step) // 12, month)
    if unit == "decade":
        start = day.year // 10 * 10 + 10 * step
        return _days(date(start, 1, 1), date(start + 9, 12, 31))
    return _days(date(day.year + step, 1, 1), date(day.year + step, 12, 31))


def _ago(match: re.Match[str], anchor: _Anchor, text: str) -> Time | None:
    """'two days ago', 'three weeks earlier', 'a month ago', 'in two days'."""
    number = number_told(match["number"])
    if number is None or number.count.low > 300:
        return None
    vague = number.count.high != number.count.low
    unit = match["unit"].lower().rstrip("s")
    amount = number.count.low
    if unit == "day":
        return _offsets(anchor, -(number.count.high or amount), -amount) if vague else _offsets(anchor, -amount, -amount)
    return None if vague else _long_ago(unit, amount, anchor)


def _long_ago(unit: str, amount: int, anchor: _Anchor) -> Time | None:
    """Weeks, months, years or decades back: told by the week, the month or the year."""
    day = anchor.day
    if day is None:
        length = {"week": 7, "month": 30, "year": 365, "decade": 3650}[unit] * amount
        return Time(first=-length - length // 4, last=-length + length // 4)
    if unit == "week":
        then = day - timedelta(weeks=amount)
        return _days(then, then)
    if unit == "month":
        index = day.year * 12 + day.month - 1 - amount
        return _whole_month(index // 12, index % 12 + 1)
    year = day.year - amount * (10 if unit == "decade" else 1)
    return _days(date(year, 1, 1), date(year, 12, 31)) if year > 0 else None


def _year(match: re.Match[str], anchor: _Anchor, text: str) -> Time | None:
    """'in 2014', 'the 2014 siege', '1998': not a count of people or things."""
    year = int(match["year"])
    after = text[match.end() : match.end() + 24].lower()
    before = text[max(0, match.start() - 16) : match.start()].lower()
    if re.match(
        r"\s*(?:people|civilians|soldiers|troops|miles|km|feet|meters|metres|dollars|block|hours|gmt|u\.?s)\b|[,.]\d|\s?%|['’]?\s?°", after
    ) or re.search(r"(?:[$€£#:/.,-]|\bno\.|\bflight|\broute|\bhighway|\babout|\bnearly|\bsome|\bthan|\bat least)\s*$", before):
        return None
    if (
        not re.search(
            r"\b(?:in|since|of|by|from|to|until|before|after|the|and|during|between|early|late|mid|around|year|through|winter|spring|summer|fall|autumn|for)[- ]$|[-,(]\s?$",
            before,
        )
        and anchor.day
        and abs(year - anchor.day.year) > 150
    ):
        return None
    return _days(date(year, 1, 1), date(year, 12, 31))


def _decade(match: re.Match[str], anchor: _Anchor, text: str) -> Time | None:
    """'the 1990s', 'the late '80s'."""
    digits = match["decade"]
    start = int(digits) if len(digits) == 4 else 1900 + int(digits) if int(digits) >= 20 else 2000 + int(digits)
    return _days(date(start, 1, 1), date(start + 9, 12, 31))


def _clock_only(match: re.Match[str], anchor: _Anchor, text: str) -> Time | None:
    """'at 2:21AM', 'around 11:30 p.m.': the publish day's night or day cannot be told, only the hour."""
    return None if anchor.day is None else _hours(Time(anchor.day, anchor.day), match.group())


@cache
def _rules() -> tuple[tuple[Opened | Hinted, Reading], ...]:
    """The grammar, the most telling rules first."""
    tail = rf"(?:,?\s+(?:{_PART})|{_AT})?"
    lead = rf"(?:(?:{_WEEKDAY}|{_SHORT_WEEKDAY}),?\s+(?:the\s+)?)?"
    clock = rf"(?:{_CLOCK}(?:\s+local time)?,?\s+(?:on\s+)?)?"
    return (
        (Opened.by("0", _rx(r"(?P<iso>\d{4}-\d\d-\d\d)|(?P<slashed>\d{1,2}/\d{1,2}/(?:\d{4}|\d\d))")), _numeric),
        (
            Opened.by(
                f"0 {_WEEKDAYS} the {_PARTS} {_MONTHS}",
                _rx(
                    rf"{clock}{lead}(?:(?:the )?(?:{_PART}) of )?(?P<month>{_MONTH})\s+(?P<day>{_DAY})(?:st|nd|rd|th)?(?:,?\s+(?P<year>{_YEAR}))?{tail}"
                ),
            ),
            _calendar,
        ),
        (
            Opened.by(
                f"0 {_WEEKDAYS}",
                _rx(
                    rf"{clock}{lead}(?P<day>{_DAY})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_MONTH})(?:,?\s+(?P<year>{_YEAR}|['’]?\d\d(?=\b(?!:))))?{tail}"
                ),
            ),
            _calendar,
        ),
        (
            Opened.by(
                f"in las nex thi ear lat mid sin unt by of dur bet fro {_MONTHS}",
                _rx(
                    rf"(?:(?P<cue>in|last|next|this|early in|late in|early|late|mid|since|until|by|of|during|between|from)[\s-]+)?(?P<month>{_MONTH}),?(?:\s+(?:of\s+)?(?P<year>{_YEAR}))?(?!\s+\d)"
                ),
            ),
            _month_cued,
        ),
        (
            Opened.by(
                f"0 las nex thi pre ear lat {_WEEKDAYS}",
                _rx(
                    rf"{clock}(?:(?P<cue>last|next|this|this past|this coming|previous)\s+)?(?:(?:early|late)\s+(?:on\s+)?)?(?P<weekday>{_WEEKDAY}s?)(?:\s+(?:early |late )?(?:{_PART})|{_AT})?"
                ),
            ),
            _on_weekday,
        ),
        (Opened.by(_PARTS, _rx(rf"(?:{_PART}) (?:of|on) (?:(?P<cue>last|next)\s+)?(?P<weekday>{_WEEKDAY})")), _on_weekday),
        (
            Opened.by(
                "the ear lat yes tod tom ton las thi ove",
                _rx(
                    rf"(?:the day before yesterday|(?:early |late )?(?:yesterday|today|tomorrow)(?:\s+(?:{_PART}))?|tonight|last (?:night|evening)|this (?:early )?(?:morning|afternoon|evening)|overnight)"
                ),
            ),
            _near_day,
        ),
        (
            Opened.by(
                "ear lat som the las pre pas pri nex thi com",
                _rx(
                    r"(?:(?P<early>earlier|later|early|late|sometime) )?(?:the )?(?P<cue>last|previous|past|preceding|prior|next|this|coming) (?P<unit>week|weekend|month|year|decade)"
                ),
            ),
            _unit_relative,
        ),
        (Opened.by(_NUMBERS, _rx(rf"(?P<number>{_NUMBER}) (?P<unit>{_UNIT}) (?:ago|earlier|before|prior)")), _ago),
        (Hinted(_TENS, _rx(r"(?:the\s+)?(?:early |late |mid)?-?\s?['’]?(?P<decade>\d\d\d0|\d0)['’]?s")), _decade),
        (Opened.by("0", _rx(rf"(?P<year>{_YEAR})")), _year),
    )


def _month_cued(match: re.Match[str], anchor: _Anchor, text: str) -> Time | None:
    """A month; its cue word is read but is no part of the expression, so only 'last' and 'next' stay."""
    return _month_year(match, anchor, text)


_DURATION = Opened.by(
    f"for wit las aft in ove {_NUMBERS}",
    re.compile(
        rf"\b(?:for|within|lasted|lasting|after|in|over)\s+(?P<about>about|around|nearly|almost|more than|less than|at least|some|roughly)?\s*(?P<number>{_NUMBER}|half an?)\s+(?P<unit>minutes?|hours?|days?)\b|\b(?P<number2>{_NUMBER})-(?P<unit2>minute|hour|day)(?:-long)?\b",
        re.I,
    ),
)
_MINUTES = {"minute": 1, "hour": 60, "day": 1440}


def find_durations(passage: Passage) -> tuple[tuple[Span, int, int], ...]:
    """How long something is told to have lasted: the span, and the least and most minutes meant."""
    found = []
    for match in _DURATION.finditer(passage.text, starts_in(passage.text)):
        unit = (match["unit"] or match["unit2"]).lower().rstrip("s")
        words = (match["number"] or match["number2"]).lower()
        number = number_told(words)
        minutes = _MINUTES[unit] // 2 if words.startswith("half") else number.count.low * _MINUTES[unit] if number else 0
        high = number.count.high * _MINUTES[unit] if number and number.count.high and not words.startswith("half") else minutes
        if minutes:
            slack = 1.25 if match["about"] else 1.0
            found.append((passage.span(match.start(), match.end()), int(minutes / slack), int(high * slack)))
    return tuple(found)
