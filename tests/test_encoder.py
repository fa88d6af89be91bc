from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deconflict.errors import UnusableModel
from deconflict.extract.encoder import Encoder, cut
from deconflict.model import Part, Passage
from deconflict.read.sentences import split_sentences
from deconflict.resources import path

TEXT = "Gunmen killed two soldiers near Kidal on Monday. A spokesman said the attack was repelled. Nobody claimed it."


def passage(text: str) -> Passage:
    return Passage("a", Part.TEXT, text)


@given(st.lists(st.integers(1, 60), max_size=20), st.integers(5, 50))
def test_windows_cover_every_token_once_and_none_is_too_long(lengths: list[int], size: int) -> None:
    offsets = np.array([(at, at + 1) for at in range(sum(lengths))], dtype=np.int64).reshape(-1, 2)
    windows = cut(offsets, np.cumsum(lengths).tolist(), size)
    assert [at for first, last in windows for at in range(first, last)] == list(range(sum(lengths)))
    assert all(last - first <= size for first, last in windows)


def test_windows_end_where_sentences_end() -> None:
    offsets = np.array([(at, at + 1) for at in range(60)], dtype=np.int64)
    assert [last for _, last in cut(offsets, [12, 25, 40, 60], 30)] == [25, 40, 60] or [
        last for _, last in cut(offsets, [12, 25, 40, 60], 30)
    ] == [25, 60]


def test_every_token_gets_scores(encoder: Encoder) -> None:
    text = passage(TEXT)
    tagging = encoder.tag(text, split_sentences(text))
    assert len(tagging.scores("role")) == len(tagging.starts) > 15
    assert np.allclose(np.exp(tagging.scores("entity")).sum(axis=1), 1, atol=1e-4)
    assert 0 <= tagging.answer("violent") <= 1
    assert tagging.toll("killed").sum() == pytest.approx(1, abs=1e-4)


def test_a_window_seen_before_is_not_encoded_again(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    text = passage(TEXT)
    first = encoder.tag(text, split_sentences(text))
    monkeypatch.setattr(encoder, "_run", lambda batch: pytest.fail("encoded again"))
    again = encoder.tag(text, split_sentences(text))
    assert np.array_equal(first.tags, again.tags)


def test_an_empty_text_has_no_tokens(encoder: Encoder) -> None:
    tagging = encoder.tag(passage(""), [])
    assert tagging.scores("cue").shape[0] == 0
    assert tagging.answer("violent") == 0


def test_a_folder_that_is_no_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(UnusableModel, match=r"no model folder: it lacks model\.onnx, reader\.json"):
        Encoder(tmp_path)


def test_an_unreadable_model_is_named(tmp_path: Path) -> None:
    for name in ("model.onnx", "tokenizer.json", "reader.json"):
        (tmp_path / name).write_text("nonsense")
    with pytest.raises(UnusableModel, match="cannot be read"):
        Encoder(tmp_path)


def test_a_model_of_another_shape_is_told_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def padded(*_: object, **__: object) -> SimpleNamespace:
        return SimpleNamespace(get_inputs=lambda: [SimpleNamespace(name="ids"), SimpleNamespace(name="mask")])

    monkeypatch.setattr("onnxruntime.InferenceSession", padded)
    with pytest.raises(UnusableModel, match="asks for ids, mask, not for ids alone; export it again"):
        Encoder(path("reader"))
