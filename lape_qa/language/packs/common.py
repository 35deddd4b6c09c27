"""Words so common that they say nothing of what a question is about: verbs, adverbs, pronouns; three languages.

As they are written, in lower case, with all their forms; what `Forms.general` and `Forms.fillers` have as a stem is not
repeated. Finnish ones in their base form, as the morphology knows which Finnish words are verbs and adverbs.
"""

from collections.abc import Mapping

from lape_qa.language.model import Language

_FI = """
    kooste katsaus yleissilmäys kokonaiskuva tietopaketti tietoisku referaatti taustatieto tausta ydin pääkohta
    pääasia kohta kuvio puoli etehen porukka väki meininki touhu kohdalla suhde kanta lähtökohta idea
    juuri lähinnä ylipäänsä kaikkinensa kokonaisuutena tarjolla olemassa saatavilla tarjota tarjoaminen
    merkittävä olennainen oleellinen kiinnostava paras eniten parhaiten
"""

_SV = """
    jag du han hon vi ni de dem det den dess deras vår vårt våra er ert era sin sitt sina sig själv själva
    detta denna dessa där här hit dit vart vad vem vilken vilket vilka hur när varför som att och eller men så
    i på av till från med om under över hos mellan bland genom enligt utan innan efter sedan mot kring runt
    omkring in inne ut ute upp uppe ner nere bort borta hem fram tillbaka ihop isär igen
    inte aldrig ofta alltid ibland ännu redan också även bara endast just precis ungefär nästan ganska mycket mer mera
    mest mindre minst litet få färre flera fler flesta alla allt allting ingen inget inga någon några
    annan annat andra olika samma sådan sådant sådana
    är var vara varit blir blev bli blivit har hade ha haft kan kunde kunna kunnat ska skall skulle ville vilja velat
    måste bör borde får fick fått går gick gå gått gjorde göra gjorts görs gjordes tar tog ta tagit togs tas
    ger gav ge gett givit gavs ges ser såg se sett sågs syns syntes synas kommer kom komma kommit finns fanns finnas funnits
    säger sa sade säga sagt sades sker skedde ske skett händer hände hända heter hette
    låter lät låta låtit stod stått ligger låg ligga legat håller höll hålla hållit hölls sätter satte sätta satt
    visar visade visa visat visas visades verkar verkade leder lett behöver behövde behöva behövt behövs behövdes
    använder använde använda använt används användes försöker försökte försöka försökt tycker tyckte tycka tyckt
    tänker tänkte tänka tänkt tror trodde tro trott visste vetat känner kände känna känt hittar hittade hitta hittat
    tittar tittade titta tittat letar letade söker sökte påverkar påverkade påverka påverkat påverkades
    ändrar ändrade ändra ändrat ändras ändrades ändrats förändras förändrades gången gång gånger sätt saker sak
    slags typ typer del delar egentligen faktiskt framför särskilt speciellt främst bäst bättre sämre god gott goda bra
    stor stort stora ny nytt nya gammal gammalt gamla viktig viktigt viktiga viktigaste behövligt möjligt
    konkret konkreta praktiken praktik helhet helheten allmänt kort kortfattat sammandrag översikt
    redogörelse redogör bakgrund bakgrunden berodde beror handlade handlar handla gällde gäller gälla
    pågår pågick pågått pågående igång ordna ordnar ordnade ordnas ordnades ordnats
"""

_EN = """
    i you he she it we they them their theirs his her hers its our ours your yours us me my mine one ones own self
    this that these those here there what who whom whose which when where why how as than and or but so if
    in on at by of to for from with about under over into onto within without among during before
    since until against around along near off out down away back together apart again else each every other
    others another such same both either neither
    not never often always sometimes yet already also even only just almost quite very much more most less
    least few fewer several many all everything everyone everybody nothing nobody none anything something someone somebody
    are was were be been being am have had having does did done doing can could may might must shall should
    will would get gets got gotten getting goes went gone going make makes made making take takes took taken taking
    gives gave given giving see sees saw seen seeing look looks looked looking come comes came coming
    say says saying tell tells telling know knows knew knowing think thinks thought thinking
    find finds found finding show shows showed shown showing seem seems seemed become becomes became let lets
    put puts keep keeps kept hold holds held happen happens happened happening turn turns turned
    use uses used using try tries tried trying want wants wanted wanting need needs needed needing mean means meant
    hear hears heard hearing feel feels felt ask asks asked bring brings brought begin begins began begun
    work works worked working affect affects affected change changes changed changing expect expects expected
    deal deals dealt dealing matter matters mattered concern concerns concerned promise promises promised
    way ways thing things kind kinds sort sorts type types part parts lot lots bit point points
    actually really mainly especially particularly mostly best better worst worse good well great big large small new old
    important main key major concrete concretely practice practical practically overall general generally briefly short
    overview summary background outline account available possible anyone
"""

COMMON: Mapping[Language, frozenset[str]] = {
    "fi": frozenset(_FI.split()),
    "sv": frozenset(_SV.split()),
    "en": frozenset(_EN.split()),
}
"""Such words by language."""
