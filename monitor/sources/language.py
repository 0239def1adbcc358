"""Tells the language of a text from what the page declares, its script and its letters; no model, no network."""

from __future__ import annotations

import re
from collections import Counter

UNKNOWN = "und"
"""BCP 47: undetermined."""

_LOOKED_AT = 6000
# First code point after the block's end, and the block's name; letters below 0x0370 are Latin.
_SCRIPTS = (
    (0x0370, "latin"), (0x0400, "greek"), (0x0530, "cyrillic"), (0x0590, "armenian"), (0x0600, "hebrew"),
    (0x0780, "arabic"), (0x0900, "other"), (0x0980, "devanagari"), (0x1000, "other"), (0x10A0, "burmese"),
    (0x1100, "georgian"), (0x1200, "korean"), (0x1380, "ethiopic"), (0x1E00, "other"), (0x1F00, "latin"),
    (0x2000, "greek"), (0x3040, "other"), (0x3100, "japanese"), (0x4E00, "other"), (0xA000, "chinese"),
    (0xAC00, "other"), (0xD7B0, "korean"), (0x110000, "other"),
)  # fmt: skip
_ONE_LANGUAGE = {"greek": "el", "armenian": "hy", "georgian": "ka", "burmese": "my", "korean": "ko", "japanese": "ja"}
_WRITTEN_IN = {  # Latin is missing: too many to list, so any declaration may be right
    "cyrillic": {"ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "tg", "mn", "tt", "ba", "ce", "os", "ab", "uz", "az"},
    "hebrew": {"he", "yi"},
    "arabic": {"ar", "fa", "ur", "ps", "ku", "ckb", "sd", "ug", "az"},
    "devanagari": {"hi", "mr", "ne"},
    "ethiopic": {"am", "ti"},
    "chinese": {"zh", "ja"},
}
_USUAL = {"cyrillic": "ru", "hebrew": "he", "arabic": "ar", "devanagari": "hi", "ethiopic": "am", "chinese": "zh"}
_NEVER_LATIN = {"ru", "uk", "be", "bg", "mk", "hy", "ka", "el", "he", "ar", "fa", "ur", "ps", "hi", "am", "ti", "zh",
                "ja", "ko"}  # fmt: skip
# Letters that one language of the script has and its neighbours do not.
_TELLING = {
    "cyrillic": (("uk", "їєґ"), ("be", "ў"), ("sr", "ђћџ"), ("mk", "ѓќѕ"), ("kk", "әұңқғ"), ("ru", "ыэ")),
    "arabic": (("ur", "ٹڈڑے"), ("ps", "ټډړښځ"), ("fa", "پچگژ")),
}
_FREQUENT = {
    "en": "the of and in to that was were has have said with for on by from at",
    "tr": "ve bir bu için ile olarak olan da daha çok sonra ise",
    "az": "və bir bu üçün ilə olan da isə edib olub də",
    "fr": "le la les des et une dans que pour qui sur avec",
    "es": "el la los las de y que en una por con para",
    "de": "der die das und von mit dem den ist nicht ein eine",
    "it": "il di che la per una sono della con nel gli",
    "pt": "o que de os da do para uma com não em na",
    "pl": "w i na że się nie do jest z przez oraz",
    "ro": "și în de la care cu din pentru pe nu este",
}
_PROOF = 8
"""Frequent words of one language that outweigh a declaration of another."""
_FREQUENT_WORDS = {lang: frozenset(words.split()) for lang, words in _FREQUENT.items()}


def language_of(text: str, declared: str | None = None) -> str:
    """The primary language tag of `text`, or "und".

    `declared` (a tag such as `en-GB`, from the page or its feed) is believed unless the script contradicts it, or the
    frequent words of a text that is long enough: many sites declare the language of their template.
    """
    tag = re.split(r"[-_]", declared.strip().lower())[0] if declared else ""
    tag = tag if re.fullmatch(r"[a-z]{2,3}", tag) and tag != UNKNOWN else ""
    sample = text[:_LOOKED_AT]
    script = _script_of(sample)
    if script is None:
        return tag or UNKNOWN
    if script in _ONE_LANGUAGE:
        return _ONE_LANGUAGE[script]
    if script == "latin":
        guess = _by_frequent_words(sample)
        contradicted = tag in _NEVER_LATIN or _contradicts(sample, guess, tag)
        return (guess if contradicted else tag or guess) or UNKNOWN
    by_letters = _by_letters(sample, script)
    if tag in _WRITTEN_IN.get(script, set()):
        # Russian pages declared Ukrainian and the other way round are common; the letters decide between neighbours.
        return by_letters or tag
    return by_letters or _USUAL.get(script) or tag or UNKNOWN


def shows(text: str, lang: str) -> bool:
    """Whether `text` itself is seen to be in `lang`, which its feed declares: a headline is too short for `language_of`
    to contradict. In Latin letters frequent words tell, or letters that English has only in names."""
    if language_of(text, lang) != lang:
        return False
    if _script_of(text[:_LOOKED_AT]) != "latin":
        return language_of(text) != UNKNOWN
    words = re.findall(r"[^\W\d_]+", text)
    return language_of(text) == lang or 4 * sum(not word.isascii() for word in words) >= len(words)


def _script_of(sample: str) -> str | None:
    """The script of most letters; a third is enough for one that is not Latin (names and brands are)."""
    counts = Counter(_block(ord(letter)) for letter in sample if letter.isalpha())
    if not counts:
        return None
    total = counts.total()
    if counts["japanese"] * 10 > total:
        return "japanese"
    others = [(count, script) for script, count in counts.items() if script not in ("latin", "other")]
    if others and max(others)[0] * 3 >= total:
        return max(others)[1]
    return "latin" if counts["latin"] else None


def _block(code: int) -> str:
    return next(name for end, name in _SCRIPTS if code < end)


def _by_letters(sample: str, script: str) -> str | None:
    lower = sample.lower()
    scores = {lang: sum(lower.count(letter) for letter in letters) for lang, letters in _TELLING.get(script, ())}
    if not scores:
        return None
    best = max(scores, key=lambda lang: scores[lang])
    letters = sum(letter.isalpha() for letter in lower)
    # A name or a quotation may bring a foreign letter; a language shows its own in every other sentence.
    return best if scores[best] * 400 >= letters else None


def _contradicts(sample: str, guess: str | None, tag: str) -> bool:
    """Whether the words of a text are those of another language than is declared, where both are known here."""
    if guess is None or guess == tag or tag not in _FREQUENT_WORDS:
        return False
    scores = _scores(Counter(re.findall(r"[^\W\d_]+", sample.lower())))
    return scores[guess] >= max(_PROOF, 4 * scores[tag])


def _scores(words: Counter[str]) -> dict[str, int]:
    return {lang: sum(words[word] for word in known) for lang, known in _FREQUENT_WORDS.items()}


def _by_frequent_words(sample: str) -> str | None:
    lower = sample.lower()
    words = Counter(re.findall(r"[^\W\d_]+", lower))
    total = words.total()
    if lower.count("ə") * 50 > total:
        return "az"
    scores = _scores(words)
    best = max(scores, key=lambda lang: scores[lang])
    return best if scores[best] * 12 >= total and scores[best] > 1 else None
