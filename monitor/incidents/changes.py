"""What changed between two states of an incident, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from monitor.incidents.headline import HARM_WORDS, STATUS, Names, name, range_words
from monitor.incidents.ledger import Series, overlap, series, standing, written
from monitor.incidents.sourcing import corroborated
from monitor.model import Change, ChangeKind, Count, Figure, Harm, Incident, Source

COUNTED: Final[tuple[Harm, ...]] = ("killed", "wounded", "missing", "captured", "displaced")


def change(kind: ChangeKind, words: str, delta: int | None = None) -> Change:
    """A change with its reason in words."""
    return Change(kind=kind, words=words, delta=delta)


def opening(incident: Incident) -> tuple[Change, ...]:
    """The changes of an incident that is new."""
    counted = any(not figure.denied for figure in incident.figures)
    asserted = any(not one.denied for one in incident.accusations) or any(t.attackers for t in incident.tellings)
    if incident.kind == "violation" and not counted and not asserted:
        return (change("denied", f"denied before anybody was heard to say it: {incident.headline}"),)
    first = change("new-incident", f"first report: {incident.headline}")
    return (first, _ceasefire(incident)) if incident.kind == "ceasefire" else (first,)


def differences(before: Incident, after: Incident, names: Names) -> tuple[Change, ...]:
    """Every change worth a revision, the weightiest first; empty when people would read the same as before."""
    if not after.tellings:
        if not before.tellings:
            return ()
        return (change("retracted", f"withdrawn by {_outlets(before.sources)}; nobody else reported it"),)
    if not before.tellings:
        return (change("new-incident", f"reported again after it was withdrawn: {after.headline}"),)
    found = [
        *_status(before, after),
        *_tolls(before, after, names),
        *_corroboration(before, after),
        *_denials(before, after, names),
        *_versions(before, after, names),
    ]
    if not found:
        found = [*_details(before, after), *_sources(before, after)]
    return tuple(found)


def _status(before: Incident, after: Incident) -> list[Change]:
    changed = after.kind == "ceasefire" and before.ceasefire_status != after.ceasefire_status
    return [_ceasefire(after)] if changed else []


def _ceasefire(incident: Incident) -> Change:
    stage = STATUS[incident.ceasefire_status or "holding"]
    return change("ceasefire-change", stage[0].lower() + stage[1:])


# --------------------------------------------------------------------------------------------------------------- tolls


def _tolls(before: Incident, after: Incident, names: Names) -> list[Change]:
    """Rises and falls of the toll, then of claimants' counts behind an unchanged one, then of running totals."""
    old, new = _standing(before), _standing(after)
    found = []
    for harm in COUNTED:
        was, now = _best(getattr(before.toll, harm)), _best(getattr(after.toll, harm))
        moved = [figure for key, figure in new.items() if key.harm == harm and _moved(old.get(key), figure)]
        ours = [figure for figure in moved if figure.scope == "incident"]
        running = [figure for figure in moved if figure.scope == "cumulative" and series(figure) in old]
        lowered = [figure for figure in ours if series(figure) in old and _fell(old[series(figure)], figure)]
        gone = [key for key in old if key.harm == harm and key not in new and key.scope == "incident"]
        if now > was:
            by = _by((figure for figure in ours if figure not in lowered), names)
            words = f"{_harm(harm)} raised from {was:,} to {now:,}" if was else f"{now:,} {_harm(harm)} reported"
            found.append(change("toll-raised", f"{words}{by}", now - was))
        elif now < was and (lowered or gone):
            by = _by(lowered, names) if lowered else ": an earlier figure was withdrawn"
            found.append(change("toll-corrected", f"{_harm(harm)} lowered from {was:,} to {now:,}{by}"))
        else:
            for figure in ours:
                found.extend(_one_claimant(old.get(series(figure)), figure, names))
        for figure in running:
            found.extend(_one_claimant(old[series(figure)], figure, names))
    return found


def _one_claimant(was: Figure | None, now: Figure, names: Names) -> list[Change]:
    """A claimant's own count that rose or fell while the toll did not. A new claimant's is a version, see there."""
    if was is None:
        return []
    what = f"running total of {_harm(now.harm)}" if now.scope == "cumulative" else f"count of {_harm(now.harm)}"
    whose = f"{name(now.claimant, names)}'s {what}" if now.claimant else what
    side = f" of {name(now.side, names)}" if now.side and now.side != now.claimant else ""
    words = f"{whose}{side}"
    numbers = f"from {_range(was)} to {_range(now)}"
    if written(now) > written(was):
        return [change("toll-raised", f"{words} raised {numbers}", written(now) - written(was))]
    if written(now) < written(was):
        return [change("toll-corrected", f"{words} lowered {numbers}")]
    return [change("new-version", f"{words} now {range_words(now.low, now.high)}")]


def _range(figure: Figure) -> str:
    return range_words(figure.low, figure.high).replace(" to ", "–")


def _standing(incident: Incident) -> dict[Series, Figure]:
    return {series(figure): figure for figure in standing(incident.figures)}


def _moved(was: Figure | None, now: Figure) -> bool:
    return was is None or (was.low, was.high) != (now.low, now.high)


def _fell(was: Figure, now: Figure) -> bool:
    return written(now) < written(was)


def _best(count: Count | None) -> int:
    return count.best if count else 0


def _harm(harm: Harm) -> str:
    return HARM_WORDS.get(harm, harm)


def _by(figures: Iterable[Figure], names: Names) -> str:
    every = list(figures)
    claimants = dict.fromkeys(name(figure.claimant, names) for figure in every if figure.claimant)
    outlets = dict.fromkeys(figure.outlet for figure in every if not figure.claimant)
    who = [*claimants, *outlets]
    return f" by {' and '.join(who)}" if who else ""


# ------------------------------------------------------------------------------------------------ sources and versions


def _corroboration(before: Incident, after: Incident) -> list[Change]:
    if corroborated(before.tellings) or not corroborated(after.tellings):
        return []
    new = _outlets(_new_sources(before, after))
    return [change("corroborated", f"corroborated by {new}" if new else "corroborated")]


def _denials(before: Incident, after: Incident, names: Names) -> list[Change]:
    known = {side for telling in before.tellings for side in telling.deniers}
    now = dict.fromkeys(side for telling in after.tellings for side in telling.deniers)
    return [change("denied", f"{name(side, names)} denies it") for side in now if side not in known]


def _versions(before: Incident, after: Incident, names: Names) -> list[Change]:
    """Accounts that were not there before: who accuses whom, and a further claimant's figures that differ."""
    found = []
    known = {(one.accuser, one.violator) for one in before.accusations if not one.denied}
    accused = {violator for _, violator in known}
    for one in after.accusations:
        if one.denied or (one.accuser, one.violator) in known or one.violator in accused:
            continue
        if one.violator is None:
            continue
        whom = name(one.violator, names)
        outlet = _article_outlet(after, one.article_id)
        words = f"{name(one.accuser, names)} accuses {whom}" if one.accuser else f"{outlet} reports a breach by {whom}"
        found.append(change("new-version", words))
    if not before.accusations and found:
        found = [change("new-version", f"now called a breach of the ceasefire: {found[0].words}")]
    old = _standing(before)
    for key, figure in _standing(after).items():
        rivals = [other for k, other in old.items() if k.side == key.side and overlap(other, figure)]
        if key in old or key.scope != "incident" or not rivals or figure.claimant in {r.claimant for r in rivals}:
            continue
        if all((other.low, other.high) != (figure.low, figure.high) for other in rivals):
            who = name(figure.claimant, names) if figure.claimant else figure.outlet
            words = f"{who} gives {range_words(figure.low, figure.high)} {_harm(figure.harm)}"
            found.append(change("new-version", words))
    return found


def _details(before: Incident, after: Incident) -> list[Change]:
    """Corrections that touch neither toll nor accounts: the place, the day, who is accused no more."""
    lost = {(o.accuser, o.violator) for o in before.accusations} - {(o.accuser, o.violator) for o in after.accusations}
    new_places = {place.id for place in after.places} != {place.id for place in before.places}
    days = (before.first_day, before.last_day) != (after.first_day, after.last_day)
    if _new_sources(before, after) or not (lost or new_places or days):
        return []
    return [change("new-version", f"corrected: {after.headline}")]


def _sources(before: Incident, after: Incident) -> list[Change]:
    new = _new_sources(before, after)
    if new:
        copies = {telling.article_id for telling in after.tellings if telling.copy_of is not None}
        how = "the same text printed" if {source.article_id for source in new} <= copies else "also reported"
        return [change("source-added", f"{how} by {_outlets(new)}")]
    gone = [source for source in before.sources if source.article_id not in {s.article_id for s in after.sources}]
    if gone:
        return [change("new-version", f"no longer reported by {_outlets(gone)}")]
    return []


def _new_sources(before: Incident, after: Incident) -> list[Source]:
    known = {source.article_id for source in before.sources}
    return [source for source in after.sources if source.article_id not in known]


def _outlets(sources: Iterable[Source]) -> str:
    return " and ".join(dict.fromkeys(source.outlet for source in sources))


def _article_outlet(incident: Incident, article_id: int) -> str:
    return next((source.outlet for source in incident.sources if source.article_id == article_id), "an outlet")
