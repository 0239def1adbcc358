"""The scan contract: a Reading as the JSON object that tests and tools depend on."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter

from monitor.model import Claim, Reading

_CLAIM: TypeAdapter[Claim] = TypeAdapter(Claim)


def as_json(item_id: str, reading: Reading) -> dict[str, Any]:
    """One line of `scan --jsonl`: plain JSON types only."""
    return {
        "id": item_id,
        "lang": reading.lang,
        "published": reading.published.isoformat() if reading.published else None,
        "theatres": list(reading.theatres),
        "flags": asdict(reading.flags),
        "claims": [_claim(c) for c in reading.claims],
        "toll": asdict(reading.toll),
    }


def _claim(claim: Claim) -> dict[str, Any]:
    data: dict[str, Any] = _CLAIM.dump_python(claim, mode="json")
    return {"kind": data.pop("kind"), **data}
