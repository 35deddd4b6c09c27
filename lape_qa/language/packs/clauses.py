"""The words by which clauses hang together: what may be left out of a sentence is told by them (`answer.omission`).

Each pattern is held against a whole word in small letters. They are wide on purpose: a word too many costs a shorter
sentence, in whose place the quote is shown; a word too few could cost the truth.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lape_qa.language.model import Language


def _words(pattern: str) -> re.Pattern[str]:
    # Of a word only, which is so looked at once, from its beginning.
    return re.compile(rf"(?<!\w)(?:{'|'.join(pattern.split())})")


@dataclass(frozen=True, slots=True)
class Clauses:
    """The words of one language that join clauses, bind what is said, or count."""

    negates: re.Pattern[str]
    """Negation, condition, exception: what stands in their reach does not hold by itself."""
    denies: re.Pattern[str]
    """Verbs and nouns that say it is not so, or no longer: "kiisti", "peruttiin"."""
    doubts: re.Pattern[str]
    """Who thinks, estimates, proposes or fears it, and whether it may be: it could be about what stands beside it."""
    intends: re.Pattern[str]
    """Who says it, and what is hoped, meant, asked, allowed or due: no fact either, but it is about its own clause."""
    counts: re.Pattern[str]
    """How many, how much, how nearly, which of several, in comparison with what."""
    coordinates: frozenset[str]
    """What joins two clauses of which both are said: "ja"."""
    each: frozenset[str]
    """What opens a clause behind a comma and means "every" elsewhere: "joka viikko"."""
    contrasts: frozenset[str]
    """What joins two clauses of which both are said, the second against the first: "mutta"."""
    subordinates: re.Pattern[str]
    """What opens a clause that depends on another, asked ones included: "että", "kun", "joka", "miten"."""
    relatives: re.Pattern[str]
    """What opens a clause about the one word before it: "joka", "jossa"."""
    plural_relatives: re.Pattern[str]
    """Those of them that speak of several."""
    parts_of: re.Pattern[str]
    """Those of them after which a number tells how many of the ones before, never which ones are meant: "joista"."""
    then: re.Pattern[str]
    """Those of them that follow a year: "jolloin"."""
    comments: re.Pattern[str]
    """What opens a last clause about the whole of the one before, in one word or two."""
    definite: re.Pattern[str]
    """The one that is known, in one word: behind a comma, a clause then only tells more of it."""
    adverbs: re.Pattern[str]
    """What may stand between a subject and its verb."""
    bodies: re.Pattern[str]
    """What makes a name together with one: "Simon kunta"."""
    explains: frozenset[str]
    """What opens a clause that gives the reason for another, or what speaks against it: both are said."""
    explains_first: frozenset[str]
    """Those of them that may stand before the other clause, whose words then keep their order."""
    purposes: frozenset[str]
    """What opens a clause that gives the purpose of what has been done."""
    points: re.Pattern[str]
    """Words that mean something named elsewhere."""
    points_to_all: re.Pattern[str]
    """Those of them that may mean the whole of what was said: "tämä", "näin"."""
    openings: frozenset[str]
    """First words of a sentence that only join it to the one before."""
    roles: re.Pattern[str]
    """What a sentence of the form "X is Y" may be about without saying what kind of thing X is: "syy", "tavoite"."""
    presents: re.Pattern[str]
    """Verbs that bring in something new, of which a clause then tells more: "avattiin keskus, joka …"; base forms."""
    receives: re.Pattern[str]
    """Those of them whose subject may stand behind them: "avun sai perhe, joka haki" does not bring a family in."""
    being: re.Pattern[str]
    """Forms of "to be" that say what kind of thing something is."""
    wholes: re.Pattern[str]
    """What names all of a kind in one word, and what has no number: of these a clause tells which are meant."""
    contents: frozenset[str]
    """What opens that which is said or meant: "että"."""
    prepositions: re.Pattern[str]
    """What no subject begins with, where the subject may stand behind the verb."""
    one: re.Pattern[str]
    """The indefinite article; nothing where the language has none."""
    articles: re.Pattern[str]
    """All articles: what begins with one begins a noun."""
    finite: re.Pattern[str]
    """Finite verbs where no morphology knows them."""
    auxiliary: re.Pattern[str]
    """Those of them that another verb may go with."""


_NOTHING = re.compile(r"(?!)")

_FI = Clauses(
    negates=_words(
        r"""(?:en|et|ei|emme|ette|eivät|älä|älköön|älkää)(?:kä|pä|kö|hän|päs)?
        (?:ett|mutt|jott|ell|joll|vaikk|kosk)(?:en|et|ei|emme|ette|eivät)\w*
        ilman tuskin koskaan ikinä milloinkaan (?:ku|ke|mi|mu)\w+[kn]ään ku(?:kaan|mpikaan) lainkaan ollenkaan suinkaan
        paitsi vaill[ae] lukuun sijaan sijasta vasta vastoin vain ainoastaan pelkästään
        jos josko joskaan mikäli ellei\w* kunhan muuten muutoin vaikkei ehto\w* ehdoll\w+ ehdoi\w+ edellyt\w+ tapauk\w+ silloin"""
    ),
    denies=_words(
        r"""kielt\w+ kiell\w+ kiist\w+ estä\w* est(?:i|ivät|etään|ettiin|y\w+) torju\w+ hylkä\w+ hylät\w+ kumo\w+ kumot\w+ vältt\w+
        peru(?:i|ivat|taan|ttiin|ttu\w*|nut|neet|u\w+) puuttu\w+ lakkau\w+ keskey\w+ epä\w+ jätt\w+ jätet\w+"""
    ),
    doubts=_words(
        r"""mielipi\w+ näkemyk\w+ väit(?!ös)\w+
        arvel\w+ uskoi\w* uskoo uskovat uskot\w+ uskonut uskomu\w+ luul\w+ luulo\w* oletta\w+ oletet\w+ oletu\w+ pelkä\w+ pelät\w+ pelo\w+
        kuvit\w+ unelm\w+ unessa\w* haave\w* arvio(?!in[nt])\w* ennust\w* ennakoi\w* laskelm\w+ väär\w+ totta totuu\w+ selvää selvyy\w+ huhu\w* muka kuulemma
        ilmei\w+ näennäi\w+ uhka\w* uhat\w+ uhkau\w+ vaara\w* riski\w* näyttä\w+ näytti\w* tuntu\w+ ajat\w+
        kyseenal\w+ kriti\w+ krii\w+ valehtel\w+ valhe\w* erehd\w+ erehty\w+ vitsi\w* tied(?:etä|ettiin) varma\w* vakuut\w+ lienee
        ehkä kenties mahdolli\w+ todennäköi\w+ luultav\w+ oletettav\w+ kai periaatteessa teoriassa paperilla saatta\w+ saatto\w+ taita[ai]\w*
        tulkit\w+ tulkin\w+ alustav\w* virhe\w* keksit\w+ satu sadussa elokuva\w* näytelm\w+ tarina\w* romaani\w* peli pelissä perätö\w+ perättö\w+ paikkansa
        suunnitelm\w+ suunnitteill\w+ luonno\w* ehdot\w+ esit(?:ti|tivät|tää|tävät|etään|ettiin|etty|tänyt|täneet) vaihtoeh\w+"""
    ),
    intends=_words(
        r"""mukaan mielestä\w* kerto\w* kerrot\w+ kerron\w* sano\w* totea\w* totesi\w* todet\w+ todenn\w+ katso(?:o|i|vat|ivat|taan|ttiin) ilmoit(?!tau)\w+ kokee kokevat koki kokivat koetaan koettiin pidetään
        toivo\w* toivei\w* toive\w* odot\w+ suunnit(?!telussa|teluun)\w+ tavoit\w+ pyrk\w+ pyri\w+ halu\w+ aiko\w+ aiot\w+ aikom\w+ aie aikee\w*
        lupa\w* luvat\w+ luvan\w* lupau\w+ ehdok\w+ vaati\w* vaadi\w* vaatimu\w+ suosit\w+ kuvaus tarkoit\w+ määrä\w* harkit\w+ harkin\w+
        kysy\w+ selvit\w+ tutki\w+ pohti\w* pohdi\w+ pitää pitäisi\w* piti pitivät pitänyt täyty\w+ tulisi\w* tulee tulevat tuleva(?!isuu)\w* tulossa
        pakko pakol\w+ velvoi\w+ voi voivat voisi\w* voida\w* voitiin voitaisiin voinut kykene\w+ kykeni\w* pystyi?\w* mahdollisuu\w+ tarvit\w+ tarpeen
        esimerki(?:ksi|llisesti) valmisteil\w+ hakem\w+ haki hakivat haetaan haettiin anoi\w* anott\w+ yrit\w+ yrity\w+ koet\w+"""
    ),
    counts=_words(
        r"""kaik\w+ kumpi\w* mol(?:em)\w+ jokai\w+ mon(?:ta|i|et|ia|en|ien|ella|elle|elta|essa|esta) usea\w* useim\w+ useat vain ainoast\w+ pelk\w+ aina
        usein joskus toisinaan harv\w+ melkein lähes lähestulkoon noin suunnilleen suurin\w* ainakin enintään korkeintaan vähintään alle yli runsa\w+
        vielä jo paljon vähän hieman osa osaa osan osalla osalle osassa osasta osat osittain puole\w* enemm\w+ vähemm\w+ enimm\w+ muutam\w+
        jo[it]\w+kin jotku\w+ erä\w+ yhtee\w+ keskimää\w+ kuin ain(?:oa|ut)\w* sam[aoi]\w* ensimm\w+ viimei\w+ toinen toise\w+ kolma\w+
        sellai\w+ semmoi\w+ tällai\w+ tuollai\w+ ne nii(?:tä|den|ssä|stä|hin|llä|ltä|lle) se sen sitä si(?:inä|itä|ihen|llä|ltä|lle) joko tai
        vaihte\w+ \w+mmin \w+immin prosen\w+ kokonaan täysin erityi\w+ etenkin varsinkin lähinnä ennen juuri vasta"""
    ),
    coordinates=frozenset(["ja", "sekä"]),
    each=frozenset(["joka"]),
    contrasts=frozenset(["mutta", "kun taas"]),
    subordinates=_words(
        r"""että jotta koska kun jos mikäli vaikka ellei\w* ennen kunnes kuin kunhan jo[skt]ka joka jon(?:ka|a|ne) jo(?:ta|ssa|sta|hon|lla|lta|lle|ksi)
        joi(?:ta|den|ssa|sta|hin|lla|lta|lle|ksi|na) jotka jolloin jonne josta joten mi(?:kä|nkä|tä|ssä|stä|hin|llä|ltä|lle|ksi|nä|tkä) miten millai\w+
        milloin kuinka kuka ket(?:kä|ä) kene\w+ kumpi\w* paljonko montako miksi vaiko onko oliko ettei\w* jottei\w*"""
    ),
    relatives=_words(
        r"joka jonka jota jossa josta johon jonne jolla jolta jolle jona joksi jotka joita joiden joissa joista joihin joilla joilta joille"
    ),
    plural_relatives=_words(r"jotka joita joiden joissa joista joihin joilla joilta joille"),
    parts_of=_words(r"josta joista"),
    then=_words(r"jolloin"),
    comments=re.compile(r"minkä (?:jälkeen|ansiosta|vuoksi|takia)"),
    definite=_NOTHING,
    adverbs=_NOTHING,
    bodies=_words(
        r"kaupun[kg]\w+ kun[tn]a\w* maakun[tn]a\w* lii(?:to|tto)\w* hyvinvointialue\w* kuntayhty\w+ yliopisto\w* sairaanhoitopiiri\w* seurakun[tn]a\w*"
    ),
    explains=frozenset(["koska", "sillä", "vaikka", "joten"]),
    explains_first=frozenset(["koska", "vaikka"]),
    purposes=frozenset(["jotta"]),
    points=_words(
        r"""se sen sitä si(?:inä|itä|ihen|llä|ltä|lle|ksi|kin) ne nii(?:tä|den|ssä|stä|hin|llä|ltä|lle|kin) hän\w{0,4} he hei\w{1,4} heidän
        tämä\w* tä[stl]\w{0,3} tähän nämä näi\w+ tuo\w? tuo(?:ta|ssa|sta|hon|lla|lta|lle) nuo noi\w+ sie(?:llä|ltä) sinne tä(?:ällä|ältä|nne) silloin tuolloin
        sama\w* samo\w+ seuraav\w+ edelli\w+ jälkimm\w+ molem\w+ kumpi\w* toinen toise\w+ muu muut muita muiden kyseis\w+ siten näin niin siksi vastaav\w+"""
    ),
    points_to_all=_words(r"tämä\w* tä[stl]\w{0,3} tähän tuo tuota niin näin siten se sitä samoin"),
    openings=frozenset(["lisäksi", "kuitenkin", "siis", "toisaalta", "esimerkiksi", "myös"]),
    roles=_words(
        r"""syy\w{0,2} syynä ongelma\w* pulma\w* este(?:enä)? haaste\w* ratkaisu\w* keino\w* kohde kohteena aihe\w* tehtäv\w+ tulo(?:s|ksena) edelly\w+
        esimerk\w+ painopiste\w* lähtökoh\w+ perus(?:te|teena|tana|ta) peri(?:aate|aatteena) kysymy\w+ vastaus\w* poikkeu\w+ vika puute puutteena seurau\w+
        hyöty\w* etu\w* haitta\w* ero erona vaikutus\w* muutos\w* uutuu\w+ tausta\w* pohja\w*"""
    ),
    presents=_words(
        r"""avata avautua perustaa laatia syntyä valmistua rakentaa rakentua nimetä julkaista järjestää pitää luoda saada käynnistää käynnistyä koota
        tehdä toteuttaa toteutua aloittaa alkaa muodostaa muodostua kehittää palkata ottaa johtaa ohjata vastata hallinnoida koordinoida kirjoittaa
        toimia työskennellä huolehtia ryhtyä liittyä kuulua vastaanottaa esitellä hankkia vuokrata ostaa lähettää valmistaa ylläpitää sijoittua
        ottanut saanut perustanut avannut luonut laatinut kehittänyt julkaissut rakentanut palkannut avattu perustettu laadittu koottu luotu rakennettu"""
    ),
    receives=_words(r"saada saanut"),
    being=_words(r"on oli"),
    wholes=_words(
        r"""\w*(?:henkilöst|väest|väki|väen|nuoriso|ikäluok|ikäryhm|yleis|jäsenist|vanhemmist)\w* (?:henkilö|asiakas|opettaja|oppilas|virka|potilas)\w*kun[nt]a\w*
        \w*(?:tuki|tuen|toiminta|toiminnan|hoito|hoidon|työ|työn|apu|avun|raha|rahan|rahoitus|rahoituksen|tieto|tiedon|opetus|opetuksen|hoiva|hoivan|mainonta|tapa|tavan|tavalla)"""
    ),
    contents=frozenset(["että"]),
    prepositions=_NOTHING,
    one=_NOTHING,
    articles=_NOTHING,
    finite=_NOTHING,
    auxiliary=_NOTHING,
)

_SV = Clauses(
    negates=_words(
        r"""inte ej icke aldrig ingen inget inga ingenting ingenstans utan knappast varken om ifall såvida annars villkor\w* förut\w+ utom förutom
        undantag\w* istället stället först endast bara enbart"""
    ),
    denies=_words(
        r"""förne\w+ bestr\w+ dement\w+ förbj\w+ förbud\w* hindr\w+ avsl[åo]\w+ saknar saknades saknas uteb\w+ inställ\w+ återkal\w+ upphäv\w+ lade?s lägg\w* avbr\w+"""
    ),
    doubts=_words(
        r"""påst\w+ tror trodde tros tro antar antas antog
        befar\w+ rädd\w* frukt\w+ dröm\w* inbill\w+ upps?katt\w+ beräkn\w+ prognos\w* bedöm\w+ falsk\w* fel\w* sant sanning\w* klart oklar\w* rykt\w+
        hot\w* risk\w* fara verkar verkade tycks undr\w+ ifrågasätt\w+ kritik\w* kritis\w+ torde kanske möjlig\w* troli\w+ sannoli\w+ förmod\w+
        eventuell\w* teori\w* uppfatt\w+ tolk\w+ lär plan\w* förslag\w* föresl\w+ utkast\w* preliminär\w* osan\w+ lögn\w* saga\w* film\w* roman\w*"""
    ),
    intends=_words(
        r"""enligt säg\w* sade sagt sa berätt\w+ uppg\w+ uppge anser ansåg ansett menar menade tyck\w+ meddel\w+ upplev\w+ ser såg
        hopp\w+ önsk\w+ förvänt\w+ vänta\w* mål\w* sträv\w+ vill ville syft\w+ avs(?:ikt|er|åg|edd)\w* ämna\w* tänk\w+ lov\w+ löft\w+ kräv\w+
        rekommend\w+ fråg\w+ undersök\w+ utred\w+ överväg\w+ kan kunde kunnat ska skall skulle bör borde måste får behöv\w+ exempel\w*
        försök\w* ansök\w* sökte"""
    ),
    counts=_words(
        r"""all[at]? varje var vart många flera fler flest\w* endast bara enbart alltid ofta ibland sällan nästan cirka ungefär minst högst under över
        ännu redan få färre några någ\w+ vissa del delar delvis halv\w* hälften mer mera mest mindre större störst\w* än samma förs?ta sista andra tredje fjärde femte
        ena enda en(?:da|bart) båda bägge de dem den det sådan\w* sammanlag\w+ totalt genomsnitt\w* procent helt särskilt framför främst just antingen eller
        består mellan tillsammans delas delades två tre fyra fem sex sju åtta nio tio elva tolv ett hundra\w* tusen\w* miljon\w* \w+are \w+ast \w+aste"""
    ),
    coordinates=frozenset(["och", "samt"]),
    each=frozenset(),
    contrasts=frozenset(["men", "medan"]),
    subordinates=_words(
        r"""att om när då som vilk\w+ vars där dit därför eftersom medan innan tills fast fastän trots hur vad vem varför vart än ifall såvida
        huruvida varifrån sedan"""
    ),
    relatives=_words(r"som vilken vilket vars där"),
    plural_relatives=_words(r"vilka"),
    parts_of=_words(r"varav"),
    then=_words(r"då"),
    comments=re.compile(r"vilket \S+"),
    definite=_words(r"\w{3,}(?:en|et)"),
    adverbs=_NOTHING,
    bodies=_words(r"stad kommun landskap"),
    explains=frozenset(["eftersom", "fastän"]),
    explains_first=frozenset(),
    purposes=frozenset(),
    points=_words(
        r"""han hon den det de dem honom henne hans hennes dess deras sin sitt sina detta denna denne dessa där dit då samma följande ena andra
        båda bägge sådan\w* så därför övriga annan annat"""
    ),
    points_to_all=_words(r"det detta så"),
    openings=frozenset(),
    roles=_words(
        r"""orsak\w* problem\w* hind\w+ utmaning\w* lösning\w* sätt\w* föremål\w* tema\w* ämne\w* uppgift\w* resultat\w* förutsätt\w+ exempel\w* tyngdpunkt\w*
        utgångspunkt\w* grund\w* princip\w* fråga\w* svar\w* undantag\w* brist\w* följd\w* nytta\w* fördel\w* nackdel\w* skillnad\w* effekt\w* förändring\w*
        bakgrund\w*"""
    ),
    presents=_NOTHING,
    receives=_NOTHING,
    being=_words(r"är var"),
    wholes=_words(r"\w*(?:personal|befolkning|ungdom|stöd|vård|verksamhet|arbete|hjälp|pengar|undervisning)\w*"),
    contents=frozenset(["att"]),
    prepositions=_words(r"i på av med till från under vid för inom efter hela före över genom utan bland hos mot"),
    one=_words(r"en ett"),
    articles=_words(r"en ett den det de"),
    finite=_words(
        r"""är var blir blev har hade fick gick tog gav kom höll stod låg lät skrev deltog drev steg sjönk växte spred bröt bjöd fann vann sprang föll lade sålde stärks flyttas utvecklas ordnas leds tas ges hålls bildas används görs fanns finns hölls består ingick ingår omfattar gäller
        \w{2,}(?:ades?|ddes?|ttes?|ktes?|ndes?|rdes?|ldes?|stes?|ptes?|vdes?|gdes?|mdes?|ntes?|gtes?) leder ansvarar arbetar fortsätter fortsatte börjar slutar får
        byggdes lades såldes skedde skötte skötts ledde satte satt sköts togs gavs"""
    ),
    auxiliary=_words(r"är var blir blev har hade"),
)

_EN = Clauses(
    negates=_words(
        r"""not no never none nor neither nothing nobody nowhere without cannot hardly scarcely \w+n't\w* if unless provided otherwise condition\w* except\w*
        besides instead rather only until"""
    ),
    denies=_words(
        r"""den(?:y|ies|ied|ial\w*) reject\w* refus\w+ prevent\w* ban banned forb\w+ lack\w* fail\w* cancel\w* revok\w+ withdr\w+ avoid\w* abandon\w* suspend\w*
        overturn\w* stopped"""
    ),
    doubts=_words(
        r"""claim\w* alleg\w+ argu\w+ suggest\w* believ\w+ belief\w*
        think\w* thought assum\w+ suppos\w+ fear\w* imagin\w+ dream\w* estimat\w+ forecast\w* predict\w* project(?:ed|ion\w*) fals\w+ wrong\w*
        true truth clear unclear rumou?r\w* seem\w* appear\w* apparent\w* threat\w* risk\w* danger\w* wonder\w* doubt\w* critic\w+ opinion\w* view\w*
        may might possib\w+ probab\w+ likely perhaps maybe theory perceiv\w+ interpret\w* pretend\w* warn\w* insist\w* worr\w+ concern(?:s|ed)?
        plan\w* propos\w+ preliminary mistake\w* error\w* untrue lies? hoax\w* myth\w* film\w* novel\w* stor(?:y|ies)"""
    ),
    intends=_words(
        r"""according sa(?:y|ys|id|ying) tell\w* told stat(?:e|es|ed|ement\w*) report\w* announc\w+ feel\w* felt consider\w*
        goal\w* aim\w* try tries tried seek\w* sought want\w* wish\w* hop(?:e|es|ed|ing) expect\w* intend\w* intent\w* promis\w+ demand\w* requir\w+ recommend\w*
        ask\w* investigat\w+ examin\w+ can could shall should will would must need\w* ought appl(?:y|ied|ication\w*) attempt\w* example\w*"""
    ),
    counts=_words(
        r"""all every each many several few fewer fewest most more less least almost nearly about around approximately roughly over under some any half part partly
        majority minority both either or than same first second third fourth fifth last only just mainly mostly especially particularly even already still yet
        consists? comprises? between together shares? shared divide\w* one two three four five six seven eight nine ten eleven twelve hundred\w* thousand\w* million\w* percent total altogether average entire\w* whole such those
        these that sole exact\w* always often sometimes rarely seldom usually once twice largest biggest smallest best worst \w+est better worse larger bigger smaller"""
    ),
    coordinates=frozenset(["and"]),
    each=frozenset(),
    contrasts=frozenset(["but", "while", "whereas"]),
    subordinates=_words(
        r"""that which who whom whose where when while because although though if unless before after until since than how what why whether whereas whoever
        whatever as so"""
    ),
    relatives=_words(r"which who whose where that"),
    plural_relatives=_NOTHING,
    parts_of=_NOTHING,
    then=_words(r"when"),
    comments=_NOTHING,
    definite=_NOTHING,
    adverbs=_words(r"now also then later still soon already"),
    bodies=_NOTHING,
    explains=frozenset(["because", "although"]),
    explains_first=frozenset(["because", "although"]),
    purposes=frozenset(),
    points=_words(
        r"""he she it they them him her his hers its their theirs this that these those there then such same following latter former both other others another
        here so one ones"""
    ),
    points_to_all=_words(r"this that it so"),
    openings=frozenset(["besides", "however", "moreover", "furthermore", "also", "additionally"]),
    roles=_words(
        r"""reason\w* problem\w* obstacle\w* challenge\w* solution\w* means method\w* target\w* topic\w* subject\w* task\w* result\w* outcome\w* precondition\w*
        example\w* focus priorit\w+ basis principle\w* question\w* answer\w* exception\w* shortage weakness\w* consequence\w* benefit\w* advantage\w*
        disadvantage\w* difference\w* effect\w* change\w* background\w* thing"""
    ),
    presents=_NOTHING,
    receives=_NOTHING,
    being=_words(r"is was"),
    wholes=_words(r"staff personnel population youth support care work help money teaching advertising"),
    contents=frozenset(["that"]),
    prepositions=_NOTHING,
    one=_words(r"an?"),
    articles=_words(r"an? the"),
    finite=_words(
        r"""is are was were has have had does did do began got gave took led held ran made came went saw met won lost grew fell rose kept left built brought sent
        spent paid found became chose wrote spoke drew knew sold taught bought stood sat includes covers consists belongs serves offers works continues supports
        \w{3,}ed"""
    ),
    auxiliary=_words(r"is are was were has have had does did do"),
)

CLAUSES: Mapping[Language, Clauses] = {"fi": _FI, "sv": _SV, "en": _EN}
