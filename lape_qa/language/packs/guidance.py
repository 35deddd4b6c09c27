"""What is no question about the sources: greetings, questions about the assistant, distress; three languages.

What is said to the assistant is made of few words, and these alone: "Mitä tiedät?" is, "Mitä tiedät perhekeskuksista?"
is a question to the sources. So a text must consist of known words before patterns tell what it is about. Distress
is searched for in any text. Both read small letters, one space between words and no punctuation.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lape_qa.language.model import Language
from lape_qa.language.packs.model import in_order, loose
from lape_qa.language.spelling import fold


@dataclass(frozen=True, slots=True)
class Guidance:
    """Patterns of what is said to the assistant itself, and what it says."""

    speech: frozenset[str]
    """Folded words that what is said to the assistant is made of; a text with any other asks about something."""
    topics: tuple[tuple[str, re.Pattern[str]], ...]
    """By `question.small_talk.Topic`; of a folded text of such words alone, the first pattern that is found decides."""
    texts: Mapping[str, str]
    """What is said for each topic, and where nothing is named that could be looked for: two sentences."""
    questions: tuple[str, ...]
    """Questions that work."""
    acute: re.Pattern[str]
    """What tells by itself that somebody is in danger or in distress."""
    grave: re.Pattern[str]
    """What tells so where somebody speaks of their own life, or of one person."""
    own: re.Pattern[str]
    """Words of somebody who speaks of their own life."""
    near: re.Pattern[str]
    """Words for one person, as in "äiti lyö"; a question to the sources speaks of many, or asks who, when and how."""
    asks: re.Pattern[str]
    """How a question begins that does not ask for help."""
    advice: re.Pattern[str]
    """Words of somebody who asks what to do in their own life."""
    about_sources: re.Pattern[str]
    """Words with which even somebody who speaks of their own life asks about what the sources tell."""
    urgent: str
    """What is said to somebody in danger or distress."""
    personal: str
    """What is said to somebody who asks for advice for their own life."""


def _any(*patterns: str) -> re.Pattern[str]:
    return loose("|".join(map(_grouped, patterns)))


def _keys(*patterns: str) -> re.Pattern[str]:
    """Compile patterns for folded text, of which one must be found."""
    return re.compile("|".join(map(_grouped, patterns)).translate(_FOLDED))


def _grouped(pattern: str) -> str:
    return f"(?:{in_order(pattern)})"


def _all(*words: str) -> str:
    """Return a pattern of words that all stand in a text, in any order."""
    return "^" + "".join(rf"(?=.*\b(?:{word})\b)" for word in words)


def _folded(words: str) -> frozenset[str]:
    return frozenset(map(fold, words.split()))


_FOLDED = str.maketrans("äåö", "aao")

# ---- Finnish

_FI_SPEECH = _folded(
    """
    aamua aamupäivää aha ahaa ai aidon aihe aiheeseen aiheesta aiheista aika aikaa aina aineisto aineistoa aineistoja aineistoon aineistosi aineistosta aito aivan aivoja aivot ajan ajantasaiset
    ajantasaisia ajantasaista ajastasi ajatella ajatteletko alkuperä alkuun aloitan aloitetaan aloittaa alotetaan alun anna annan annat annatko annoit anonyymi antaa antaisitko antanut apu apua
    apuna apuu arabiaa argh arvaatko arvaileksä arvailetko arvoisa asia asiaa asiaan asiakaspalvelijalle asiakaspalvelijan asiakaspalveluun asiallinen asiallisesti asian asiantuntija
    asiantuntijan asiassa asiasta asiat asioida asioihin asioin asioinko asioissa asioista asioita assistentin assistentti assistenttia asut auta autaksä autat autatko autatsä autoit automaatti
    automaattinen automaattivastaus auttaa auttaisit auttaisitko auttakaa auttamaa auttamaan auttanee auttanu auttanut autto auttoi avuksi avulias avun avusta avustaa avustaja avustajaa
    avustajan avustasi botilta botin botista botteja botti bottia bottien bottiin buu byää chat chatbotin chatbotti chatbottia chatgpt chatin chattaan chattaanko chattailenko chatti chattia
    chättään copilot danke data dokumenteista dokumentit dokumentteja dokumenttisi dorka dumbo duuni edelleen edellistä edes ees ehdota ehdotuksia ehkä ei ei-mitään ei-toivottu eihän eiku eikun
    eikä eikö eikös eipä eivät eksä eli elossa elävä elävän em emme emmä en englanniksi englantia englantii enhän eniten enkä ensi enää epämääräinen epäonnistui epäonnistuit epäselvä epätosi eri
    erinomainen erinomaista erittäin esimerkin esimerkkejä esimerkki esimerkkii esimerkkikysymyksen esimerkkikysymyksiä esimerkkikysymys esimerkkinä esittele esittäydy esittäytyisitkö esittää et
    eteenpäin ethän etkä etkö etsi etsimäni etsimääni etsin etsiny etsinyt etsit etsitään etsiä etsä ette etteko etteks ettekö että etukäteen etunimesi fakta faktaa faktoja feikkaatko fiksu
    firma firman firmassa gemini gpt gpt-4 hae haet haetaan haettu haha hahaha hain haista hait hakea hakenu hakenut haku hakukone hallinnoi hallitse hallusinoitko haloo halua haluaisin
    haluaisitko haluamani haluan haluisin halunnu halunnut halusin haluun hankit harmi harmittaa hauska heh hehe hei heihei heip heippa heippahei heipparallaa heips heissan heissulivei heitä
    hejssan hellou hellurei helou help helvetin helvetti helvettiä hemmetti henkilö henkilölle henkilön henkilötietoja hereillä hetki hey hidas hieno hienoa hiljaa hirveesti hitsi hitto hittoa
    hm hmm hmph hola homma hommasi hommia hommissa hourailet huhuhuu huhuu huijaat huijaatko huijausta huippu huippua huomen huomenia huomenna huomenta huomiseen huono huonoa huonoja huonon huonosti hurisee
    huuhaata hyi hyvin hyviä hyvä hyvän hyvästi hyvästit hyvästä hyvät hyvää hyödy hyödyllinen hyödyllisiä hyödynnät hyödytti hyödyttänyt hyödytä hyödytön hyödytöntä hyötynyt hyötyä häh häivy
    hän hö höh hölmö hölmöä hölynpölyä höpinää höpiset höpsis höpö höpöhöpöä höpölöpöä höpönlöpöä höpötät höpötätkö idea idiootti ihan ihana ihanaa ihme ihmeen ihmeessä ihmeestä ihmettä ihmine
    ihminen ihmiseen ihmiselle ihmisen ihmisistä ihmisiä ihmisiäsi ihmistä ikinä ikäinen ikänen ikäs ikäsi ikävä ikävää illan ilmainen iloa iltaa iltapäivää info infosta iso isot isäsi ite
    itestäs itse itsekin itsellesi itsesi itsestäs itsestäsi ittestäs ja jaa jaahas jaarittelua jaksat jankkaat jankutat jankuttaa jankuttaminen jatkoa jatkoja jee jees jep jes jo johonkin
    joitakin jokin joku jonkin jonkun jonnekin joo joopa jossain jotain jotakin jotenkin joulua joululomat joutuvat jumalauta just jutella jutellaan juttelee jutteleen juttelemaan juttelen juttelenko
    juttelet juttu juttua juttuja jutun jutut juu juup järjestelmä järjetön järjetöntä järkee järkevä järkevästi järkevää järkeä jättää jääkö kaiken kaikessa kaikesta kaikille kaikin kaikista
    kaikkea kaikkee kaikkeen kaikki kaikkia kaikkiin kaivannut kannattaa kannattaako kannattais kans kanssa kanssasi kaunis kavereita kaveri kehitetty kehitti kehittivät kehittäjä kehittäjäsi
    kehittäjät kehittämä kehittäneet kehittäny kehittänyt kehittää keiden keitä keksi keksiksä keksimä keksiny keksinyt keksit keksitkö keksitsä keksittekö keksittiin keksitty keksittyä
    kellekään kelpaa kelvollinen kelvoton kenelle kenellä kenen kerralla kerran kerro kerroit kerrot kerrotko kertaa kertoa kertoisitko kertonut kerätty kerätään kerätäänkö kerääkö keskity
    keskiviikkona keskustelemaan keskustelen keskustelenko keskustella keskustellaan keskustelu keskustelumme keskusteluni keskustelut kesää ketkä ketä ketään kielellä kielii kielillä kielimalli kielimallia
    kielimalliin kielimallilla kieliä kieltä kiinni kiinnosta kiitokset kiitoksia kiitoos kiitos kiitosta kiits kiitsa kiitti kiitämme kiitän kirjoitan kirjoitanko kirjoitetaan kirjoittaa
    kirjoittaako kirjoittelen kirjotan kirjotetaan kirjotin kirjottaa kitos kiva kivaa koeta kohta koikkelis koita kokeile kokeilen kokeilla kokeillaan kone koneelle koneen koneita koodaaja
    koodaama koodanneet koodannu koodannut koodari koodarisi koodas koodasi koodattu koottu kopioitu korjaa koska koskaan koske koskenut kotoisin kouluttanut kovasti kovin kuin kuinka kuis kuka
    kukaan kukahan kukas kultainen kummallinen kun kunnolla kunnon kuule kuuleeko kuulehan kuulemiin kuuletko kuulostaa kuulosti kuulu kuuluu kuunnellut kuuntele kuunteletko kykenet kyl kyllä
    kysellä kysy kysyin kysyinhän kysyinkin kysyisin kysymykseen kysymykseeni kysymyksen kysymykseni kysymyksestä kysymykset kysymyksii kysymyksiin kysymyksiini kysymyksiksi kysymyksistä
    kysymyksiä kysymys kysymystä kysymystäni kysyn kysyny kysynyt kysyttyyn kysyttävää kysytään kysyy kysyä käsitit käsittämätön käy käytettävissä käytetää käytetään käytit käyttäisin käyttää
    käyttöohje käyttöohjeet käyttöohjeita käyttöön käytän käytät käytätte käytössä käytössäsi lainaat lainattu lainaukset lainaus lainkaan laitetaan laittaa langan lape-qa lapeqan lause
    lempiväri liian liittyny liittynyt liity linjalla linjalle linjoilla loi loistava loistavaa loisto loivat lol loman lomat lomia lopeta luet luetaanko luit lukea lukee lukeeko lukenut luoja luojas luojasi
    luoma luoneet luonu luonut luotettava luotettavaa luotettavia luotiin luottaa luottamuksellinen luottamuksellista luotu lurkkii lyhyemmin lyhyt lähde lähdettä läheskään lähteeni lähteenne
    lähteenä lähtees lähteesi lähteestä lähteet lähteisiin lähteistä lähteitä lähteitäsi lähtöisin lämmin lämpimät löpinää löydy löydä löydän löydät löysin löysit löytyi löytyny löytynyt löytyy
    löytäny löytänyt löytää maanantaina mahtava mahtavaa mainio mainiota maksullinen me meille meillä meinasin meitä melko melkoinen mene menee meneekö menevät meni menu metsään miehet miehiäs mielestä
    mielestäni mies mihin mihinkä mihinkään mihis miks miksei miksen mikset miksi miksikä miksiköhän mikä mikähän mikäs mikään millainen millaisia millaisiin millasia millasiin milloin millon
    millä millään miltä minkä minkälainen minkälaisia minkälaisii minkälaisiin minkälaista minkätakia minua minulla minulle minun minusta minä minähän mis missä mistä mistähän mistäpäin mistäs
    mite miten mitenkä mitenkään mites mitkä mitkäs mitä mitäs mitään mo moi moiccu moido moikka moikkamoi moikkelis moikku moimoi mokasit morjens morjensta morjes morjesta moro mua muistatko
    muistiin muka mukana mukava mukavaa mulla mulle mun muotoilla musta mut mutta muu muuhun muusta muuta muutama muuten myöhemmin mä mähän mälsää möläytit nainen napattu nauratko naurettava
    naurettavaa ne nenkä neuvo neuvoa neuvoista neuvoja neuvosta nice niin niinku nimee nimenne nimes nimesi nimetön nimeä nimi no noh noi noin noita nolo noloa nopeasta nukutko nuo nyt nähdä
    nähdään näihin näin näitä näkee näkeekö näkemiin näkyillään näkyy näköjään nämä näytit näytä näytät nää ohi ohjaa ohjaat ohje ohjeet ohjeita ohjelma ohjelmaa ohjelmalla ohjelman ohjelmoi
    ohjelmoima ohjelmoinut ohjelmoitu oikea oikeaa oikealle oikean oikeassa oikeasti oikee oikeen oikeestaan oikeesti oikein oikeita ois oisko ok okay oke okei oki okke ole olekaan oleks oleksä
    olemassa olen olet oletkaan oletkin oletko oletkos oletpa oletsä olette oletteko oletteks olevinaan olevinasi oli oliko olipa olipas olisi olivat olla olleet ollenkaan ollu ollukkaan ollut
    omasta omia omiasi omistaa omistaja omistajasi omistama omituinen ompa on onko onkohan onks onneton onpa oo ookkaan ookko ooks ooksie ooksä ooksää oon oot ootkaan ootkin ootko ootpa ootsä
    ootsää ootte ootteko opasta opettanut opetti organisaatio organisaation osaa osaakaan osaaksä osaan osaat osaatko osaatsä osaatte osaattekos osaisitko osannu osannut osu osunut otat otetaan
    otettu otit otus outo outoa outoja ovat ovatko ovatkohan pahasti pahus paikalla paikka paikkaansa paikkansa paikkansapitävä palaan palailen palaillaan palataan palautetta palautteen palio paljon palvelu palvelua
    palveluksessa palvelulla palvelulta palvelun palvelussa palvelusta palveluun paras paremmin pari paska paskaa paskat pelaa pelittää pelkka pelkkä pelkkää pelkän pelle pelleilyä perin perjantaina perkele
    perseestä perustat perusteella perusti perustut perustuu perustuvat peräisin pettymys pidä pidäkään pieleen pielessä pitkä pitkästä pitäis pitäisi pitäiskö pitäny pitänykkään pitänyt
    pitävätkö pitää pitääks pitääkö plaah please pliis plääh pohjalta pohjana pohjaudut pohjautuu pohjautuvat poika poikaystävä poimit poimitaan poimittu pois poistu pomo pomos pomosi porukka
    potaskaa puheille puhelimeen puhu puhua puhuitko puhuksä puhumaan puhun puhunko puhunks puhut puhutaan puhutko puhutsä puhutteko puhuttelen puhuu puhuuko puppua puuhaat puutaheinää
    puutteellinen puuttuu pyh pysty pystynyt pystyt pystytkö pystyykö pyyhkii pyysin pyörit pyörittää päivä päivän päivänjatkoa päivät päivää pätkä päähän pääsee pääseekö pääsen päässä päästä
    päästäsi pöljä pötyä pöytään pöö rahoittaa rahoittanut rakas rakastaksä rakastan rakastatko rakastatsä rakennettiin rakennettu rakennuttanut rakensi rakentama rakentanu rakentanut rasittava
    rehellinen relevantti repäisit riitti riittänyt riittää riitä rikki robo robotille robotin robotteja robotti robottia robottien rooli roolisi roskaa rouva ruma ruotsia ruotsii ruotsiksi
    ruudun saa saada saadaa saadaan saako saamea saameksi saan saanko saanu saanut saapas saat saatana saatte saatu sain saisinko saisko sait salainen sama samaa saman samat sano sanoa sanoit
    sanot sataprosenttisesti satuiletko satuja se seisoo sekaisin sekava sekavaa sekin sekoilet sekoilua sekä selevä selität selkee selkeä selkeämmin selkokielellä selkokieltä selkosuomea
    sellainen selvemmin selvisi selvä selvästi selvästä selvää semmoinen semmonen sen servus seurataanko sie siel siellä sielu siihen siinä siis siistii siistiä siitä sijaitset silkkaa siltä
    sinne sinnekin sinua sinulla sinulle sinulta sinun sinusta sinut sinuun sinä sisältö sit sitten sitä siun siut sivu sivua sivulla sivulta sivun sivusta sivusto sivustoa sivuston siä somalia
    soopaa sovelluksen sovellus sovellusta spasibo sua suhun sulkea sulla sulle sulta sun suomea suomee suomeksi suoraan suostu super surkea surkeaa surkee susta sut suunnitellut suunniteltu
    suunnitteli suunnittelija suur suuret suuri suurkiitos suututko synnyit syntymäpäivä syntynyt systeemi syvältä syötkö sä säilyykö sää söpö taas taaskaan tack tahdon taho tahon tahot
    tahtoisin tai tainnu tainnut taitava tajua tajuan tajunnu tajunnut tajusin tajuu takana takia takkuaa tallennatko tallennetaan tallennetaanko tallentaako tallentuu tallentuuko talletetaanko
    taloon talteen tarjoaa tarjoat tarkemmin tarkista tarkka tarkkoja tarkoita tarkoitan tarkoitat tarkoitettu tarkoitin tarkoittaa tarkoittanut tarkoituksesi tarkoitus tarkota tarkotan
    tarkotettu tarkotin tarkottanu tarkottanut tarkotus tarpeeksi tarviin tarvin tarvitsemani tarvitsen tarvitsisin tasalla tattis tavalla tavallinen tavataan tavoin te teen teet tehdä tehdään tehneet
    tehny tehnyt tehtiin tehty tehtäviisi tehtävä tehtävänne tehtäväs tehtäväsi tehtävääsi tehä teidän teidät teihin teille teillä teiltä teistä teit teiän tekee tekeekö tekeen tekele
    tekemisissä tekemiä tekemä tekemään teki tekijä tekijänne tekijäs tekijäsi tekijät tekivät tekniikalla tekniikkaa tekniikkaan teknologiaa teknologiaan tekosia tekoäly tekoälybotti tekoälyksi
    tekoälyn tekoälyyn tekoälyä teksti tekstit tenks terppa terve tervehdys terveppä testaan testataan testaus testi thx tiedoista tiedolle tiedon tiedosta tiedot tiedustella tiedä tiedäkään
    tiedät tiedätkään tiedätkö tiedätte tienny tiennyt tiesit tieto tietoa tietoihin tietoihisi tietoja tietojani tietojen tietokone tietokoneen tietokoneohjelma tietolähde tietolähteesi
    tietolähteet tietolähteitä tietoni tietonne tietoo tietoon tietoosi tietos tietosi tietoturvallinen tietää tiistaina tiiä tiiät todella todellakaan todellakin toi toimi toimii toimiiko toiminut toimit
    toimitte toisen toisessa toisin toista toistat toki tolla tollasta ton torstaina tosi tosia tosiaan tosiaankin tosiasia tosissaan tosissasi tosta tota totta totuus treenannut tsau tuhannet tuhat tule
    tulee tuleeko tulet tulevat tuli tulkitsit tullu tullut tunteet tunteita tuo tuohon tuolla tuollaista tuolle tuon tuoreita tuoretta tuosta tuota tuottaa turha turhaa turpa turvallinen
    turvallista tutustua tuut tyhmyyksiä tyhmä tyhmät tyhmää tykkäsin tykkää tykkääksä tykkään tykkäätkö tykkäätsä tykänny tylsä tylsää typeryyksiä typerä typerää tyttö tyttöystävä tyyppi
    tyyppisiä työhösi työkses työksesi työsi työskentelet työskenteletsä tä täh tähän tällaista tälle tällä tältä tämmöistä tämä tämän tän tänks tänne tänx tänään täsmää tässä tästä tätä täysin
    täyttä tää täällä täältä töissä töitä upea upeaa upeeta urpo uskallanko uskaltaako usko uskoa uskomaton uskomatonta uskonut uudelleen uudestaan uusi uusiksi uutta vaan vai vaikea vaikeaa
    vain vajaa vajavainen vale valehtele valehteleksä valehtelemasta valehtelet valehteletko valehteletsä valehtelija valehtelu valetta valhetta valikko valitettavasti valittaa valituksen
    valmistaja valmistajasi valmistanut valmisti vanha vanhentunut vanhentunutta vappua varma varmaa varmaan varmasti varmoja varsin varsinainen varten vastaa vastaaja vastaajana vastaako
    vastaaks vastaamaan vastaamassa vastaamisesta vastaapa vastaappa vastaas vastaat vastaatko vastaatte vastailee vastailet vastailetko vastaisitko vastanneet vastannu vastannut vastasi
    vastasit vastata vastatkaa vastattu vastaukseen vastaukseesi vastaukselle vastauksellesi vastauksen vastauksenne vastaukses vastauksesi vastauksesta vastauksestasi vastaukset vastauksia
    vastauksiasi vastauksiin vastauksiisi vastauksille vastauksissasi vastauksista vastaus vastausta vastaustasi vastausten vastuussa vau venäjää vielä vieläkin vieläkään vierestä viestejä
    viestini viestit viestittelen viikolla viikon viikonloppua viikonloppuna viisas viitsisitkö vinkkejä vinkki virallinen virallisia virallista virasto virhe virheellinen virheellistä virheen virheesi virheitä
    virkailija virkailijalle virkailijan virkamies vitsejä vitsi vitsii vitsin vittu vittua vitun vitusti vitut voi voidaan voidaanko voihan voiko voiks voiksä voimme voin voinko voinks voinut
    vois voisi voisiko voisiksä voisin voisinko voisit voisitko voisitsä voisitteko voisko voit voitko voitsä voitte vuoksi vuotta vähän väite väitit väitteelle väittää väität väärin
    väärinkäsitys vääriä väärä väärän väärässä väärät väärää väärään wau wow xd yhden yhdessä yhteen yhteyden yhteyttä yhtikäs yhtä yhtään yhä yksi yksityinen ylihuomenna ylipäänsä ylipäätään ylläpitäjä
    ylläpitäjäsi ylläpitämä ylläpitää ymmärretty ymmärrä ymmärräksä ymmärrän ymmärrät ymmärrätkö ymmärsin ymmärsit ymmärtäneet ymmärtäny ymmärtänyt yrittäisitkö yrittää yrityksen yritys yritä
    yritäpä ystäviä ystävä ystävällinen ystäväni yök yötä äh äitisi älykäs älä ärsyttävä äsken ääh öh öitä öö
    """
)
_FI_YOU = r"sinä|sä|sie|siä|te|sinut|sut|sua|sinua|siut|teidät|sulla|sinulla|teillä|sulle|sinulle|teille|sulta|sinulta|teiltä|susta|sinusta|sinuun|suhun|sun|sinun|teidän|botti"
_FI_ARE = r"oletko\w*|ootko\w*|ookko|ooko|ooks\w*|oots\w*|oleks\w*|olets\w*|oletteko|ootteko|oletpa|ootpa|olet|oot|olette|ootte"
_FI_THIS = (
    r"tolla|tätä|tämä|tämän|tän|tää|täällä|täältä|tällä|tässä|tästä|tähän|tälle|tältä|tänne|palvelua|bottia|botilta"
)
_FI_ASKS = r"mitä\w*|mikä\w*|mitkä|kuka\w*|ketkä|kenen|milloin|millon|missä|miten\w*|mites|miks\w*|mistä\w*|mihin|onko\w*|onks|oliko|ovatko|millai\w+|minkä\w*|kumpi|kuinka"
_FI_ROBOT = r"robo|robot\w+|bot\w+|tekoäly\w*|ihmi\w+|kone\w*|ai|chat\w*|gpt|copilot|gemini|tietokone\w*|ohjelma|henkilö\w*|elossa|elävä\w*|aito\w*|aidon|olemassa|tosi|tyttö|poika|nainen|mies|kielimalli|virkailija\w*|asiantuntija\w*|automaat\w*|ystävä\w*|kaveri\w*"
_FI_PRAISE = r"hyvä|hyvin|hieno|hienoa|mahtava|mahtavaa|loistava|loistavaa|selkeä|selkee|kiva|erinomainen|mainio|hyödyllinen|upea|paras|ihana|viisas|fiksu|taitava|avulias|söpö|rakas|älykäs|mukava|ystävällinen|kultainen|super|huippu"
_LYO = r"(?:lyö|l\xf6i|lyövät|lyödään|lyötiin|lyönyt|lyöny|hakkaa|hakkasi|hakkas|hakannut|hakannu|hakataan|potki\w*|potkai\w*|kurist\w+|tönii|töninyt|töniny|tönäis\w+|tukist\w+|läimä\w+|läpsii|läpsäis\w+|läpsäyt\w+|pahoinpi\w+|raiska\w*|hyväksikäyt\w*|ahdistelee|ahdisteli|kosketteli|koskettelee|koskettele\w*|kouri|kourii|lääppi|lääppii|käpälöi\w*|kähmii|uhkaa|uhkasi|uhkailee|uhkaili|uhkailevat|kiusaa|kiusaavat|kiusasi|kiusas|kiusataan|vainoaa|vainoavat|piekse\w*|satuttaa|satutti|satuttavat|syrji\w*|haukkuu|haukkuvat|nälvii|alistaa|huutaa|huutavat)"
_MUA = r"(?:mua|muo|minua|mut|minut|mulle|minulle|meitä|meidät|muhun|minuun|musta|minusta)"
_KIN = r"(?:äiti|äitee|mutsi|isä|iskä|isi|faija|isäpuoli|äitipuoli|velipuoli|veli|broidi|sisko|mies|ex-?mies|ex-?vaimo|eksä|exä|ex|vaimo|avopuoliso|avomies|poikaystävä|tyttöystävä|puoliso|mummo|mummi|pappa|ukki|vaari|setä|eno|täti|kaveri|ystävä|opettaja|ope|valmentaja|naapuri|luokkakaveri|vanhemmat|kummi)"
_KINNI = r"(?:äiti|isä|iskä|äitee|isäpuole|äitipuole|velje|veli|sisko|siskopuole|miehe|ex-?miehe|vaimo|avomiehe|avopuoliso|puoliso|poikaystävä|tyttöystävä|mummo|kaveri|ystävä|opettaja|naapuri|vanhempa|vanhempie|lapse|lapsi|tyttäre|tytö|tyttö|poja|poika|vauva|teini|taapero|nuore|nuorisolaise|esikoise|kuopukse|perhee|sisarukse|vanhemma|kummilapse|lapsenlapse|oppilaa)"
_CHILD = r"(?:lapsi|lapsella|lapselta|lapselle|lasta|poika|pojalla|poikaa|tyttö|tytöllä|tyttöä|tytär|tyttärellä|tytärtä|vauva|vauvalla|vauvaa|taapero|taaperolla|teini|teinillä|nuori|oppilas|oppilaalla|oppilasta|koululainen|sisko|veli|mummo|joku|jollain|vuotias|\d+-?vuotiaalla|\d+-?vuotias|kaksivuotias)"
_YOUNG = r"(?:lapsi|vauva|teini|poika|tyttö|tytär|taapero|uhmaikäinen|leikki-ikäinen|eskarilainen|koululainen|murrosikäinen|murkku|\w*vuotias)"

FI = Guidance(
    speech=_FI_SPEECH,
    topics=(
        ("thanks", _keys(
            rf"^(?!.*\b(?:ei|eikä|et|en|onko|oliko|miks\w*)\b){_all(_FI_PRAISE, 'vastaus|vastattu|tehty|palvelu|' + _FI_YOU)}(?!.*\b(?:oletko\w*|ootko\w*|ooks\w*|{_FI_ASKS}|päivää|huomenta|iltaa|voit|pystyt)\b)",
            rf"{_all(_FI_ARE, _FI_PRAISE)}(?!.*\b(?:oletko\w*|ootko\w*|ooks\w*|{_FI_ASKS}|kuin|et|en|ei)\b)", r"\b(?:rakastan|tykkään) (?:mä )?(?:sua|sinua|susta|sinusta|tästä)\b",
        )),
        ("complaint", _keys(
            r"\b(?:et|ette|etkö|etkä|eksä|etsä|botti ei)\b.*\b(?:ymmär\w+|vasta\w+|osa\w+|taju\w+|löyd\w+|löyt\w+|tied\w+|tiiä|tienny\w*|autta\w+|auta|kuunte\w+|kuunnel\w+|luke\w+|lue|anta\w+|anna|pysty\w*|kerro\w*|kerto\w*|kelpaa|toimi\w*)\b",
            r"\b(?:ei|eivät|eihän|eikä)\b.*\b(?:vasta\w*|autta\w+|auta|liit\w+|liity|kerro\w*|kerto\w*|oikea|oikeaa|oikee|oikein|oikeita|totta|hyöty\w*|hyödytt?\w*|järke\w*|järkevä\w*|tuo|toi|tää|tämä|sitä|tuota|tota|noin|näin|paikkaansa|paikkansa|kysy\w*|etsi\w*|hain|kelpaa|riitä|todellakaan|osu\w*|täsmää|kuulu|koske\w*|selvä|selkeä|tarpeeksi|kunnolla)\b",
            r"\b(?:ei|eikä)\b.*\b(?:oo|ole|ollut|ollu)\b.*\b(?:apua|apuu|mikään|hyvä)\b",
            r"\b(?:tämä|tää|palvelu|botti|toi) ei toimi\b",
            r"^(?:(?:no|hei|siis|niin|hyi|voi) )*(?:ei|eiku|eikun|eikä|eipä|älä)(?: (?:ei|no|hei|nyt|kyllä|se|niin|siis|todellakaan|vaan))*$",
            r"\b(?:eiku|eikun) (?:ei|se|sitä|tuo|toi|noin)\b",
            r"^(?!(?:no |siis |ja )?(?:mikä|mitä|mitkä|kuka|missä|milloin|kuinka|miten|oliko|onko)\b).*\b(?:väär\w+|huonosti|huono|huonoa|huonoja|huonon|outo\w*|omituinen|kummallinen|surk\w+|turh\w+|typer\w+|tyhm\w+|pielee?\w+|virhe\w*|höpö\w*|hölynpöly\w*|rosk\w+|pask\w+|vale|valetta|valhetta|valehtelet|valehtelija|valehtele|sekava\w*|sekoil\w+|soopaa|epätosi|hyödytön\w*|höpsis|hö|höh|plääh|plaah|pyh|hmph|buu|byää|yök|argh|ääh|hölmö\w*|pelle\w*|dorka|idiootti|urpo|rikki|pettymys|puutaheinää|vierestä|perseestä|syvältä|järjetön\w*|käsittämätön|epäselvä|vanhentunut\w*|puutteellinen|puuttuu|tylsä\w*|mälsää|ärsyttävä|naurettava\w*|noloa|hiljaa|turpa|vittu|vitut|saatana|perkele|häivy|huijausta|huuhaata|puppua|pötyä|potaskaa|löpinää|ikävä|harmi|mokasit|epäonnistui\w*|epämääräinen|metsään)\b",
            r"\bmiks\w*\b.*\b(?:et|ette|ettekö|en|sain|saan|sanoit|sanot|toistat|annoit|annat|näytät|näytit|väität|väitit|vastasit|vastaat|löydy|löytynyt|löytyny|vastausta|valehtelet)\b(?!$)|\bmiks\w*\b.*\b(?:vastasit|vastaat|löydy|löytynyt|löytyny|vastausta|valehtelet)$|\b(?:mikset|miksen|miksette) \w+",
            r"\b(?:en|emmä|emme|enkä|enhän)\b.*\b(?:kysynyt|kysyny|kysy|tarkoit\w+|tarkota\w*|tarkott\w+|ymmär\w+|taju\w+|saanu\w*|saa|halun\w+|hakenu\w*|usko|uskonut|löytän\w+|löydä|tykkää|tykänny|hyödy|hyötynyt|pidä|pitänyt|etsi\w*|kaivannut)\b",
            r"\b(?:kysyin|tarkoitin|tarkotin|pyysin|meinasin|halusin|hain|kysyinhän|kysyinkin)\b.*\b(?:muuta|eri|toista|sitä|jo)\b",
            r"\b(?:uudelleen|uudestaan|uusiksi|kunnolla|korjaa|tarkista)\b",
            r"\bvasta\w+ (?:nyt |jo |mun |minun |oikein |siihen )*(?:kysymykseen\w*|kysymyksiin\w*|kysymykseni|asiaan|oikein|mitä kysyin)\b",
            r"\b(?:sanoit|kerroit|vastasit|annoit|näytit|ymmärsit|käsitit|tulkitsit|jankutat|jankkaat|toistat|selität|höpötät|höpiset|hourailet|väitit|väität)\b(?<!^mistä annoit)(?!.*\bnoin$)|\bvastaat aina\b|\bsam\w+ vasta\w+|\bmitä (?:ihmettä|hittoa|vittua|helvettiä)\b|^(?:häh|täh|siis mitä|mitä häh)$|\bpalautet?\w*|\bvalit(?:taa|uksen)\b|\bmikä vastaus$",
        )),
        ("robot", _keys(
            rf"\b(?:{_FI_ARE}|etkö)\b.*\b(?:{_FI_ROBOT})\b",
            rf"\b(?:onko|onks|onkohan|oliko|eikö|vastaako|vastaaks|kirjoittaako|puhuuko|lukeeko)\b.*\b(?:{_FI_ROBOT})\b",
            rf"\b(?:puhun\w*|juttelen\w*|keskustelen\w*|asioin\w*|kirjoitan\w*|chat\w+)\b.*\b(?:{_FI_ROBOT})\b",
            r"\btämä on (?:joku |pelkkä )?(?:robotti|botti|tekoäly|kone)\b|\b(?:tää|toi|tuo|tämä) on .*(?:robotti|botti|tekoäly|kone)$",
            rf"\b(?:kuka|kukas|kukahan|mikä|mikäs|ketä|keitä|minkälainen|millainen)\b(?: \w+){{0,8}} (?:{_FI_ARE}|olet\w*|oot\w*)\b", r"\b(?:nimi|nimes|nimesi|nimenne|nimeä|etunimesi)\b", r"\b(?:kuin|kuinka|miten|minkä)\b.*\b(?:vanha|ikäinen|ikänen|viisas|älykäs|fiksu)\b", rf"{_all('oletko.*|ootko.*|ooks.*|oots.*', 'fiksu|viisas|älykäs|hyvä|kiva|oikea|oikee')}",
            r"\bke(?:nen|n|tä)\b.*\b(?:puhun|puhutaan|puhuttelen|juttelen|jutellaan|keskustelen|asioin|kirjo\w+|viestittelen|tekemisissä)\b",
            r"\bkuka\w* (?:siellä|täällä|tää|tämä|siel)(?: (?:on|vastaa|vastailee|puhuu|kirjo\w+|oikein))*$",
            r"\bkuka\w*\b(?!.*\b(?:tästä|palvelusta|näkee)\b).*\b(?:vastaa|vastailee|puhuu|kirjoittaa|kirjottaa)\b",
            r"\b(?:puhua|puhumaan|jutella|juttelemaan|keskustella|asioida|yhtey\w+|puheille|puhelimeen|linjalle|langan)\b.*\b(?:ihmi\w+|henkilö\w*|virkailija\w*|asiakaspalvel\w+)\b|\b(?:ihmi\w+|henkilö\w*|virkailija\w*|asiakaspalvel\w+)\b.*\b(?:puhua|puhumaan|jutella|juttelemaan|keskustella|asioida|yhtey\w+|puheille|puhelimeen|linjalle|langan)\b",
            r"\bonko (?:sulla|sinulla|teillä)\b.*\b(?:tunteita|tunteet|aivo\w+|sielu|kavereita|ystäviä|lempiväri|poikaystävä|tyttöystävä)\b",
            r"\b(?:rakastatko|rakastat\w+|rakastaksä|tykkäätkö|tykkäät\w+|nukutko|syötkö|nauratko|suututko|ajatteletko)\b|\bvits\w+|\bitsestä\w*|\bittestäs|\bitestäs|\besitt(?:ele|äydy|äytyisitkö)\b|\bmissä (?:sä |sinä )?(?:asut|sijaitset)\b",
        )),
        ("maker", _keys(
            _all(r"kuka\w*|ketkä|ketä|mikä (?:taho|yritys|firma|organisaatio|virasto)|mitkä tahot|kenen|keiden|minkä (?:yrityksen|tahon|firman|organisaation)", r"sut|sinut|sua|sinua|siut|teidät|tämän|tän|tätä|tämä|tää|sun|sinun|olet|oot|tekijäsi|tekijäs|luojasi|kehittäjäsi|omistajasi|pomosi|pomos|isäsi|äitisi|ylläpitäjäsi", r"teki|tekivät|tehnyt|tehny|tehneet|tekijä\w*|tekemä|tekemiä|tekosia|tekele|tekee|luo\w+|loi|loivat|rakens\w+|rakent\w+|kehit\w+|kood\w+|ohjelmoi\w*|ohjaa|ylläpi\w+|pyörittää|omist\w+|keksi\w*|suunnit\w+|vastuussa|tarjoaa|rahoit\w+|takana|pomo\w*|isäsi|äitisi|valmist\w+|palvelu|botti|hallinnoi|opett\w+|koulutt\w+"),
            rf"{_all('kuka.*|ketkä|mikä', 'vastaa|vastaavat|vastuussa', 'tästä|tämän|tän', 'palvelusta|botista|sivusta|sivustosta|chatista')}", r"\b(?:kenelle|kenellä|missä|mistä)\b.*\b(?:työskentelet\w*|töissä|tuut|tulet|kotoisin|palveluksessa)\b", r"\b(?:milloin|millon|koska|miksi|miten|missä)\b.*\b(?:sut|sinut)\b.*\b(?:tehty|luotu|tehtiin|luotiin|rakenne\w+|keksit\w+|kehitet\w+)\b", r"\b(?:tekoälyä|kielimallia|tekniikkaa|teknologiaa|kielimalliin|tekniikalla|kielimallilla|tekniikkaan|teknologiaan|tekoälyyn)\b.*\b(?:käytät|toimit|perustu\w*|pohjaudut|pyörit|olet|oot)\b",
        )),
        ("sources", _keys(
            r"\b(?:mistä\w*|mihin\w*|millä perusteella|minkä pohjalta)\b(?!.*\b(?:saa|saan|saisin|löydän|löydy|löytyy|löytää|kaikesta|aiheista|asioista|osaat|osaatte|vastaat|pystyt)\b).*\b(?:tieto|tiedo\w*|tietos\w*|tietoja|tietonne|tiedät|tiiät|tiesit|vastaus|vastaukses\w*|vastaukset|vastauksia\w*|vastasit|info|sisältö|data|aineisto|lainau\w+|lause|pätkä|teksti|saat|saatte|saadaan|otat|otit|keksit\w*|haet|hait|löysit|luit|poimit|peräisin|otettu|haettu|lähtöisin|kopioitu)\b",
            r"\b(?:lähde|lähdettä|lähtees\w*|lähteenne|lähteestä|lähteet|lähtei\w+|alkuperä|tietoläh\w+)\b",
            r"\b(?:luottaa|luotettav\w+|uskoa)\b",
            r"\b(?:keksitkö|keksit\w+|keksiks\w+|keksi|keksitty|keksittyä|valehtelet\w+|valehteleks\w*|huijaat\w*|hallusinoit\w*|arvaat\w*|arvail\w+|feikkaat\w*|satuilet\w*)\b",
            r"\b(?:totta|ajan tasalla|ajantasai\w+|faktaa?|faktoja|tuoreita|tuoretta|virallis\w+|paikkansa|paikkaansa|varmaa|varma|varmoja)\b",
            r"\b(?:onko\w*|onks|ovatko\w*)\b.*\b(?:oikein|oikeaa|oikeita|varmasti)\b",
            r"\b(?:tallenne\w+|tallentu\w+|tallennat\w*|tallentaako|kerätäänkö|kerääkö|muistatko|seurataanko|kuunteletko|luetaanko|näkee|näkeekö|lukee|anonyymi|nimetön|turvallinen|turvallista|luottamukselli\w+|tietoturvallinen|yksityinen|henkilötietoja|maksullinen|ilmainen)\b|\bjääkö\b",
        )),
        ("greeting", _keys(
            r"\b(?:mitä\w*|mite[ns]\w*|kuis)\b.*\b(?:kuuluu|menee|hurisee|jaksat|pyyhkii)\b|\bmiten voit$|\b(?:onko|onks)\b.*\b(?:ketään|kukaan)\b|\bkuuleeko\b|\bkuuletko\b|\b(?:oletko|ootko)\b.*\b(?:siellä|paikalla|hereillä)\b|\bhuhuu\b",
            r"^(?:\w+ )?(?:saa|saanko|saako|voinko|voiko|voisinko|voisiko)(?: mä| minä| sulta| sinulta| teiltä)* kysyä(?: (?:sulta|sinulta|teiltä|jotain|jotakin|yhden|yhtä|asiaa|asian|pari|kysymyksen))*$|\b(?:minulla|mulla|meillä)\b.*\b(?:kysymys|kysymystä|kysyttävää|asiaa)\b|\b(?:haluaisin|haluan) kysyä\b|\bhetki aikaa\b|\btest\w+|\bkokeil(?:en|laan)\b",
        )),
        ("capabilities", _keys(
            r"\b(?:mitä\w*|mihin|missä|mistä\w*|miten\w*|kuinka|millai\w+|minkälai\w+|millasi\w+)\b.*\b(?:osaat\w*|pystyt\w*|kykenet|voit|voisit|teet|puuhaat|tiedät|tiiät|autat|vastaat\w*|toimit|toimitte|ymmärrät)\b",
            r"\b(?:mitä\w*|mistä\w*|miten\w*|kuinka|millai\w+|minkälai\w+|millas\w+|saako|voiko|neuvo)\b.*\b(?:kysyä|kysyy|kysellä|kysyn|kysyisin|kysymyksi\w+|kysymys|kysymykset|kirjoittaa|kirjottaa|kirjoitetaan|kirjotetaan|kirjotan|kirjoitan)\b",
            _all(r"miten\w*|kuinka|mihin|miksi|mitä\w*|kenelle|onko|saako|voiko|millai\w+|minkälai\w+|mikä", f"{_FI_THIS}|{_FI_YOU}", r"käyt\w+|toimii|tehdä|tehä|tehdään|tekee|löytyy|löytää|puhutaan|hyötyä|hyödyllinen|iloa|tarkoitettu|tarkotettu|tarkoitus|tarkotus|idea|tehty|haetaan|hakea|haen|etsitään|tietoa|alkuun|kuuluu|kysyy|rooli|tehtävä"), r"\b(?:mitä|mikä|mihin)\b.*\b(?:hyötyä|iloa|apua)\b.*\b(?:susta|sinusta|teistä)\b|\b(?:mikä|mitkä|mitä|mihin)\b.*\b(?:tehtävä|tehtäväs|tehtäväsi|tehtävänne|työsi|tarkoituksesi|hommasi|roolisi|tehtävääsi|työhösi)\b|\bmikä (?:on )?(?:sun|sinun) (?:tehtävä|työ|tarkoitus|tarkotus|homma|rooli|duuni)\b|\b(?:miten|kuinka) pääsen alkuun\b|\bmistä aloit\w+|\bmitä (?:mun|minun) pit\w+",
            r"^(?:\w+ ){0,2}mikä\w* (?:tämä|tää)(?: palvelu| sivu| sivusto| botti| paikka| juttu| ohjelma| sovellus)?(?: oikein)? on\b|^(?:\w+ ){0,2}mikä\w* on (?:tämä|tää)\b|\bmitä varten\b",
            r"^(?!.*\b(?:mistä|mihin|keneltä|milloin|kuka|kiit\w+|oli|olipa)\b).*\b(?:auta|autat\w+|auttaa|auttaisit\w*|auttakaa|autatko|apua|apuu|ohje|ohjeet|ohjeita|käyttöohje\w*|neuvo|neuvoja|opasta|info|valikko|menu|esimerkkikysym\w+)\b",
            r"\b(?:voitko|voisitko|voisits\w*|voits\w*|voiks\w*|voisiks\w*|osaatko|osaats\w*|osaaks\w*|pystytkö)\b.*\b(?:auttaa|neuvoa|vastata|puhua|avuksi|avustaa)\b",
            r"\b(?:puhutko|puhuks\w*|puhuts\w*|puhutteko|osaatko|osaaks\w*|osaats\w*|ymmärrätkö|ymmärräks\w*|vastaatko|mitä kieliä|millä kiel\w+)\b.*\b(?:puhua|puhut|osaat|ymmärrät|voi\w*|saa|suom\w+|ruots\w+|englan\w+|saame\w+|venäjää|arabiaa|somalia|selkosuomea|selkokieltä)\b",
            r"\b(?:en|emmä)\b.*\b(?:tiedä|tiiä|osaa|keksi)\b.*\b(?:kysy\w*|käyttää|kirjoit\w+|kirjot\w+|tehdä|aloittaa|sanoa)\b",
        )),
        ("thanks", _keys(
            rf"^(?!.*\b(?:{_FI_ASKS})\b).*\b(?:(?:suur)?kii?to\w+|kiit\w+|tattis|tänks|tänx|tenks|ei muuta|siinä kaikki|se oli siinä|riittää|riitti|auttoi|autto|apua|heihei|näkemiin|hyvästi|nähdään|näkyillään|palataan|kuulemiin|päivänjatkoa|jatkoa|jatkoja|viikonloppua|yötä|löysin|sain)\b",
            rf"^(?!.*\b(?:{_FI_ASKS})\b)(?:\w+ ){{0,2}}(?:ok|okei|okay|oke|okke|oki|selvä|selvää|selevä|selvisi|jees|jes|jep|juup|joo|juu|joopa|kyllä|aivan|hyvä|hyvin|hienoa|hieno|loistavaa|loistava|mahtavaa|mahtava|mainiota|mainio|upeaa|upeeta|upea|kiva|kivaa|super|huippua|huippu|jee|täydellistä|erinomaista|erinomainen|wau|wow|vau|siistii|siistiä|nice|aha|ahaa|ymmärrän|ymmärsin|tajusin|tajuan|oikein)(?: \w+){{0,2}}$",
        )),
        ("greeting", _keys(
            rf"^(?!.*\b(?:{_FI_ASKS})\b).*\b(?:moi|moikka\w*|moikku|moikkelis|moiccu|moimoi|mo|moro|morjens\w*|morjes\w*|hei|heip|heippa\w*|heips|heissan|heissulivei|hejssan|terve|terveppä|tervehdys|terppa|huomenta|huomenia|päivää|päivät|iltaa|iltapäivää|haloo?|hellurei|hellou|helou|hola|tsau|servus|hauska tutustua|hyvää)\b",
        )),
    ),
    texts={
        "greeting": "Hei! Kysy minulta LAPEsta eli lapsi- ja perhepalvelujen muutosohjelmasta: vastaan lähteistä poimituilla lauseilla ja kerron, mistä kukin lause on.",
        "thanks": "Kiitos itsellesi! Kysy lisää LAPEn tuloksista, kun haluat; etsin lähteistä sanatarkkoja lainauksia.",
        "capabilities": "Etsin lähteistä lauseet, jotka luultavasti vastaavat kysymykseesi LAPEsta eli lapsi- ja perhepalvelujen muutosohjelmasta, ja näytän ne sanatarkkoina lainauksina. Kysy suomeksi, ruotsiksi tai englanniksi esimerkiksi maakunnan tuloksista, käsitteestä tai kahden alueen eroista.",
        "robot": "Olen LAPE-QA, ohjelma enkä ihminen: haen LAPEa koskevista lähteistä lauseita enkä kirjoita vastauksia itse. Kysy LAPEsta suomeksi, ruotsiksi tai englanniksi.",
        "maker": "Olen LAPE-QA, avoimen lähdekoodin ohjelma, joka vastaa LAPEa koskevien lähteiden lauseilla; palvelua ylläpitää se organisaatio, jonka sivulla olen. Kysy minulta LAPEn tuloksista.",
        "sources": "Vastaukseni ovat lainauksia LAPEa koskevista lähteistä, jotka tämän palvelun ylläpitäjä on valinnut, ja jokaisen kohdalla on linkki lähteeseen; jos lähde on tiivistelmä julkaisusta, se sanotaan. Lainaus on aina sanatarkka, mutta arvioin itse, vastaako se kysymykseesi: tarkista siis lähteestä ja kysy lisää.",
        "complaint": "Pahoittelen: vastaan vain sillä, mitä LAPEa koskevissa lähteissä sanotaan, ja arvioin joskus väärin, mikä niistä vastaa kysymykseen. Kysy toisin sanoin, mainitse alue tai hanke, tai rajaa lähteitä.",
        "unclear": "En ymmärtänyt, mitä tietoa etsit; linkkejä ja tiedostoja en avaa. Kysy LAPEsta kokonaisella kysymyksellä tai kirjoita aihe ja alue.",
    },
    questions=("Mikä on LAPE?", "Mitä tuloksia Lapissa saatiin?", "Mikä on perhekeskus?"),
    acute=_any(
        r"^(?:vaan |niin |ihan |on )*(?:ahdistaa|masentaa|pelottaa|itkettää)(?: \w+){0,2}$",
        rf"\b{_LYO} (?:\w+ ){{0,3}}{_MUA}\b",
        rf"\b(?:mua|minua|meitä|mut|minut|mulle|meidät|minuun|muhun) (?:\w+ ){{0,3}}{_LYO}\b",
        r"\b(?:mua|minua|meitä)(?: \w+){0,2} (?:pelottaa|ahdistaa|masentaa|itkettää|sattuu|kuristaa|viillettiin|pelotti|hakattiin|kiusattiin)",
        r"\bpelkään (?:\w+ )?(?:äiti|isä|isi|iskä|mies|miestä|koulu|kotona|kotiin|meneväni|oloa|henkeni|että|satuttavani|tekeväni)\w*",
        r"\b(?:haluan|haluun|haluaisin|haluisin|tahdon|tahtoisin|haluais|aion|aijon|toivoisin|toivon|tekis mieli|tekisi mieli)(?: \w+){0,3} (?:kuolla|kuolisin|kadota|nukkua pois|tappaa|tappaisin|olla kuollut|pois tästä maailmasta)\b",
        r"\b(?:en|emmä|ei|enkä)(?: (?:mä|minä|enää|enään|vaan|yhtään|oikein|edes|halua|jaksa|haluu))* (?:halua|haluu|haluis|haluais|haluaisi|jaksa|jaksais|jaksaisi|viitsi)(?: (?:enää|enään|vaan))* (?:elää|olla elossa|olla olemassa|herätä)",
        r"\b(?:en|emmä|enkä)(?: (?:mä|minä|vaan|oikein|millään|kyllä|tosiaan))* jaksa(?: \w+)? ?(?:enää|enään|elämää|lasten|lapsi\w*|nousta|arkea|vauva\w*|kotona)\b",
        r"\b(?:mä|minä|me|äiti)? ?(?:en|emme|emmä) (?:mä |minä |enää |vaan )*jaksa$",
        r"\b(?:tapan|tappaisin|tapat|tappaa|tappais|tapa|tappavat|tapettu|tappavansa|surmata|surmaa) (?:vielä |vaan )?(?:itseni|itteni|itsesi|mut|minut|meidät|lapseni|vaimoni|mieheni|lapsemme|lapset|vauvan)\b",
        r"\b(?:mietin|mietin usein|harkitsen|ajattelen|suunnittelen|aion|aijon|teen|yritin|yritän|oon miettiny|olen miettinyt|olen ajatellut|oon harkinnu)(?: \w+){0,2} itsemur\w+",
        r"\bitsemurha-?ajatuksi\w+ (?:mulla|minulla)|\b(?:mulla|minulla)(?: \w+){0,2} itsemurha\w*|\bitsetuhoisia ajatuksia (?:mulla|minulla)|\b(?:mulla|minulla)(?: on)? itsetuhoisia",
        r"\bei (?:enää |kunnolla )?(?:hengitä|saa henkeä|saa happea|reagoi mihinkään)\b",
        r"\ben (?:mä |minä )?(?:saa|meinaa saada) (?:henkeä|happea)\b|\ben pysty hengittämään\b",
        r"\b(?:oon|olen) (?:\w+ ){0,2}(?:viillel\w+|satuttan\w+ itse\w+|vahingoittan\w+ itse\w+|yrittän\w+ (?:itsemur\w+|tappaa))|\b(?:viiltelen|viiltelin|viillän|viilsin|satutan itseäni|satutan itteäni|satuttanut itseäni|vahingoitan itseäni|raapinut itseni|leikkaan itseäni|vedin yliannostuksen|otin yliannostuksen|otin liikaa lääkkeitä|söin liikaa lääkkeitä)",
        r"\b(?:satutan|satuttaisin|hakkaan|löin|lyön|ravistelin|ravistin|ravistan|vahingoitan) (?:\w+ )?(?:lasta\w*|vauva\w*|lapsia\w*|lapsiani|poikaani|tytärtäni)\b",
        r"\b(?:olen|oon|tunnen) (?:\w+ ){0,2}(?:ihan loppu|hengenvaarassa|vaarassa|burnoutissa|uupunut enkä|epätoivoinen|itsetuhoinen|toivoton|arvoton|paniikissa|tosi masentunut|masentunut)\b",
        r"\b(?:mulla|minulla) (?:on )?(?:\w+ )?(?:paha|kauhea|kamala|hirveä|hirvee|tosi paha|paniikki|yksinäinen)(?: olla| olo|kohtaus)?\b",
        r"\belämä\w* (?:\w+ ){0,3}(?:elämisen arvo\w*|tarkoitusta|järkeä)\b|\bkukaan ei (?:välitä|rakasta|tykkää|auta|huomaisi|kuuntele) (?:musta|minusta|mua|minua|jos)\b|\bolis(?:i|in)? parempi (?:\w+ )?(?:kuollu\w*|kuolleena|ilman mua)\b",
        r"\ben (?:mä |minä )?uskalla (?:\w+ )?(?:kotiin|kotona|kouluun|koulussa|nukkua|olla)\b|\b(?:mut|minut|mua|minua)(?: \w+){0,2} (?:raiska\w+|hyväksikäyt\w+|hakattu|pahoinpidel\w+)|\b(?:raiskattiin|raiskattu) (?:mut|minut)\b|\b(?:tulin|jouduin|joudun) (?:\w+ )?(?:raiskatuksi|hakatuksi|pahoinpidellyksi|hyväksikäytetyksi|kiusatuksi|väkival\w+)",
        r"\b(?:mun|minun) (?:sänkyyn|huoneeseen|housui\w+|viereen)\b|\b(?:alastonkuv\w+|nakukuv\w+|seksikuv\w+)(?: \w+){0,4} (?:mulle|minulta|multa|musta|minusta)\b|\b(?:mulle|multa|minulta|minulle|musta|minusta)(?: \w+){0,4} (?:alastonkuv\w+|nakukuv\w+|alastonkuvi\w*)\b|\b(?:pyytää|pyysi|pyytäny\w*|pyydellyt|lähett\w+)(?: \w+){0,2} (?:multa|mulle|minulta|minulle|musta|minusta|mua|minua)(?: \w+){0,3} (?:kuv\w+|nude\w*|seks\w*)|\bkosk(?:ee|i|etteli|ettelee) (?:mua|muhun|minua|minuun)\b",
        r"\b(?:hätänumero|hätäkeskus|kriisipuhelin|kriisinumero|nettiturvakoti)\w*$|\b(?:tarvitsen|tarviin|tarvitaan|tarvin|soittakaa|soita|tilatkaa|kutsukaa|lähettäkää) (?:\w+ )?(?:ambulanssi\w*|poliisi\w*|112|apua nyt|apua heti)",
        r"\b(?:meillä|täällä|talo|koti|asunto|kotona|keittiö|keittiössä|huoneisto|kämppä) (?:palaa|on tulipalo|syttyi palamaan)\b|^tulipalo$|^(?:tämä on |tää on )?hätätilan\w*|\buhka\w+ (?:\w+ ){0,2}(?:tappaa|ampua|puukottaa|räjäyttää|polttaa)\b|\ben pysty (?:tähän )?enää\b|^(?:\w+ )?(?:jaksaminen|voimat|voimani) (?:on |ovat |alkaa |alkaa olla )?(?:ihan |aivan )?(?:lopussa|loppu)\b|\b(?:haluan|haluun) (?:vaan |vain )?pois$|\bapua\b.*\bkuole\w*|\b(?:on|oon|olen|jos \w+ on|lapsi on) hengenvaara\w*",
        r"\b(?:sanoi|sano|kertoi|puhuu|uhkaa|uhkasi|uhkailee|sanoo) (?:\w+ ){0,4}(?:tappaa itsensä|tappaa ittensä|tappavansa itsensä|tapa itsensä|haluavansa kuolla|haluavan kuolla|haluu kuolla|haluaa kuolla|kuolla|tekevänsä itsemurhan)\b",
    ),
    grave=_any(
        rf"\b{_LYO}\b",
        r"\b(?:väkival\w*|viiltel\w*|viiltä\w*|viillel\w+|veltto|kuumeinen|satut\w+|kadon\w+|kadoksissa|katosi|kateissa|karkasi|karannut|karannu|karkaa|karkas|karkaili|itsemur\w*|itsetuhoi\w*|vahingoitta\w+ itse\w+|tappaa|tapa itse\w*|tappais\w*|tappavansa|kuolla)\b",
        r"\b(?:ei (?:ole |oo )?(?:vielä |vieläkään )?tullut? (?:\w+ )?(?:kotiin|koulusta|takaisin|yöksi)|ei (?:enää )?(?:herää|reagoi|liiku|virkoa)|sammunu\w*|tajuton|tajuttoma\w*|tajunta\w*|elvyty\w*|kouristel\w*|kouristaa|tukehtu\w*|nieli|nielaisi|nielas|hotkaisi|hotkas|niellyt|hukku\w+|hukkui|putosi|tippui|tipahti|vuotaa(?: \w+)? verta|verta vuota\w*|sinis\w+ huulet|kuumetta|kuume|korkea kuume|kuumeessa|kuumekouristu\w*|aivotärähdy\w*|myrkyty\w*|yliannost\w*|allerginen reaktio|anafylak\w*|vaikea(?:a)? hengittä\w+|hengittää (?:huonosti|raskaasti|vaivalloisesti|oudosti|katkonaisesti)|sinertävä\w*|pyörty\w*|makaa (?:\w+ )?(?:lattialla|maassa|tiedottomana)|hengitys vaikea\w*|hengitysvaikeu\w*|hengenvaara\w*|kuolee|kuolemaisillaan|oksentaa verta|palovamma\w*|palo käteensä|poltti itsensä)\b",
        r"\b(?:söi|syönyt|syöny|joi|juonut|juonu|otti|ottanut|ottanu|maistoi|veti|pisti suuhunsa) (?:\w+ )?(?:\w*ainetta|\w*aineen|\w*paristo\w*|patteri\w*|magneet\w+|maali\w*|puhdist\w+|lääkkei\w+|lääkettä|lääkkeen|tablett\w+|pillerei\w*|myrky\w+|pesuain\w*|astianpesu\w*|pariston|sieniä|sieni\w*|lipeä\w*|bensaa|lamppuöljy\w*|tupak\w+|viinaa|huume\w*|yliannost\w+|unilääk\w+|buranaa|panadolia|nappeja)",
        r"\b(?:pelkää|pelkään|pelkäävät|pelottaa|ahdistaa|ahdistunut|ahdistunu|ahdistus\w*|masentunut|masentunu|masennus\w*|masentaa|paniikki\w*|ei jaksa|en jaksa|kiusa\w*|juo|juopott\w*|humalassa|kännissä|ryyppää|huumei\w+|käyttää aineita|narkka\w*|puukko\w*|puukolla|ase|aseella|paiskoo|heittelee|rikkoo|häiriköi|näännyttää|nälässä|heitteille\w*|jätetty yksin|yksin kotona yöllä|kaltoin\w*|laiminlyö\w*|insesti\w*|seksuaali\w*|lähentelee|lähenteli|groom\w*|kiristää|kiristetään|lyöntejä|huutoa|huutamista|tappelu\w*|tappelee|vainoa\w*|vainoo|uhkailu\w*)\b",
    ),
    own=_any(
        r"\b(?:minä(?! \w+nä\b)|mä|mää|mie|mun|minun|mua|minua|mut|minut|minulla|mulla|minulle|mulle|musta|minusta|itseäni|ittiäni|itteäni|itseni|meitä|meidät|pelkään|epäilen|huolestunut|auttakaa|huolissani|huolissaan|mitä teen|mitä tehdä|mitä teemme|mitä pitäisi tehdä|mitä mä teen|mitä minä teen|kuka auttaa|mistä apua|mistä saan apua|mihin soitan|kenelle soitan|kenelle kerron|kenelle soittaa|mihin soittaa|apua nyt|apua heti|joku auttaa|tarvitsen|tarvitsemme|tarviin|hätä)\b|^apua\b|\bapua$",
        rf"\b(?:mun|minun|meidän|meiän|naapurin|kaverin|kaverini|siskon|veljen|ystäväni|lapseni) (?:\w+ )?(?:{_KIN}\w*|laps\w*|poi[kj]\w*|tyt\w*|teini\w*|vauva\w*|nuor\w*|perhe\w*|oppila\w*|mies\w*|mieh\w*|äidi\w*|isä\w*|kave\w*|veli\w*|velje\w*)",
        rf"\b{_KINNI}(?:ni|lleni|llani|ltani|ani|äni|ssani|staan|stani|llamme|lle?mme|mme|nne|äni|taan|tani)\b",
        r"\b(?:naapurissa|naapurista|naapurin|seinän takana|seinän takaa|meillä kotona|meillä|kotona)\b|\b[^\W\d_]{3,}ni\b",
    ),
    near=_any(
        rf"\b{_KIN}\b",
        rf"\b{_CHILD}\b",
        r"\b(?:isäpuoli|äidin|isän|äitiä|isää|mummoa|kaverilla|kaveria|luokkakaveria|ystävällä|häntä)\b",
    ),
    asks=_any(
        r"^(?:\W*(?:no|ja|entä|entäs|hei|moi) )?(?:mikä|mitkä|minkä|mitä(?! (?:mä |minä |me |pitäisi |pitäis |mun |minun )?(?:teen|teemme|tehdä|tehä|tekisin|pitäisi|pitäis)\b)|mistä|missä|mihin(?! soit)|miten|miks\w*|millä\w*|millai\w*|minkälai\w*|milloin|millon|koska|kuka|kuk\w+|ketkä|kenen|kenelle(?! soit)|keitä|ketä|kuinka|montako|paljonko|onko|ovatko|oliko|olivatko|voiko|saako|kumpi|kummassa|joka|jotka|jonka|kerro|luettele|minä vuonna)\b",
    ),
    advice=_any(
        r"\b(?:pitäis\w*|pitääkö|kannattaako|kannattaisiko|kannattaiskos?|saanko|voinko|uskallanko|tarvitseeko|tarviiko|täytyykö|pystynkö|onko)(?: \w+){0,2} (?:mun|minun|mulla|minulla|meidän|meillä|mulle|minulle|mä|minä|me)\b",
        rf"\b(?:pitäis\w*|pitääkö|kannattaako|saanko|voinko|onko|kuuluuko|saako|voiko|miten|mistä|mitä|milloin|miksi|mikä)(?: \S+){{0,6}} {_KINNI}(?:ni|lleni|llani|ltani|lani|lla?mme|lle?mme|mme|staan|stani|ani)\b",
        r"\b(?:mun|minun|meidän|meiän)(?: \w+)? (?:laps\w*|poika\w*|poja\w*|tytär|tyttär\w*|tyttö\w*|tytö\w*|teini\w*|vauva\w*|mies|miehe\w*|vaimo\w*|perhe|perhee\w*|taapero\w*|esikoi\w*|kuopu\w*|nuor\w*|vuotias|äiti|isä|äiti ja isä|vanhemmat|puoliso\w*|ero)\b",
        r"(?:^|\b)mitä (?:hittoa |ihmettä )?(?:mä |minä |me |mun |minun |meidän )?(?:oikein )?(?:teen|teemme|pitäis tehdä|pitäisi tehdä|pitäis tehä|pitäs tehä|voin tehdä|voin tehä|voimme tehdä|kannattaa tehdä|kannattais tehdä|kannattais tehä|kannattaisi tehdä|voi tehdä|tehdä|tehä|tekisin)(?:$| kun\b| jos\b| ku\b| kunnes\b| että\b)",
        r"\b(?:mistä|miten|keneltä|mihin|kuka) (?:mä |minä |me )?(?:saan|saisin|saamme|voin saada|voisin saada|pyydän|hakea|haen|hakisin|voi hakea|antaa|otan|soitan) (?:\w+ )?(?:apua|tukea|neuvoa|neuvoja|apuu|yhteyttä|yhteyden|toimeentulotuk\w*|huoltajuut\w*|lapsilis\w*|vanhempainraha\w*|päiväkotipaik\w*|elatus\w*)\b",
        rf"\b{_KINNI}(?:ni|llani|lleni|ltani|mme|llamme) (?:\w+ ){{0,2}}(?:ei|on|pelaa|itkee|syö|nukkuu|valvoo|valvottaa|raivoaa|huutaa|kieltäytyy|haluaa|makaa|ei suostu|oireilee|puree|karkailee|tupakoi|sanoo|pelkää)\b",
        rf"\b(?:apua|neuvoa|neuvoja|tukea)\b.*\b{_KINNI}(?:ni|mme|lleni|llani|llemme)\b",
        r"\bmiten (?:mä |minä |me )?(?:saan|saisin|saamme|saadaan) (?:\w+ )?(?:lapse\w*|poja\w*|tyttäre\w*|tytö\w*|teini\w*|vauva\w*|nuore\w*|taapero\w*)",
        r"\bmiten (?:mä |minä |me )?(?:kerron|puhun|selitän|lohdutan|rauhoitan|autan|tuen|opetan) (?:\w+ )?(?:laps\w*|lapse\w*|poja\w*|poika\w*|teini\w*|vauva\w*|tyttär\w*|tytär\w*|nuor\w*|ero\w*)",
        rf"\b{_YOUNG} (?:\w+ ){{0,4}}(?:mitä|miten|auttaako|mikä) (?:mä |minä |me |mun |nyt |siihen |tähän )?(?:teen|tehdä|tehä|neuvoksi|avuksi|auttaa|auttais|auttaisi|auttas|pitäis\w*|kannattais\w*|toimin)\b",
        r"\b(?:minulla|mulla|meillä) ei (?:ole|oo) (?:rahaa|ruokaa|varaa|asuntoa)\b",
        rf"\b(?:olen|oon|ollaan|olemme) (?:eroamassa|raskaana|yksinhuoltaja|työtön|velkaantunut)\b|\b{_YOUNG} (?:valvottaa|itkee|raivoaa|raivoo|kiukuttelee|huutaa|puree|ei nuku|ei syö|ei tottele|ei kuuntele)\b",
    ),
    about_sources=loose(r"lape\b|lape[-:]?\w*\b(?<!\blapeni)|\bhank\w+|maakun\w+|hyvinvointialue\w*|perhekesku\w*|kohtaamispai\w*|muutosohjelma\w*|lapset puheeksi|\blp-\w+|ministeriö\w*|\bkehite\w+|\bkehittä\w+|\behkäis\w+|\bpuututtiin|toimintamall\w*|\bpilot\w*|\barvioin\w*|\bkokeilu\w*|\bselvity\w*|\btulok\w+|\btulos\w*|lisätieto\w*|\btietoa\b|\bbarnahus\w*|\bhuostaan\w*|\btutkimu\w+|\btilasto\w*"),
    urgent="En voi auttaa hätätilanteessa, mutta nämä auttavat heti: hengenvaarassa soita 112. Päivystysapu neuvoo numerossa 116 117, ja lasten ja nuorten puhelin sekä vanhempainpuhelin vastaavat numerossa 116 111 (Mannerheimin Lastensuojeluliitto).",
    personal="En osaa neuvoa yksittäisen lapsen tai perheen asiassa: vastaan vain sillä, mitä LAPEa koskevissa lähteissä sanotaan. Neuvoa saat kunnan tai hyvinvointialueen perhekeskuksesta, neuvolasta tai koulusta, Päivystysavusta 116 117 ja lasten ja nuorten puhelimesta 116 111; hengenvaarassa soita 112.",
)  # fmt: skip

# ---- Swedish

_SV_SPEECH = _folded(
    """
    adjö ai aktuell aktuella aktuellt aldrig all alla alldeles allihop allihopa alls allt alltid alltså annan annat anonym anonymt ansvar ansvarar anvisningar använda använder används appen
    arbetar artificiell assistent assistenten att automatisk automatiskt av bakom bara baserar baseras begrep begriper behärskar behöver berätta besvarade besvarar besviken betalar blev blivit
    blä bockar bor borde bot botar boten bra brukar bruksanvisning byggd byggde byggdes bygger byggt bäst bättre bör börja börjar chat chatbot chatgpt chatta chattar chattbot chattboten chatten
    citat citaten citatet citera citerar dag data dator datorprogram de den denna det detta dig din dina diskuterar ditt dravel driver du duger duktig dum dumheter dumma dumt där då dålig dåligt
    e efter eftermiddag egentligen ej eller en engelska ens er era ett exempel exempelfråga exempelfrågor fabulerar fakta faktiskt fan fantiserar farväl fattade fattar feedback fel felaktig
    felaktigt fick fin finansierar finlandssvenska finns finska fint firma fredag fråga frågade frågan frågar frågat frågor frågorna från ful funderar fungerar funka funkar funktion få får född för
    företag förhand förlåt förmår förslag förstod förstår försök gammal gav ge ger gissar gjord gjorde gjordes gjort god goddag godmorgon gpt gratis grejen grundar grundas grymt gäller gång går
    gör göra ha hade haha halloj hallojsan hallucinerar hallå handla handlar handläggare har hehe hej heja hejdå hejhej hejs hejsan hejssan helg helgen helt hemma hemskt heter hit hitta hittade hittar
    hittat hjälp hjälpa hjälpen hjälper hjälpsamt hjälpte hjärtligt hmm hur hurdan hurdana huvudet hä hälsningar hämtar händer här hära härligt härstammar håll håller hör hörs i idag idiot
    idiotiskt ifrån igen imorgon in info infon information informationen inga ingen ingenting inget instruktioner inte intelligens irrelevant ja jag jaha jasså jepp jo jobb jobbar jobbat ju just jätte
    jättebra jättemycket jävla kallas kan kanon kanonbra kanske kiitos kille klaga klagomål klarar kodade kodat komma kommer kommunicerar kompis konfidentiell konstigt kontakt konversation
    korkad korrekt korrekta kunde kundtjänst kunna kunskap kväll käften källa källan källmaterial källor källorna känner känslor lagrar lagras lape-qa larvigt levande lever ligger lita litar
    lite ljuger lol luras lyssnar läget lämna länge lärt läs läser läste långsam långt lögn man maskin material med men menade menar menat meningen meningslöst meny mer mera middag mig min mina
    minns missförstod missförstått missuppfattade moj mojn morgon morjens moro morrn morron mycket myndighet människa människan människor måndag många mår namn natt nej ni no nog nonsens nu nä näe när
    nästa nå någon någonting något några nån nåt oanvändbar oanvändbart obegripligt och oduglig officiell officiella ok okay okej oklart om onsdag onödig onödigt ordentligt organisation oss otydligt perfekt
    person prata pratar privat programmerade programmerat prova pyttsan på påhittat pålitlig pålitliga r re registreras relevant rent respons riktig riktiga riktigt robot robotar roboten
    robotens rolig roll rutan räcker rätt rätta råd rådet rådgivare sa sagt sak saken saker samiska samlar samma samt samtal samtalet sanna sanning sanningen sant schysst se sen senare ser ses sida
    sidan sig själv ska skall skapad skapade skapades skapare skapat skit skitsnack skojar skriva skriver skräp skulle skämt slags sluta smart snabba snabbt snacka snackar snart snyggt snäll snälla
    som sommar sparar sparas språk språkmodell stort strunt struntprat strålande ställa ställer stämmer står stöder super svamlar svammel svar svara svarade svarar svarat svaren svarens svaret svarets
    svarsrobot svejs svejsan svenska svårt syfte syftet säga säger säker säkert säkra sätt så sök söker sökte tack tackar tackas tak tala talar tanken test testar texten till tillförlitlig
    tillförlitliga tillförlitligt tillverkare tillverkat tips tisdag tja tjabba tjej tjena tjenare tjenixen tjo tjänst tjänsteman tjänsten tjänstens tog toppen torsdag totalt trams trasig trevlig tro tror
    trovärdig trovärdiga tränat tråkig tråkigt tusen tvärtom tydligt typ tyst tyvärr tänk underbar underbart undrade upp uppdaterad uppdaterade uppfann uppfunnit uppgift uppgiften uppgifter
    uppgifterna upphovsman upprepar upprätthåller ursäkta usch usel uselt utmärkt utvecklad utvecklade utvecklades utvecklare utvecklat va vad vadå vanlig var varför varifrån varmt veckan vem vems
    verklig verkliga verkligen verkligt vet veta vi vilja vilka vilken vilket vill ville visa visst visste vits väl väldigt vännen vänner värdelös värdelöst vågar webbplatsen xd ägare äger äkta
    älskar ämnen ännu är äru återkommer återkoppling återseende öh
    """
)
_SV_ASKS = r"vad|vem|vilka|vilken|vilket|när|var|varför|hur|varifrån|kan|är|finns|får"
_SV_ROBOT = r"robot|robotar|roboten|bot|botar|boten|chatbot|chattbot|människa|människor|ai|maskin|dator|person|datorprogram|program|riktig|riktiga|riktigt|verklig|verkligt|levande|intelligens|chatgpt|gpt|språkmodell|äkta|kille|tjej|automatisk|automatiskt|svarsrobot|kompis"
_SV_HITS = r"(?:slår|slog|slagit|slagen|slaget|slagna|slagits|sparkar|sparkade|misshandl\w*|hotar|hotade|hotat|mobbar|mobbade|våldt\w*|våldför\w*|utnyttja\w*|tafsa\w*|förföljer|stalkar|skriker|knuffar|stryper|antasta\w*|ofreda\w*)"
_SV_KIN = r"(?:pappa|mamma|far|mor|farsan|morsan|styvpappa|styvfar|styvmamma|bror|brorsan|syster|man|fru|sambo|make|maka|pojkvän|flickvän|ex|exman|mormor|farmor|morfar|farfar|kompis|vän|väninna|granne|grannen|lärare|läraren|tränare|partner|kusin|farbror|moster|faster)"
_SV_CHILD = r"(?:barn|barnet|son|sonen|dotter|dottern|bebis|bebisen|baby|babyn|tonåring|tonåringen|pojke|pojken|flicka|flickan|elev|eleven|lillebror|lillasyster|barnbarn|någon)"

SV = Guidance(
    speech=_SV_SPEECH,
    topics=(
        ("thanks", _keys(
            rf"^(?!.*\b(?:inte|inget|{_SV_ASKS})\b)(?:det var |vilket |ett |det |mycket |väldigt |riktigt )*(?:bra|fint|utmärkt|jättebra|toppen)(?: \w+)? ?(?:svar|svarat|jobb|jobbat|gjort)\b",
            r"^(?:\w+ )?du är (?:\w+ )?(?:bra|snäll|duktig|smart|bäst|underbar|rolig|fin|trevlig|toppen)$",
        )),
        ("complaint", _keys(
            r"\b(?:du|ni)\b.*\b(?:förstod|förstår|svarade|svarar|fattar|fattade|begriper|begrep|hjälper|hjälpte|kan|vet|hör|lyssnar|läste|hittade|gav)\b.*\b(?:inte|fel|ingenting|inget|aldrig)\b",
            r"\b(?:missförstod|missförstått|missuppfattade|svamlar|svammel|dravel|trams|skitsnack|dumheter)\b|\bdu har (?:helt |ju )?fel\b",
            r"\bvarför\b.*\b(?:svar\w*|hitta\w*|vet|förstår|förstod|kan|fick|får|säger|sa|gav|upprepar)\b",
            r"^(?!(?:och )?(?:vad(?! (?:dum|korkad|dålig|värdelös))|vilka|vem|var|när|hur)\b).*\b(?:fel|felaktigt|felaktig|konstigt|dåligt|dålig|dum|dumt|dumma|värdelös|värdelöst|nonsens|strunt|struntprat|skräp|oklart|otydligt|lögn|ljuger du inte|irrelevant|obegripligt|idiotiskt|idiot|usel|uselt|meningslöst|onödig|onödigt|korkad|larvigt|tråkigt|tråkig|oanvändbar\w*|trasig|skit|blä|usch|vadå|fan|besviken|tvärtom)\b",
            r"\b(?:det|svaret|detta|den)\b.*\b(?:hjälpte|hjälper|stämmer|fungerar|funkar|besvarar|besvarade|svarar|svarade|gäller|duger|räcker|var|är|va)\b.*\b(?:inte|inget|ej|ingen)\b",
            r"^(?!.*\bvad jag ska\b).*\bjag\b.*\b(?:frågade|menade|ville|sökte|undrade|fick|förstår|fattar|begriper|tror)\b.*\b(?:inte|inget|annat|annan)\b",
            r"\bnej\b.*\b(?:inte|det|så|fel)\b|^(?:nej|näe|nä)(?: (?:nej|nä))*$",
            r"\b(?:försök|prova|svara|sök|gör|tänk|läs)\b.*\b(?:igen|om|ordentligt|bättre|rätt|frågan|fråga)\b",
            r"\bhåll (?:käften|tyst)\b|\bvar tyst\b|\bsluta\b|\bsamma svar\b|\bfeedback\b|\bklagomål\b|\bklaga\b|\bvad pratar du om\b",
        )),
        ("robot", _keys(
            rf"\b(?:är|äru|e)\b.*\b(?:du|ni|det här|den här|det|detta)\b.*\b(?:{_SV_ROBOT})\b",
            rf"\bdu är\b.*\b(?:{_SV_ROBOT})\b",
            r"\b(?:vem|vad|vilka|hurdan) (?:är|e) (?:du|ni)\b(?! till\b)(?!.*\b(?:bra|duktig)\b)",
            r"\bvad heter du\b|\bditt namn\b|\bhar du\b.*\b(?:namn|känslor|vänner)\b|\bhur gammal\b|\bvar bor du\b|\bvar är du\b|\bälskar du\b|\bskämt\b|\bvits\b",
            r"\b(?:pratar|talar|chattar|skriver|diskuterar|kommunicerar|snackar) (?:jag|man)\b",
            r"\bvem\b.*\b(?:svarar|skriver|talar|där)\b",
            rf"\b(?:prata|tala|snacka|chatta|kontakt)\b.*\b(?:{_SV_ROBOT}|handläggare|kundtjänst|rådgivare|tjänsteman)\b",
            r"\bär du på riktigt\b|\bfinns du\b|\blever du\b|\bsvarar\b.*\b(?:människa|robot|maskin)\b",
        )),
        ("maker", _keys(
            rf"{_all('vem|vems|vilka|vilken|vilket|vad', 'dig|er|den här|det här|detta|tjänsten|boten|chatten|sidan|din|dina', 'gjort|skapat|byggt|utvecklat|gjorde|skapade|byggde|utvecklade|upprätthåller|äger|programmerat|programmerade|kodat|kodade|driver|ansvarar|tillverkat|finansierar|uppfann|uppfunnit|hittat på|bakom|tränat|lärt|skapare|utvecklare|ägare|upphovsman|tillverkare')}(?!.*\bvad (?:kan|har)\b)", r"\bav vem är du\b|\b(?:när|hur|var) (?:blev|är|skapades|gjordes|byggdes|utvecklades) du\b.*|\bvems\b|\bvem jobbar du för\b|\b(?:varifrån|var) kommer du\b",
        )),
        ("sources", _keys(
            r"\b(?:varifrån|var|hur)\b.*\b(?:får du|kommer|hämtar|har du|tar du|hittade|fick du|tog du|vet du)\b(?! ihåg)",
            r"\b(?:grundar|baserar|baseras|grundas|bygger)\b",
            r"\b(?:källor|källa|källorna|källan|källmaterial|citat|citaten)\b",
            r"\b(?:lita|litar|tro) på\b",
            r"\b(?:hittar du på|hittat på|hittade på|ljuger|gissar du|fabulerar|fantiserar|hallucinerar)\b",
            r"\b(?:är|stämmer)\b.*\b(?:sant|sanna|rätt|riktigt|tillförlitlig\w*|pålitlig\w*|säkra|säkert|aktuell\w*|uppdaterad\w*|korrekt\w*|påhittat|trovärdig\w*|officiell\w*|fakta|det här)\b(?<!är det här)",
            r"\bhur (?:pålitlig|tillförlitlig|säker|trovärdig)\w*",
            r"\b(?:sparas|sparar|lagras|lagrar|registreras|samlar|minns du|anonym|anonymt|konfidentiell)\b|\b(?:ser|läser)\b.*\bjag\b|\bvem (?:ser|läser|kan se)\b",
        )),
        ("greeting", _keys(
            r"\bhur (?:mår du|är läget|är det|står det till|går det|har du det)\b|^(?:hej )?läget\b|\b(?:är|finns)\b.*\b(?:någon|nån) (?:där|här|hemma)\b|\b(?:någon|nån) där\b|^(?:(?:hej|ursäkta|förlåt|hallå) )*(?:får|kan|skulle) jag\b.*\bfråga(?: dig)?(?: (?:om )?(?:något|nåt|en sak|någonting))?$|\b(?:får|kan) jag ställa en fråga\b|\bjag har (?:en|ett par|några) fråg\w+|\bjag (?:vill|skulle vilja) fråga\b|\btest\w*|\btestar\b",
        )),
        ("capabilities", _keys(
            r"\bvad\b.*\b(?:kan|klarar|vet|gör|brukar|förmår) (?:allt )?(?:du|ni|man|jag)\b",
            r"\bvad\b.*\b(?:din|ditt|tjänstens)\b.*\b(?:uppgift\w*|jobb|syfte|roll|funktion)\b|\bbra på\b|\bvad är du till\b|\b(?:tanken|meningen|syftet|syfte) med (?:det här|den här|detta|tjänsten|boten)\b|\bvad (?:kan|får|ska) (?:jag|man) (?:skriva|fråga|göra)\b|\bvad handlar (?:det här|den här)\b",
            r"\b(?:hur|på vilket sätt)\b.*\b(?:använder|fungerar|funkar|börjar|ställer|frågar|gör|fråga|använda|söker|hjälper|hjälpa|börja|ställa)\b.*\b(?:du|man|jag|det här|den här|detta|tjänsten|boten)\b|\bhur\b.*\b(?:ska|kan|gör) (?:jag|man)\b.*\b(?:fråga|använda|här|börja|ställa)\b",
            r"^(?!.*\b(?:hjälpen|hjälpte|tack för|tack så)\b).*^(?!.*\b(?:hjälpen|hjälpte|tack för|tack så)\b).*\bhjälp\w*|\binstruktioner\b|\banvisningar\b|\bbruksanvisning\b|\bexempelfråg\w+",
            r"\b(?:språk|svenska|finska|engelska|samiska)\b.*\b(?:du|ni|man)\b|\b(?:du|ni)\b.*\b(?:språk|svenska|finska|engelska|samiska)\b",
            r"\b(?:vilka|vad för|vilka slags|vilken typ av) (?:frågor|saker|ämnen)\b",
            r"\bvad (?:är|var) (?:det här|den här|detta)\b|\bvad är det här\b|\bvad används\b",
            r"\bge\b.*\bexempel\b",
            r"\bvet\b.*\binte\b.*\b(?:fråga|skriva|göra|börja|använda)\b",
            r"\bberätta\b.*\bom (?:dig|tjänsten)\b",
        )),
        ("thanks", _keys(
            r"^(?!.*\b(?:vad|vem|vilka|när|varför|hur|varifrån)\b).*\b(?:tack|tackar|tak|hej ?då|hejdå|adjö|vi ses|vi hörs|farväl|ha det|god natt|det var allt|det räcker|på återseende|hjälpte|trevlig (?:kväll|helg|dag))\b",
            r"^(?!(?:var|är|blev|fick)\b)(?:\w+ ){0,2}(?:ok|okej|okay|bra|jättebra|toppen|utmärkt|fint|härligt|perfekt|super|strålande|underbart|kanon|kanonbra|förstår|fattar|jaha|jasså|jo|ja|jepp|grymt|snyggt|visst|schysst)(?: \w+)?$",
        )),
        ("greeting", _keys(
            r"^(?!.*\b(?:vad|vem|vilka|när|varför|varifrån)\b).*\b(?:hej|hejsan|hejssan|hejhej|hallå|tjena|tjenare|tjenixen|tja|tjabba|moj|mojn|morrn|morjens|goddag|godmorgon|god (?:dag|morgon|middag|kväll|eftermiddag)|halloj|hallojsan|hälsningar|tjo|morron)\b",
        )),
    ),
    texts={
        "greeting": "Hej! Fråga mig om LAPE, programmet för utveckling av barn- och familjetjänster: jag svarar med meningar ur källorna och berättar varifrån varje mening kommer.",
        "thanks": "Tack själv! Fråga gärna mer om resultaten av LAPE; jag söker ordagranna citat i källorna.",
        "capabilities": "Jag söker i källorna de meningar som sannolikt svarar på din fråga om LAPE, programmet för utveckling av barn- och familjetjänster, och visar dem ordagrant. Fråga på svenska, finska eller engelska, till exempel om resultaten i ett landskap, ett begrepp eller skillnaden mellan två områden.",
        "robot": "Jag är LAPE-QA, ett program och ingen människa: jag söker meningar i källor om LAPE och skriver inga egna svar. Fråga om LAPE på svenska, finska eller engelska.",
        "maker": "Jag är LAPE-QA, ett program med öppen källkod som svarar med meningar ur källor om LAPE; tjänsten upprätthålls av den organisation på vars sida jag finns. Fråga mig om resultaten av LAPE.",
        "sources": "Mina svar är citat ur källor om LAPE som tjänstens upprätthållare har valt, och vid varje citat finns en länk till källan; om källan är ett sammandrag av en publikation sägs det. Citatet är alltid ordagrant, men jag bedömer själv om det svarar på din fråga: kontrollera alltså i källan och fråga mer.",
        "complaint": "Jag beklagar: jag svarar bara med det som sägs i källorna om LAPE, och ibland bedömer jag fel vad som svarar på frågan. Fråga med andra ord, nämn ett område eller ett projekt, eller begränsa källorna.",
        "unclear": "Jag förstod inte vad du söker; länkar och filer öppnar jag inte. Fråga om LAPE med en hel fråga eller skriv ett ämne och ett område.",
    },
    questions=("Vad är LAPE?", "Vad är LAPE-akademin?", "Vad är ett familjecenter?"),
    acute=_any(
        rf"\b{_SV_HITS} (?:\w+ ){{0,2}}(?:mig|oss)\b",
        rf"\bjag (?:\w+ ){{0,3}}(?:blir|har|blev|är) (?:\w+ ){{0,3}}{_SV_HITS}\b",
        r"\bjag (?:\w+ )?(?:blir|blev|har blivit) (?:\w+ )?(?:mobbad|slagen|våldtagen|misshandlad|hotad|utnyttjad|antastad|utsatt)\b",
        r"\bjag (?:\w+ )?orkar (?:bara |verkligen |snart )?inte(?: (?:mer|mera|längre|leva|med|mer av|med barnen|med livet)|$)",
        r"\bvill (?:inte |bara |verkligen |ju )*(?:leva|dö|finnas|vakna)\b(?<!vill leva)",
        r"\b(?:ta|tar|tagit|tog) (?:livet av (?:mig|sig)|mitt liv|sitt liv)\b",
        r"\bdöda(?:r)? (?:mig|sig|oss)(?: själv)?\b",
        r"\b(?:andas|vaknar) inte\b|\bkan inte andas\b|\bmedvetslös\w*|\bjag får ingen luft\b",
        r"\bjag (?:\w+ )?(?:skär|skadar|skadade|skar) (?:\w+ )?(?:mig|mitt barn|barnet|barnen|min bebis|bebisen)\b",
        r"\bjag är (?:\w+ )?rädd (?:för|att|hemma|hela tiden)\b|\boch jag är rädd\b|\bjag är (?:\w+ )?(?:deprimerad|självmordsbenägen|förtvivlad|helt slut)\b|\bjag mår (?:\w+ )?(?:dåligt|jättedåligt|skit|hemskt|piss|illa|jätteilla)\b|\bjag har (?:\w+ ){0,3}(?:ångest|panik|panikångest)\b|\bjag vågar inte\b",
        r"\bingen (?:bryr sig|älskar|gillar|tycker) (?:om )?mig\b|\bmig(?: ändå)? ingen\b|\blivet (?:är|känns) (?:inte värt|meningslöst)\b",
        r"\bjag (?:\w+ ){0,3}självmord\w*",
        r"\bdet brinner\b|\b(?:ring|behöver|skicka) (?:\w+ )?(?:ambulans\w*|polis\w*|112)\b|\bnödnum\w+$|\bnödläge$|\b(?:förgift\w*|förgiftning)\b.*\b(?:barn\w*|jag|son|dotter)\b|\bi livsfara\b",
        r"\b(?:tafsar|tafsade|rör) (?:på )?mig\b|\bnakenbild\w*(?: \w+){0,4} (?:mig|av mig)\b|\bmig(?: \w+){0,4} nakenbild\w*",
    ),
    grave=_any(
        rf"\b{_SV_HITS}\b",
        r"\b(?:våld|våldsam|våldsamt|skär sig|skadar sig|skada sig|självskad\w*|självmord\w*|försvunn\w*|försvann|borta|inte kommit hem|inte hem|rymt|rymde|rymmer|rädd|ångest|deprimerad|depression|orkar inte|mobb\w*|mobbad|blöder|blod|feber|övergrepp|svalt|sväljt|svalde|druckit|ätit (?:tabletter|medicin)|tagit (?:tabletter|piller|medicin|överdos)|överdos\w*|kramp\w*|kvävs|ramlat|ramlade|drunkna\w*|full|dricker|drogar|droger|kniv|slagen|sexuell\w*|vanvård\w*|reagerar inte|mår (?:\w+ )?dåligt|d\xf6|d\xf6da)\b",
    ),
    own=_any(
        r"\b(?:jag|mig|min|mitt|mina|oss|grannens|grannen|hjälp)\b",
        r"\bvad ska (?:jag|vi) göra\b",
        r"\bv\xe5r(?:t|a)? (?:son|dotter|barn|pojke|flicka|tonåring|bebis|baby)\b",
    ),
    near=_any(
        rf"\b(?:{_SV_KIN}|{_SV_CHILD})\b",
    ),
    asks=_any(
        r"^(?:\W*(?:hej|och|men|tack) )?(?:vad(?! (?:gör|ska) (?:jag|man))|vilk\w+|vem|vems|var|vart|varifrån|varför|hur|när|är|finns|kan|får|har|hade|fick|berätta|på vilket)\b",
    ),
    advice=_any(
        r"^(?:ska|bör|borde|får|kan|behöver|måste) jag\b(?!.*\b(?:fråga|information)\b)",
        r"\bvad (?:gör|ska|kan|bör) (?:jag|vi)(?: göra)?(?:$| när| om| då)",
        r"\b(?:min|mitt|mina|v\xe5r|v\xe5rt|v\xe5ra) (?:\w+ )?(?:barn|dotter|son|tonåring|bebis|baby|man|fru|familj|flicka|pojke|sambo|partner|ettåring|treåring)\w*\b",
        r"\bhur (?:får|kan|ska) (?:jag|vi) (?:få )?(?:min|mitt|mina|v\xe5r|v\xe5rt)\b",
        r"\bvi ska skiljas\b|\bhur berättar (?:jag|vi)\b|\bvar (?:får|kan|hittar) jag (?:få |hitta )?(?:hjälp|stöd|råd)\b",
    ),
    about_sources=loose(r"\blape\w*|projekt\w*|landskap\w*|välfärdsområd\w*|familjecent\w*|program\w*|minister\w*|utveckl\w+|förebygg\w*|modell\w*|utvärder\w*|\bresultat\w*|\binformation\b|\bbarnahus\b|kommun\w*|statistik\w*"),
    urgent="Jag kan inte hjälpa i en nödsituation, men här får du hjälp genast: ring 112 om någon är i livsfara. Jourhjälpen ger råd på 116 117, och Barn- och ungdomstelefonen samt Föräldratelefonen svarar på 116 111 (Mannerheims Barnskyddsförbund).",
    personal="Jag kan inte ge råd om ett enskilt barn eller en enskild familj: jag svarar bara med det som sägs i källorna om LAPE. Råd får du vid familjecentret, rådgivningen eller skolan, av Jourhjälpen 116 117 och Barn- och ungdomstelefonen 116 111; ring 112 om någon är i livsfara.",
)  # fmt: skip

# ---- English

_EN_SPEECH = _folded(
    """
    a able about absolutely accurate actual actually advance afternoon again age agency agent agree ai ai's aint alive all allowed alright also always am amazing an and annoying anonymous
    another answer answered answering answers any anybody anyone anything anyway anywhere app appreciate appreciated are aren't arent around artificial ask asked asking assist assistant at
    author authority automated automatic available away awesome awful bad base based be because been begin behind being believe best better bingo bit blah bloody boo boring born boss bot bots
    brain bravo brill brilliant broken buddy build built bullshit bunch but by bye came can can't cannot cant capable care certain chat chatbot chatgpt chats chatted chatting check cheers
    citation citations cite citing clear clearly clever coded collect collected come company complain completely computer confidential confused confuses confusing connect contact content
    conversation cool correct correctly could couldn't count crap create created creates creator creators current customer cute cya damn data date day dear designed developed developers develops
    did didn't didnt different difficult disagree disappointed disappointing do documents does doesn't doesnt doing don't done dont dream duh dumb dumbass earth eat else emotions english enough
    error errorneous errors estonian even evening everybody everyone everything exactly example examples excellent excuse exist fact facts factual fail failed failure fake false fantastic faq
    farewell features feedback feel feeling feelings fetch few find fine finnish firm fit fool foolish for found free friday friend friends from fuck fucking function functions funny g'day garbage gee
    get getting gibberish give go goal going good goodbye goodday got gotcha gotten gpt gracias great greetings guess guessing guide had haha hallo hallucinate hallucinating harder has hate have
    haven't heck hell hello help helped helpful helping helps here hey heya heyy hi hints hiya hmm home honest honestly hooray horrible hosts how how's howdy huh hullo human humans i i'd i'm
    ideas idiot idiotic im in incorrect incorrectly info information instead instruction instructions intelligence intended interesting introduce invent invented inventing inventor irrelevant is
    isn't isnt it it's ive job joke joking just kept kind kindly kinds knew know knowledge language languages lape-qa later learn learned leave legend let liar lie lies lifesaver like listen
    listening little live living llm located logged lol long look looking lot love lovely lying machine made maintain maintained maintaining maintains make maker makers makes making manual many
    match may me mean meant meet meh menu messages million mind misread mistake mistaken misunderstand misunderstanding misunderstood model monday more morning moron moronic much must my nah name neat
    need needed never nevermind new next nice night no none nonsense nope not nothing now nvm obviously of off off-topic offer official oh ok okay okey old on once one only operate operates operator
    or organisation organization originally originate other our out outdated over own owned owners owns page pays people perfect person personal place plain please pls plz point pointless poor
    possible prefer private program programmed programmers proof proper properly prove provider provides published publisher pure purpose question questions quick quiet quite quote quoted quotes
    quoting r re read reads real really record recorded references relate related relevant reliable rely remember repeat repeating replies reply replying representative respond responding
    response responsible results ridiculous right robot robots role rubbish run running runs russian safe said same sami sample save saved say saying search secure see seem seems sees sense
    sentient serious seriously service shit short should show shut silly simply sir site sleep slow smart so some somebody someone something somewhere soon sorry sort sorts soul sounds source
    sources speak speaking spoken star start started still stop store stored straight strange stuff stupid subjects such suck suggest suggestions sup super support supported supposed sure
    swedish sweet take taken talk talkin talking task team technology tell telling terrible test testing than thank thanks thankss thankyou thanx that that's thats the them then there these
    thing things think this thl those thousand thursday thx till time tips tks tnx to today tomorrow ton too took tool topic total totally trained transfer true trust trusted trustworthy truth try tuesday ty type types tysm u
    ugh ugly uh um unclear understand understood unhelpful until untrue up up-to-date ur us usage use used useful useless using utter valid ve verified verify very wanna want wanted was wasn't wasnt
    wassup way we website wednesday week weekend weird well were weren't what what's whats when where which who who's whom whose why will with won't wonderful wont work working works worthless would wouldn't
    wow write writing wrong wrote wtf xd ya yay yeah yep yes yo you you're your youre yourself yup
    """
)
_EN_SERVICE = r"service|bot|chat|chatbot|assistant|site|website|page|app|thing|tool|robot"
_EN_ROBOT = r"robot|robots|bot|bots|chatbot|human|humans|ai|machine|computer|person|people|program|real|alive|intelligence|chatgpt|gpt|llm|sentient|automated|automatic|someone|somebody"
_EN_HITS = r"(?:hits?|hit|hitting|beats?|beat|beating|beaten|slaps?|slapped|kicks?|kicked|punched|punches|punching|chok\w+|abus(?:es?|ed|ing)|threaten\w*|hurts?|hurting|bull(?:y|ies|ied|ying)|rap(?:es?|ed|ing)|molest\w*|stalk\w*|touch(?:es|ed|ing)|harass\w*|grope\w*|yells? at|scream\w* at|attack\w*)"
_EN_KIN = r"(?:dad|daddy|father|mum|mom|mommy|mummy|mother|stepdad|stepfather|stepmother|brother|sister|husband|wife|partner|boyfriend|girlfriend|ex|grandpa|grandfather|grandma|grandmother|uncle|aunt|friend|neighbour|neighbor|teacher|coach|parents|cousin)"
_EN_CHILD = r"(?:child|kid|son|daughter|baby|toddler|teen|teenager|boy|girl|pupil|student|infant|newborn|someone|somebody|grandchild|grandson|granddaughter)"

EN = Guidance(
    speech=_EN_SPEECH,
    topics=(
        ("thanks", _keys(
            r"^(?!.*\b(?:not|n't|isn't|wasn't|isnt|wasnt|no|is it|is that|is this|are)\b)(?:that|this|it|what|a|an|really|very|so|the|that's|thats|oh|wow|ok)?(?: (?:that|this|it|was|is|a|an|really|very|so|the))* ?(?:great|good|nice|excellent|helpful|perfect|useful|wonderful|clear|awesome)(?: (?:answer|answers|help|response|reply|job|work|service|bot|one))?$",
            r"\b(?:you|u|you're|youre)\b(?: are| r)?(?: (?:so|very|really|the|a|an|quite))* (?:great|good|best|nice|helpful|awesome|amazing|smart|clever|kind|cute|star|lifesaver|legend|wonderful|funny|sweet)\b|^i (?:love|like) (?:you|this|it)$",
        )),
        ("complaint", _keys(
            r"\b(?:you|u)\b.*\b(?:didn't|didnt|did not|don't|dont|do not|can't|cant|cannot|couldn't|never|haven't|failed|aren't|won't|are not)\b.*\b(?:understand|understood|answer|answered|answering|get|got|know|help|helping|helpful|useful|find|found|listen|listening|read|reply|respond|give|make)\b",
            r"\b(?:you|u|you're|youre)\b.*\b(?:misunderst\w+|misread|wrong|stupid|dumb|useless|idiot|terrible|rubbish|incorrect|mistaken|broken|annoying|silly|moron|liar|suck|crap|no good|no help|talking about)\b",
            r"^(?!(?:and )?(?:what(?! a\b)|which|who|where|when|how)\b).*\b(?:wrong|incorrect|useless|nonsense|stupid|dumb|irrelevant|rubbish|garbage|untrue|lies|crap|bullshit|weird|confusing|unclear|unhelpful|terrible|off topic|off-topic|outdated|ridiculous|pointless|gibberish|horrible|awful|worthless|disappoint\w+|idiot\w*|fail|failure|fool\w*|bad|poor|error|mistake|false)\b",
            r"\b(?:that|this|it|that's|thats|answer|answers|these|those|it's)\b.*\b(?:not|isn't|isnt|wasn't|wasnt|doesn't|doesnt|didn't|didnt|does not|did not|don't|no|has nothing)\b.*\b(?:right|true|correct|helpful|useful|relevant|good|answer|answers|what i|asked|meant|wanted|help|make|work|relate|sense|clear|enough|related|to do)\b",
            r"^(?:no |but )?(?:that's |thats |that is |it's )?not (?:what|that|this|helpful|true|right|correct|good|useful|relevant|an answer|the answer|it)\b|\bno sense\b|^(?:doesn't|does not|doesnt) (?:\w+ )?(?:help|make sense|answer|work)\b|^(?:doesn't|does not|doesnt) (?:\w+ )?(?:help|make sense|answer|work)\b",
            r"\bwhy\b.*\b(?:answer|answers|answered|find|know|understand|reply|respond|get|give|say|wrong|repeat|repeating|work)\b",
            r"\bi\b.*\b(?:asked|meant|wanted|mean|was asking|was looking)\b.*\b(?:else|different|another|not)\b|\bi (?:\w+ )?(?:didn't|did not|don't|dont|didnt|do not|can't|couldn't|never) (?:\w+ )?(?:ask|mean|want|understand|get|believe|think|trust|like|agree|see)\b",
            r"\b(?:try|answer|search|read|check|look|think|do) (?:it )?(?:again|once more|properly|harder|better|my question|the question)\b|\b(?:shut up|stop lying|stop it|go away|be quiet)\b",
            r"^(?:no|nope|nah)(?: (?:no|not|that|this|it|one|way|wrong))*$",
            r"^(?:\w+ )?(?:huh|what the (?:hell|heck|fuck)|wtf|meh|boo|ugh|duh|seriously|fuck|fuck you|shit|come on)$|\bsame answer\b|\b(?:complain|complaint|feedback)\b",
        )),
        ("robot", _keys(
            rf"\b(?:are|r|aren't|is|am)\b.*\b(?:you|u|this|it|that|i|there)\b.*\b(?:{_EN_ROBOT})\b(?!.*\b(?:answer|answers|information|data|facts)\b)",
            r"\b(?:you|you're|youre|u)\b.*\b(?:robot|bot|human|ai|machine|chatbot|computer)\b(?!.*\b(?:do|help|can)\b)",
            r"\b(?:who|what|whom)\b(?: (?:the|on|earth|hell|exactly))* (?:are|r) (?:you|u)(?: (?:exactly|really|then|anyway))?$",
            r"\bwho's (?:there|this)\b|\bwho is (?:this|there|answering|writing|replying|talking|responding)\b|\bwho answers\b|\bis (?:a|there a) (?:real )?(?:human|person|robot|bot|machine)\b",
            r"\b(?:your|ur) (?:name|age)\b|\bhow old\b|\bdo you have (?:a |any )?(?:name|feelings|emotions|soul|brain|friends)\b|\bwhere do you live\b|\bdo you (?:love|hate|sleep|eat|dream|feel|think)\b|\bcan you (?:feel|think)\b|\bjoke\b|\byourself\b",
            r"\bi (?:am |'m )?(?:now |really |actually )?(?:talking|speaking|chatting|writing) (?:to|with)\b|\bi'm (?:talking|speaking|chatting)\b|\bam i (?:now |really )?(?:talking|speaking|chatting|writing)\b",
            r"\b(?:talk|speak|chat|contact|connect|transfer|reach)\b.*\b(?:human|person|someone|somebody|agent|people|operator|representative|customer)\b",
        )),
        ("maker", _keys(
            rf"{_all('who|whom|whose|which|what company|what organi[sz]ation', 'you|u|this|your', 'made|make|makes|built|build|created|create|developed|develops|runs?|running|owns?|maintains?|maintain|programmed|coded|wrote|designed|behind|operates?|responsible|invented|trained|provides?|hosts?|creators?|makers?|developers?|owners?|boss|programmers?|inventor|work for')}", r"\bwho's behind\b|\b(?:when|how|why|where) (?:were|was) you\b.*\b(?:made|built|created|born|developed|programmed|launched|trained)\b|\bwhere do you come from\b|\bwhat (?:model|technology|ai|language model)\b|\bwere you made\b",
        )),
        ("sources", _keys(
            r"\bwhere\b.*\b(?:you|your|this|these|that|answers?|information|info|data)\b.*\b(?:get|got|come|came|comes|from|find|found|take|took|know|read|learn|learned)\b",
            r"\b(?:source|sources|references|citations?|cite|cited|proof|prove)\b",
            r"\b(?:trust|trusted|trustworthy|reliable|rely|believe)\b",
            r"\bhow (?:do|can|did|could) (?:you|i) (?:know|be sure)\b(?! what)(?!.*\b(?:use|ask)\b)",
            r"\b(?:lying|lie|hallucinat\w+|guess|guessing|invent|inventing)\b|\bmak(?:e|ing) (?:\w+ )?(?:things|this|it|that|stuff|up|answers)\b|\bmade (?:up|it up|that up|this up)\b|\bmade that up\b",
            r"\b(?:is|are|was)\b.*\b(?:true|correct|right|accurate|up to date|up-to-date|fact|facts|official|valid|current|fake)\b|\bhow (?:accurate|correct|current|sure)\b|\bbased on\b",
            r"\b(?:stored|saved|recorded|logged|private|confidential|anonymous|secure|safe|collect|collected|remember)\b|\b(?:sees?|reads?)\b.*\b(?:what i|my)\b",
        )),
        ("greeting", _keys(
            r"\bhow (?:are|r) (?:you|u)\b(?! (?:useful|made|built|created))|\bhow's it going\b|\bhow is it going\b|\bhow do you do\b|\bnice to meet you\b|\bwhat's (?:up|new)\b|\bwhats up\b|\b(?:anyone|anybody|someone|somebody) (?:there|here|home|out there|around)\b|\bare you there\b|^(?:(?:hi|hello|hey|excuse|me|sorry) )*(?:can|may|could) i ask(?: (?:you|a|one|something|question|some|questions|anything))*$|\bi(?: have|'ve got| got) (?:a|one|some|a few) questions?\b|\bi (?:want|would like|'d like) to ask\b|\btest\w*\b",
        )),
        ("capabilities", _keys(
            r"\b(?:what|which)\b.*\b(?:can|do|could|should|may|are) (?:you|u|i|we)\b.*\b(?:do|help|ask|answer|know|able|capable|doing|good|for|find|tell|talk|write|type|say|search|offer|use)\b|\bwhat can (?:this|the) (?:\w+ )?do\b|\bwhat (?:is it|it is) that you\b|\bwhat do you do\b",
            rf"\bwhat(?:'s|s| is)? (?:is )?(?:this|your purpose|your job|your task|your role|your function)\b(?: (?:{_EN_SERVICE}))?|\bwhat does this (?:\w+ )?do\b",
            r"\bhow\b.*\b(?:you|i|we|this|to)\b.*\b(?:use|work|works|help|ask|start|function|search)\b(?!.*\bit\b)",
            r"^(?!.*\b(?:where|thanks?|thankyou|appreciate\w*|great|good)\b).*\bhelp\b|\b(?:instructions?|manual|usage|faq|menu)\b|\bassist me\b",
            r"\b(?:can|could|do|will|are) (?:you|u)\b.*\b(?:help|assist|answer|speak|understand|talk|reply)\b",
            r"\blanguages?\b.*\b(?:you|i|we)\b|\b(?:questions|topics)\b.*\b(?:can|should|may|do)\b",
            r"\b(?:give|show|suggest)\b.*\b(?:examples?|sample|questions?|suggestions?|ideas)\b",
            r"\bi (?:don't|do not|dont) know (?:what|how)\b",
            r"\bwhy do you exist\b",
        )),
        ("thanks", _keys(
            r"^(?!.*\b(?:what|who|which|when|where|why|how)\b).*\b(?:thanks?|thankyou|thx|thanx|tnx|tks|ty|tysm|cheers|appreciate|appreciated|good ?bye|bye|see (?:you|ya)|farewell|take care|good night|cya|that's all|thats all|that is all|nothing else|that will be all|helped|helpful|later)\b",
            r"^(?!(?:is|was|were|are|did|does|has)\b)(?:\w+ ){0,2}(?:ok|okay|okey|alright|great|good(?! (?:morning|day|afternoon|evening))|fine|perfect|cool|awesome|nice|excellent|wonderful|brilliant|lovely|super|amazing|fantastic|got it|gotcha|i see|understood|understand|yes|yep|yeah|yup|wow|makes sense|well done|good job|bravo|interesting)(?: \w+)?$",
        )),
        ("greeting", _keys(
            r"^(?!.*\b(?:what|who|which|when|where|why)\b).*\b(?:hi|hello|hallo|hullo|hey|heya|hiya|howdy|yo|good (?:morning|day|afternoon|evening)|morning|evening|greetings|g'day)\b",
        )),
    ),
    texts={
        "greeting": "Hello! Ask me about LAPE, Finland's programme to address child and family services: I answer with sentences from the sources and say where each of them stands.",
        "thanks": "You are welcome! Ask more about the results of LAPE whenever you like; I look for verbatim quotes in the sources.",
        "capabilities": "I look in the sources for the sentences that probably answer your question about LAPE, Finland's programme to address child and family services, and show them word for word. Ask in Finnish, Swedish or English, for example about a region's results, a term or how two regions differ.",
        "robot": "I am LAPE-QA, a program and no person: I look for sentences in sources about LAPE and write no answers of my own. Ask about LAPE in Finnish, Swedish or English.",
        "maker": "I am LAPE-QA, an open-source program that answers with sentences of sources about LAPE; the service is run by the organisation on whose page you find me. Ask me about the results of LAPE.",
        "sources": "My answers are quotes from sources about LAPE that whoever runs this service has chosen, each with a link to its source; where that is a summary of a publication, it says so. A quote is always word for word, but whether it answers your question is my estimate: check the source, and ask more.",
        "complaint": "I am sorry: I answer only with what the sources about LAPE say, and sometimes I misjudge which of it answers a question. Ask in other words, name a region or a project, or narrow the sources.",
        "unclear": "I did not understand what you are looking for; I do not open links or files. Ask a whole question about LAPE, or write a topic and a region.",
    },
    questions=("What is LAPE?", "What was achieved in Lapland?", "What is the LAPE academy?"),
    acute=_any(
        rf"\b{_EN_HITS} (?:\w+ )?(?:me|us)\b",
        r"\b(?:i|we)(?:'m| am| was| got|'ve been| have been| keep| keep getting|'re| are)(?: being| getting)? (?:\w+ )?(?:hit|beaten|bullied|abused|raped|molested|threatened|attacked|stalked|harassed|suicidal|depressed|desperate|trapped|in danger)\b",
        r"\b(?:not|isn't|isnt|is not|stopped|can't|cannot|cant) (?:\w+ )?breath\w+|\bunconscious\b|\bwon't wake(?: up)?\b|\bwill not wake(?: up)?\b|\bdoes(?:n't| not) wake(?: up)?\b",
        r"\bi (?:\w+ )?(?:want|wanna|wish)(?: \w+){0,3} (?:die|dead|disappear|end (?:it|my life))\b|\bi (?:\w+ ){0,2}(?:don't|do not|dont) want to (?:live|be alive|exist|wake up|be here)\b|\bi (?:can't|cannot|cant|can not) (?:go on|take (?:it|this)|cope|do this|live like this|stand it|handle it)(?: any ?more| anymore|$)?",
        r"\bkill (?:myself|himself|herself|themselves|me|us|my \w+)\b|\bend my life\b|\bi(?:'m| am) (?:\w+ )?suicid\w*|\bi (?:\w+ ){0,4}suicide\b",
        r"\b(?:i|i've|i have|i'm|im|i am|i keep) (?:\w+ )?(?:cut|cutting|hurt|hurting|harming|harm|burn|burning|hit|shook|shake) (?:myself|my (?:baby|child|kid|son|daughter|kids))\b|\bhurt myself\b|\bself-?harm\w*$|\b(?:hurt|harm|shake|kill) my (?:baby|child|kids?|son|daughter|children)\b",
        r"\bi(?:'m| am| feel)(?: \w+){0,2} (?:scared|afraid|terrified|frightened|depressed|hopeless|worthless|desperate|suicidal|so alone)\b",
        r"\b(?:nude|naked) (?:pictures|pics|photos)\b.*\bme\b|\bme\b.*\b(?:nude|naked) (?:pictures|pics|photos|selfies)\b|\b(?:nobody|no one|no-one) (?:cares|loves|likes|listens)(?: about| to)?(?: me)?\b",
        r"\b(?:need|call|send|get) (?:\w+ )?(?:ambulance|police|112|911)\b|\b(?:house|home|kitchen) is on fire\b|\bthere(?:'s| is) a fire\b|^(?:it's |this is )?an? emergency$|\bemergency number\b|^emergency$|\bi (?:was|got|have been|'ve been) (?:\w+ )?(?:raped|abused|beaten|assaulted)\b",
    ),
    grave=_any(
        rf"\b{_EN_HITS}\b",
        r"\b(?:violent|violence|abusive|cuts? (?:himself|herself|themselves|themself)|cutting (?:himself|herself)|missing|not come home|hasn't come home|didn't come home|run away|ran away|runs away|running away|afraid|scared|frightened|anxiety|panic attacks?|depressed|depression|bull(?:y|ied)\w*|bleed\w*|fever|self-?harm\w*|suicid\w*|swallowed|drank|ate (?:\w+ )?(?:pills|tablets|medicine|soap|battery)|took (?:\w+ )?(?:pills|tablets|overdose)|overdos\w*|poison\w*|seizure\w*|choking|drown\w*|fell (?:from|off|out)|drunk|drinks|drugs|knife|gun|want(?:s)? to die|neglects|neglected|neglecting|locked|dying|turning blue)\b",
    ),
    own=_any(
        r"\b(?:i|i'm|i've|me|my|our|us|we|neighbou?r's|help)\b",
    ),
    near=_any(
        rf"\b(?:{_EN_KIN}|{_EN_CHILD})\b",
    ),
    asks=_any(
        r"^(?:\W*(?:hi|hello|and|thanks|so) )?(?:what(?! (?:do|should|can) (?:i|we) do)|which|who|whom|whose|where|when|why|how|is|are|was|were|did|does|do|has|have|can|could|tell|describe|list|in what)\b",
    ),
    advice=_any(
        r"^(?:should|must|can|may|do) i\b(?!.*\b(?:ask|information)\b)",
        r"\bshould (?:i|we)\b",
        r"\bwhat (?:do|should|can|could) (?:i|we) do(?:$| if| when| about (?:my|our))",
        r"\b(?:my|our) (?:\w+ )?(?:child|kid|kids|children|son|daughter|baby|teen\w*|husband|wife|partner|toddler|family|boyfriend|girlfriend|parents)\b",
        r"\bhow (?:do|can|should) (?:i|we) (?:get|make|help|tell|stop) (?:my|our)\b",
        r"\bwhere (?:can|do) i (?:get|find) (?:help|support|advice)\b",
    ),
    about_sources=loose(r"\blape\w*|\bprojects?\b|\bregions?\b|\bprogrammes?\b|family cent\w+|\bminist\w+|\bdevelop\w+|\bprevent\w*|\bevaluat\w*|\bresults?\b|\bbarnahus\b|\binformation\b|\bmunicipal\w*|\bwellbeing services\b"),
    urgent="I cannot help in an emergency, but these can at once: call 112 if anyone's life is in danger. The Medical Helpline advises on 116 117, and the helplines for children and for parents answer on 116 111 (Mannerheim League for Child Welfare).",
    personal="I cannot advise on a single child or family: I answer only with what the sources about LAPE say. For advice, turn to a family centre, the child health clinic or the school, the Medical Helpline 116 117 or the children's helpline 116 111; call 112 if anyone's life is in danger.",
)  # fmt: skip

GUIDANCE: Mapping[Language, Guidance] = {"fi": FI, "sv": SV, "en": EN}
