"""Names that decline: Russian and Ukrainian, where endings replace the last letters and every word of a name has them.

The tables are worded by us. The paradigms can be checked in T. Wade, *A Comprehensive Russian Grammar* (2011),
A. Zaliznyak, *Grammaticheskiy slovar russkogo yazyka* (1977), and S. Pugh and I. Press, *Ukrainian: A Comprehensive
Grammar* (1999). A surname in -ов has the forms of the man, of the family and, where they are spelled alike, of the
woman.

Every function takes a lower-case word and returns it with its forms. The first rule that fits a word is the only one.
"""

from typing import NamedTuple


class Rule(NamedTuple):
    """Words that end in one of ``last`` lose ``cut`` letters and take each of ``endings`` ("-" for none)."""

    last: str
    cut: int
    endings: str


_RUSSIAN_IRREGULAR = {
    "павел": "павла павлу павлом павле",
    "лев": "льва льву львом льве",
    "пётр": "петра петру петром петре",
    "любовь": "любови любовью",
}
_RUSSIAN = (
    Rule("ский цкий ской цкой", 2, "ий ой ого ому им ом ая ую ою ие их ими"),
    Rule("ый", 2, "ый ого ому ым ом ая ой ую ые ых ыми"),
    Rule("ой", 2, "ой ого ому ым им ом ая ую ые ых ыми оя ою оем ое"),
    Rule("ская цкая ная вая", 2, "ая ой ую ою"),
    Rule("ское цкое ное вое", 2, "ое ого ому им ым ом"),
    Rule("ые ие", 1, "е х м ми"),
    Rule("ова ева ёва ина ына", 1, "а ой у ы е ою"),
    Rule("ов ев ёв ин ын", 0, "- а у ым ом е ой ы ых ыми"),
    Rule("ия", 1, "я и ю ей"),
    Rule("я", 1, "я и е ю ей ёй ею"),
    Rule("га ка ха жа ша ча ща", 1, "а и е у ой ей ою"),
    Rule("а", 1, "а ы е у ой ей ою"),
    Rule("ий", 1, "й я ю ем и"),
    Rule("й", 1, "й я ю ем ём е"),
    Rule("ь", 1, "ь я ю ем ём е и ью"),
    Rule("во но", 1, "о а у ом е"),
    Rule("ец", 2, "ец ца цу цом цем це ьца ьцу ьцом ьце еца ецу ецом еце"),
    Rule("ок", 2, "ок ка ку ком ке ока оку оком оке"),
    Rule("ж ш ч щ ц", 0, "- а у ем ом е"),
    Rule("ы", 1, "ы - ам ами ах"),
    Rule("ки ги хи жи ши щи чи", 1, "и ам ами ах"),
    Rule("б в г д з к л м н п р с т ф х", 0, "- а у ом е"),
)
_UKRAINIAN = (
    Rule("ський цький зький", 2, "ий ого ому им ім а ої ій у ою і их ими"),
    Rule("ий", 2, "ий ого ому им ім а ої ій у ою і их ими"),
    Rule("ська цька зька", 1, "а ої ій у ою"),
    Rule("ова ева єва іна їна", 1, "а ої ій у ою и і"),
    Rule("їв", 2, "їв єва єву єві євом"),
    Rule("ів", 2, "ів ова ову ові овом івим іва іву іві івих"),
    Rule("ов ев єв ін їн ин", 0, "- а у ові им ом і и их ими"),
    Rule("ія", 1, "я ї ю єю є"),
    Rule("я", 1, "я і ю ею єю є е"),
    Rule("ка", 2, "ка ки ці ку кою ко"),
    Rule("га", 2, "га ги зі гу гою го"),
    Rule("ха", 2, "ха хи сі ху хою хо"),
    Rule("а", 1, "а и і у ою ею о е"),
    Rule("ко", 1, "о а у ові ом ові"),
    Rule("во но", 1, "о а у ом і"),
    Rule("й", 1, "й я ю єві єм ї ю"),
    Rule("ь", 1, "ь я ю еві ем і ю"),
    Rule("и", 1, "и ам ами ах"),
    Rule("ж ш ч щ", 0, "- а у еві ем і е"),
    Rule("б в г ґ д з к л м н п р с т ф х ц", 0, "- а у ові ом і е"),
)


def russian(word: str) -> set[str]:
    """Words in another vowel (*Баку*, *Физули*) stay as they are."""
    return {word, *_RUSSIAN_IRREGULAR.get(word, "").split(), *_decline(word, _RUSSIAN)}


def ukrainian(word: str) -> set[str]:
    return {word, *_decline(word, _UKRAINIAN)}


def _decline(word: str, rules: tuple[Rule, ...]) -> set[str]:
    for rule in rules:
        if word.endswith(tuple(rule.last.split())):
            stem = word[: len(word) - rule.cut]
            return {stem + ending.replace("-", "") for ending in rule.endings.split()}
    return set()
