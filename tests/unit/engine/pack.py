"""A small rules folder of its own: an invented border, a few words, one rule of each stage; and ways to spoil it."""

from __future__ import annotations

from pathlib import Path

RULES = """\
language: en
abbreviations: [gen]
triggers: [kill, ceasefire]
numbers:
  units: {one: 1, two: 2, three: 3}
  vague: {several: [3, 9]}
words:
  stop: [";"]
  be: [is, are, was, were]
  article.def: [the]
  people:
    military:
      single: [soldier]
      many: [soldiers]
  ceasefire: [truce, ceasefire]
  weekday: {d0: [Monday]}
verbs:
  kill: [kill / kills / killed / killed / killing]
  say: [say / says / said / said / saying]
  break: [break / breaks / broke / broken / breaking]
fragments:
  passive: "@be"
rules:
  - id: en.people.counted
    says: people with their number
    stage: phrase
    match: "NUMBER (@actor.adj)? @people"
    emit: {phrase: people}
    examples:
      - {text: "Two soldiers were killed.", expect: {low: 2}}
    near_misses:
      - {text: "Soldiers were killed.", because: no number stands there}
  - id: en.time.weekday
    says: a day of this week
    stage: time
    match: "on @weekday"
    emit: {time: weekday}
    examples:
      - {text: "Two soldiers were killed on Monday.", published: 2021-05-05}
    near_misses:
      - {text: "Two soldiers were killed.", because: no day is told}
  - id: en.speaker.said
    says: somebody says it
    stage: speaker
    match: "holder=SPEAKER @say.past"
    emit: {voice: said}
    examples:
      - {text: "Northland said two soldiers were killed.", expect: {claimant: northland}}
    near_misses:
      - {text: "Northland buried two soldiers who were killed.", because: nobody is heard}
  - id: en.harm.killed
    says: people were killed
    stage: event
    match: "victims=COUNTED %passive @kill.part"
    emit: {claim: casualty, harm: killed}
    examples:
      - {text: "Two Southland soldiers were killed.", expect: {low: 2, side: southland, victims: military}}
    near_misses:
      - {text: "The soldiers were killed.", because: no figure is stated}
  - id: en.ceasefire.broke
    says: a side broke a ceasefire
    stage: event
    match: "violator=SIDE @break.past the @ceasefire"
    not: "nobody ..4 broke"
    emit: {claim: violation}
    examples:
      - {text: "Northland broke the truce.", expect: {violator: northland}}
    near_misses:
      - {text: "Northland kept the truce.", because: nothing was broken}
  - id: en.context.denied
    says: it is denied
    stage: cue
    match: "denied"
    emit: {axis: polarity, value: denied, reach: sentence}
    examples:
      - {text: "Northland denied that two soldiers were killed.", expect: {denied: true}}
    near_misses:
      - {text: "Two soldiers were killed.", because: nothing is denied}
"""

THEATRE = """\
theatre: border
name: the invented border
box: {south: 10, west: 20, north: 12, east: 22}
cues: [Long River]
sides:
  - [northland]
  - [southland]
actors:
  - id: northland
    label: Northland
    names: [Northland]
    adjectives: [Northern]
    speakers:
      - {name: Ada Frost, role: spokeswoman, from: 2020-01-01, source: invented}
  - id: southland
    label: Southland
    names: [Southland]
    adjectives: [Southland]
    bodies: [Southland Ministry]
places:
  - {id: valley, names: [Long Valley], lat: 11.0, lon: 21.0, precision: district, people: southland}
  - {id: ford, names: [Fordham], lat: 11.1, lon: 21.1, precision: village, in: valley}
ceasefires:
  - id: b-2021-03-01
    name: truce of the ford
    parties: [northland, southland]
    from: 2021-03-01
    until: 2021-12-31
    zone: [valley]
    source: invented
"""


def write(folder: Path, rules: str = RULES, theatre: str = THEATRE, **more: str) -> Path:
    """Writes the pack into `folder`; `more` are further rule files of English, by name."""
    (folder / "en").mkdir(parents=True, exist_ok=True)
    (folder / "theatres").mkdir(exist_ok=True)
    (folder / "en" / "rules.yaml").write_text(rules, encoding="utf-8")
    (folder / "theatres" / "border.yaml").write_text(theatre, encoding="utf-8")
    for name, text in more.items():
        (folder / "en" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def line_of(text: str, part: str) -> int:
    """The line, counted from 1, on which `part` first stands."""
    assert part in text, part
    return text[: text.index(part)].count("\n") + 1
