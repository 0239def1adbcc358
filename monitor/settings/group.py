"""What every group of keys has in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Group(BaseModel):
    """A group of keys: frozen, and strict about names. Numbers are welcome where text is meant (`channel: 42`)."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, coerce_numbers_to_str=True, str_strip_whitespace=True
    )
