"""Errands: somebody wants an appointment, opening hours, a number to call, to apply, to know what it costs, how long one
waits, which is the nearest or what is on tomorrow; three languages.

Each kind of errand is known by two patterns: how it is asked, in small letters with one space between words and no
punctuation, and what a quote says, in any letters, that tells of it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lape_qa.language.model import Language
from lape_qa.language.packs.model import loose


@dataclass(frozen=True, slots=True)
class Errand:
    """One kind of errand."""

    asked: re.Pattern[str]
    """How it is asked."""
    told: Mapping[Language, re.Pattern[str]]
    """What a quote in each language has that tells of it; nothing where no source can."""


@dataclass(frozen=True, slots=True)
class Errands:
    """Those of a language."""

    kinds: tuple[Errand, ...]
    text: str
    """What is said where no quote tells of what is wanted."""


_BOOKING: Mapping[Language, re.Pattern[str]] = {
    "fi": loose(
        r"\bvara(?:ta|taan|a|avat|si|sivat|ttiin|ttav\w*|ttu\w*|us\w*|uks\w*|tun)\b|\bajanvarau\w*|\btila(?:ta|taan)\b"
    ),
    "sv": loose(r"\bbok(?:a|as|ar|ade|ning\w*)\b|\btids(?:bokning|beställning)\w*|\bbeställ\w*"),
    "en": loose(r"\bbook(?:s|ed|ing|ings)?\b|\bappointments?\b|\bschedul\w*"),
}
_OPENING: Mapping[Language, re.Pattern[str]] = {
    "fi": loose(
        r"\bauki\w*|\bavoinna\b|\bkiinni\b|\bklo\b|\bkello\b|\bpäivyst\w*|\barki\w*|\b(?:maanantai|tiistai|keskiviikko|torstai|perjantai|lauantai|sunnuntai)\w*"
    ),
    "sv": loose(
        r"\böppe\w*|\böppn\w*|\bstäng\w*|\bkl\b|\bklockan\b|\bvardag\w*|\b(?:mån|tis|ons|tors|fre|lör|sön)dag\w*"
    ),
    "en": loose(
        r"\bopen\w*|\bclosed\b|\bo'clock\b|\bhours\b|\bweekdays?\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b"
    ),
}
_CALLING: Mapping[Language, re.Pattern[str]] = {
    "fi": loose(r"\bsoit\w+|\bpuhel\w+|\bpuh\b|\bnumero\w*|\d{3}[ -]?\d{3}"),
    "sv": loose(r"\bring\w*|\btelefon\w*|\bnumm\w+|\d{3}[ -]?\d{3}"),
    "en": loose(r"\bcall\w*|\b(?:tele)?phone\w*|\bnumber\b|\d{3}[ -]?\d{3}"),
}
_APPLYING: Mapping[Language, re.Pattern[str]] = {
    "fi": loose(r"\bha(?:e|ke|ki|ku)\w*"),
    "sv": loose(r"\b(?:an)?sök\w*"),
    "en": loose(r"\bappl[iy]\w*"),
}
_WAITING: Mapping[Language, re.Pattern[str]] = {
    "fi": loose(r"\bjono\w*|\bodotusa[ij]\w*"),
    "sv": loose(r"\bkö(?:er|n|erna|tid\w*|a|ar)?\b|\bvänt\w*"),
    "en": loose(r"\bwait\w*|\bqueue\w*"),
}
_NEAREST: Mapping[Language, re.Pattern[str]] = {
    "fi": loose(r"\bläh\w+"),
    "sv": loose(r"\bnär\w*"),
    "en": loose(r"\bnear\w*|\bclos\w+"),
}
_PAYING: Mapping[Language, re.Pattern[str]] = {
    "fi": loose(r"\bmaks\w+|\bilmai\w+|\bhin[nt]\w+|\beuro\w*|€|\bkustan\w+|\brahoit\w+|\bavustu\w+"),
    "sv": loose(r"\bkost\w+|\bgratis\b|\bavgift\w*|\beuro\w*|€|\bfinans\w+|\bunderstöd\w*"),
    "en": loose(r"\bcost\w*|\bfree\b|\bfees?\b|\beuros?\b|€|\bfund\w*|\bgrants?\b"),
}

FI = Errands(
    kinds=(
        Errand(
            loose(
                r"\bvara(?:an|a|ta|isin|amme|taan|anko|tko|taanko)(?: \w+){0,4} \w*(?:aika|aikaa|ajan|ajat|aikoja)\b"
                r"|\b(?:ajan|aika|aikoja|ajat)(?: \w+){0,3} vara(?:an|ta|taan|tko|amme|isin)\b"
                r"|\bajanvarau\w*"
                r"|\b(?:saan?|saisin|saako|saanko|saamme|haluan|haluaisin|tarvitsen|tarvitsisin|tarvisin)(?: (?:uuden|oman|heti|itse|nopeasti))? ajan\b"
            ),
            _BOOKING,
        ),
        Errand(
            loose(
                r"\baukiolo\w*"
                r"|\b(?:milloin|millon|koska|monelta|moneltako|mihin aikaan|mihin asti|mihin kellonaikaan|moneen asti|minä päivinä|onko|ovatko)(?: \w+){1,6} (?:auki|avoinna|kiinni)\b"
                r"|\bmonelta(?: \w+){1,5} (?:aukeaa|avataan|suljetaan|sulkeutuu)\b"
            ),
            _OPENING,
        ),
        Errand(
            loose(
                r"\bpuhelinnumero\w*"
                r"|\b(?:mihin|mistä) numero\w*"
                r"|\b(?:mihin|minne|kenelle|keneen)(?: \w+){0,3} soit(?:an|taa|etaan|taisin|ella|ellaan)\b"
            ),
            _CALLING,
        ),
        Errand(
            loose(
                r"\b(?:mihin|mistä|minne|miten|kuinka|mitä kautta)(?: \w+){0,3} (?:haen|haetaan|hakisin|haemme|hakeudun|hakeudutaan)\b"
                r"|\b(?:mihin|mistä|minne|miten|kuinka|mitä kautta)(?: \w+){0,2} (?:voi|voin|voisin|voimme|saa|saan|pitää|kuuluu|tulee|täytyy|kannattaa)(?: \w+){0,2} (?:hakea|hakeutua)\b"
            ),
            _APPLYING,
        ),
        Errand(loose(r"\bjono\w*|\bodotusa[ij]\w*"), _WAITING),
        Errand(
            loose(
                r"\b(?:missä|mistä|mihin)(?: \w+){0,3} (?:lähin|lähimmä(?:n|ssä|stä|lle|t|ltä|llä))\b"
                r"|\bmikä on lähin (?:perhekesku|neuvola|kohtaamispai)\w*"
            ),
            _NEAREST,
        ),
        Errand(
            loose(
                r"\b(?:paljonko|mitä|kuinka paljon|onko|ovatko)(?: \w+){1,5} (?:maksaa|maksavat|maksuton\w*|maksutto\w*|maksullinen|maksullisia|ilmainen|ilmaisia|ilmaista)\b"
                r"|\bmaksaako\b"
            ),
            _PAYING,
        ),
        Errand(
            loose(
                r"\b(?:mitä|mikä|mitkä|milloin|millon|missä|mihin aikaan|monelta|onko|kuka|ketkä|millai\w+)(?: \w+){0,6} (?:huomenna|ylihuomenna|(?:ensi|tällä|tulevalla) viikolla|(?:ensi|tänä|tulevana) viikonloppuna)\b"
                r"|\b(?:milloin|millon|missä) on seuraava\b"
            ),
            {},
        ),
    ),
    text="Lähteistä en löytänyt tähän vastausta: ne kertovat LAPEsta ja sen tuloksista, eivät yleensä ajanvarauksesta, aukioloajoista, maksuista tai hakemisesta. Ajantasaiset yhteystiedot ovat kunnan tai hyvinvointialueen verkkosivuilla. Päivystysapu 116 117 neuvoo, mihin ottaa yhteyttä, ja hengenvaarassa soita 112.",
)  # fmt: skip

SV = Errands(
    kinds=(
        Errand(
            loose(
                r"\b(?:bok(?:ar|a|as|ade)|beställ(?:er|a|s))(?: \w+){0,4} \w*tid(?:er)?\b"
                r"|\btids(?:bokning|beställning)\w*"
                r"|\b(?:får|vill ha|behöver)(?: \w+){0,2} en tid\b"
            ),
            _BOOKING,
        ),
        Errand(
            loose(
                r"\böppettid\w*"
                r"|\b(?:när|hur länge|vilka dagar|vilken tid|är)(?: \w+){1,6} (?:öppet|öppen|stängt|stängd)\b"
            ),
            _OPENING,
        ),
        Errand(
            loose(r"\btelefonnumm\w*|\bvilket numm\w+|\b(?:vart|vem)(?: \w+){0,3} ring(?:er|a|s)\b"),
            _CALLING,
        ),
        Errand(
            loose(
                r"\b(?:vart|var|hur)(?: \w+){0,2} (?:ansöker|söker|ansöks|söks)\b"
                r"|\b(?:vart|var|hur) (?:kan|ska|bör|får|måste)(?: \w+){0,2} (?:ansöka|söka)\b"
            ),
            _APPLYING,
        ),
        Errand(loose(r"\bkö(?:er|n|erna|tid\w*|a|ar)?\b|\bväntetid\w*"), _WAITING),
        Errand(loose(r"\bvar(?: \w+){1,4} närmaste\b"), _NEAREST),
        Errand(loose(r"\b(?:vad|hur mycket) kostar\b|\bkostnadsfri\w*|\bär(?: \w+){1,4} gratis\b"), _PAYING),
        Errand(
            loose(
                r"\b(?:vad|när|var|vem|vilk\w+|finns|är)(?: \w+){0,6} (?:imorgon|i morgon|nästa vecka|denna vecka|i helgen)\b"
                r"|\b(?:när|var) är nästa\b"
            ),
            {},
        ),
    ),
    text="I källorna hittade jag inget svar på detta: de berättar om LAPE och dess resultat, vanligen inte om tidsbokning, öppettider, avgifter eller ansökan. Aktuella kontaktuppgifter finns på kommunens eller välfärdsområdets webbplats. Jourhjälpen 116 117 ger råd om vart man ska vända sig; ring 112 om någon är i livsfara.",
)  # fmt: skip

EN = Errands(
    kinds=(
        Errand(
            loose(
                r"\b(?:book|schedule|reserve)(?: \w+){0,3} (?:appointments?|slot|time)\b"
                r"|\b(?:make|get|need)(?: \w+){0,2} appointment\b"
            ),
            _BOOKING,
        ),
        Errand(
            loose(
                r"\b(?:opening|business|office) hours\b"
                r"|\b(?:is|are)(?: \w+){1,6} (?:open|closed)(?:$| (?:on|at|until|in|today|tomorrow|now)\b)"
            ),
            _OPENING,
        ),
        Errand(
            loose(
                r"\b(?:tele)?phone numbers?\b|\bwh(?:at|ich) number (?:do|can|should|must)\b"
                r"|\b(?:who|whom|where) (?:do|can|should|must)(?: \w+){1,2} (?:call|phone)\b"
            ),
            _CALLING,
        ),
        Errand(
            loose(r"\b(?:how|where) (?:do|can|should|must) (?:i|we|you|one|people|parents|families|a \w+)(?: \w+)? apply\b"),
            _APPLYING,
        ),
        Errand(
            loose(
                r"\bwaiting (?:times?|lists?)\b|\bqueues?\b|\bhow long (?:do|does|must|is|are)(?: \w+){1,4} wait\w*"
            ),
            _WAITING,
        ),
        Errand(loose(r"\bwhere(?: \w+){1,4} (?:nearest|closest)\b"), _NEAREST),
        Errand(
            loose(
                r"\b(?:what|how much) (?:do|does)(?: \w+){1,5} cost\b|\b(?:is|are)(?: \w+){1,5} free$|\bfree of charge\b"
            ),
            _PAYING,
        ),
        Errand(
            loose(
                r"\b(?:what|when|where|who|which|is|are)(?: \w+){0,6} (?:tomorrow|(?:next|this) week|this weekend)\b"
                r"|\b(?:when|where) is the next\b"
            ),
            {},
        ),
    ),
    text="I did not find an answer to this in the sources: they tell of LAPE and its results, and seldom of appointments, opening hours, fees or applications. Current contact details are on the website of the municipality or wellbeing services county. The Medical Helpline 116 117 advises whom to turn to; call 112 if anyone's life is in danger.",
)  # fmt: skip

ERRANDS: Mapping[Language, Errands] = {"fi": FI, "sv": SV, "en": EN}
