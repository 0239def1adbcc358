"""What the engine's tests share: the shipped rules, loaded once, and short ways to read a text with them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from monitor.engine.cascade import Engine
from monitor.engine.language import Language
from monitor.engine.load import Packs, load_packs
from monitor.engine.text import Token, fold, tokens
from monitor.incidents.register import Register
from monitor.model import CasualtyClaim, CeasefireClaim, HostilityClaim, Reading, ViolationClaim
from monitor.shipped import folder

KARABAKH = "nagorno-karabakh"


@lru_cache(maxsize=1)
def packs() -> Packs:
    """The shipped rules with one theatre."""
    return load_packs(folder("rules"), theatres=[KARABAKH])


@lru_cache(maxsize=1)
def english() -> Language:
    return packs().languages["en"]


@lru_cache(maxsize=2)
def engine(*, register: bool = False) -> Engine:
    """The engine, with the register of ceasefires or without it."""
    return Engine(packs(), ceasefire_on=Register(packs().ceasefires).in_force if register else None)


def words(text: str) -> tuple[Token, ...]:
    """The tokens of a whole text."""
    return tokens(text, fold(text), 0, len(text))


def read(text: str, published: str | None = None, *, title: str = "", register: bool = False) -> Reading:
    day = date.fromisoformat(published) if published else None
    return engine(register=register).read(text, title=title, published=day, lang="en")


def casualties(text: str, published: str | None = None) -> list[CasualtyClaim]:
    return [c for c in read(text, published).claims if isinstance(c, CasualtyClaim)]


def violations(text: str, published: str | None = None, *, register: bool = False) -> list[ViolationClaim]:
    return [c for c in read(text, published, register=register).claims if isinstance(c, ViolationClaim)]


def hostilities(text: str, published: str | None = None) -> list[HostilityClaim]:
    return [c for c in read(text, published).claims if isinstance(c, HostilityClaim)]


def ceasefires(text: str, published: str | None = None) -> list[CeasefireClaim]:
    return [c for c in read(text, published).claims if isinstance(c, CeasefireClaim)]
