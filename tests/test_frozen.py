"""Frozen data comes back from another process as it went, and as cheaply as it can."""

import pickle
from dataclasses import fields, is_dataclass
from datetime import date

import pytest

from deconflict import model
from deconflict.model import Claim, Modality, Part, Span
from deconflict.values.count import Count
from deconflict.values.frozen import Frozen
from deconflict.values.kind import Kind
from deconflict.values.time import Time


@pytest.mark.parametrize(
    "item",
    [
        Span("a", Part.TITLE, 3, 9),
        Kind("attack"),
        Time(date(2024, 3, 1), date(2024, 3, 2)),
        Claim("killed", Count(2, 5), Span("a", Part.TEXT, 0, 4), "2 to 5", Modality.ALLEGED, (), "soldiers"),
    ],
)
def test_pickled_data_comes_back_equal(item):
    """Every field survives, also where there is only one."""
    back = pickle.loads(pickle.dumps(item))
    assert back == item
    assert [getattr(back, field.name) for field in fields(item)] == [getattr(item, field.name) for field in fields(item)]


def test_what_comes_back_is_checked_as_when_it_was_made():
    """A span of time that ends before it begins cannot be smuggled in: it is made through its class."""
    kind, parts = Time(date(2024, 3, 1), date(2024, 3, 2)).__reduce__()
    with pytest.raises(ValueError, match=r"."):
        kind(date(2024, 3, 2), date(2024, 3, 1), *parts[2:])


def test_all_data_of_the_model_goes_from_process_to_process_this_way():
    """A dataclass that is added later is not forgotten."""
    made = [item for item in vars(model).values() if is_dataclass(item) and isinstance(item, type)]
    assert len(made) > 20
    assert not [item.__name__ for item in made if not issubclass(item, Frozen)]
