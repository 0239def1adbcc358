"""Compares what the monitor made of the day with what an attentive reader finds in it (`day/expected.yaml`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.model import Feed, Figure, Incident


@dataclass(frozen=True, slots=True)
class Outcome:
    """What stands in the database when the day is over. `urls` maps (outlet, item) to the item's canonical address,
    `reprints` holds the addresses of articles known as copies of others."""

    incidents: Sequence[Incident]
    told: Collection[int]
    """Ids of incidents for which an alert was delivered."""
    feeds: Mapping[str, Feed]
    """By the outlet's slug."""
    urls: Mapping[tuple[str, str], str]
    reprints: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One expectation, whether it came true, and what was found instead when it did not."""

    says: str
    met: bool
    instead: str = ""


def compare(expected: Mapping[str, Any], outcome: Outcome) -> tuple[Finding, ...]:
    """Every expectation, in the file's order."""
    return (
        *(_found(each, outcome) for each in expected["must-find"]),
        *(_ignored(each, outcome) for each in expected["must-ignore"]),
        *(_copy(each, outcome) for each in expected["must-not-count-twice"]),
        *(_noticed(slug, outcome) for slug in expected["must-notice"]),
    )


def _found(wanted: Mapping[str, Any], outcome: Outcome) -> Finding:
    if not outcome.incidents:
        return Finding(wanted["says"], False, "no incident at all")

    def distance(incident: Incident) -> tuple[bool, int]:
        elsewhere = "place" in wanted and not _at(incident, wanted["place"])
        return elsewhere, len(list(_missing(wanted, incident, outcome)))

    nearest = min(outcome.incidents, key=distance)
    missing = "; ".join(_missing(wanted, nearest, outcome))
    return Finding(
        wanted["says"], not missing, f"incident {nearest.id} comes nearest, but {missing}" if missing else ""
    )


def _at(incident: Incident, places: Collection[str]) -> bool:
    return any(place.id in places for place in incident.places)


def _missing(wanted: Mapping[str, Any], incident: Incident, outcome: Outcome) -> Iterator[str]:
    """What keeps the incident from being the wanted one."""
    if incident.kind != wanted.get("kind", incident.kind):
        yield f"it is a {incident.kind}"
    if "place" in wanted and not _at(incident, wanted["place"]):
        yield f"it is at {', '.join(sorted(place.id for place in incident.places)) or 'no place'}"
    said = {(each.violator, each.accuser) for each in incident.accusations if not each.inferred}
    for pair in wanted.get("accused", {}).items():
        if pair not in said:
            yield f"{pair[1]} does not accuse {pair[0]}"
    if (figure := wanted.get("figure")) and not any(_fits(figure, stated) for stated in incident.figures):
        yield f"no figure: {_in_words(figure)}"
    for harm, most in wanted.get("toll", {}).items():
        count = getattr(incident.toll, harm)
        if count is None or count.best > most:
            yield f"its toll is {count.best if count else 'empty'} {harm}, not {most}"
    if "act" in wanted and not any(wanted["act"] in each.acts for each in incident.accusations):
        yield f"nobody speaks of a {wanted['act']}"
    if wanted.get("contested") and incident.state != "contested" and not any(a.denied for a in incident.accusations):
        yield f"it is {incident.state}"
    if "status" in wanted and incident.ceasefire_status not in wanted["status"]:
        yield f"its status is {incident.ceasefire_status}"
    if wanted.get("told") and incident.id not in outcome.told:
        yield "nobody was told"


def _in_words(figure: Mapping[str, Any]) -> str:
    told_by = f", told by {figure['claimant']}" if "claimant" in figure else ""
    return f"{figure['number']} {figure['harm']} of {figure['side']}{told_by}"


def _fits(wanted: Mapping[str, Any], stated: Figure) -> bool:
    return all(getattr(stated, key) == value for key, value in wanted.items() if key != "number") and wanted[
        "number"
    ] in (stated.low, stated.high)


def _ignored(each: Mapping[str, str], outcome: Outcome) -> Finding:
    url = outcome.urls[each["outlet"], each["item"]]
    raised = [incident for incident in outcome.incidents if url in {source.url for source in incident.sources}]
    says = f"no alarm over {each['because']} ({each['outlet']}: {each['item']})"
    return Finding(says, not raised, f"it is in incident {raised[0].id}: {raised[0].headline}" if raised else "")


def _copy(each: Mapping[str, str], outcome: Outcome) -> Finding:
    url = outcome.urls[each["outlet"], each["item"]]
    says = f"{each['outlet']}: {each['item']} seen as a reprint"
    if url not in outcome.reprints:
        return Finding(says, False, "it is not known as a copy")
    sources = [source for incident in outcome.incidents for source in incident.sources if source.url == url]
    if not sources:
        return Finding(says, False, "it is no incident's source")
    return Finding(says, not any(source.independent for source in sources), "it counts as a source of its own")


def _noticed(slug: str, outcome: Outcome) -> Finding:
    feed = outcome.feeds[slug]
    return Finding(f"{feed.name} reported as unreadable", feed.failures > 0, f"its state is {feed.state}")
