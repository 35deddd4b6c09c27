"""What is no question about the sources: greetings, questions about the assistant, distress; three languages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lape_qa.language.model import Language
from lape_qa.language.packs.model import loose


@dataclass(frozen=True, slots=True)
class Guidance:
    """Patterns of what is said to the assistant itself, and what it says."""

    topics: tuple[tuple[str, re.Pattern[str]], ...]
    """By `question.small_talk.Topic`; the first pattern that matches decides."""
    texts: Mapping[str, str]
    """What is said for each topic: two sentences."""
    questions: tuple[str, ...]
    """Questions that work."""
    acute: re.Pattern[str]
    """What tells by itself that somebody is in danger."""
    grave: re.Pattern[str]
    """What tells so where somebody speaks of their own life."""
    own: re.Pattern[str]
    """Words of somebody who speaks of their own life."""
    advice: re.Pattern[str]
    """Words of somebody who asks what to do in their own life."""
    about_sources: re.Pattern[str]
    """Words with which even somebody who speaks of their own life asks about what the sources tell."""
    urgent: str
    """What is said to somebody in danger or distress."""
    personal: str
    """What is said to somebody who asks for advice for their own life."""


FI = Guidance(
    topics=(
        ("greeting", loose(r"^\W*(?:no )?(?:moi(?:kka|kkelis|ccu|kkamoi)?|mo|moro|morjens|morjes|hei(?:ppa|ssan|ppahei)?|hejssan|terve(?:hdys)?|tere|huomenta|päivää|iltaa|hyvää (?:päivää|huomenta|iltaa|iltapäivää)|haloo|hello|hi)(?:[\s,!.]+(?:moi|hei|vaan|vain|taas|kaikille|kaikki|siellä|lape\w*|botti|robotti|sinä|siellä ruudun takana))*\W*$")),
        ("thanks", loose(r"^\W*(?:(?:ok|okei|selvä|joo|hyvä|hienoa|loistavaa|mahtavaa|no)[\s,!.]+)*(?:kiit(?:os|ti|oksia|okset|än)|tattis|thanks|ok(?:ei)?|selvä|hyvä|hienoa|loistavaa|mahtavaa|heihei|hei hei|moi moi|moimoi|näkemiin|hyvästi)(?:[\s,!.]+(?:paljon|oikein|avusta|tiedosta|sinulle|sulle|vastauksesta|kovasti|tästä|hei|moi|tää auttoi|tämä auttoi|näkemiin|tuosta))*\W*$")),
        ("capabilities", loose(r"\bmi(?:tä|hin|ssä)\b.*\b(?:osaat|pystyt|kykenet)\b|\b(?:mitä|mistä|miten|millaisia|minkälaisia)\b.*\b(?:voi|voin|saa|saan|pitäisi)\b.*\b(?:kysyä|kysellä|kysymyksiä)\b|\bmiten\b.*\b(?:tätä|sinua|sua|tämä|palvelua)\b.*\b(?:käytetään|käytän|toimii|käyttää)\b|\bmitä (?:sinä |sä )?teet\b|\bmiten (?:sinä |sä )?(?:toimit|voit auttaa)\b|\bmitä voit tehdä\b|^\W*(?:ohje(?:et|ita)?|käyttöohje(?:et)?|help|auta(?: minua| mua)?|voitko auttaa)\W*$|\b(?:voitko|osaatko|pystytkö) (?:sinä |sä )?(?:auttaa|vastata|puhu\w*)\b|\bmitä kieliä\b.*\b(?:puhut|osaat|ymmärrät)\b")),
        ("robot", loose(r"\boletko\b.*\b(?:robotti|botti|tekoäly|ihminen|kone|ai|chatgpt|gpt|elossa|oikea|aito|tosi)\w*|\b(?:kuka|mikä)\s+(?:sinä |sä |sää |te )?(?:olet|oot|olette)\b|\bkenen kanssa\b.*\b(?:puhun|juttelen|keskustelen)\b|^\W*kuka (?:siellä|tää on|tämä on)\W*$|\bonko (?:tämä|tää|siellä|sä|sinä)\b.*\b(?:robotti|botti|tekoäly|ihminen|kone)\w*")),
        ("maker", loose(r"\b(?:kuka|ketkä|kuka on|kenen)\b.*\b(?:sinut|sut|sinun|sun|tämän (?:palvelun|botin|chatin|assistentin|sivun)|sinua|tätä (?:palvelua|bottia|chattia|sivua))\b.*\b(?:te(?:ki|kivät|hnyt|hneet)|luo(?:nut|nu)?|loi|rakensi|rakentanut|kehitti|kehittänyt|koodasi|koodannut|ylläpitää|omistaa|tekemä|tekijä\w*)|\bkuka (?:on )?(?:teki|tehnyt|tehny|loi|kehitti|rakensi|ylläpitää|omistaa) (?:sinut|sut|sinua|sua|tämän|tän|tätä)(?: (?:palvelun|botin|palvelua|bottia|chatin))?\W*$|^\W*kenen (?:tekemä|omistama)\b.*\b(?:olet|oot|tämä|tää)\b")),
        ("sources", loose(r"\bmi(?:stä|hin|llä perusteella)\b.*\b(?:tietosi|tietos|tiedot|tietoja|tieto|vastaukset|vastauksesi|vastauksiasi)\b.*\b(?:tul\w+|saat|perustu\w*|peräisin|ovat|on|keksit|otat)\b|\bmistä (?:sinä |sä )?(?:saat|tiedät|otat|keksit|tiiät)\b|\b(?:mitkä|mitä|mihin)\b.*\blähte(?:esi|itä(?:si)?|isiin)\b(?:.*\b(?:käytät|ovat|sinulla|sulla|perustu\w*)\b)?\W*$|\b(?:voi(?:n|ko|nko|ko \w+)?|uskallanko|kannattaako)\b.*\b(?:sinuun|suhun|vastauksiin|vastauksiisi|tietoihin|sinua|tähän)\b.*\bluottaa\b|\b(?:voiko|voinko) luottaa(?: vastauksiin| sinuun| suhun| näihin| tähän)?\W*$|\bkeksitkö\b|\bovatko (?:vastauksesi|tietosi|vastaukset|tiedot)\b.*\b(?:oikein|totta|luotettavia|ajan tasalla)\b")),
        ("complaint", loose(r"\b(?:et|ette)\b.*\b(?:ymmärtän\w*|ymmärrä|vastannu\w*|vastaa|osannu\w*|osaa|tajunnu\w*|tajuu|löytäny\w*)\b|\bei (?:tuo|toi|se|tää|tämä)\b.*\b(?:vastannut|vastaa|vastaus|ollut|oo|ole)\b|\b(?:väärä|huono|outo|surkea|turha|typerä) (?:vastaus|botti|palvelu)\b|\b(?:vastaus|tuo|toi|se) (?:oli|on|meni) (?:ihan |aivan )?(?:väärä|väärin|huono|pielessä)\b|\bmiksi(?:kä)?\b.*\b(?:et|ei)\b.*\b(?:vastannu\w*|vastaa|osaa|osannu\w*|löydy|löytyny\w*|löydä|tiedä)\b|\ben (?:minä |mä )?(?:kysynyt|kysyny|tarkoittanut|ymmärrä|ymmärtänyt) (?:tuota|tota|sitä|vastausta|tätä)\b|^\W*(?:tyhmä|ihan tyhmä|oot tyhmä|olet tyhmä|surkea|turha|höpö ?höpö|hö|väärin|ei noin|ei auttanut|ei auta)\W*$")),
    ),
    texts={
        "greeting": "Hei! Kysy minulta LAPEsta eli lapsi- ja perhepalvelujen muutosohjelmasta: vastaan lähteistä poimituilla lauseilla ja kerron, mistä kukin lause on.",
        "thanks": "Kiitos itsellesi! Kysy lisää LAPEn tuloksista, kun haluat; etsin lähteistä sanatarkkoja lainauksia.",
        "capabilities": "Etsin lähteistä lauseet, jotka luultavasti vastaavat kysymykseesi LAPEsta eli lapsi- ja perhepalvelujen muutosohjelmasta, ja näytän ne sanatarkkoina lainauksina. Kysy suomeksi, ruotsiksi tai englanniksi esimerkiksi maakunnan tuloksista, käsitteestä tai kahden alueen eroista.",
        "robot": "Olen LAPE-QA, ohjelma enkä ihminen: haen LAPEa koskevista lähteistä lauseita enkä kirjoita vastauksia itse. Kysy LAPEsta suomeksi, ruotsiksi tai englanniksi.",
        "maker": "Olen LAPE-QA, avoimen lähdekoodin ohjelma, joka vastaa LAPEa koskevien lähteiden lauseilla; palvelua ylläpitää se organisaatio, jonka sivulla olen. Kysy minulta LAPEn tuloksista.",
        "sources": "Vastaukseni ovat lainauksia LAPEa koskevista lähteistä, jotka tämän palvelun ylläpitäjä on valinnut, ja jokaisen kohdalla on linkki lähteeseen; jos lähde on tiivistelmä julkaisusta, se sanotaan. Lainaus on aina sanatarkka, mutta arvioin itse, vastaako se kysymykseesi: tarkista siis lähteestä ja kysy lisää.",
        "complaint": "Pahoittelen: vastaan vain sillä, mitä LAPEa koskevissa lähteissä sanotaan, ja arvioin joskus väärin, mikä niistä vastaa kysymykseen. Kysy toisin sanoin, mainitse alue tai hanke, tai rajaa lähteitä.",
    },
    questions=("Mikä on LAPE?", "Mitä tuloksia Lapissa saatiin?", "Mikä on perhekeskus?"),
    acute=loose(r"\bei (?:enää )?hengitä\b|\bhengitä kunnolla\b|\btajuton\b|\btajuttoma\w*|\bitsemurh\w*|\btap(?:an|paa|ata) (?:itse\w*|mut|minut|lapse\w*|hänet)|\b(?:haluan|haluun|haluaisin|tahdon|haluaa) kuolla\b|\ben (?:mä |minä )?(?:jaksa|halua) (?:enää )?elää\b|\bhätätilan\w*|\bmyrkyty\w*|\bsöi (?:lääkkei\w+|myrky\w+|pesuain\w+)|\bkouristel\w*|\bhätänumero\w*|\bambulanssi\w*"),
    grave=loose(r"\b(?:lyö|löi|lyödään|lyönyt|hakkaa\w*|hakkasi|pahoinpit\w*|pahoinpid\w*|hyväksikäyt\w*|raiska\w*|väkival\w*|uhkaa\w*|uhkaili|viiltel\w*|viiltä\w*|satut\w*|kadon\w*|katosi|kadoksissa|karan\w*|karka\w*|ei (?:ole |oo )?tullu(?:t)? (?:kotiin|koulusta)|pelkään|pelottaa|ahdist\w*|masen\w*|en jaksa|ei jaksa|itken|kiusataan|kiusa\w*|juo\b|humalassa|huumei\w*|tulipalo|palaa|vuotaa|kuumetta|kuume|putosi|hukku\w*|hengenvaara\w*)"),
    own=loose(r"\b(?:minä|mä|mää|minun|mun|minua|mua|minulla|mulla|minulle|mulle|meidän|meillä|meille|meitä|teen|tehdä|teemme|tehdään|auttakaa|apua)\b|\b(?:lapse|tyttäre|tyttö|poika|poja|miehe|vaimo|äiti|isä|vauva|sisko|velje|teini|nuore|ystävä|kaveri|puoliso|exä)ni\b|\b(?:mies|äiti|isä|isi|vauva|teini|poika|tytär|tyttö) (?:lyö|hakkaa|on|ei|uhkaa|juo)"),
    advice=loose(r"\b(?:pitäis\w*|pitääkö|kannattaako|kannattais\w*|saanko|saako|voinko|uskallanko)\b.*\b(?:mun|minun|mä|minä|mulla|minulla|meidän|meillä|lapseni|poikani|tyttäreni)\b|\b(?:mun|minun|meidän)\b.*\b(?:lapsi|lapsen|lasta|poika|tytär|tyttö|teini|vauva|mies|perhe)\w*|\bmitä (?:mä |minä |me |mun |minun )?(?:oikein )?(?:teen|teemme|pitäis\w*|voin tehdä|kannattaa tehdä|voi tehdä)\b|\bmistä (?:mä |minä )?saan apua\b|\b(?:lapseni|tyttäreni|poikani|vauvani|teinini|mieheni|vaimoni)\b|\bmiten (?:saan|saisin) (?:lapse|poja|tyttäre|teini|vauva)\w*"),
    about_sources=loose(r"lape\w*|\bhank\w+|maakun\w+|hyvinvointialue\w*|perhekesku\w*|kohtaamispai\w*|muutosohjelma\w*|lapset puheeksi|\blp-\w+|ministeriö\w*"),
    urgent="En voi auttaa hätätilanteessa, mutta nämä auttavat heti: hengenvaarassa soita 112. Päivystysapu neuvoo numerossa 116 117, ja lasten ja nuorten puhelin sekä vanhempainpuhelin vastaavat numerossa 116 111 (Mannerheimin Lastensuojeluliitto).",
    personal="En osaa neuvoa yksittäisen lapsen tai perheen asiassa: vastaan vain sillä, mitä LAPEa koskevissa lähteissä sanotaan. Neuvoa saat kunnan tai hyvinvointialueen perhekeskuksesta, neuvolasta tai koulusta, Päivystysavusta 116 117 ja lasten ja nuorten puhelimesta 116 111; hengenvaarassa soita 112.",
)  # fmt: skip

SV = Guidance(
    topics=(
        ("greeting", loose(r"^\W*(?:hej(?:san|ssan)?|hallå|tjena|tja|moj|god (?:dag|morgon|kväll)|goddag|morjens|hej hej)(?:[\s,!.]+(?:där|lape\w*|alla|på dig))*\W*$")),
        ("thanks", loose(r"^\W*(?:(?:ok|okej|bra|jättebra)[\s,!.]+)*(?:tack(?: så mycket| ska du ha| för (?:hjälpen|svaret))?|tackar|okej|bra|hej då|adjö)\W*$")),
        ("capabilities", loose(r"\bvad (?:kan|klarar) (?:du|man)\b|\bvad kan jag fråga\b|\bhur (?:använder|fungerar|funkar)\b.*\b(?:du|det här|den här|tjänsten|dig)\b|\bvad gör du\b|^\W*hjälp(?: mig)?\W*$|\bkan du (?:hjälpa|svara|svenska)\b|\bvilka språk\b.*\bdu\b")),
        ("robot", loose(r"\bär du\b.*\b(?:robot|bot|människa|ai|maskin|riktig|dator)\w*|\b(?:vem|vad) är du\b|\bpratar jag med\b")),
        ("maker", loose(r"\bvem\b.*\b(?:gjort|skapat|byggt|utvecklat|gjorde|skapade|byggde|utvecklade|upprätthåller|äger)\b.*\b(?:dig|tjänsten|det här|den här (?:tjänsten|boten))\b|\bvem (?:har|är) .*\bbakom (?:dig|tjänsten|det här)\b")),
        ("sources", loose(r"\bvarifrån\b.*\b(?:information|uppgifter|svar|kunskap|vet|får du|kommer)\w*|\bvar får du\b|\bvilka (?:är dina )?källor\b.*(?:\bdu\b|\bdina\b)|\bvilka källor använder du\b|\bkan (?:jag|man) lita på\b")),
        ("complaint", loose(r"\bdu (?:förstod|förstår|svarade|svarar)\b.*\b(?:inte|fel)\b|\bvarför\b.*\b(?:svarar|svarade|hittar|kan|vet)\b.*\bdu inte\b|\bfel svar\b|\bdet (?:var|är) (?:fel|inte)\b.*\b(?:svar\w*|jag|fråga\w*)\b|^\W*(?:fel|dumt|dålig(?:t)? svar)\W*$")),
    ),
    texts={
        "greeting": "Hej! Fråga mig om LAPE, programmet för utveckling av barn- och familjetjänster: jag svarar med meningar ur källorna och berättar varifrån varje mening kommer.",
        "thanks": "Tack själv! Fråga gärna mer om resultaten av LAPE; jag söker ordagranna citat i källorna.",
        "capabilities": "Jag söker i källorna de meningar som sannolikt svarar på din fråga om LAPE, programmet för utveckling av barn- och familjetjänster, och visar dem ordagrant. Fråga på svenska, finska eller engelska, till exempel om resultaten i ett landskap, ett begrepp eller skillnaden mellan två områden.",
        "robot": "Jag är LAPE-QA, ett program och ingen människa: jag söker meningar i källor om LAPE och skriver inga egna svar. Fråga om LAPE på svenska, finska eller engelska.",
        "maker": "Jag är LAPE-QA, ett program med öppen källkod som svarar med meningar ur källor om LAPE; tjänsten upprätthålls av den organisation på vars sida jag finns. Fråga mig om resultaten av LAPE.",
        "sources": "Mina svar är citat ur källor om LAPE som tjänstens upprätthållare har valt, och vid varje citat finns en länk till källan; om källan är ett sammandrag av en publikation sägs det. Citatet är alltid ordagrant, men jag bedömer själv om det svarar på din fråga: kontrollera alltså i källan och fråga mer.",
        "complaint": "Jag beklagar: jag svarar bara med det som sägs i källorna om LAPE, och ibland bedömer jag fel vad som svarar på frågan. Fråga med andra ord, nämn ett område eller ett projekt, eller begränsa källorna.",
    },
    questions=("Vad är LAPE?", "Vad är LAPE-akademin?", "Vad är ett familjecenter?"),
    acute=loose(r"\bandas inte\b|\bmedvetslös\w*|\bsjälvmord\w*|\b(?:jag )?vill (?:inte leva|dö)\b|\bdöda (?:mig|sig|honom|henne)\b|\bnödläge\w*|\bförgift\w*|\bnödnummer\b|\bambulans\w*"),
    grave=loose(r"\b(?:slår|slog|misshandl\w*|våld\w*|hotar|skär sig|försvunn\w*|försvann|inte kommit hem|rymt|rädd|ångest|deprim\w*|orkar inte|mobb\w*|blöder|feber|övergrepp\w*|utnyttja\w*|våldta\w*)"),
    own=re.compile(r"\b(?:jag|mig|min|mitt|mina|vår|vårt|våra|oss|vi)\b", re.IGNORECASE),
    advice=re.compile(r"^\W*(?:ska|bör|borde) jag\b|\bvad (?:gör|ska|kan) jag(?: göra)?\W*$|\b(?:min|mitt|mina|vår|vårt) (?:barn|dotter|son|tonåring|baby|man|fru|familj|flicka|pojke|sambo)\w*|\bhur får jag (?:min|mitt|mina)\b", re.IGNORECASE),
    about_sources=loose(r"lape\w*|projekt\w*|landskap\w*|välfärdsområd\w*|familjecent\w*|program\w*|minister\w*"),
    urgent="Jag kan inte hjälpa i en nödsituation, men här får du hjälp genast: ring 112 om någon är i livsfara. Jourhjälpen ger råd på 116 117, och Barn- och ungdomstelefonen samt Föräldratelefonen svarar på 116 111 (Mannerheims Barnskyddsförbund).",
    personal="Jag kan inte ge råd om ett enskilt barn eller en enskild familj: jag svarar bara med det som sägs i källorna om LAPE. Råd får du vid familjecentret, rådgivningen eller skolan, av Jourhjälpen 116 117 och Barn- och ungdomstelefonen 116 111; ring 112 om någon är i livsfara.",
)  # fmt: skip

EN = Guidance(
    topics=(
        ("greeting", loose(r"^\W*(?:hi|hello|hey|good (?:morning|day|afternoon|evening)|greetings)(?:[\s,!.]+(?:there|lape\w*|all|everyone|bot))*\W*$")),
        ("thanks", loose(r"^\W*(?:(?:ok|okay|great|good|fine)[\s,!.]+)*(?:thanks?(?: you| a lot| so much)?(?: very much| so much)?|thank you|thx|cheers|okay|great|bye|goodbye)(?:[\s,!.]+(?:for (?:the|your) (?:help|answer)|bye))*\W*$")),
        ("capabilities", loose(r"\bwhat (?:can|do) (?:you|i)\b.*\b(?:do|help|ask|answer|know)\b|\bhow (?:do|can|does)\b.*\b(?:use (?:this|you)|you work|this work|you help)\b|^\W*help(?: me)?\W*$|\bcan you (?:help|answer|speak|understand)\b|\bwhat (?:languages|questions)\b.*\b(?:you|i)\b")),
        ("robot", loose(r"\bare you\b.*\b(?:robot|bot|human|ai|machine|real|person|chatgpt)\w*|\b(?:who|what) are you\b|\bam i talking to\b")),
        ("maker", loose(r"\bwho\b.*\b(?:made|built|created|developed|runs?|owns?|maintains?|programmed)\b.*\b(?:you|this (?:service|bot|chat|assistant|site))\b|\bwho is behind (?:you|this)\b")),
        ("sources", loose(r"\bwhere\b.*\b(?:your|this|you)\b.*\b(?:information|data|answers?|knowledge|from|sources?)\b|\bwhat (?:are your|sources do you)\b.*(?:\bsources?\b|\buse\b)|\bcan i trust\b|\bhow do you know\b|\bdo you make (?:things|this|it|stuff) up\b")),
        ("complaint", loose(r"\byou (?:didn'?t|did not|don'?t|do not)\b.*\b(?:understand|answer|get)\b|\bthat(?:'s| is| was)(?: not| n't)?\b.*\b(?:wrong|what i asked|not what|an answer|not an answer|useless)\b|\bwhy (?:didn'?t|don'?t|can'?t|couldn'?t|did)\b.*\byou\b.*\b(?:answer|find|know|not)\b|^\W*(?:wrong(?: answer)?|bad answer|useless|stupid(?: bot)?)\W*$")),
    ),
    texts={
        "greeting": "Hello! Ask me about LAPE, Finland's programme to address child and family services: I answer with sentences from the sources and say where each of them stands.",
        "thanks": "You are welcome! Ask more about the results of LAPE whenever you like; I look for verbatim quotes in the sources.",
        "capabilities": "I look in the sources for the sentences that probably answer your question about LAPE, Finland's programme to address child and family services, and show them word for word. Ask in Finnish, Swedish or English, for example about a region's results, a term or how two regions differ.",
        "robot": "I am LAPE-QA, a program and no person: I look for sentences in sources about LAPE and write no answers of my own. Ask about LAPE in Finnish, Swedish or English.",
        "maker": "I am LAPE-QA, an open-source program that answers with sentences of sources about LAPE; the service is run by the organisation on whose page you find me. Ask me about the results of LAPE.",
        "sources": "My answers are quotes from sources about LAPE that whoever runs this service has chosen, each with a link to its source; where that is a summary of a publication, it says so. A quote is always word for word, but whether it answers your question is my estimate: check the source, and ask more.",
        "complaint": "I am sorry: I answer only with what the sources about LAPE say, and sometimes I misjudge which of it answers a question. Ask in other words, name a region or a project, or narrow the sources.",
    },
    questions=("What is LAPE?", "What was achieved in Lapland?", "What is a family centre?"),
    acute=loose(r"\b(?:not|isn'?t|is not|stopped) breathing\b|\bcan'?t breathe\b|\bunconscious\b|\bsuicid\w*|\b(?:want|wants) to die\b|\bkill (?:myself|himself|herself|me|my)\b|\bemergency (?:number|help)\b|\bpoison\w*|\bambulance\b"),
    grave=loose(r"\b(?:hits?|hitting|beats?|beating|abus\w+|violen\w+|threat\w+|cuts? (?:himself|herself|myself)|cutting|missing|not come home|hasn'?t come home|run away|ran away|afraid|scared|anxi\w+|depress\w+|bull(?:y|ied)\w*|bleed\w*|fever|self-?harm\w*|rap(?:e|ed))\b"),
    own=loose(r"\b(?:i|me|my|our|us|we)\b"),
    advice=loose(r"^\W*(?:should|must) i\b|\bshould i\b|\bwhat (?:do|should|can) (?:i|we) do\b|\b(?:my|our) (?:child|kid|son|daughter|baby|teen\w*|husband|wife|partner|toddler)\w*|\bhow do i get my\b"),
    about_sources=loose(r"lape\w*|projects?|regions?|programmes?|family cent\w+|minist\w+"),
    urgent="I cannot help in an emergency, but these can at once: call 112 if anyone's life is in danger. The Medical Helpline advises on 116 117, and the helplines for children and for parents answer on 116 111 (Mannerheim League for Child Welfare).",
    personal="I cannot advise on a single child or family: I answer only with what the sources about LAPE say. For advice, turn to a family centre, the child health clinic or the school, the Medical Helpline 116 117 or the children's helpline 116 111; call 112 if anyone's life is in danger.",
)  # fmt: skip

GUIDANCE: Mapping[Language, Guidance] = {"fi": FI, "sv": SV, "en": EN}
