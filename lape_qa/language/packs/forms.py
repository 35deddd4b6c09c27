"""How first questions are put, and what marks the sentences that answer them; three languages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lape_qa.language.model import Language
from lape_qa.language.packs.model import loose


@dataclass(frozen=True, slots=True)
class Forms:
    """Patterns of questions that ask for more, or for less, than one fact."""

    spoken: tuple[tuple[re.Pattern[str], str], ...]
    """Spoken forms that the sources do not write, and what they are in writing."""
    frames: re.Pattern[str]
    """What is said before the question itself: "Hei! Voitko kertoa, mikä …"."""
    requests: re.Pattern[str]
    """A word that asks to be told, and says nothing of what."""
    defines: re.Pattern[str]
    """A question that asks what something is."""
    explains: re.Pattern[str]
    """One that does so in words that else ask for a place, a name or a list."""
    meaning: re.Pattern[str]
    """A word that asks for the meaning of a name, and is no part of it."""
    opens: re.Pattern[str]
    """The first words of a question that leaves open what is to be told: "miten", "mitä"."""
    anything: re.Pattern[str]
    """What makes of a question for yes or no one for all there is: "Onko siellä tehty mitään?"."""
    introduces: re.Pattern[str]
    """A question who somebody is, by name."""
    property: re.Pattern[str]
    """Words for one property of a thing: who asks for that asks for a fact."""
    aspects: tuple[tuple[str, re.Pattern[str]], ...]
    """What a broad question asks about, `question.form.Aspect`; the first pattern that matches decides."""
    lists: re.Pattern[str]
    """A question that several sources answer together."""
    places: re.Pattern[str]
    """A question for the names of several places."""
    across: re.Pattern[str]
    """Words that ask for what there is in many places: no one source tells of it."""
    named: re.Pattern[str]
    """A word of a question for a list of things that have names of their own."""
    called: re.Pattern[str]
    """One that asks for the names themselves."""
    items: re.Pattern[str]
    """Words that ask for each of several things by name, or for so many of them."""
    compares: re.Pattern[str]
    """A question that compares two things, `one` and `other`; `rest` is what is asked of both."""
    periods: tuple[tuple[re.Pattern[str], str], ...]
    """What the programme's periods are called, and their years, which the sources write."""
    comparing: re.Pattern[str]
    """A word that asks two places, or two years, to be compared."""
    what_is: str
    """The question what something is."""
    named_twice: re.Pattern[str]
    """A question what something is that gives it `one` name and an `other`."""
    merely_comparing: re.Pattern[str]
    """The whole of a question of two things that asks how they differ, and nothing else: "mikä niitä erottaa"."""
    joining: frozenset[str]
    """Words between two nouns that are asked about alike."""
    connecting: frozenset[str]
    """Words that may stand between the words of a bare topic."""
    fillers: frozenset[str]
    """Search terms that say nothing at all."""
    general: frozenset[str]
    """Search terms that say nothing of what a question is about, here where every source speaks of them."""
    field: frozenset[str]
    """Search terms that say nothing of what is asked about a place, since every source of the field has them."""
    signs: Mapping[str, re.Pattern[str]]
    """What marks a sentence that speaks of an aspect; by `question.form.Aspect`."""
    of_a_text: re.Pattern[str]
    """What marks a sentence that tells of a text, not of what that tells."""
    leans: re.Pattern[str]
    """Words near the beginning of a sentence that say that it goes on with one before."""
    goals: re.Pattern[str]
    """What marks a sentence that tells what was meant to be, not what came of it."""
    duties: re.Pattern[str]
    """What marks a sentence that tells whose task something is, or what something takes."""
    contacts: re.Pattern[str]
    """What marks a sentence that tells where to ask or to read on."""
    set_up: re.Pattern[str]
    """What marks a sentence that tells how something was set up: who led it, who paid, from when to when."""
    happened: re.Pattern[str]
    """What marks a sentence that tells of what was done or came about."""
    defining: re.Pattern[str]
    """What follows upon a name in a sentence that says what it is."""
    role: re.Pattern[str]
    """What follows upon the genitive of a name in a sentence that says what it is for."""
    made_before: re.Pattern[str]
    """What stands right before a name in a sentence that says what it is made of, or called: "joista muodostuu"."""
    kind_before: re.Pattern[str]
    """A word for a kind of thing right before the name of one: "perhekahvila Perhetilkku"."""
    naming: re.Pattern[str]
    """What marks a sentence that says what something is called, or what a name means."""
    same_thing: frozenset[str]
    """Second parts of a name that leave what is named the same: LAPE-ohjelma is LAPE, LAPE-akatemia is not."""
    times: tuple[tuple[str, re.Pattern[str]], ...]
    """Whether a question when something was, or a sentence, tells of its beginning or of its end."""
    people: re.Pattern[str]
    """A question for the names of those who hold an office."""
    newest: re.Pattern[str]
    """A question about what is so now, or came last."""
    since: re.Pattern[str]
    """A question about what came after a year, which its sources need not name."""
    excerpts: str
    """What is said of an answer of excerpts."""
    more: str
    """How many further documents speak of it."""
    nothing_of: str
    """What is said of a side of a comparison that no source tells of."""
    no_more: str
    """What is said where more was asked for and nothing further is told."""
    differ: str
    """What is said where sources tell it differently."""
    mentioned: str
    """What is said where what something is was asked, and the sources only name it."""
    as_of: str
    """Of when an answer to what is so now is."""
    headings: Mapping[str, str]
    """Headings of an answer's sections that no source names."""


OFFICE = re.compile(
    r"päällik|johtaja|agent|koordinaattor|vetäjä|puheenjohtaj|chef|ledare|koordinator|manager|coordinator|director|chair",
    re.IGNORECASE,
)
"""Words for somebody who leads."""

OFFICES = frozenset(
    "projektipäällikkö hankepäällikkö ohjelmapäällikkö muutosagentti projektijohtaja hankejohtaja johtaja koordinaattori"
    " projektikoordinaattori hankekoordinaattori puheenjohtaja projektchef projektledar ordför förändringsagent".split()
)
"""Search terms of those who lead a project."""

_ORDERS = tuple(
    (rf"^\W*(?:voi(?:t|si[tn]|sitte)ko|osaa(?:t|tte|isit)ko|pysty(?:t|tte|isit)kö|saisinko|haluaisin)(?: (?:sä|sinä|te|minulle|mulle|meille|vähän|ystävällisesti))*\W+{asked}", order)
    for asked, order in (
        ("kertoa", "kerro"), ("tiivistää", "tiivistä"), ("lista(?:ta|illa)", "listaa"), ("luetella", "luettele"), ("kuvailla", "kuvaile"),
        ("kuvata", "kuvaile"), ("esitellä", "esittele"), ("selittää", "selitä"), ("vertailla", "vertaile"), ("verrata", "vertaa"),
    )
)  # fmt: skip
"""What is asked for politely, and how it is said in short: "Voisitko tiivistää …" is "Tiivistä …"."""

FI = Forms(
    spoken=(
        *((loose(rf"\b{said}(n|a|ssa|sta|lla|lta|lle)?\b"), rf"{written}\1") for said, written in (("eka", "ensimmäise"), ("toka", "toise"))),
        (re.compile(r"\b(ensimmäise(?:ss|st|ll|lt))a\b"), r"\1ä"),
        (re.compile(r"\bensimmäise\b(?!n)"), "ensimmäinen"),
        (loose(r"\b(mill|minkäl)a(?=nen\b|s(?:ta|ia|iin|issa|ista|ena|essa)\b)"), r"\1ai"),
        (re.compile(r"\btoise\b"), "toinen"),
        (loose(r"\b(?:ton|tuon|sen|tän|tämän) (\w{2,60}n) (?:homma|duuni|juttu)\b"), r"\1 tehtävä"),
        # "Mitä hyötyä siitä on ollut?": a part of the verb is no topic.
        (loose(r"\b(on|ovat|oli|olivat) (?:ollut|olleet|ollu)(?=\W*$)"), r"\1"),
        *((loose(rf"\b{said}\b"), written) for said, written in (
            *_ORDERS, ("mikäs", "mikä"), ("mitäs", "mitä"), ("mites", "miten"), ("startta(?:a|si|s)", "alkoi"),
            ("(?:fyrkka|fyffe|massi|hillo|pätäkkä|paalu)(?:a|ä|t|aa|ää)", "rahaa"), ("eros", "erosi"), ("kero", "kerro"),
        )),
        (loose(r"^\W*(?:onko|ovatko) (.{1,60}?) sama(?:a|t)?(?: asia)? kuin (.{1,60}?)\W*$"), r"mitä eroa on \1 ja \2"),
        (loose(r"^\W*(?:löytyykö|onko|saisiko|saako)(?: teillä| teiltä| sinulla| siellä)?(?: olemassa)?(?: mitään)? tieto(?:a|ja)\b(?! siitä)"), "kerro"),
        (loose(r"\b(kuka|ketkä|missä|mistä|mihin|milloin|koska|montako|paljonko|onko|oliko)s\b"), r"\1"),
    ),
    frames=loose(
        r"^\W*(?:(?:hei|moi|moikka|terve|no|siis)\b[\s,!.]*)*"
        r"(?:(?:mä |minä )?(?:olen|oon|kirjoi?tan|teen|valmistelen)(?: \w{1,30}){0,3} (?:toimittaja|opiskelija|valtuutettu|kuntapäättäjä|virkamies"
        r"|essee|gradu|opinnäytety|tutkielma|juttu|artikkeli|uuti[ns]|esitelmä|esity[ks]|referaat|muistio|raport|kouluty|harjoitusty|puhet)\w{0,20}[,.:;!] (?:ja |joten |eli )?)?"
        r"(?:(?:voi(?:t|si[tn]|sitte)ko|osaa(?:t|tte|isit)ko|tiedä(?:t|tte)kö|saanko|haluaisi(?:n|mme)|haluan|halusin)(?: (?:sä|sinä|te|minulle|mulle|meille|vähän))*"
        r"(?: (?:kertoa|sanoa|selittää|tietää|kysyä))?(?: (?:minulle|mulle|meille))?[,:]? (?:että )?|(?:mä |minä )?en (?:mä |minä )?(?:oikein |vaan )?(?:tiedä|ymmärrä|tajua|muista)[,:]? (?:että )?|eli |kerro(?:tko|isitko|kaa)?(?: (?:minulle|mulle|meille))?(?: lyhyesti| vähän)?[,:]? |ku(?:vaa|vaile)(?: lyhyesti)?[,:]? )?"
        r"(?=(?:mi[ktslh]|kuka|ketkä|keitä|kuinka|onko|oliko|paljonko|montako)\w*\s+\w)"
    ),
    requests=loose(r"anna|antakaa|nimeä|mainitse|vertaa|vertaile|kerro(?:tko|tteko|isitko)?|kertokaa|kertoisitko|kertoa|listaa|luettele|kuvaile|esittele|tiivistä|selitä|yhteenveto|lyhyesti"),
    defines=loose(
        r"^\W*(?:selitä\W+)?(?:mikä|mitä|mik|mikäs|mitäs)\b"
        r"(?:(?! (?:on|oli|ovat|olivat)(?: \w+)? (?:tarjolla|olemassa|saatavilla|luvassa|käynnissä|meneillään|tekeillä|suunnitteilla))(?: (?:ihmeen|ihme|kumma|oikein|se|ne|tää|tämä|toi|tuo|nää|nämä|noi|homma|juttu|taho|hanke|ohjelma|malli|menetelmä|palvelu|verkosto|paikka|on|oli|ovat|olivat|tarkoitta[an]\w*|meinaa|tarkoitetaan)\b)+(?=.* )"
        r"|(?=.*\b(?:on|oli|ovat|olivat|tarkoittaa|tarkoittavat|meinaa|meinasi|tarkoitetaan|tarkoitettiin)\W*$))"
        r"|\b(?:mi(?:kä|tä) (?:juttu |homma )?(?:se|tää|toi|ne|nää|noi) (?:on|oli|ovat|olivat)|mitä (?:se|ne) tarkoitta(?:a|vat)|mitä (?:sillä|niillä) tarkoitetaan)\W*$|\bmi(?:ten|llä tavalla)\b.*\bmääritel\w+|^\W*mi(?:stä|llä)\b.*\b(?:lyhen\w+|\w*nimi|nimitys|sanoista)\b.*\b(?:tulee|tuli|muodostu\w+)\W*$|\b(?:tarkoittaa|tarkottaa|on|meinaa|oli) mi(?:kä|tä)\W*$|^\W*selitä\b|\bmääritelmä\b"
        r"|^\W*mistä\b.*\bkyse\b|^\W*[\w-]+(?: [\w-]+){0,2}\W+(?:eli )?(?:mikä|mitä)\W*$|\b(?:tarkoittaa|meinataan)\W*$|^\W*mikä [\w-]+\W*$"
    ),
    explains=loose(r"^\W*mi(?:stä|llä)\b.*\b(?:lyhen\w+|\w*nimi|nimitys|sanoista)\b|\b(?:lyhenne|nimi|nimitys)\b.*\btarkoit"),
    meaning=loose(r"meina\w+|tarkoitt\w+|tarkoite\w+|lyhen\w*|määrit\w+|kyse|selitys|käsit\w+|sanoista|nimitys|tule[ev]\w*|tuli"),
    opens=loose(
        r"^\W*(?:mitäs?(?! (?:mieltä|varten|kautta|kieltä|numeroa)\b)|mi(?:ten|tes)(?! (?:pit|iso|suur|vanh|usein|kauan)\w*)|kuinka(?! (?:mon|paljon|suur|usein|kauan|pit|vanh|iso|moni)\w*)"
        r"|mill?ai(?:nen|sia|sta|set)|minkälai(?:nen|sia|sta|set)|missä (?:vaiheessa|mennään))\b"
    ),
    anything=loose(r"\b(?:mitään|jotain|jotakin|jotaki)\b"),
    introduces=re.compile(r"^\W*[Kk]uka (?:on|oli) (?:[A-ZÅÄÖ][\w-]+ ?){2,3}\W*$"),
    property=loose(
        r"\b(?:tavoi(?:te|tte)|tehtäv|nim(?:i|ek|en)|rooli|osuus|syy\b|syyt\b|määrä|budjet|aikataulu|osoite|tarkoitu|merkity|ero(?:a|t|ja)?\b"
        r"|ensimmäi|viimei|suuri[nm]|tärkei[nm]|yleisi[nm]|paras|yhteistä|pohja(?!nmaa)|perust|ikä(?:n?\b|jakau)|kesto|hinta|vaihe|osa\b|teema|painopiste|aihe|otsikko|kanta(?!-häme)"
        r"|paikka|paikan|ohjaaj|vetäj|johtaj|päällik|puhuj|kirjoittaj|tekij|rahoit|päivämäär|puhelin|ehdotu|johtopäät|arvio(?!i)|vastuu|asema|luku(?:määr|\b)|prosent|pituu|sisältö|rakenne|kohderyhm|edellyty|suosit)\w*"
    ),
    aspects=(
        ("challenges", loose(r"\b(?:haast|ongelm|hankal|vaikeu\w|vaike[ae]|epäonnistu|esteet|pulmi|pulma|kritiik|huono|pieleen|puuttee|kompastu|takku(?:s|i)|tökki|tyssäs|jumitt|hiers)\w*|\bjäi(?:vät)?\b.*\b(?:tekemättä|kesken|puuttumaan|toteutumatta)\b|\b(?:meni|sujui)\b.*\bhuonosti\b")),
        ("lessons", loose(r"\b(?:opit(?:tiin|aan)?|opimme|opettaa|opetti|opittav\w+|oppei\w*|opeista|opiksi|oppi(?:vat|a)?|kokemuk\w+)\b")),
        ("future", loose(r"\bjatk[ou]\w*|\bjä(?:i|ivät|ä|ävät|änyt|äneet)\b.*\b(?:elämään|pysyv\w+|henkiin|voimaan)\b|\b(?:juurtu|vakiintu)\w+|\bmitä\b.*\bkävi\b|\btulevaisuu\w*|\bseuraavaksi\b|\bkun \w+ (?:loppuu|loppui|päättyy|päättyi)\b|\bhankkeen jälkeen\b|\bsen jälkeen\b|\b\d{4} jälkeen\b")),
        ("goals", loose(r"\b(?:on|oli|ovat|olivat) (?:\w+ )?tarkoitus\b|\b(?:tavoit\w+|tarkoitukse\w*|painopiste\w*|pyrittiin|pyrki(?:i|vät)?|tähtä(?:ä|si)\w*|pyrkimyk\w+|päämäär\w+)\b|\bmitä\b.*\bhaluttiin\b")),
        ("reasons", loose(r"\b(?:miks(?:i|ikä)?|minkä (?:takia|vuoksi)|mitä varten|mihin)\b.*\b(?:aloitet\w+|käynnist\w+|perustet\w+|tarvit\w+|lähdet\w+|alettiin|tehtiin|halut\w+|otettiin|kehitet\w+|rakennet\w+|luotiin|synty\w+|pystyyn)")),
        ("involvement", loose(r"\b(?:pääs\w*|sa(?:i|ivat|avat|atiin|anut|aneet)|voi(?:vat|tiin|ko)?|mahdollisuu\w+)\b.*\b(?:vaikutta(?:a|maan)|sanan?sa|päättämään|kertomaan|suunnittelemaan|kehittämään)\b")),
        ("results", loose(r"\btulo(?:s|ks)\w*|\bsa(?:atiin|ai|i|ivat)\b.*\baika(?:an|iseksi)\b|\bmuut(?:ti|tivat)\b|\bsaatiinko\b.*\baikaan\b|\baikaansa\w+|\bsaavut\w+|\bhyö[td]y\w*|\bonnistu\w+"
                          r"|\bmi(?:ten|tes)\b.*\b(?:meni|sujui|kävi|käy)\b|\bmitä hyvää\b|\b(?:meni|menivät|sujui|sujuivat|toimi|toimivat)\b.*\bhyvin\b|\bjäi\b.*\bkäteen\b|\bmitä\b.*\bsa(?:i|ivat)\b.*\w(?:sta|stä)\W*$|\btoimiko\b|\bmi(?:kä|tä)\b.*\bmuuttu\w*|\bmuutok\w+|\bvaikutu\w+|\bmi(?:ten|tä|tes)\b.*\bvaikutt\w+"
                          r"|\bmitä\b.*\b(?:selvi(?:si|sivät|ää|ävät)|paljast\w+|ilmen\w+|havaitt\w+|todett\w+|huomatt\w+|synty(?:i|ivät|nyt|y))\b")),
        ("involvement", loose(r"\b(?:mi(?:ten|tes|llä (?:tavoin|tavalla))|kuinka)\b.*\b(?:mukana|mukaan|osallis\w+|kuultiin|kuullaan|ääni|ääntä|vaikuttamaan)\b")),
        ("actions", loose(r"\bmitä\b.*\b(?:tehtiin|tehdään|tehty|tapahtu\w+|kehitet\w+|tek(?:i|ee|ivät|evät)|järjestet\w+)\b|\bmi(?:ten|llä tavoin)\b.*\b(?:kehitet\w+|toteutet\w+"
                          r"|muutet\w+|yritet\w+|otettiin|osallis\w+|kuultiin|hyödyn\w+|tuet\w+|autet\w+|näky\w+|edistet\w+|paranne\w+|vahvistet\w+|uudistet\w+|tarkoit\w+|muuttui|muuttu\w+)\b|\bmitä\b.*\btarkoitti\b"
                          r"|\bmi(?:ten|llä tavoin|llä tavalla)\b.*\b(?:mukana|liittyi(?:vät)?|kytkeytyi(?:vät)?)\b|\bmi(?:kä|tä|llainen)\b.*\b(?:rooli\w*|osuu\w+|merkity\w+)\b \w+i(?:lla|llä)\b")),
        ("actions", loose(r"\b(?:mitä|mitähän|miten|mites|kuinka|millais\w+|minkälais\w+)\b.*(?:\w+tt?iin\b|\b(?:on|oli|ovat|olivat|ollaan|oltiin|ois)\b.*\b(?:\w{3,}(?:t[uy]|n[uy]t?|neet)|oll[ue]\w*)\b)")),
        ("anything", loose(r"\buuti(?:nen|si\w*|s)\b|\b(?:nyky)?tilan(?:ne|tee\w*)\b|\bnykytil\w+|\bmi(?:kä|llainen|nkälainen) (?:on|oli)\b(?!.*\b(?:kustannu|prosent|raha|budjet|avustu|euro)).*\b(?:rooli|osuus|merkitys|panos)\b"
                           r"|\b(?:haluan|haluaisin|haluamme|tarvitsen|tarvitaan|etsin|haen|kaipaan)\b.*\btieto\w*|^\W*(?:kuvaile|esittele|tiivistä|yhteenveto|millainen|minkälainen|mill?aisia|minkälaisia)\b|\bkerro(?:tko|tteko|ppa|pa|kaa|isitko)?\b"
                           r"|\bmitä\b.*\b(?:tied(?:ät|etään)|tiiät|kerrotaan|kertovat|sano(?:taan|ttiin|i|ivat|ttu|o)|mainitaan|kirjoitetaan|ajattel\w+)\b|\bmitä kuuluu\b|\bmitä \w+ll[ea] kuuluu\b|\bmitä\b.*\b(?:tarjolla|olemassa|saatavilla|luvassa|käynnissä|meneillään|tekeillä)\b|^\W*(?:millais|minkälais)\w+\b.*\b(?:on|oli|ovat|olivat)\b"
                           r"|\bhaluaisin tietää\b|(?<!selitä )\blyhyesti\b|\byleiskuva\w*|\bkerrotko\b|\bkertoa\b|\bmitä (?:siellä|siinä|se|siihen|sillä) (?:on|oli|kuuluu|kuului|sisältää|tehdään|tehtiin|tapahtuu)\b")),
    ),
    lists=loose(
        r"\b(?:listaa|listaus|lista|luettelo|luettele|mitkä(?! (?:kaksi|kolme|neljä|viisi|kuusi|seitsemän|kahdeksan|yhdeksän|kymmenen|\d+)\b)|ketkä|keitä|missä kaikkialla|missä päin|mitä kaikkea|mitä kaikkia|eri (?:maakun\w+|alue\w+|kun\w+)|kaik(?:ki|kien|issa|ista)"
        r"|maakunni\w*|maakuntiin|maakunnat|alueet|alueilla|kunnissa|millais(?:ia|issa)|minkälais(?:ia|issa)|keiden|ketä|mi(?:ssä|stä|hin|llä|ltä|lle|nkä) (?:\w+ )?(?:(?:maa|paikka)?kun(?:nissa|nista|tiin|nilla|nilta|nille|tien)|kaupun(?:geissa|geista|keihin|kien)|(?:hyvinvointi)?aluei(?:lla|lta|lle|den|ssa|sta)|seuduilla)|missä muualla|missäkin|ke(?:iden|nen) kanssa|esimerkkejä|nimeä|mainitse)\b"
    ),
    places=loose(
        r"^\W*(?:mitkä|mistä|millä|mihin|luettele|listaa|missä|minkä)\b(?: kaik\w+)? (?:\w+ )?(?:kunn|kuntien|kuntia|kuntiin|kaupun|paikkakun|maakun|alueet|alueilla|hyvinvointialue)\w*"
    ),
    across=loose(r"\b(?:eri (?:puolilla|puolille|maakun\w+|alue\w+|kun\w+)|kaikkialla|ympäri (?:suomea|maata))\b"),
    named=loose(r"\b(?:nimi|nime|nimis|järjestö|yhdisty|oppilaito|(?:ammatti)?korkeakoulu|yliopisto|organisaatio|taho|kumppan|säätiö|yrity|hankke)\w*"),
    called=loose(r"nim(?:i|e)\w*"),
    items=loose(
        r"\b(?:ketkä|keitä|mitkä|luettele|listaa|mitä kaikkea)\b|\bmi(?:kä|stä|hin|ssä|tä)\b (?:\w+ )?(?:kahd|kolm|neljä|viisi|viide|kuusi|kuude|seitsem)\w*"
        r"|\bmistä\b.*\b(?:koostu|muodostu|synty)\w+"
    ),
    compares=loose(
        r"^\W*(?:(?P<one1>(?:[^\s:,]{1,100} ){0,3}[^\s:,]{1,100}) (?:ja|/) (?P<other1>[^:,]{1,200}?)[:,] (?P<rest1>.*\b(?:erot?|eroo?a?a?|eroja|eroavat|erosi|erosivat|poikkea\w*|vertailu)\b.*?|mitä (?:samaa|yhteistä),?(?: ja)? mitä eri\w*)"
        r"|mitä ero(?:a|o|oa|ja) (?:on|oli|oo)\s+(?P<one>.{1,200}?) ja (?P<other>.{1,200}?)|mitä ero(?:a|o|oa|ja) (?P<one7>\S+) ja (?P<other7>.{1,200}?) (?:on|oli|oo)"
        r"|(?P<one14>.{1,200}?) ja (?P<other14>.{1,200}?)[,:]? (?:vertailu|vertailussa|vertailtuna|rinnakkain|vastakkain)|mitä ero(?:a|o|oa|ja) (?P<one15>\S+) (?:on|oli|oo) (?P<other15>\S+)"
        r"|mi(?:kä|ssä) (?:on |oli )?ero(?:na)? (?:on |oli )?(?P<one9>.{1,200}?) ja (?P<other9>.{1,200}?)|mikä (?:on|oli) (?P<one8>\S+) ja (?P<other8>\S+) ero"
        r"|mitä (?:yhteistä|samaa)(?: ja eri\w*)? (?:on|oli)\s+(?P<one10>.{1,200}?) ja (?P<other10>.{1,200}?)"
        r"|mi(?:ten|llä tavalla|ssä) (?P<one2>.{1,200}?) ja (?P<other2>.{1,200}?) (?:eroavat|eroaa|erosivat|erosi|poikkeavat|poikkeaa|poikkesivat|poikkesi)(?: toisistaan)?"
        r"|mi(?:ten|llä tavalla|ssä) (?P<one11>.{1,200}?) (?:eroaa|eroavat|erosi|erosivat|poikkeaa|poikkesi) (?P<other11>.{1,200}?)"
        r"|(?P<rest12>.{1,200}?) (?:muuttu\w+|kehitty\w+|erosi\w*|eroa\w*) vuo\w+ (?P<one12>\d{4}(?:[–-]\d{4})?) (?:vuo\w+|ja) (?P<other12>\d{4}(?:[–-]\d{4})?)"
        r"|vertaa\s+(?P<one3>.{1,200}?) (?:ja|sekä|vai|vs\.?) (?P<other3>.{1,200}?)|vertaile\s+(?P<one13>.{1,200}?) (?:ja|sekä) (?P<other13>.{1,200}?)|(?P<one4>.{1,200}?) (?:vai|vs\.?|versus) (?P<other4>[^,?]{1,200}?)(?:,(?P<rest4>.*))?"
        r"|(?P<one5>.{1,200}?) verrattuna (?P<other5>.{1,200}?)|(?P<one6>[^\s:,]{1,100}) ja (?P<other6>[^\s:,]{1,100})[:,]? (?P<rest6>.*\b(?:erot?|eroa|vertailu)\b.*?))\s*(?:välillä\w*)?[?.!]*\s*$"
    ),
    periods=(
        (loose(r"\bensimmäi\w+ (?:toimeenpano|ohjelma|lape-?)?kau\w+"), "kausi 2016–2019"),
        (loose(r"\b(?:toi(?:nen|se|si)\w* (?:toimeenpano|ohjelma|lape-?)?|(?:lape-?)?jatko-?)kau\w+"), "kausi 2020–2023"),
    ),
    comparing=loose(r"\b(?:kum[mp]\w+\b.{0,60}\b(?:enemmän|vähemmän) (?:raha|avustu|valtionavustu|rahoitu|euro)\w*|vertaa|vertaile\w*|vertailu\w*|verrattuna|ero|erot|eroa|eroja|eroo|erosi\w*|eroav\w*|eroaa|yhteistä|samaa)\b"),
    what_is="mikä on {}",
    named_twice=loose(
        r"\A\W{0,9}mi(?:kä|tä) (?:on|oli|tarkoittaa|tarkoitti) (?P<one>[^,()?!]{2,60}?)(?: \((?P<other1>[^()?!]{2,60})\)|,? eli (?P<other2>[^,()?!]{2,60}?))[\s?.!]{0,9}\Z"
    ),
    merely_comparing=loose(
        r"\A\W*(?:(?:mi(?:kä|tä|ten|llainen|llä tavalla)|onko|olis(?:i|iko)|ne|nii(?:llä|den|tä)|näi(?:llä|den|tä)|on|oli|oo|se|suurin|keskeinen|oikein|oikeastaan"
        r"|ero\w*|toisistaan|välillä|välinen|keskenään)\W*){1,12}\Z"
    ),
    joining=frozenset("ja sekä tai eli".split()),
    connecting=frozenset("ja sekä tai".split()),
    fillers=frozenset(
        "pysty laittaa elää henki eroo minä haluta aikainen aikaiseksi aikaan ihme kumma oikea oikein se ylipäätään ylipää oikeastaan varsinaisesti yleensä ku ollu oo oon muuttu loppu loppui alko tarvii sais vois kans koko oikee"
        " ne mulle minulle meille sulle mä sä mikäs mitäs tää toi nää noi homma juttu taho miks miksikä vähän lyhyesti lähde lähteä kuvata kuvaa tekee tieto siis eli"
        " vielä lopulta käytännössä käytäntö toi tuo noi hyvä etu puolesta eteen laita tilanne tiivistelmä toimittaja opiskelija opinnäytetyö gradu tutkielma juttu esitelmä".split()
    ),
    general=frozenset(
        "lape hanke ohjelma muutosohjelma kärkihanke uudistus tulos tulokset saada aikaan aika tehdä kehittää kehittäminen kertoa tietää maakunta kunta"
        " alue suomi asia haaste ongelma hankala vaikea oppia oppi jatkua jatko loppua päättyä alkaa aloittaa käynnistää miten käydä mennä onnistua"
        " sujua muuttua muuttaa muutos järjestää listata luetella lista kuvailla esitellä hyöty vaikutus saavuttaa toteuttaa eri eräs seuraava tapahtua"
        " perustaa selvitä selvi ilmetä paljastua havaita todeta huomata rooli osuus konkreettinen konkreettisesti kausi liittyä kytkeytyä tiivistää yhteenveto lyhyt lyhyesti uusi uusin nykyinen ihme oikea meinata tarkoittaa selittää tulla laki lapehanke lape-hanke"
        " lape-ohjelma lape-työ työ ihme tavoite tarkoitus painopiste mukaan mukana olla yrittää ottaa antaa käyttää päin tiimoilta ero erota vertailla vertailu verrata vuosi uutinen syntyä saa sai pääsy pääs jälkeen käyttöönotto toimeenpano toteutus toteutuminen toteuttaminen keskeinen tärkeä koko erilainen pääsyy huono hyvä paha kokemus toimia toimi käsi onnistu epäonnistu opettaa hyödyntää hyötyä liika etsiä hakea tarvita kaivata esimerkki käytäntö edetä kyse kuulua sisältyä sisältää näkyä voida lisätieto päästä vaikuttaa pysyvä".split()
    ),
    field=frozenset("lapsi nuori perhe lapsiperhe vanhempi palvelu lapsi- perhepalvelu".split()),
    signs={
        "results": loose(
            r"\b(?:tuloksena|tuloksia (?:ovat|olivat|saatiin)|saatiin (?:\w+ ){0,4}?(?:aikaan|aikaiseksi|käyttöön|valmiiksi|tulokse\w+)|sai(?:vat)? (?:\w+ ){0,4}?(?:valmiiksi|kohtaamispaikan|perhekeskuksen|työkirjan|käyttöön\w*)"
            r"|synty(?:i|ivät|nyt|neet)\w*|käynnisty(?:i|ivät|nyt)|käynnistettiin|avattiin|avautui\w*|aloitti(?:vat)?|perustettiin|päätettiin perustaa|valmistu(?:i|ivat|nut)|otettiin (?:\w+ ){0,3}?käyttöön|otti(?:vat)? (?:\w+ ){0,4}?käyttöön|on ottanut (?:\w+ ){0,3}?käyttöön|ottaa (?:\w+ ){0,3}?käyttöön"
            r"|onnistui\w*|vahvistui\w*|parani\w*|lisäänty(?:i|nyt)|väheni\w*|vähentäny\w*|tehnyt|muuttanut|saavut\w+|koulutettiin|laadittiin|rakennettiin|muodostettiin|koottiin|muuttui\w*|vakiintui\w*|juurtui\w*|juurrutti|löysivät|kehitettiin|paransi\w*|nopeutui\w*|helpottui\w*"
            r"|pilotoi(?:tiin|vat)?|antoi (?:\w+ ){0,4}?(?:suunnan|sysäyksen)|toimi(?:i|vat)? (?:\w+ ){0,4}?\d+|käytettiin \d+|\d+ (?:kunna\w+|kuntaa|perhekeskus\w*|kohtaamispaik\w*)|parasta|arvostusta)\b"
        ),
        "actions": loose(r"\b(?:kehitettiin|järjestettiin|järjesti|toteutettiin|toteutti|pilotoi\w*|pilotit?\w*|kokeil\w+|koulut\w+|käynnist\w+|perustettiin|laadittiin|rakennettiin|otettiin|työpaj\w+|avattiin|kartoit\w+|selvit\w+|tehtiin|keskitty\w*|kohde|kokonaisuu\w+|mallin\w+|painopist\w+)\b"),
        "challenges": loose(r"\b(?:haas(?:te|tei|tav)\w*|ongelm\w*|vaike\w*|hankal\w*|ei (?:ehditty|onnistu\w*|saatu|toteutu\w*|riit\w*|ollut|ole|muutu)|puut(?:e|tu|tee)\w*|viiväst\w*|vaj(?:e|a)\w*|liian|ylivoimai\w*|lyhyt|heik\w+|kiire\w*|epäselv\w*|epävarm\w*|ristirii\w*|niuk\w+|kuormit\w*|huol(?:i|en|ta)\w*)\b"),
        "involvement": loose(r"\b(?:mukana|osallis\w+|kysely\w*|kuul(?:tiin|la|tav\w+|luksi\w*)|ääni|ääntä|äänensä|ehdotu\w+|toivee\w+|toiveita|kumppan\w+|\w*tiimi|kokemusasiantuntij\w+|nuorisovaltu\w+|vertais\w+|suunnitteli(?:vat)?|määrittelemässä|kutsut\w+|edusta\w+)\b"),
        "lessons": loose(r"\b(?:op(?:it|pi|pei|iksi)\w*|kokemu\w+|osoitti\w*|osoittautu\w*|huomattiin|todettiin|tärkeä\w*|edellyttä\w*|kannattaa|tarvitaan|onnistui\w*|vaatii|näytti)\b"),
        "future": loose(r"\b(?:jatk(?:uu|ui|aa|oi|etaan|ettiin|ossa|o|uvat|uivat|avat|oivat|amaan)\w*|tulevaisuu\w*|20(?:19|2\d)|eteenpäin|vakinais\w*|juurr\w+|seuraava\w*|pysyvä\w*|hyvinvointialue\w*)\b"),
        "goals": loose(r"\b(?:tavoit\w+|tarkoitu\w+|painopist\w+|pyrit\w+|pyrki\w*|haluttiin|halutaan|päämäär\w*|kokonaisuu\w+)\b"),
        "reasons": loose(r"\b(?:tavoit\w+|tarkoitu\w+|jotta|koska|syy\w*|taustalla|tarve|tarvi\w+|pyrit\w+|pyrki\w*|haluttiin|uudista\w+|siirt\w+ painopist\w+|painopist\w+)\b"),
    },
    of_a_text=loose(r"\b(?:kertoo|kertovat|kertoi|kerrotaan|kerrottiin|kuvataan|kuvasi|kuvaa|käsittelee|käsitteli|tarkastelee|mainitaan|jutun aihe\w*|päivätty|verkkosivu\w*|loppuraport\w+|raportti|kirjoitti|kirjoitus|artikkel\w+|uutiskirje\w*|luvattiin kertoa|käytiin läpi|kävivät \w* ?läpi)\b"),
    leans=loose(r"^\W*(?:\w+ ){0,3}(?:he|heitä|hän|hänen|se|ne|niitä|niistä|niissä|siinä|siellä|tämän|näissä|näiden|myös|lisäksi|puolestaan|kuitenkin|sekin)\b(?!,? (?:jo|että|mi|kun)\w*)"),
    goals=loose(
        r"\b(?:tavoit(?:e|tee|tei|tel)\w*|tarkoituksen\w*|tarkoitus|pyrit\w+|pyrki\w*|pyrkimy\w+|aiko\w+|aiotaan|aiottiin|suunnit\w+|tulee olemaan"
        r"|halutaan|haluttiin|halusi(?:vat)?|toivo(?:ttiin|taan|i|ivat)|luvat\w+|lupa(?:si|sivat)|odotetaan|odotettiin|oli määrä|on määrä|voitaisiin|pitäisi|tähtää)\b"
    ),
    duties=loose(
        r"\btehtävi(?:ä|in|nä|ksi)\b|\btehtäv(?:änä|ä on|ä oli|ät)\b|\bon (?:\w+ )?\w+t(?:av|äv)a\b|\b(?:edellyttä\w+|tarvitsee|tarvitsevat|tarvitaan|vaatii)\b"
    ),
    contacts=loose(
        r"\b(?:ottaa|ota|ottakaa|saa) yhteyttä\b|\byhteystie\w+|\bpuhelinnumero\w*|\blisätieto\w*|@|\bwww\.|(?<![\w-])[\w-]++\.fi\b|\b(?:löyty(?:y|vät)|luettavissa|saatavilla|koottu)\b.*\b(?:sivu\w*|rapor\w+|diasarja\w*|infografii\w+)"
    ),
    set_up=loose(
        r"\b(?:hallinno(?:i|ija|ijana|ituna)|hallinnoin\w+|rahoittaja\w*|rahoitettiin|rahoituk\w+|valtionavustu\w+|kustannusarvio\w*|kustannuksiksi|euroa|kumppaneita (?:ovat|olivat)|kumppaneina"
        r"|koko nimi|nimeltään|toteuttajiin kuuluivat|johdosta vastasi|puheenjohtaja\w*|sihteeri\w*|esillä|osallistujia|osallistuivat|toteuttivat|päättyi|kehittämiskohtei\w+|kehitettäviä alueita)\b|\b(?:ajaksi|ajankohdaksi|paikaksi|päiväksi)\b.*\bilmoitettiin\b|\balkoi\b.*\bpäättyi\b|\bkesti\b.*\d"
    ),
    happened=loose(r"\b(?:on|ovat|oli|olivat) (?:\w+ ){0,3}?\w+(?:ttu|tty|tu|ty|nut|nyt|neet)\b|\bjää(?:vät)? pysyv\w+|\bon käytössä\b|\bkäyttäjiä ovat\b"),
    defining=loose(r"^\W*(?:[^\s,]+ ){0,3}?(?:(?:on|oli|ovat|olivat)(?! (?:mukana|jo|ollut|olleet|\w{3,}(?:nut|nyt|neet))\b)|tarkoittaa|tarkoitti|tarkoitetaan|tarkoitettiin|eli|tunnettiin|muodostaa|muodosti|kokoaa|kokosi|yhdistää|toimii|toimi|tarjoaa|tarjosi|antaa|auttaa)\b"),
    role=loose(r"^\W*(?:(?:tarkoituks|tehtäv|perustehtäv|ajatu|idea|ytime|ydin|avulla)\w*|työ(?:nä|hön)\b|(?:tuli|tulee|pitää|piti|täytyy)\b)"),
    made_before=loose(r"\b(?:muodostu\w+|muodosta\w+|kutsutaan|sanotaan|nimitetään)\W*$"),
    kind_before=loose(r"(?:kuntayhtymä|hanke|hankkee|projekti|ohjelma|keskus|keskukse|talo|kahvila|verkosto|palvelu|malli|menetelmä|työkalu|väline|säätiö|yhdistys|yhdistykse|järjestö|sivusto|kampanja|tapahtuma|liitto|virasto)n?\W+$"),
    naming=loose(r"\b(?:nimellä|nimeltään|nimi (?:on|oli|tulee|tuli)|tunnet(?:tiin|aan)|lyhen\w+|kutsut\w+|tarkoittaa|tarkoitetaan|tarkoitettiin)\b"),
    same_thing=frozenset(
        "ohjelma muutosohjelma hanke kärkihanke projekti uudistus menetelmä malli toimintamalli palvelumalli nimi lyhenne"
        " käsite termi".split()
    ),
    times=(
        ("beginning", loose(r"\b(?:alko\w*|alka(?!en\b)\w+|käynnisty\w*|käynnistettiin|aloit\w+|lähti|perustettiin)\b")),
        ("end", loose(r"\b(?:päätty\w*|päätetään|loppu(?:i|ivat|u|vat|nut|neet)|lopet\w+|lakka\w+|sulje(?:taan|ttiin)|suljettu)\b")),
    ),
    people=loose(r"\b(?:vetäj|vetäm|veti|vetää|johti|johtaa|johtaj|johtama|päällikö|päällikk|puheenjohtaj|muutosagent|koordinaattor|yhteyshenkilö|vastuuhenkilö)\w*"),
    newest=loose(r"\b(?:nyt|nykyään|nykyi\w+|nykytil\w+|tällä hetkellä|uusin|uusimm\w+|viimeisin|viimeisimm\w+|tuorein|ajankohtai\w+|enää)\b"),
    since=loose(r"\b(?:19|20)\d\d (?:jälkeen|lähtien|alkaen)\b"),
    excerpts="Poimintoja lähteistä – ei tyhjentävä.",
    more="Aiheesta kertovia muita lähteitä: {}.",
    nothing_of="Lähteistä ei löytynyt kerrottavaa tästä: {}.",
    no_more="Enempää en löytänyt lähteistä tästä aiheesta.",
    differ="Lähteet kertovat tämän eri tavoin; tarkista päiväykset lähteistä.",
    mentioned="Lähteissä tämä mainitaan, mutta niissä ei suoraan selitetä, mikä se on.",
    as_of="Uusin näistä lähteistä on vuodelta {}.",
    headings={"goals": "Tavoitteita", "national": "Koko maa"},
)  # fmt: skip

SV = Forms(
    spoken=((loose(r"^\W*är (.{1,60}?) samma(?: sak)? som (.{1,60}?)\W*$"), r"vad är skillnaden mellan \1 och \2"),),
    frames=loose(
        r"^\W*(?:(?:hej|hejsan)\b[\s,!.]*)?"
        r"(?:jag (?:är|skriver|gör)(?: \w{1,30}){0,3} (?:journalist|redaktör|student|fullmäktigeledamot|uppsats|artikel|avhandling|inlämning|presentation|rapport)\w{0,20}[,.:;!] (?:och )?)?"
        r"(?:(?:kan|kunde|skulle|vet) (?:du|ni)(?: kunna)?(?: (?:berätta|säga|förklara))?(?: för mig)?[,:]? |jag (?:undrar|vet inte|vill veta|skulle vilja veta)[,:]? |säg[,:]? )?"
        r"(?=(?:vad|vem|var|när|hur|vilk|varför)\w*\s+\w)"
    ),
    requests=loose(r"ge|jämför|berätta|beskriv|presentera|sammanfatta|förklara|lista|kort|räkna|upp|nämn|definiera"),
    defines=loose(
        r"^\W*(?:(?:berätta|förklara)\W+)?vad (?:i all världen )?(?:är|var|betyder|betydde|menas med|innebär|innebar)\b(?: det)?(?: (?:för något|egentligen))?|^\W*(?:definiera|definition)\b|^\W*vad .* (?:är|var|betyder|innebär)\W*$|^\W*förklara\b|\bvad (?:är|var) (?:det|den)\W*$|^\W*vad står\b.*\bför\W*$"
    ),
    explains=loose(r"\bbetyder\b|\bstår\b.*\bför\W*$"),
    meaning=loose(r"betyder|betydde|menas|innebär|innebar|förkortning\w*|definition\w*"),
    opens=loose(r"^\W*(?:vad(?! (?:heter|hette|kallas|kallades|kostar|kostade)\b)|hur(?! (?:många|mycket|stor|stort|stora|länge|ofta|gammal|gamla|lång|långt)\b)|hurdan\w*|vilket stöd)\b"),
    anything=loose(r"\b(?:något|någonting|nånting)\b"),
    introduces=re.compile(r"^\W*[Vv]em (?:är|var) (?:[A-ZÅÄÖ][\w-]+ ?){2,3}\W*$"),
    property=loose(r"\b(?:mål(?!ax)|syfte|namn|roll|uppgift|budget|skillnad|första|sista|största|viktigaste|vanligaste|gemensamt|tema|andel|orsak|del av)\w*"),
    aspects=(
        ("challenges", loose(r"\b(?:utmaning|problem|svår|hinder|misslyck|kritik|brist)\w*|\bgick (?:fel|dåligt|snett)\b")),
        ("lessons", loose(r"\b(?:lärdom\w*|lär(?:t|de|a)s?|erfarenhet\w*)\b")),
        ("future", loose(r"\b(?:fortsätt\w*|fortsat\w*|framtid\w*|efter (?:projekt\w*|programmet|lape|(?:år )?\d{4})|sedan|härnäst)\b")),
        ("goals", loose(r"\bvad (?:ville|vill|önska\w+)\b.*\b(?:uppnå|åstadkomma|förändra|ändra)\b|\b(?:mål\w*|syfte\w*|prioriter\w+|tyngdpunkt\w*)\b")),
        ("reasons", loose(r"\bvarför\b.*\b(?:inled\w+|start\w+|påbörja\w+|behöv\w+|grunda\w+|kom till)")),
        ("results", loose(r"\bresultat\w*|\buppnå\w*|\båstadk\w+|\bhur (?:gick|lyckades|har det gått)\b|\bnytta\w*|\bförändr(?!ingsagent)\w+|\blyck\w+|\beffekt\w*")),
        ("involvement", loose(r"\bhur\b.*\b(?:delaktiga?|deltog|deltagit|medverka\w*|vara med|varit med|var med|hörda|höras)\b")),
        ("actions", loose(r"\b(?!kallades|användes|behövdes)\w{4,}ades\b|\bvad\b.*\b(?:gjorde|gjordes|gör|gjorts?|hände|hänt|händer|skedde|utveckla\w*|ordna\w*|genomför\w+|bygg\w+|pröva\w+)\b|\bhur är läget\b|\bhur (?:är|var)\b.*\b(?:med|delaktiga?)\b|\bvilken (?:roll|andel)\b.*\w(?:na|erna|arna)\b|\bhur\b.*\b(?:deltog|deltagit|bered\w+|planera\w+)\b|\bhur\b.*\b(?:utveckl\w+|genomför\w+|förbättr\w+|stöd\w+|arbeta\w*)")),
        ("anything", loose(r"\bnyhet\w*|\bläget\b|^\W*(?:berätta|beskriv|presentera|sammanfatta|hurdan|hurdana)\b|\bvad (?:vet|berättas|berättar|sägs|säger|sade|sa)\b|\bkort om\b")),
    ),
    lists=loose(r"\b(?:lista|räkna upp|nämn|exempel|var finns det|vilka(?! (?:två|tre|fyra|fem|sex|sju|åtta|nio|tio|\d+)\b)|alla|olika (?:landskap|kommuner)|landskapen|landskap|kommunerna|var någonstans)\b"),
    places=loose(r"^\W*(?:i |på |från )?(?:vilka|räkna upp|nämn|lista)\b (?:\w+ )?(?:kommun|ort|städer|landskap|välfärdsområd)\w*"),
    across=loose(r"\b(?:olika (?:håll|delar|landskap|kommuner)|runt om|överallt)\b"),
    named=loose(r"\b(?:namn|heter|organisation|förening|läroanstalt|partner|stiftelse|företag)\w*"),
    called=loose(r"namn\w*|heter"),
    items=loose(r"\b(?:vilka|räkna upp|nämn|lista)\b"),
    compares=loose(
        r"^\W*(?:(?:vad är )?skillnad(?:en|er|erna)? (?:mellan|på) (?P<one>.{1,200}?) och (?P<other>.{1,200}?)|vad (?:är|finns) det för skillnad(?:er)? (?:på|mellan|i) (?P<one1>.{1,200}?) och (?P<other1>.{1,200}?)"
        r"|(?:hur skiljer sig|vad skiljer) (?P<one2>.{1,200}?) (?:från|och) (?P<other2>.{1,200}?)(?: från varandra)?"
        r"|jämför\s+(?P<one3>.{1,200}?) (?:och|med|eller) (?P<other3>.{1,200}?)|(?P<one4>.{1,200}?) (?:eller|vs\.?) (?P<other4>[^,?]{1,200}?)(?:,(?P<rest4>.*))?|(?P<one5>.{1,200}?) jämfört med (?P<other5>.{1,200}?)|(?P<one6>[^:,]{1,100}?) och (?P<other6>[^:,]{1,100}?)[:,] (?P<rest6>.*\bskill\w+.*?))[?.!\s]*$"
    ),
    periods=(
        (loose(r"\bförsta (?:programperioden|perioden)\b"), "perioden 2016–2019"),
        (loose(r"\bandra (?:programperioden|perioden)\b"), "perioden 2020–2023"),
    ),
    comparing=loose(r"\b(?:jämför\w*|skillnad\w*|skilj\w*|gemensamt|olikheter|vad (?:är|var) olika)\b"),
    what_is="vad är {}",
    named_twice=loose(
        r"\A\W{0,9}vad (?:är|var|betyder) (?:en |ett )?(?P<one>[^,()?!]{2,60}?)(?: \((?P<other1>[^()?!]{2,60})\)"
        r"|,? (?:alltså|dvs\.?|det vill säga) (?P<other2>[^,()?!]{2,60}?)|, (?P<other3>[^,()?!]{2,60}?))[\s?.!]{0,9}\Z"
    ),
    merely_comparing=loose(
        r"\A\W*(?:(?:vad|vilken|vilka|hur|är|finns|den|det|de|dem|sig|åt|någon|stora|största|skill\w*|skilj\w*|från|varandra|mellan)\W*){1,12}\Z"
    ),
    joining=frozenset("och eller".split()),
    connecting=frozenset("och i för till med av om på vid inom samt".split()),
    fillers=frozenset("nämn vid gjord gjort gjor vet man lit lite vill veta berättas säg sägs källorn källa stå står gör gjord nådd nå fann finn något händ hänt sked skedd deltog delt landet land bokstäv tapahtuma anledning egentlig egent stå för hel hela läg läget bokstav något någ".split()),
    general=frozenset(
        "önsk vilk roll rätt delaktig bliv medför käll källorn källorna lape lap mång år mig min mell skilj nyhet projekt program projektet resultat utveckla region landskap kommun finland fråga utmaning problem svår lärdom fortsätta framtid inled"
        " start lyckas förändr berätt beskriv lista sammanfatt skillnad jämför hanke ohjelma tulos kehittää maakunta kunta alue muutosohjelma"
        " kehittäminen haaste ongelma jatkua tavoite suomi uudistus exempel reform åstadkom uppnå hurdan betyd".split()
    ),
    field=frozenset("barn ung familj barnfamilj familjern förälder föräldr tjänst service".split()),
    signs={
        "results": loose(r"\b(?:resultat\w*|fick|inrätt\w+|öppna\w+|togs i bruk|förbättr\w+|lyck\w+|minska\w*|öka\w*|utbilda\w+|skapa\w+|utveckla\w+)\b"),
        "actions": loose(r"\b(?:ordna\w+|utveckla\w+|genomför\w+|pilot\w*|utbild\w+|inled\w+|start\w+|kartl\w+|arbeta\w+)\b"),
        "challenges": loose(r"\b(?:utmaning\w*|problem\w*|svår\w*|brist\w*|inte|för (?:kort|lite|få))\b"),
        "involvement": loose(r"\b(?:delaktig\w*|deltog|deltagit|deltagare\w*|delta|enkät\w*|förslag\w*|önskem\w+|partner\w*|företrädare|inbjöds|tillsammans)\b"),
        "lessons": loose(r"\b(?:lärdom\w*|erfarenhet\w*|visade|viktig\w*|kräv\w+)\b"),
        "future": loose(r"\b(?:fortsätt\w*|framtid\w*|20(?:19|2\d)|framöver|permanent\w*)\b"),
        "goals": loose(r"\b(?:mål\w*|syft\w*|tyngdpunkt\w*|ska|strävar\w*)\b"),
        "reasons": loose(r"\b(?:mål\w*|syft\w*|för att|eftersom|behov\w*)\b"),
    },
    of_a_text=loose(r"\b(?:berättar|informerar|webbplats\w*|webbsid\w+|blogginlägg\w*|spetsprojektbloggen|artikel\w*|rapport\w*)\b"),
    leans=loose(r"^\W*(?:\w+ ){0,2}(?:de|han|hon|den|det|dessa|denna|också|dessutom)\b"),
    goals=loose(r"\b(?:mål(?:et|en|sättning\w*)?|syft\w+|avsikt\w*|ska|planera\w*|ville|vill|strävar|strävade|strävan)\b"),
    duties=loose(r"\b(?:uppgifter|uppgiften|ansvarar för|ansvaret för|kräver|krävs|behöver|behövs|bör|måste)\b"),
    contacts=loose(r"@|\bwww\.|\b(?:kontakta|kontaktuppgift\w*|mer information|telefonnummer)\b"),
    set_up=loose(r"\b(?:finansier\w+|budget\w*|statsbidrag\w*|euro|svenska namnet|kallas|ordförande|arrangemangen|förändringsagenten?|inleddes\b.*\bavslutades)\b"),
    happened=loose(r"\b\w{3,}(?:ades|ade|des|dde|tes|ttes)\b|\b(?:fick|fanns|hölls|blev|deltog|har \w+t)\b"),
    defining=loose(r"^\W*(?:\w+\W+){0,4}?(?:är|var|betyder|innebär|innebar|kallas|kallades|består|omfattar|samlar|erbjuder|bildar|utgör|vänder sig till)\b"),
    role=loose(r"^\W*(?:uppgift|syfte|tjänster)\w*"),
    made_before=loose(r"\b(?:bildar|utgör|kallas)\W*$"),
    kind_before=loose(r"(?:samkommun|projekt|program|center|centrum|nätverk|metod|modell)\w{0,3}\W+$"),
    naming=loose(r"\b(?:kallas|kallades|heter|hette|namnet|betyder|förkortning\w*|avses)\b"),
    same_thing=frozenset("projekt projektet program programmet utvecklingsprogram spetsprojekt metod modell arbet reform".split()),
    times=(
        ("beginning", loose(r"\b(?:börja\w*|start\w*|inled\w+|påbörja\w*|grunda\w*)\b")),
        ("end", loose(r"\b(?:slut\w*|upphör\w*|avsluta\w*|stäng(?:s|des|t|ts))\b")),
    ),
    people=loose(r"\b(?:ledar|ledde|leder|chef|ordförande|förändringsagent|koordinator|kontaktperson)\w*"),
    newest=loose(r"\b(?:nu|läget|nyheter|nuvarande|senaste|nyaste|för närvarande|aktuell\w*)\b"),
    since=loose(r"\b(?:efter|sedan|från och med) (?:år(?:et)? )?(?:19|20)\d\d\b"),
    excerpts="Utdrag ur källorna – inte uttömmande.",
    more="Andra källor som berättar om ämnet: {}.",
    nothing_of="Källorna berättar inget om detta: {}.",
    no_more="Jag hittade inget mer om detta i källorna.",
    differ="Källorna berättar detta på olika sätt; kontrollera datumen i källorna.",
    mentioned="Källorna nämner detta men förklarar inte direkt vad det är.",
    as_of="Den nyaste av dessa källor är från år {}.",
    headings={"goals": "Mål", "national": "Hela landet"},
)  # fmt: skip

EN = Forms(
    spoken=(
        (re.compile(r"(?<=\w\w)['’]s(?=\W*$)"), ""),
        (loose(r"^\W*(?:is|are) (.{1,60}?) the same(?: thing)? as (.{1,60}?)\W*$"), r"what is the difference between \1 and \2"),
    ),
    frames=loose(
        r"^\W*(?:(?:hi|hello|hey)\b[\s,!.]*)?"
        r"(?:i(?:['’]m| am)?(?: \w{1,30}){0,4} (?:journalist|reporter|student|councillor|essay|thesis|article|story|paper|presentation|report)[,.:;!] (?:and |so )?)?"
        r"(?:(?:can|could|would|will) you (?:please )?(?:tell|explain)(?: to)?(?: me| us)?[,:]? |do you know[,:]? |i (?:don'?t know|wonder|would like to know|want to know)[,:]? )?"
        r"(?=(?:what|who|when|where|how|which|why)\b)"
    ),
    requests=loose(r"give|compare|name|tell|define|describe|summari[sz]e|introduce|explain|list|please|about|exactly"),
    defines=loose(r"^\W*what .* (?:is|are|was|were|means?)\W*$|\bwhat (?:is|was|are|were) (?:it|that|this|they)\W*$|^\W*what do\b.*\bstand for\W*$|^\W*(?:(?:tell me|explain)\W+)?what(?:'s| is| are| was| were| does)\b(?=.* )|^\W*(?:explain|define|definition of)\b|\bwhat does\b.*\bmean\b|\bmeaning\W*$|^\W*what kind of (?:programme|program|project|model|thing|place)\b"),
    explains=loose(r"^\W*what (?:are|were)\b|^\W*what kind of\b|\bstands? for\b|\bmean(?:s|ing)?\b"),
    meaning=loose(r"means?|meaning|stands?|abbreviat\w+|acronym|definition\w*"),
    opens=loose(r"^\W*(?:what(?! (?:time|age|date|year|language|colou?r)\b)|how(?! (?:many|much|long|often|old|large|big|far)\b))\b"),
    anything=loose(r"\b(?:anything|something)\b"),
    introduces=re.compile(r"^\W*[Ww]ho (?:is|was) (?:[A-ZÅÄÖ][\w-]+ ?){2,3}\W*$"),
    property=loose(r"\b(?:goal|aim|purpose|name|role|task|budget|difference|first|last|largest|biggest|main|most|common|theme|share|reason|percentage|number|focus|part|two|three|four|five|six)\w*"),
    aspects=(
        ("challenges", loose(r"\b(?:challeng|problem|difficult|obstacle|fail|critici|hard|wrong)\w*")),
        ("lessons", loose(r"\b(?:lessons?|learn\w*|experiences?)\b")),
        ("future", loose(r"\b(?:continu\w*|future|next|after (?:the|it|lape|\d{4})\b|happen\w* (?:to|after))\b")),
        ("goals", loose(r"\bwhat did\b.*\bwant\b|\b(?:goals?|aims?|purposes?|objectives?|priorit\w+|focus)\b")),
        ("reasons", loose(r"\bwhy\b.*\b(?:start\w*|launch\w*|beg[au]n|set up|needed|created|established)")),
        ("results", loose(r"\bresults?\b|\bachiev\w+|\baccomplish\w+|\bhow did\b.*\b(?:go|succeed|turn out)\b|\boutcome\w*|\bbenefit\w*|\bchange[ds]?\b(?! agent)|\bsuccess\w*|\bimpact\w*|\bcame of\b|\bwent (?:well|right)\b|\bcame out\b|\bfindings?\b|\bf(?:ou|i)nd(?:ings?)?\b out\b|\bshow(?:ed|n)?\b")),
        ("involvement", loose(r"\bhow\b.*\b(?:involved|included|took part|take part|taken into|participat\w+|heard|have a say|had a say)\b")),
        ("actions", loose(r"\bwhat\b(?!.*\bstands?\b).*\b(?:done|did|do|happen\w*|develop\w*|organi[sz]\w+|going on|built|tried|tested)\b|\bwhat (?:has|have|was|were) .*\w+ed\b|\bwhat role\b.*\w+s\b|\bhow\b.*\b(?:involved|included|took part|take part|participat\w+)\b|\bhow\b.*\b(?:develop\w*|implement\w*|improv\w*|support\w*|help\w*)\b")),
        ("anything", loose(r"\bnews\b|\bsituation\b|^\W*(?:tell|describe|summari[sz]e|give me|introduce)\b|\bwhat do you know\b|\bwhat (?:is|was) (?:known|said|told|written)\b|\boverview\b|\bin short\b|\babout\b")),
    ),
    lists=loose(r"^\W*who (?:were|are) the\b|^\W*where (?:are|were) (?:there|the)\b|\b(?:list|names?|examples|which(?! (?:two|three|four|five|six|seven|eight|nine|ten|\d+)\b)|what kinds?|all|different (?:regions|municipalities)|regions|municipalities|everywhere)\b"),
    places=loose(r"^\W*(?:in |list )?(?:which|what|the)\b (?:\w+ )?(?:municipalit|town|cit(?:y|ies)|place|region|count(?:y|ies))\w*"),
    across=loose(r"\b(?:across|around (?:the country|finland)|different (?:regions|parts|municipalities)|everywhere)\b"),
    named=loose(r"\b(?:name|called|organi[sz]ation|association|school|partner|foundation|compan)\w*"),
    called=loose(r"names|called"),
    items=loose(r"\b(?:list|name|which)\b"),
    compares=loose(
        r"^\W*(?:(?:what(?:'s| is| are| was| were) (?:the )?)?differences? between (?P<one>.{1,200}?) and (?P<other>.{1,200}?)|how (?:do|did|does) (?P<one2>.{1,200}?) (?:differ from|and) (?P<other2>.{1,200}?)(?: differ)?"
        r"|compare\s+(?P<rest3>.{0,200}?)(?P<one3>\S{1,100}(?: \S{1,100})?) (?:and|with|to) (?P<other3>.{1,200}?)|(?P<one4>.{1,200}?) (?:vs\.?|versus|or) (?P<other4>[^,?]{1,200}?)(?:,(?P<rest4>.*))?|(?P<one5>.{1,200}?) compared (?:to|with) (?P<other5>.{1,200}?)|how (?:do|does|did) (?P<one6>.{1,200}?) compare (?:to|with) (?P<other6>.{1,200}?)"
        r"|(?P<one8>[^:,]{1,100}?) and (?P<other8>[^:,]{1,100}?)[:,] (?P<rest8>.*\bdiffer\w*.*?)|what sets (?P<one9>.{1,200}?) apart from (?P<other9>.{1,200}?)|how (?:is|are|was|were) (?P<one7>.{1,200}?) different from (?P<other7>.{1,200}?))[?.!\s]*$"
    ),
    periods=(
        (loose(r"\bfirst (?:programme )?(?:period|phase|term)\b"), "period 2016–2019"),
        (loose(r"\bsecond (?:programme )?(?:period|phase|term)\b"), "period 2020–2023"),
    ),
    comparing=loose(r"\b(?:compare\w*|differ\w*|in common)\b"),
    what_is="what is {}",
    named_twice=loose(
        r"\A\W{0,9}what (?:is|are|was|were) (?:an? |the )?(?P<one>[^,()?!]{2,60}?)(?: \((?P<other1>[^()?!]{2,60})\)"
        r"|,? (?:that is|i\.e\.|also known as) (?P<other2>[^,()?!]{2,60}?)|, (?P<other3>[^,()?!]{2,60}?))[\s?.!]{0,9}\Z"
    ),
    merely_comparing=loose(
        r"\A\W*(?:(?:what(?:'s)?|how|is|are|the|there|do|does|they|them|a|any|main|biggest|differ\w*|from|between|each|other)\W*){1,12}\Z"
    ),
    joining=frozenset("and or".split()),
    connecting=frozenset("and in of the for to with on about by at a an".split()),
    fillers=frozenset("give exampl mention up known said told written exactly exact whi between after go through across letter doe do is actual realli exact overal ever has ani now current".split()),
    general=frozenset(
        "wish involv includ right wrong role play particip lape project programm program reform result doe stand news latest develop region municip finland challeng problem difficult lesson learn continu futur next"
        " start launch achiev outcom chang describ list summar differ compar hanke ohjelma tulos kehittää maakunta kunta alue muutosohjelma kehittäminen"
        " haaste ongelma jatkua tavoite suomi uudistus success impact accomplish name place avail benefit exampl improv creat introduc establish implement evalu receiv".split()
    ),
    field=frozenset("child children young famili parent servic".split()),
    signs={},
    of_a_text=loose(r"\b(?:tells|website|article|report|newsletter|blog)\b"),
    leans=loose(r"^\W*(?:\w+ ){0,2}(?:they|he|she|it|these|this|also|however)\b"),
    goals=loose(r"\b(?:aims?|aimed|goals?|intend\w*|plan\w*|will|wanted|hoped)\b"),
    duties=loose(r"\b(?:tasks?|dut(?:y|ies)|responsible for|requires?|needs?|must|should)\b"),
    contacts=loose(r"@|\bwww\.|\b(?:contact us|further information|phone number)\b"),
    set_up=loose(r"\b(?:fund(?:ed|ing)|budget\w*|grant\w*|euros?|was called|chair\w*|started\b.*\bended)\b"),
    happened=loose(r"\b(?:was|were|has|have|had)\b|\b\w{3,}ed\b"),
    defining=loose(r"^\W*(?:\w+\W+){0,4}?(?:is|are|was|were|means|refers)\b"),
    role=loose(r"^\W*(?:task|purpose|aim)\w*"),
    made_before=loose(r"\b(?:form|forms|make up|called)\W*$"),
    kind_before=loose(r"(?:project|programme|program|centre|center|network|method|model)\W+$"),
    naming=loose(r"\b(?:called|named|known as|means|stands for|abbreviation)\b"),
    same_thing=frozenset("project programm program method model reform work".split()),
    times=(
        ("beginning", loose(r"\b(?:begin\w*|began|begun|start\w*|launch\w*|found\w*)\b")),
        ("end", loose(r"\b(?:end\w*|finish\w*|stop\w*|close[sd]?)\b")),
    ),
    people=loose(r"\b(?:leader|leads|led\b|ran\b|manager|director|chair|coordinator|head|change agent|municipal agent|speaker)\w*"),
    newest=loose(r"\b(?:now|current\w*|latest|newest|most recent|nowadays|today)\b"),
    since=loose(r"\b(?:after|since|from) (?:19|20)\d\d\b"),
    excerpts="Excerpts from the sources – not exhaustive.",
    more="Other sources that speak of this: {}.",
    nothing_of="The sources tell nothing of this: {}.",
    no_more="I found nothing more about this in the sources.",
    differ="The sources tell this differently; check the dates in the sources.",
    mentioned="The sources mention this, but do not directly explain what it is.",
    as_of="The newest of these sources is from {}.",
    headings={"goals": "Goals", "national": "The whole country"},
)  # fmt: skip

TERMS_OF_ASPECTS: Mapping[str, frozenset[str]] = {
    "challenges": frozenset(
        "haaste ongelma vaikeus vaikea hankala hankaloittaa vaikeuttaa este puute viivästyä viivästyminen heikko perua pulma epävarma"
        " kiire utmaning problem svår brist".split()
    ),
    "lessons": frozenset("oppia oppi opetus osoittaa osoittautua huomata todeta lärdom erfaren".split()),
    "involvement": frozenset(
        "osallisuus osallinen kysely kokemusasiantuntija kehittäjätiimi nuorisovaltuusto nuorisovaltuutettu ehdotus kuulla toive kuuleminen"
        " vertaistuki delakt enkät".split()
    ),
}
"""Search terms, Finnish and Swedish, of passages that may speak of an aspect whatever their subject, by `question.form.Aspect`."""

PROGRAMME = frozenset({"lape", "lap"})
"""Search terms of the programme that all sources are about; the second is the Swedish stemmer's."""

FORMS: Mapping[Language, Forms] = {"fi": FI, "sv": SV, "en": EN}
