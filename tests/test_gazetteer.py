"""The gazetteer: folded names, and dumps that users add."""

from __future__ import annotations

from deconflict.extract.gazetteer import Gazetteer, compile_dump, fold, iter_folders, skeleton
from deconflict.resources import path


def test_names_fold_case_accents_apostrophes_and_hyphens():
    assert fold("Dayr az-Zawr") == fold("DAYR AZ ZAWR")
    assert fold("Tillabéri") == "tillaberi"
    assert fold("Nay Pyi Taw’s") == "nay pyi taws"


def test_skeletons_drop_articles_and_vowels():
    assert skeleton("Ash Shaddadah") == skeleton("Al-Shaddadi") == skeleton("Shadadi")
    assert skeleton("Deir ez-Zor") == skeleton("Dayr az-Zawr")


def test_countries_divisions_and_towns_are_known(gazetteer):
    kinds = {entry.kind for name in ("Sudan", "Khartoum") for entry in gazetteer.lookup(name)}
    assert {"C", "A", "P"} <= kinds
    assert gazetteer.lookup("no such place at all") == ()


def test_a_country_dump_is_added_and_bad_lines_are_named(tmp_path):
    good = "\t".join(
        [
            "1",
            "Zzyzx Wells",
            "Zzyzx Wells",
            "Zzyzx Springs",
            "35.1",
            "-116.1",
            "P",
            "PPL",
            "US",
            "",
            "CA",
            "071",
            "",
            "",
            "40",
            "",
            "",
            "America/Los_Angeles",
            "2020-01-01",
        ]
    )
    dump = tmp_path / "XX.txt"
    dump.write_text(f"{good}\nbroken line\n{good.replace('35.1', 'north')}\n", encoding="utf-8")
    number, problems = compile_dump(dump, tmp_path / "compiled" / "XX")
    assert number == 1
    assert [str(problem) for problem in problems] == [
        f"{dump}, line 2: 1 columns where a GeoNames dump has 19",
        f"{dump}, line 3: not a number: could not convert string to float: 'north'",
    ]
    both = Gazetteer([path("gazetteer"), *iter_folders(tmp_path / "compiled")])
    assert both.lookup("zzyzx springs")[0].name == "Zzyzx Wells"
    assert both.lookup("Kabul")[0].country == "AF"


def test_a_folder_without_dumps_adds_nothing(tmp_path):
    assert list(iter_folders(tmp_path / "none")) == []
