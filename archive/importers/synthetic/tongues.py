"""Invented languages: syllables that mean nothing, written in the scripts of the languages whose tag they bear.

A word is a row of syllables, a syllable a consonant, a vowel and perhaps a consonant, each a number. Every tongue
writes the same sounds in its own letters, so an invented name has a form in each script.
"""

from dataclasses import dataclass, field
from functools import cache
from random import Random

from archive.importers.synthetic.chance import Shares, Zipf

Syllable = tuple[int, int, int | None]
Word = tuple[Syllable, ...]

CODAS = 12
"""Only the first so many consonants end a syllable."""
VOCABULARY = 6000
WORDS_TO_A_SENTENCE = (5, 14)


@dataclass(frozen=True)
class Tongue:
    """One invented language. ``share`` is how much of a collection is told in it."""

    code: str
    consonants: tuple[str, ...]
    vowels: tuple[str, ...]
    share: float
    stop: str = "."

    def write(self, word: Word) -> str:
        """``word`` in the letters of this tongue."""
        letters = []
        for onset, vowel, coda in word:
            letters.append(self.consonants[onset] + self.vowels[vowel])
            if coda is not None:
                letters.append(self.consonants[coda])
        return "".join(letters)

    def name(self, words: tuple[Word, ...]) -> str:
        """A name of several words, each with a capital where the script has them."""
        return " ".join(capitalised(self.write(word)) for word in words)


def _tongue(code: str, consonants: str, vowels: str, share: float, stop: str = ".") -> Tongue:
    return Tongue(code, tuple(consonants.split()), tuple(vowels.split()), share, stop)


TONGUES = (
    _tongue("az", "m n r l z d b v k t s ş g q x y h f p ç c ğ", "a ə i u o e ı ü ö", 0.34),
    _tongue("en", "m n r l z d b v k t s sh g q kh y h f p ch j gh", "a ae i u o e y ue oe", 0.20),
    _tongue("ru", "м н р л з д б в к т с ш г к х й х ф п ч дж г", "а я и у о е ы ю ё", 0.20),
    _tongue("hy", "մ ն ր լ զ դ բ վ կ տ ս շ գ ք խ յ հ ֆ պ չ ջ ղ", "ա է ի ու օ ե ը յու էօ", 0.10, "։"),
    _tongue("fa", "م ن ر ل ز د ب و ک ت س ش گ ق خ ی ه ف پ چ ج غ", "ا ه ی و و ی ا و و", 0.09),
    _tongue("uz", "m n r l z d b v k t s sh g q x y h f p ch j gʻ", "a ya i u o e i yu oʻ", 0.07),
)


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def invent_word(random: Random, syllables: int) -> Word:
    """A word that nobody knows. Two syllables meet over a consonant now and then, as in no name of one's neighbours."""
    onsets, vowels = len(TONGUES[0].consonants), len(TONGUES[0].vowels)
    return tuple(
        (
            random.randrange(onsets),
            min(random.randrange(vowels), random.randrange(vowels)),
            random.randrange(CODAS) if random.random() < 0.35 else None,
        )
        for _ in range(syllables)
    )


@dataclass(frozen=True)
class Speech:
    """What is said in a tongue: a vocabulary in which words are as frequent as words are."""

    tongue: Tongue
    words: Zipf[str] = field(repr=False)

    def sentence(self, random: Random, count: int) -> list[str]:
        """The words of a sentence, the first with a capital, the last with its stop."""
        words = self.words.several(random, count)
        words[0] = capitalised(words[0])
        words[-1] += self.tongue.stop
        return words

    def sentences(self, random: Random, count: int) -> list[str]:
        """About ``count`` words in whole sentences."""
        words: list[str] = []
        while len(words) < count:
            words += self.sentence(random, random.randint(*WORDS_TO_A_SENTENCE))
        return words

    def title(self, random: Random) -> str:
        return capitalised(" ".join(self.words.several(random, random.randint(2, 4))))


@cache
def speech_of(code: str) -> Speech:
    """The speech of the tongue with this tag: always the same words, whatever the seed of a collection."""
    tongue = next(each for each in TONGUES if each.code == code)
    random = Random(f"vocabulary of {code}")
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        shortest = 1 if len(words) < 60 else 2
        longest = 2 if len(words) < 600 else 4
        words[tongue.write(invent_word(random, random.randint(shortest, longest)))] = None
    return Speech(tongue, Zipf(list(words)))


def tongues_of(codes: set[str]) -> Shares[Tongue]:
    """The tongues whose tag is among ``codes``, by their share."""
    return Shares([(each, each.share) for each in TONGUES if each.code in codes])
