"""The door to py3langid: which language a text is in."""

from __future__ import annotations

from functools import cached_property

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_LEAST_LETTERS = 40
_LEAST_CONFIDENCE = 0.85
_MOST_CHARACTERS = 4000
# Languages that evidence arrives in; rarer ones of the model only attract misreadings.
_PLAUSIBLE = (
    "am ar az be bg bn bs ca cs da de el en es et fa fi fr gu he hi hr ht hu hy id it ja ka kk km "
    "ko lo lt lv mk ml mn mr ms ne nl no pa pl ps pt ro ru si sk sl sq sr sv sw ta te th tl tr uk "
    "ur uz vi zh"
)


class Linguist:
    """Names languages. Keep one for a process's life: its model takes 0.1 s to load."""

    def language(self, text: str) -> str:
        """ISO 639-1, or "" where the text is too short or could be several languages'."""
        letters = sum(map(str.isalpha, text))
        if letters < _LEAST_LETTERS and not _is_dense(text, letters):
            return ""
        language, confidence = self._identifier.classify(text[:_MOST_CHARACTERS])
        return str(language) if confidence >= _LEAST_CONFIDENCE else ""

    @cached_property
    def _identifier(self) -> LanguageIdentifier:
        identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        identifier.set_languages(sorted({*_PLAUSIBLE.split()} & {*identifier.labels}))
        return identifier


def _is_dense(text: str, letters: int) -> bool:
    """Whether it is written in a script in which a few characters make a sentence."""
    return letters >= 12 and sum(char >= "\u2e80" for char in text) > letters / 2
