"""What is said to the assistant, or by somebody in distress, is told from questions to the sources."""

import pytest

from lape_qa.language.model import Language
from lape_qa.language.packs.guidance import GUIDANCE
from lape_qa.question.small_talk import Topic, small_talk
from support.growth import is_linear


def phrases(text: str) -> list[str]:
    """What stands between bars."""
    return [phrase.strip() for phrase in " ".join(text.split()).split("|")]


QUESTIONS_TO_THE_SOURCES = """
hei, mikä on LAPE? | Moi! Mitä Lapissa saatiin aikaan? | kiitos, entä Kainuussa? | ok, entä Lappi? |
Kiitos! Kerro lisää perhekeskuksista | kerro lisää | Kerro LAPEsta | Voitko kertoa mikä on perhekeskus? |
osaatko sanoa milloin LAPE alkoi | Tiedätkö kuka johti hanketta? | Mitä tiedät perhekeskuksista? |
mitä sä tiedät lapesta | Mistä LAPE sai rahoituksensa? | Mistä tiedot kerättiin selvitykseen? |
Mihin tulokset perustuvat? | Mihin arviointi perustuu? | Mitä robotti tekee koulussa? | Kuka teki arvioinnin? |
Kuka kehitti perhekeskusmallin? | Ketkä kehittivät Lapset puheeksi -menetelmän? | Kuka on tehnyt tämän selvityksen? |
Kuka vastaa perhekeskuksista? | Miten väkivaltaa ehkäistiin LAPEssa? | mitä lastensuojelussa kehitettiin |
Miten lähisuhdeväkivaltaan puututtiin? | Mitä tehtiin lapsiin kohdistuvan väkivallan ehkäisemiseksi? |
Miten kiusaamista vähennettiin kouluissa? | Miten koulukiusaamiseen puututtiin? | Mikä on Barnahus? |
Mitä Barnahus-hankkeessa tehtiin? | Miten nuorten itsemurhia ehkäistiin? | Miten itsetuhoisia nuoria autettiin? |
Mistä perhe saa apua? | Miten perheet saivat apua? | Saako perhe apua iltaisin? | Miten vanhemmat jaksavat? |
Miksi vanhemmat eivät jaksa? | Kuinka moni nuori oli masentunut? | Miten masentuneita nuoria autettiin Kainuussa? |
Miten huumeita käyttäviä vanhempia tuettiin? | Mitä eroauttaminen on? | Mitä tukea eroperheet saivat? |
Kuinka palvelu toimii? | miten palvelu toimi | Miten ohjelma toimii? | Hur fungerar programmet? |
How does the program work? | Who runs the program? | miten perhekeskus toimii | Miten lapset puheeksi toimii |
Mitä voin kysyä lapselta Lapset puheeksi -keskustelussa? | Mikä on tämän hankkeen tavoite? | Mikä tämä LAPE on? |
mikä toi lape on | mikä tää lape oikein on | mikä tämä perhekeskus on | lape | LAPE | Lappi | perhekeskus |
apua perheille | apu vanhemmille | Apua vanhemmuuteen Kainuussa | auta-menetelmä | tulokset | Entä Lapissa? |
entä ruotsiksi | Miksi? | miten? | mitä? | milloin | ja Kainuu? | Ei kun Kainuussa | eiku Lapissa |
ei Lappi vaan Kainuu | Onko totta että LAPE päättyi 2018? | Onko LAPE päättynyt? | oliko LAPE huono |
Miksi LAPE epäonnistui? | Mitä LAPEssa meni väärin? | Miksi tulokset olivat huonoja? | Mikä ei toiminut? |
mitkä olivat LAPEn haasteet | Hyvä kasvaa -hanke | Hyvän kasvun kunta | terveydenhoito | terve lapsi |
Terveet vanhemmat | Tervehdys ministeriltä | mikä on hyvä vanhemmuus | Kiitos-kampanja |
Mitä kieliä perhekeskuksessa puhutaan? | Mitä palveluja oli ruotsiksi? | Mihin LAPE pystyi? |
mitä lapset osasivat sanoa | Mistä lähteistä rahoitus tuli? | Mitkä lähteet mainitaan? |
Kuka omistaa perhekeskuksen rakennuksen? | Miten lasten kuumetta hoidetaan neuvolassa? |
Miten lapsen katoamiseen varaudutaan? |
meidän hyvinvointialueella on väkivaltaa, mitä LAPE-hankkeissa tehtiin väkivallan ehkäisemiseksi? |
Olen sosiaalityöntekijä ja etsin tietoa väkivaltatyöstä LAPEssa | Mitä meidän maakunnassa kehitettiin? |
Voinko saada tietoa Lapin tuloksista? | Mistä saan lisätietoa perhekeskuksista? |
mistä löydän tietoa perhekeskuksista | Miten LAPE auttoi lapsiani? | Miten LAPE auttaa minun perhettäni? |
Mitä LAPE teki kiusaamiselle? | Mikä oli robotiikan rooli? | Onko LAPE-botti mainittu? |
Milloin perhekeskus on tehty? | mikä on LAPEn tehtävä | Mikä on muutosagentin tehtävä? | kuka olet sinä -kampanja |
kuka on Maria Kaisa Aula | Mitä teet toisin -työpaja | kuka vastaa lastensuojelusta | Kuka vastaa hankkeesta? |
kenen hanke LAPE oli | kenen kanssa yhteistyötä tehtiin | keiden kanssa keskusteltiin | mikä oli hankkeen nimi |
Kuinka vanhoille lapsille? | Miten lapset ja vanhemmat pääsivät ääneen? | mitä tehdään jos lapsi oireilee koulussa |
Miten tuetaan perhettä, jossa vanhempi juo? | Miten lapsen seksuaaliseen hyväksikäyttöön puututtiin? |
Mitä tehdä kun lapsi ei tule kouluun LAPEn mallin mukaan? | Miten lapsi otetaan huostaan? |
milloin lapsi on vaarassa | Miten turvakodit liittyivät LAPEen? | Onko turvakoteja Lapissa? | pelkäävätkö lapset |
Miten isät jaksavat? | mitä isille tarjottiin | Miten äitien masennusta hoidettiin? | Mitä ovat kohtaamispaikat? |
Hej, vad är LAPE? | tack, och i Lappland? | Vad är ett familjecenter? | Vad vet du om LAPE? |
Kan du berätta om familjecenter? | Hur förebyggdes våld i LAPE? | Hur arbetade man mot mobbning? |
Hur stöddes deprimerade unga? | Vem har skrivit rapporten? | Vem utvecklade modellen? | Vem har gjort utvärderingen? |
Varifrån kom finansieringen? | Vilka källor nämns? | Hur fungerar familjecentret? | Var får familjer hjälp? |
Vad är Barnahus? | Hur förebyggdes självmord bland unga? | Vad gjordes i vårt landskap? | Vad är det här LAPE? |
Vilka språk talas på familjecentret? | Hjälp till familjer | bra exempel från Österbotten | Vad gick fel i LAPE? |
Varför svarade inte kommunerna? | och på svenska? | hej på dig -projektet |
Vilket stöd får föräldrar vid skilsmässa? | Hi, what is LAPE? | Thanks! What about Kainuu? |
What do you know about LAPE? | Can you tell me about family centres? | How was violence prevented in LAPE? |
What was done about bullying? | How were depressed young people helped? | Who wrote the report? |
Who created the family centre model? | Who runs the family centres? | Where does the funding come from? |
What is the source of the funding? | How does the family centre work? | Where can families get help? |
What is this LAPE programme? | What sources were used in the evaluation? | What went wrong in LAPE? |
Why did the project fail? | How were suicides prevented? | What is Barnahus? | Help for families |
good practices in Lapland | What languages are spoken at family centres? |
how do family centres help children who are abused | What can families do at a meeting place? |
What can I ask at the family centre? | Is LAPE over? | Is it true that LAPE ended in 2018? | Who made the decisions? |
what is missing from the services | Miten nuorten kiusaamista ehkäistiin koulussa? |
Mitä tukea väkivaltaa kokenut lapsi saa? | Miten perheväkivaltaa kokeneita lapsia autettiin? |
Mitä tehtiin, kun lapsi katosi lastensuojelulaitoksesta? | Miten autettiin lapsia, joiden äiti juo? |
Milloin lapsi sijoitetaan kiireellisesti? | Millaista apua itsetuhoinen nuori sai Lapissa? |
Entä väkivaltaa kokeneet äidit? | väkivalta lähisuhteessa | lapsen kaltoinkohtelu | lasten masennus |
koulukiusaaminen | itsetuhoisuus | päihteet ja vanhemmuus | huostaanotot | lapsiin kohdistuva väkivalta |
seksuaaliväkivalta | lapsi ja ero | vauvan uni | perheen hyvinvointi | mitä on systeeminen malli? |
Mitä lapsi tarvitsee? | Oliko vanhemmilla vaikea saada apua? | Mitä mieltä vanhemmat olivat? |
Mitä vanhemmat vastasivat kyselyyn? | Miksi vastauksia tuli vähän? | Miksi kunnat eivät vastanneet kyselyyn? |
Et kai tarkoita Kainuuta? | Kuka vastasi kyselyyn? | Ketkä tekivät tämän mallin? | Kuka sen teki? |
Kuka sen kehitti? | mistä se alkoi | mihin se perustuu | Mistä se sai rahoituksen? | Milloin se tehtiin? |
mikä se on? | Mikä tuo oli? | Miksi se ei toiminut? | Toimiiko se? | miten se toimii | miten sitä käytetään |
Mihin sitä käytetään? | Kuka sitä ylläpitää? | Mitä siellä voi tehdä? | Mitä siellä tehdään? |
mitä lähteitä selvityksessä käytettiin | kenelle se on tarkoitettu | Kenelle palvelu on tarkoitettu? | mitä muuta |
Mitä muuta tehtiin? | Anna esimerkki onnistumisesta | esimerkkejä hyvistä käytännöistä | hyvä käytäntö | Paras tulos |
Huonoin tulos | Väärin kohdellut lapset | turha työ | Kysymys lastensuojelusta | hei mitä Kainuussa tapahtui |
moro, lapin tulokset? | kiitos! mites uusimaa? | ok mut mitä tarkoittaa systeeminen lastensuojelu |
joo mut mikä on LAPE-akatemia | Ymmärrän, mutta kuka johti sitä? | en ymmärrä mikä on perhekeskus |
en tajuu mitä lape tarkoittaa | en löydä tietoa Lapin tuloksista | en saanut selvää milloin hanke päättyi |
kysyin Lapista en Kainuusta | tarkoitin Kainuuta | tarkoitin perhekeskusta Kemissä | Ei, vaan Kemissä |
onko tässä mukana Kainuu | Vem gjorde det? | Vem har gjort det här projektet? | Hur fungerar det? | Vad är det? |
Vad gjordes där? | Var det bra? | Jag menade Österbotten | våld i nära relationer | mobbning i skolan |
Vad är syftet med LAPE? | Who made it? | How does it work? | What is it? | Was it good? | What was it for? |
I meant Lapland | bullying at school | domestic violence | child neglect | What is the purpose of LAPE? |
What do you know about Barnahus? | help for parents | Who is responsible for child protection? |
Kuka teki selvityksen perhekeskuksista? | mitä oikein tehtiin? | Ketkä osallistuivat? | Mitä hyötyä siitä oli? |
mitä hyötyä LAPEsta oli | Kuka siitä vastasi? | Miten se onnistui? | Mikä meni pieleen? | Mitä vaikeuksia oli? |
Oliko siitä hyötyä? | Mihin rahat menivät? | Mitä lapset kertoivat? | Tiedätkö mitä Kainuussa tehtiin? |
Voisitko etsiä tietoa vanhempien eroista? | osaatko vastata mikä on LAPE | Haluaisin tietää perhekeskuksista |
auta löytämään Lapin tulokset | kuka on vastuussa lastensuojelusta | Mistä saa tukea eroon? |
Mistä vauvaperhe saa apua Kainuussa? | Mihin perhe voi ottaa yhteyttä? | mitä apua perheille tarjottiin |
Miten erotilanteessa tuetaan lasta? | Mitä tehdään jos lapsi kiusaa? | Miten tunnistetaan lapsen kaltoinkohtelu? |
vanhempien päihteidenkäyttö | perheväkivalta Lapissa | Montako lasta huostaanotettiin? |
Miten poissaoloihin puututtiin? | Onko kiusaaminen vähentynyt? | mitä nuoret ajattelevat | Kerro esimerkki |
kerro tarkemmin | lisää | jatka | muita? | missä muualla | Entä tulokset? | sama Kainuusta | ja ruotsiksi? |
Mitä tarkoitat? | Miten niin? | Kuinka monta? | oikeasti? | Miksi ei? | Kuka? | ei mutta mitä siitä tuli |
What about Lapland? | Who took part? | What were the results? | How did it go? | Tell me more | why? |
Vad blev resultatet? | Och i Nyland? | Vem deltog? | Berätta mer | Hur gick det?
"""


# ---- what is small talk, and what is not -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "topic", "said"),
    [
        (
            "fi",
            Topic.GREETING,
            """
            Hei! | moi | moikka | Moro! | moro moro | morjens | Terve | terve vaan | heippa | heippa hei |
            Hyvää huomenta | hyvää päivää! | hyvaa paivaa | Päivää | iltaa | hei 😊 | moikka!! 👋👋 | heiiiii |
            Moi botti | hei sinä siellä | no moi | moi taas | huomenta kaikille | Hei LAPE-QA! | tervehdys | haloo |
            Haloo, onko siellä ketään? | onko siellä ketään | HEI | moikku | hei hei hei | moi, mitä kuuluu? |
            mitä kuuluu | Miten menee? | hyvää iltapäivää | no terve | päivää taloon | hei siellä! | testi |
            testataan | moi :) | Moi kaikki! | moimoi kaikki | hellurei | Hei, minulla on kysymys |
            saanko kysyä jotain? | voinko kysyä yhden asian | moikkelis koikkelis | Terve! :D | päivää rouva |
            hyvää päivää arvoisa botti | moooi | no hei vaan | Hei hei! | heippa taas | hei kaikki |
            kuuleeko kukaan? | oletko siellä? | oletko paikalla | oisko sulla hetki aikaa | terve kaveri |
            hyvää uutta vuotta | hei vaan sinne | moikka moi | no hei hei | terve miehet | morjensta pöytään |
            päivää! | Hyvää huomenta LAPE-QA
            """,
        ),
        (
            "fi",
            Topic.THANKS,
            """
            kiitos | Kiitos! | kiitti | kiitos paljon | kiitos avusta! | Kiitoksia oikein paljon |
            kiitos vastauksesta | Kiitos tiedosta 😊 | ok | okei | selvä | selvä, kiitos | ok kiitti |
            hienoa, kiitos! | tattis | heihei | näkemiin | kiitos ja näkemiin | jees kiitti | kiitos, tämä auttoi |
            kiitos, ei muuta | Suurkiitos! | kiitän | kittos | kiitoss | kiiiitos | hyvä | joo kiitos | loistavaa |
            olipa hyvä vastaus | hyvä vastaus! | Kiitos sinulle | tänks | kiitti moi | okei kiitos heippa |
            Kiitos, löysin etsimäni | kiva | 👍 kiitos | hyvää päivänjatkoa | nähdään | mahtavaa, kiitos avusta |
            kiitos kovasti | ei kiitos | ei muuta | oot ihana | olet mahtava | hyvin tehty | ok, ymmärrän | joo |
            kiitos kaunis | kiitokset | kiitos sulle tosi paljon!! | kiitti vitusti | kiitos hyvästä palvelusta |
            kiva kiitos | jaahas kiitos | se oli hyvä vastaus | hyvin vastattu | oli apua kiitos | wow hienoa |
            ❤️ kiitos | heihei nyt | moikka moikka, kiitos | ei muuta tällä kertaa, kiitos | jes! kiitti |
            kiitos kun autoit | okei kiitos paljon | kiitos, tosi hyvä | suuret kiitokset | kiitän avusta |
            nyt ymmärsin kiitos | mahtava botti | hyvä homma | kiitos riittää | kiitoos | jee | hyvä kun autoit |
            ohjeet kiitos | Heippa, palataan huomenna! | kiitos, palaan myöhemmin
            """,
        ),
        (
            "fi",
            Topic.CAPABILITIES,
            """
            Mitä osaat? | mitä sä osaat | mitä sä osaat tehä | mitä kaikkea sinä osaat? | mitä sinulta voi kysyä |
            Mitä voin kysyä? | mitä täältä voi kysyä | miten sua käytetään | Miten tätä palvelua käytetään? |
            miten tää toimii | miten tämä toimii? | kuinka tämä toimii | Miten toimit? | miten voit auttaa minua |
            Miten voit auttaa? | voitko auttaa | voitko auttaa minua? | auta | apua! | ohje | käyttöohje | ohjeita |
            mihin pystyt | mihin sä pystyt | mihin osaat vastata | Millaisiin kysymyksiin vastaat? |
            minkälaisia kysymyksiä voin esittää | mitä teet | mitä sä teet | Mikä on tehtäväsi? |
            mikä on sinun tehtäväsi | osaatko ruotsia | puhutko englantia? | Mitä kieliä osaat? |
            mistä aiheista voin kysyä | hei, mitä sä osaat? | Moi! Mitä osaat tehdä? | mitä hyötyä susta on |
            mitä tällä voi tehdä | mihin tätä käytetään | mitä tiedät | mitä kaikkea tiedät? | mistä kaikesta tiedät |
            en tiedä mitä kysyä | mitä mun pitäis kysyä | anna esimerkkikysymys | mitä voi kysyä |
            En osaa käyttää tätä | miten tätä käyttää | mitä varten sinä olet | mikä tämä palvelu on | mikä tämä on |
            mikä tää on | mikä tää sivu on | Mikä tämä sivusto on? | mitä täällä voi tehdä | mitä kysyn |
            mitä tähän kirjoitetaan | Mihin tämä on tarkoitettu? | neuvo miten kysyn | mitä sä pystyt tekee |
            mitä sinä voit tehdä? | mitä osaat kertoa | mitä kaikkee sä tiedät | mitä sulta voi kysellä |
            millasia juttuja voi kysyy | miten tällä haetaan tietoa | kuinka käytän tätä ohjelmaa |
            onko sulla ohjeita | mitä mä voin tehdä täällä | mikä on tän botin tarkoitus | mihin tää on tehty |
            Mistä kaikesta voin kysyä? | Minkälaista tietoa täältä saa? | Miten kysymys kannattaa muotoilla? |
            voisitko auttaa vähän | osaaksä englantii | mitä mun pitää tehdä | miten pääsen alkuun |
            mitä asioita osaat | Mihin kysymyksiin osaatte vastata? | mitä hyötyä tästä on | osaatko puhua |
            mihin kaikkeen sä vastaat | mitä tolla tekee | kuinka kysyn sinulta | saako täältä tietoa |
            mitä kaikkea täältä voi löytää | onko sinusta hyötyä | auttaisitko minua | miten sulle puhutaan |
            mitä kysymyksiä sulle voi tehdä | mikä tää juttu on | mistä aloitan | onko tässä joku ohje |
            minkälaisia asioita tiedät
            """,
        ),
        (
            "fi",
            Topic.ROBOT,
            """
            ootko robotti | Oletko robotti? | ooksä botti | oot sä robotti | oletko sinä ihminen |
            ootko sä oikee ihminen | ooksä ihminen vai kone | Oletko tekoäly? | oletko chatgpt | ootko chat gpt |
            onko tää botti | onko tämä tekoäly? | onko siellä ihminen | kuka olet | Kuka sinä olet? | kuka sä oot |
            kukas sä oot | mikä olet | mikä sä oot | kenen kanssa puhun | kenen kanssa mä juttelen |
            puhunko ihmisen kanssa | Keskustelenko tekoälyn kanssa? | hei oletko robotti | oletko elossa |
            ootko oikee | oletko sä tyttö vai poika | kuinka vanha olet | mikä sun nimi on | Mikä on nimesi? |
            mikä nimesi on | kuka siellä | kuka siellä on | ootko ai | oletko kone? | olet robotti | sä oot robotti |
            ootko robtti | haluan puhua ihmiselle | voinko puhua ihmisen kanssa | onko sulla tunteita |
            oletko aito henkilö | oletteko te robotti | oletko tosi ihminen | kuka vastaa täällä |
            kuka minulle vastaa? | vastaako täällä ihminen | mikä botti sä oot | rakastatko mua |
            saako ihmisen langan päähän | ooksie robotti | ookko sie ihminen | oot varmaan joku robotti |
            oletkos sinä ihminen vai tietokone | onks siel ketään ihmistä | puhunko mä nyt robotille |
            keskustelenko nyt ihmisen vai koneen kanssa? | kukas siellä | kuka siellä vastailee | sano nimesi |
            kerro kuka olet | mikä sinä oikein olet | oletteko ihminen? | Onko tämä automaattinen vastaus? |
            onko sulla aivot | ootko fiksu | oletko oikea ihminen vai joku kone | kuin vanha sä oot |
            oletko minun ystäväni | ooksä oikeesti ihminen | oletko sinä tekoäly vai ihminen? | oot kyl robotti |
            vastaako mulle kone | kukas te olette | kuka sinä oikein olet ja mistä tulet |
            saisinko puhua oikealle ihmiselle | mikä on sun nimi | onko sinulla nimeä | oletko nainen vai mies |
            onkohan tää joku tekoäly | ootko sä se chatgpt | Keskustelenko koneen kanssa | minkä ikäinen sä oot
            """,
        ),
        (
            "fi",
            Topic.MAKER,
            """
            kuka sut teki | Kuka sinut on tehnyt? | kuka teki sut | kuka on tehnyt sut | kuka sut on luonu |
            Kuka on luonut sinut? | kuka tämän palvelun tekee | kuka tämän on tehnyt | kuka on tehnyt tämän botin |
            Kuka ylläpitää tätä palvelua? | kuka ylläpitää tätä | ketkä sinut kehittivät | kuka omistaa sinut |
            kenen tekemä tämä on | kenen tekemä olet | kuka on tekijäsi | Kuka tätä palvelua ylläpitää? |
            kuka vastaa tästä palvelusta | kenen palvelu tämä on | kuka koodas sut | kuka koodasi sinut |
            Kuka on kehittänyt tämän assistentin? | kuka on sun tekijä | kuka sun tekijä on | kenelle työskentelet |
            mikä yritys sinut on tehnyt | milloin sinut on tehty | mistä sä tuut | kuka sut keksi |
            kenen botti sä oot | kuka sua ohjaa | kuka on sun pomo | kuka keksi sut | kuka sinua pyörittää |
            kuka tän on koodannut | mikä firma tämän teki | Kenen ylläpitämä palvelu tämä on? |
            Kuka on tämän botin takana? | missä sut on tehty | kuka sinut rakensi |
            Mikä organisaatio tätä palvelua ylläpitää? | kuka on sinut luonut | kuka sut koodas |
            Kuka tämän chatin omistaa? | kuka on vastuussa tästä palvelusta | ketkä on tehny tän | kenen tekele sä oot
            """,
        ),
        (
            "fi",
            Topic.SOURCES,
            """
            Mistä tietosi tulevat? | mistä sun tiedot tulee | mistä sinä saat tietosi | mistä sä tiedät |
            mistä sä tiedät tän | mistä saat vastaukset | Mihin vastauksesi perustuvat? | mihin vastaukset perustuu |
            mitä lähteitä käytät? | mitkä ovat lähteesi | Mitkä lähteet sinulla on? | voiko sinuun luottaa |
            voinko luottaa vastauksiin | voiko tähän luottaa? | Ovatko vastauksesi luotettavia? |
            ovatko tiedot ajan tasalla | keksitkö sä näitä | keksitkö vastaukset itse | puhutko totta | valehteletko |
            mistä tämä tieto tulee | mistä tää tieto on | mistä toi tieto on peräisin | Mistä tämä on peräisin? |
            mistä tää on otettu | mikä on lähde | mikä on tiedon lähde? | onko tämä totta | onko toi totta |
            onko tää varmaa | Mistä tiedot on kerätty? | kuinka luotettava olet | mistä keksit tuon |
            mistä otit tuon | mistä löysit tuon | mikä on tietojen alkuperä | onko tieto luotettavaa |
            Mistä lähteistä vastaukset haetaan? | tallennetaanko kysymykseni | kuka näkee mitä mä kirjotan |
            tallentuuko tämä jonnekin | mistä nää tiedot on | mistä sä nää tiedot saat |
            mihin sun vastaukset perustuu | Mistä aineistosta vastaukset tulevat? | voiks suhun luottaa |
            Kuinka luotettavia vastauksesi ovat? | ethän keksi näitä | keksitkö nämä vastaukset päästäsi |
            mistä voin tietää että tämä on totta | onko tämä varmasti oikein | näytä lähde | anna lähde | lähde? |
            lähteet? | mistä lähteestä tuo on | kerro lähteesi | Millä perusteella vastasit noin? |
            onko nämä tiedot ajan tasalla? | mistä nämä vastaukset tulevat | onko tämä varmaa tietoa |
            mistä tuon keksit | mistä olet saanut tietosi | mitä lähteitä sulla on | puhutko sä totta |
            Mistä tiedät tuon? | voinko uskoa sinua | mihin tämä tieto perustuu | ovatko lähteet luotettavia |
            kuka lukee näitä viestejä
            """,
        ),
        (
            "fi",
            Topic.COMPLAINT,
            """
            eiku ei tuo | ei toi | et vastannut kysymykseen | Et vastannut kysymykseeni. | Vastaus oli väärä |
            väärä vastaus | väärin | väärin meni | toi on väärin | tuo ei vastaa kysymykseeni | tuo ei auttanut |
            ei auttanut | ei ollu apua | toi ei liity mitenkään asiaan | ei liity asiaan | ihan väärä vastaus!!! |
            huono vastaus | olipa huono vastaus | surkea botti | tyhmä botti | oot tyhmä | olet ihan tyhmä |
            miksi et vastannut | Miksi et vastaa? | mikset vastaa | miks et osaa vastata |
            miksi et löytänyt vastausta | miksi en saanut vastausta | en saanut vastausta | en kysynyt tuota |
            en mä tota kysyny | mä kysyin ihan muuta | kysyin jotain muuta | En tarkoittanut tuota |
            en tarkottanu sitä | en ymmärrä vastausta | en ymmärrä | en tajuu | hö | höpö höpö | plääh |
            sä et tajuu mitään | et tajunnut | et näköjään osaa mitään | ei pidä paikkaansa | tuo ei pidä paikkaansa |
            toi on valetta | valetta | miksi vastasit noin | Vastaus ei ole oikein | vastauksesi ei ole oikea |
            tämä ei ole vastaus kysymykseeni | ei tuo ole vastaus | tää oli ihan väärä | ei noin | eikun ei se |
            no ei todellakaan | täysin turha palvelu | Vastaus ei auttanut minua | et ymmärtäny mua |
            yritä uudelleen | yritä uudestaan | voisitko yrittää uudestaan | 🤬 väärin | toi oli ihan hölynpölyä |
            vastaa kunnolla | vastaa kysymykseen! | Vastaisitko kysymykseeni | ei ei ei | ei |
            ei ollut oikea vastaus | toi ei ollu oikee vastaus | toi vastaus oli outo | olet väärässä | oot väärässä |
            en usko | en usko tuota | miksi ei löydy vastausta | ei vastannut kysymykseen |
            vastaus ei vastannut kysymystäni | ei toi ollu se mitä kysyin | eiku mä tarkotin jotain muuta |
            tuo ei ollut vastaus | toi vastaus ei auta yhtään | eikä! | ihan huono | paska botti |
            sä oot ihan surkea | et sä osaa mitään | miks sä et osaa mitään | Miksi ette vastaa? |
            miksi sain väärän vastauksen | vastasit väärin | vastaat aina samaa | sanoit jo ton | en tykkää tästä |
            ei se noin ole | eihän tuo pidä paikkaansa | tämä ei vastannut kysymykseeni ollenkaan |
            Pyysin eri asiaa. | ei ollut mitä etsin | en löytänyt etsimääni | tästä ei ole mitään apua |
            mitä sä oikein selität | sä ymmärsit väärin | ymmärsit kysymyksen väärin | tota mä en kysyny |
            en mä sitä kysynyt | ei näin | miksi et kerro | etkö osaa lukea? | vastaus puuttuu | 😡😡 ihan turha |
            olipa typerää | lol mikä vastaus | et auttanu yhtään | en ymmärrä miten tätä käytetään |
            ei tuo ole se mitä kysyin | toi ei oo oikein | et osannut vastata | ei vastaa kysymystä |
            sä et ymmärrä mua | väärä tieto | ihan pielessä | no ei ollu siitä apua | en kysynyt sitä |
            en saanut mitään vastausta | sanoit väärin | miksi vastaat väärin | vastaus ei ole totta | hölmö robotti |
            vastasit eri asiaan | kysyin muuta | huonosti vastattu | miks sä vastaat aina väärin |
            tää on ihan turha palvelu | eiku väärin | toi oli väärä vastaus | et vastannut siihen mitä kysyin
            """,
        ),
        (
            "fi",
            Topic.URGENT,
            """
            112 | 116 117 | 116111 |
            äiti lyö mua | isä hakkaa mua | mun iskä lyö mua kun se on humalassa | mun kaveri viiltelee |
            kaveri sanoi että se haluu tappaa ittensä | en jaksa enää | mä en jaksa enää tätä elämää | haluan kuolla |
            haluun kuolla | mä tapan itseni | aion tappaa itseni | mietin itsemurhaa | harkitsen itsemurhaa |
            lapsella 40 astetta kuumetta mitä teen | lapsella on 40 kuumetta | vauva ei hengitä |
            Lapseni söi lääkkeitä | lapsi nieli pariston | poika putosi katolta eikä herää |
            tyttäreni ei ole tullut kotiin koulusta | lapsi on kadonnut | meidän poika karkasi |
            mieheni uhkaa tappaa minut | mies lyö minua ja lapsia | Puolisoni on väkivaltainen, mitä teen? |
            mua pelottaa olla kotona | mua ahdistaa ihan hirveesti | mua kiusataan koulussa | minua kiusataan |
            mun vanhemmat riitelee koko ajan ja mua pelottaa | Naapurin lasta hakataan | naapurissa lyödään lasta |
            epäilen että naapurin lasta pahoinpidellään | opettaja koskettelee mua |
            joku aikuinen on lähetelly mulle alastonkuvia | mut raiskattiin | minut on raiskattu |
            isäpuoli tulee yöllä mun sänkyyn | äiti juo ja mä pelkään | äiti on sammunut eikä herää | mummo ei herää |
            joku vuotaa verta | lapsi vuotaa verta | talo palaa | apua äiti kuolee | mitä teen, lapsi kouristelee |
            lapseni viiltelee | tyttäreni puhuu itsemurhasta | teinini satuttaa itseään |
            olen ihan loppu enkä jaksa lasten kanssa | pelkään että satutan vauvaani | Pelkään satuttavani lastani |
            mihin soitan jos lapsi on hengenvaarassa | Oppilas kertoi että isä lyö häntä | en halua enää elää |
            elämä ei oo elämisen arvosta | kukaan ei välitä musta | äiti ja isä vaan huutaa mulle ja lyö |
            mulla on tosi paha olla | viiltelen | satutan itseäni | auttakaa, mies hakkaa | äitini lyö minua |
            ÄITI LYÖ MUA!!! | aiti lyo mua | mua lyödään kotona | mieheni pahoinpiteli minut | tarvitsen ambulanssin |
            mikä on hätänumero | ex-mies vainoaa mua | en uskalla mennä kotiin | kotona hakataan |
            iskä potki koiraa ja löi äitiä | lapsi joi pesuainetta | lapsella on vaikea hengittää | en saa henkeä |
            mun poikaystävä lyö mua | oon raskaana ja mies lyö | yksinäinen olo, haluaisin vaan kuolla pois |
            masentaa niin paljon että en jaksa nousta sängystä | Lapseni on masentunut, mistä apua? |
            meidän tytärtä kiusataan koulussa mitä tehdä | kaverini on ottanut yliannostuksen |
            veli käyttää huumeita ja uhkailee meitä | isäpuoli hakkaa meitä |
            äiti juo joka päivä enkä uskalla mennä kotiin | mun veli uhkaa mua veitsellä |
            en haluis enää herätä aamulla | mikään ei auta, tekis mieli kuolla | oon viillelly |
            mun luokkalainen viiltelee | lapsi hotkaisi nappipariston | vauva putosi hoitopöydältä |
            3-vuotias joi konetiskiainetta | lapsi on sinertävä ja hengittää huonosti | lapsenlapseni on kateissa |
            teini ei tullut yöksi kotiin | eksä uhkailee viedä lapset | mies kuristi mua |
            pelkään mieheni tappavan meidät | minua on raiskattu | opettaja lääppii mua |
            joku setä pyytää multa kuvia netissä | naapurista kuuluu lapsen huutoa ja lyöntejä |
            olen huolissani naapurin lapsista, heitä hakataan | lapsi kertoi päiväkodissa että isä lyö |
            koulussa yks uhkaa tappaa kaikki | oon niin yksin ettei mikään kiinnosta, haluun pois |
            mulla on itsetuhoisia ajatuksia | en pysty enää | jaksaminen on ihan lopussa | vauvalla 39 kuume |
            lapsella on kuumetta 41 | mua hakataan koulumatkalla | kukaan ei tykkää musta ja mua haukutaan |
            Isoisäni makaa lattialla eikä vastaa | iskä on kännissä ja huutaa | Äiti ja iskä tappelee ja pelkään |
            miten tapan itseni | vanhemmat lyö | minua lyödään | apua mun äiti ei hengitä |
            voiko joku auttaa, mies hakkaa ovea | isi lyö mua vyöllä | mua potkitaan koulussa | haluun vaan kadota |
            mä meinaan tappaa itteni | siskoni on viillellyt ranteensa | mun tyttö on kadonnut |
            poikani otti unilääkkeitä eikä herää | vauva on ihan veltto ja kuumeinen | mieheni hakkaa lapsia |
            vaimo löi minua | meillä on kotona väkivaltaa | kaverilla on itsetuhoisia ajatuksia |
            kaverin isä hakkaa sitä | valmentaja ahdistelee tyttöä | en uskalla nukkua kun isä on humalassa |
            Apua!! lapsi ei hengitä | lapsi putosi parvekkeelta |
            olen niin väsynyt että pelkään tekeväni lapselle jotain | mies uhkaa tappaa | mua pelottaa |
            mua ahdistaa | ahdistaa | haluan tappaa itseni | mihin soitan jos lapsi ei herää |
            vauva nielaisi kolikon | exä vainoaa | teinipoikani käyttää huumeita | lapseni sanoo haluavansa kuolla
            """,
        ),
        (
            "fi",
            Topic.PERSONAL,
            """
            mitä teen kun lapseni ei nuku | Miten saan lapseni syömään vihanneksia? |
            lapseni ei puhu vielä, pitääkö huolestua? | miten saan teinin puhumaan |
            meidän poika ei tottele, mitä tehdä | mun äiti ja isä eroo, mitä mä teen |
            olen eroamassa, miten kerron lapsille | mistä saan apua kun lapsi ei nuku | Mistä saan apua perheelleni? |
            tyttäreni ei halua mennä päiväkotiin | kannattaako mun hakea huoltajuutta | onko mun lapsi normaali |
            poikani pelaa liikaa tietokoneella | minulla ei ole rahaa ruokaan lapsille | miten haen toimeentulotukea |
            saanko minä lapsilisää | mun vauva itkee koko ajan | Voinko hakea tukiperhettä lapselleni? |
            lapsi ei nuku mitä tehdä | mitä mä teen ku tyttö ei syö | voiko 5-vuotias poikani aloittaa eskarin |
            minun lapseni ei viihdy päiväkodissa, mitä teen? | mistä saan neuvoja vauvan nukuttamiseen |
            mun teini ei puhu mulle | onko normaalia että vauvani itkee paljon | kannattaako meidän erota |
            haluaisin apua lapseni uhmaikään | miten saan lapseni nukkumaan omassa sängyssä |
            mitä teen kun lapsi valehtelee | miten saan pojan lopettamaan pelaamisen |
            pitäisikö meidän mennä perheneuvolaan | mun lapsi ei syö | lapseni kieltäytyy menemästä kouluun |
            mistä mä saan apua avioeroon | uhmaikäinen raivoo aina kaupassa, mikä auttais |
            kolmevuotias puree päiväkodissa
            """,
        ),
        (
            "sv",
            Topic.GREETING,
            """
            Hej! | hej hej | Hejsan | hallå | hallå där | tjena | tja | God dag | god morgon! | God kväll | moj |
            hej på dig | Hej 😊 | hejjjj | hej boten | hur mår du? | Hej, hur är läget? | är det någon där? |
            god middag | får jag fråga något? | hejsan svejsan | hallå är någon där | God morgon, robot! |
            hej allihop | hur mår du idag? | hej igen! | tjena boten | god eftermiddag
            """,
        ),
        (
            "sv",
            Topic.THANKS,
            """
            Tack! | tack så mycket | Tack så mycket! | tack för hjälpen | Tack för svaret | tack ska du ha | tackar |
            okej tack | ok, tack | tusen tack | bra, tack! | hej då | adjö | tack och hej | vi ses | jättebra |
            tack så jättemycket | stort tack | bra svar | tack för infon | jag förstår | tak så mycket |
            toppen, tack | tack för infon! | tusen tack för hjälpen | tackar så mycket | det var allt, tack |
            toppen! | ok, jag förstår | det var bra svarat | hej då och tack | tack!! | tack tack | jättebra svar |
            okej, tack för svaret
            """,
        ),
        (
            "sv",
            Topic.CAPABILITIES,
            """
            Vad kan du? | vad kan du göra | Vad kan du hjälpa mig med? | vad kan jag fråga | Vad kan man fråga dig? |
            vad kan jag fråga om här | hur fungerar det här | Hur fungerar du? | hur använder jag det här |
            Hur använder man tjänsten? | hur funkar den här tjänsten | vad gör du | hjälp | hjälp mig |
            kan du hjälpa mig? | Kan du svenska? | talar du svenska | vilka språk kan du | vilka språk talar du? |
            vilka frågor kan du svara på | vad vet du | vad är det här | Vad är det här för tjänst? |
            ge ett exempel på en fråga | hej, vad kan du? | vad är din uppgift | vad ska jag skriva här |
            hur ställer jag en fråga | jag vet inte vad jag ska fråga | vad är du bra på |
            vad kan ni hjälpa till med | vad kan du svara på | hur gör man här | hur ska man fråga |
            på vilka språk kan man fråga | vad är tanken med den här tjänsten | vad kan jag göra här |
            vad handlar det här om | behöver hjälp | förstår du svenska | vad kan du egentligen |
            hur använder jag dig | kan du hjälpa till | vad får man fråga
            """,
        ),
        (
            "sv",
            Topic.ROBOT,
            """
            Är du en robot? | är du människa | är du en riktig människa? | är du en ai | är du chatgpt | Vem är du? |
            vad är du | vad heter du | pratar jag med en människa | talar jag med en robot? | är det här en bot |
            är du en människa eller en maskin | hej är du en robot | Är ni robotar? | vem svarar här |
            hur gammal är du | är du artificiell intelligens | jag vill prata med en människa |
            kan jag få prata med en riktig person | är du på riktigt | är du en bot eller människa |
            är ni riktiga människor | vem pratar jag med | vem är det som svarar | e du robot | är du ai? |
            är du verklig | vad är du för något | är du verkligen en robot | är det en människa som svarar | vem e du
            """,
        ),
        (
            "sv",
            Topic.MAKER,
            """
            vem gjorde dig | vem har skapat dig | Vem har byggt den här tjänsten? | vem ligger bakom det här |
            vem står bakom tjänsten? | vem upprätthåller tjänsten | vem har utvecklat den här boten | vem äger dig |
            Vem har programmerat dig? | vilket företag har gjort dig | vem är det som har gjort dig |
            vem har kodat dig | vem driver den här sidan | vem har hittat på dig | vilka har gjort dig |
            vem är din skapare | vem har gjort den här boten | vem skapade dig
            """,
        ),
        (
            "sv",
            Topic.SOURCES,
            """
            varifrån kommer informationen | var får du din information ifrån | Vad grundar sig dina svar på? |
            vilka källor använder du | vilka är dina källor | kan jag lita på dig | kan man lita på svaren? |
            hur vet du det | hittar du på | hittar du på svaren själv? | är det sant | stämmer det här |
            är svaren tillförlitliga | varifrån kommer dina uppgifter? | vad är källan | är informationen aktuell |
            sparas mina frågor? | hur vet du det här | ljuger du | var kommer svaren ifrån | hur vet du allt det här |
            vad är din källa | kan jag lita på det här | är det här verkligen sant | visa källan |
            har du hittat på det | hur tillförlitlig är informationen | var kommer informationen ifrån |
            är det verkligen sant | kan jag lita på svaret
            """,
        ),
        (
            "sv",
            Topic.COMPLAINT,
            """
            fel svar | fel | det var fel | Det var inte det jag frågade. | det var inte svar på min fråga |
            du svarade inte på min fråga | du förstod inte | Du förstår inte vad jag menar | varför svarar du inte |
            Varför svarade du inte? | varför hittar du inget svar | dåligt svar | dumma bot | det stämmer inte |
            jag frågade något annat | nej inte det | svaret är fel | det hjälpte inte | du har fel | försök igen |
            det är inte sant | jag förstår inte svaret | det var inte rätt svar | det där var inte rätt |
            svara på frågan! | jag menade inte det | varför fick jag inget svar | värdelöst | vad dum du är |
            du är dum | det där var fel svar | nej, det var inte det jag menade | du missförstod mig |
            varför kan du inte svara | du svarar fel | vilket dåligt svar | det här hjälper mig inte |
            du fattar ingenting | helt fel | jag fick inget svar | svaret var inte till någon hjälp |
            vad pratar du om | det var ju helt fel | du svarade inte på frågan | nej fel | jag menade något annat |
            dålig bot | det är inte rätt
            """,
        ),
        (
            "sv",
            Topic.URGENT,
            """
            pappa slår mig | Min man slår mig | min mamma slår mig | jag orkar inte mer | jag vill dö |
            jag vill inte leva längre | min kompis skär sig | barnet andas inte | mitt barn har 40 graders feber |
            jag blir mobbad i skolan | min bror hotar mig med kniv | jag är rädd för pappa |
            jag tänker ta livet av mig | min tonåring pratar om självmord | grannens barn blir slaget |
            jag mår jättedåligt | jag är rädd att jag skadar mitt barn | någon tafsar på mig |
            jag har blivit våldtagen | min dotter skadar sig själv | det brinner | mamma är full och jag är rädd |
            barnet har svalt ett batteri | mitt barn är försvunnet | jag har så mycket ångest |
            läraren har sett att eleven blir slagen hemma | ingen bryr sig om mig | min pappa slår mamma |
            jag skär mig | min vän vill ta livet av sig | jag blir slagen hemma | mitt barn har ätit tabletter |
            bebisen har feber 40 | jag kan inte andas | min sambo hotar att döda mig |
            jag känner mig så ensam och vill inte leva | en vuxen skickar nakenbilder till mig | mitt barn är borta |
            barnet har krampanfall | jag är så ledsen och orkar inte mer | någon slår ett barn hos grannen |
            pappa slår min syster | jag blir mobbad | jag vill inte leva | min dotter pratar om att ta livet av sig |
            mitt barn svalde tvättmedel | jag är rädd för min man
            """,
        ),
        (
            "sv",
            Topic.PERSONAL,
            """
            vad ska jag göra när mitt barn inte sover | Ska jag köpa en telefon åt mitt barn? |
            min son vill inte gå i skolan, vad gör jag | hur får jag min dotter att äta | bör jag söka vårdnad |
            min tonåring vägrar prata med mig | var får jag hjälp för min familj | mitt barn vill inte sova |
            min bebis sover inte, vad ska jag göra | hur får jag mitt barn att sova | ska jag byta skola för min son |
            vi ska skiljas, hur berättar vi för barnen | mitt barn äter inte, vad gör jag |
            hur får jag min son att prata
            """,
        ),
        (
            "en",
            Topic.GREETING,
            """
            Hi | Hello! | hey | hey there | Good morning | good afternoon! | Hello bot | hi there 😊 | hiiii |
            helloooo | How are you? | hi, how are you | anyone there? | is anybody there | greetings | good evening |
            hello everyone | can I ask a question? | hi again | hello there bot | hey you | hi hi |
            good morning everyone | anybody here? | yo | how's it going? | hello again | hi bot! | good day
            """,
        ),
        (
            "en",
            Topic.THANKS,
            """
            thanks | Thank you! | thank you very much | thanks a lot | thx | ok thanks | okay, thank you |
            great, thanks! | thanks for your help | thank you for the answer | bye | goodbye | thanks, bye | cheers |
            many thanks | that helped, thanks | thank u | ty | see you | great answer | that's all, thank you |
            perfect | got it | i see | thnaks | no thanks | thanks so much!! | 👍 thanks | well done | awesome |
            thank you so much for your help | thanks a million | cool thanks | ok bye | that was helpful |
            thats all thanks | great help | i appreciate your help | okay i understand | thanks!! | thank you, bye |
            ok great | very helpful, thanks
            """,
        ),
        (
            "en",
            Topic.CAPABILITIES,
            """
            What can you do? | what can I ask you | how do I use this | How does this work? | how do you work | help |
            help me | can you help me? | Can you speak Swedish? | do you speak english | what languages do you know |
            which languages do you speak? | what questions can you answer | what do you do | what do you know |
            what is this | what is this site | What is this service for? | give me an example |
            hello, what can you do? | what's your purpose | what should I ask | i don't know what to ask |
            how can you help | what are you for | what topics can I ask about | how do i ask a question |
            what are you able to do | what kind of questions can I ask | what can this bot do |
            how should i use this | how do you use this thing | i need help | can u help me |
            could you help me please | what is this website about | what is this chat for |
            do you understand finnish | what things do you know about | what is it that you do | what can i do here |
            how can i use you | help please | what do you know about | can you answer questions
            """,
        ),
        (
            "en",
            Topic.ROBOT,
            """
            Are you a robot? | are you human | are you a bot | are you real | Are you an AI? | are you chatgpt |
            who are you | what are you | what is your name | whats your name | am I talking to a human? |
            am i talking to a robot or a person | is this a bot | r u a robot | hey are you a robot |
            how old are you | is this an ai | do you have feelings | i want to talk to a human |
            can I speak to a real person | are you a real person? | you're a robot | are u human | r u human |
            are you a machine or a person | is there a real person here | am i chatting with an ai | whats ur name |
            who am i speaking with | are you actually a human being | is this automated? | do you sleep |
            are you alive | are you really a robot | is a human answering | who r u | are you some kind of ai
            """,
        ),
        (
            "en",
            Topic.MAKER,
            """
            Who made you? | who created you | who built this | Who developed this service? | who runs this service |
            who is behind this | who programmed you | who owns you | who maintains this chatbot? |
            who are you made by | which company made you | who is your creator | when were you made |
            who is your maker | who coded you | which organisation runs this bot | who made this chatbot |
            who invented you | who's behind this site | who made this bot | who developed you
            """,
        ),
        (
            "en",
            Topic.SOURCES,
            """
            where do you get your answers | What are your sources? | what sources do you use |
            which sources do you use? | can I trust you | can I trust these answers? | how do you know that |
            how do you know | do you make things up | are you making this up? | is this true | is that correct |
            are your answers reliable | where is this from | where did you get that | what is the source |
            is the information up to date | are my questions stored | are you lying | how reliable are you |
            where does this data come from | where did this come from | where do these answers come from |
            what's your source | source? | show me the source | how can I know this is true |
            is this information reliable | can you be trusted | are these facts | did you make that up |
            how accurate is this | what are your answers based on | where is your data from | is this answer true |
            can i believe you | what source is this
            """,
        ),
        (
            "en",
            Topic.COMPLAINT,
            """
            wrong | wrong answer | that's wrong | that was wrong | That's not what I asked. |
            that was not the right answer | you didn't answer my question | You did not understand me |
            you don't understand | why didn't you answer | Why can't you answer? | why did I get no answer |
            bad answer | useless | stupid bot | you are stupid | that doesn't answer my question |
            this is not helpful | that didn't help | not what I meant | i asked something else | that is not true |
            you're wrong | try again | no, not that | that's not right | I don't understand the answer |
            doesn't make sense | that makes no sense | answer my question! | this is irrelevant |
            why couldn't you find an answer | nonsense | this is wrong | that is not the answer | not helpful |
            you got it wrong | you misunderstood my question | why don't you know | this didn't answer the question |
            what a stupid answer | that has nothing to do with my question | you are useless | no that's wrong |
            i didn't ask that | i meant something else | that's nonsense | are you stupid |
            your answer makes no sense | what are you talking about | this answer is wrong | you did not answer |
            that's not it | no, wrong | bad bot | this is not what I asked for | your answer was not helpful |
            I didn't get an answer
            """,
        ),
        (
            "en",
            Topic.URGENT,
            """
            my dad hits me | my mum beats me | my husband hits me | I want to die | i don't want to live anymore |
            I can't go on | i can't take it anymore | I want to kill myself | my baby is not breathing |
            my child has a 40 degree fever what do I do | my friend cuts herself | I'm being bullied at school |
            i am scared of my father | my son has run away | my daughter is missing | my child swallowed a battery |
            my daughter talks about suicide | someone is touching me and I don't like it | I was raped |
            the neighbour's child is being beaten | I am afraid I will hurt my baby | my partner threatens me |
            i feel so depressed | i hurt myself | my son took pills and won't wake up | we need an ambulance |
            a pupil told me her father beats her | nobody cares about me | I'm scared to go home |
            mom is drunk and I'm scared | dad is hitting mum | my stepdad touches me | i'm cutting myself |
            i dont want to be here anymore | my kid drank detergent | my toddler fell from the window |
            she's not breathing | my friend wants to kill herself | a man online asks me for nude pictures |
            my ex is stalking me | kids at school beat me up | my baby has a fever of 39 | I'm afraid of my husband |
            my teenager didn't come home last night | please help he is going to kill us | i feel suicidal |
            i hear a child being beaten next door | my father hits my mother | i am being beaten at home |
            I don't want to live | my daughter cuts herself | my child drank bleach | I'm scared of my dad
            """,
        ),
        (
            "en",
            Topic.PERSONAL,
            """
            what should I do when my child does not sleep | Should I buy my son a phone? |
            how do I get my daughter to eat | my son refuses to go to school | should I apply for custody |
            where can I get help for my family | my baby cries all night | how can I get my teenager to talk to me |
            my toddler won't sleep what can i do | how do I tell my kids about the divorce |
            is it normal that my son does not talk | should we move house for our daughter |
            my child doesn't eat, what should I do | how can I help my son
            """,
        ),
    ],
)
def test_what_is_said_is_understood_in_its_language(language: Language, topic: Topic, said: str) -> None:
    found = {text: talk and (talk.language, talk.topic) for text in phrases(said) for talk in [small_talk(text)]}
    assert {text: told for text, told in found.items() if told != (language, topic)} == {}


@pytest.mark.parametrize("text", phrases(QUESTIONS_TO_THE_SOURCES))
def test_a_question_to_the_sources_is_passed_on(text: str) -> None:
    assert small_talk(text) is None


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Kittos!", Topic.THANKS),
        ("ootko robtti", Topic.ROBOT),
        ("et vastannnut kysymyksen", Topic.COMPLAINT),
        ("mita lahteita kaytat", Topic.SOURCES),
        ("AITI LYO MUA", Topic.URGENT),
        ("Thnaks!", Topic.THANKS),
        ("are you a robbot", Topic.ROBOT),
        ("vilka kallor anvander du", Topic.SOURCES),
        ("heiiiiiii :D", Topic.GREETING),
        ("moi 👋😊", Topic.GREETING),
        ("❤️❤️ kiitos ❤️❤️", Topic.THANKS),
        ("that’s wrong", Topic.COMPLAINT),
    ],
)
def test_slips_drawls_and_faces_change_nothing(text: str, topic: Topic) -> None:
    talk = small_talk(text)
    assert talk is not None
    assert talk.topic is topic


@pytest.mark.parametrize(
    "text",
    [
        "osat",  # good Finnish, one letter from "osaat"
        "mikä on robotiikka",
        "Vilka källor nämns?",  # one letter from "nämn"
    ],
)
def test_a_word_that_is_another_is_no_slip(text: str) -> None:
    assert small_talk(text) is None


@pytest.mark.parametrize("word", ["mitä ", "mua lyö ", "en jaksa ", "what can you ", "är du ", "hei hei "])
def test_time_grows_with_the_length_only(word: str) -> None:
    assert is_linear(lambda size: word * (size // len(word)), small_talk, 1000)


# ---- what is said to it ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "moro",
            "Hei! Kysy minulta LAPEsta eli lapsi- ja perhepalvelujen muutosohjelmasta: vastaan lähteistä poimituilla "
            "lauseilla ja kerron, mistä kukin lause on.",
        ),
        (
            "Är du en robot?",
            "Jag är LAPE-QA, ett program och ingen människa: jag söker meningar i källor om LAPE och skriver inga egna "
            "svar. Fråga om LAPE på svenska, finska eller engelska.",
        ),
        (
            "That's not what I asked",
            "I am sorry: I answer only with what the sources about LAPE say, and sometimes I misjudge which of it "
            "answers a question. Ask in other words, name a region or a project, or narrow the sources.",
        ),
    ],
)
def test_the_text_is_in_the_language_of_what_was_said(text: str, said: str) -> None:
    talk = small_talk(text)
    assert talk is not None
    assert talk.text == said


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("Hei!", ("Mikä on LAPE?", "Mitä tuloksia Lapissa saatiin?", "Mikä on perhekeskus?")),
        ("Hej!", ("Vad är LAPE?", "Vad är LAPE-akademin?", "Vad är ett familjecenter?")),
        ("Hello!", ("What is LAPE?", "What was achieved in Lapland?", "What is the LAPE academy?")),
    ],
)
def test_guidance_offers_three_questions_in_its_language(text: str, questions: tuple[str, ...]) -> None:
    talk = small_talk(text)
    assert talk is not None
    assert talk.is_guidance
    assert talk.questions == questions


@pytest.mark.parametrize("language", GUIDANCE)
def test_guidance_has_a_text_for_each_topic(language: Language) -> None:
    pack = GUIDANCE[language]
    topics = {topic.value for topic in Topic if topic not in {Topic.URGENT, Topic.PERSONAL}}
    # No words tell what names nothing to look for.
    assert set(pack.texts) == {name for name, _ in pack.topics} | {Topic.UNCLEAR.value} == topics


@pytest.mark.parametrize(
    ("text", "language", "begins"),
    [
        ("en jaksa enää elää", "fi", "En voi auttaa hätätilanteessa"),
        ("pappa slår mig", "sv", "Jag kan inte hjälpa i en nödsituation"),
        ("my dad hits me", "en", "I cannot help in an emergency"),
        ("lapseni ei nuku, mitä teen?", "fi", "En osaa neuvoa yksittäisen lapsen"),
        ("mitt barn sover inte, vad ska jag göra?", "sv", "Jag kan inte ge råd om ett enskilt barn"),
        ("my son does not sleep, what should I do?", "en", "I cannot advise on a single child"),
    ],
)
def test_who_is_in_distress_or_wants_advice_is_told_where_help_is(text: str, language: Language, begins: str) -> None:
    talk = small_talk(text)
    assert talk is not None
    assert not talk.is_guidance
    assert (talk.language, talk.questions) == (language, ())
    assert talk.text.startswith(begins)
    assert [number for number in ("112", "116 117", "116 111") if number not in talk.text] == []


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("moi, mun äiti lyö mua", Topic.URGENT),
        ("kiitos, mutta toi ei ollut oikea vastaus", Topic.COMPLAINT),
        ("Hei! Oletko robotti? Mistä tietosi tulevat?", Topic.ROBOT),
        ("kiitos ja hei", Topic.THANKS),
        ("apua", Topic.CAPABILITIES),
        ("apua, isä hakkaa äitiä", Topic.URGENT),
    ],
)
def test_of_several_things_the_weightiest_decides(text: str, topic: Topic) -> None:
    talk = small_talk(text)
    assert talk is not None
    assert talk.topic is topic


def test_a_word_of_several_languages_is_answered_in_that_of_the_question_before() -> None:
    for before, language in (("What is LAPE?", "en"), ("Vad är LAPE?", "sv"), ("Mikä on LAPE?", "fi"), ("", "fi")):
        talk = small_talk("ok", before)
        assert talk is not None
        assert (talk.topic, talk.language) == (Topic.THANKS, language)
    # A word of one language is answered in it.
    talk = small_talk("kiitos", "What is LAPE?")
    assert talk is not None
    assert talk.language == "fi"
