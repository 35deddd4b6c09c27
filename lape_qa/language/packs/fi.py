"""The words of Finnish."""

import re

from lape_qa.language.packs.model import Pack, loose

FI = Pack(
    stop_words=frozenset(
        """
            kuka mikä kumpi millainen minkälainen missä mistä mihin milloin koska montako monta moni
            kuinka miten miksi paljonko onko olla ei ja tai sekä että jotta kun jos vai se tämä tuo joka
            hän he minä sinä me te niin myös kuin mutta vaan eli entä saada voida pitää tulla jokin joku
            kaikki oma itse jo vielä nyt siellä täällä siitä tästä sitten miltä minne ken tahansa oikein
            paljo paljon jokainen
        """.split()
    ),
    never_last=frozenset("mm esim ns n ks vrt ent nyk prof dos tri tov hra rva pj vpj puh os s ss v vv klo toim kirj koht t ex".split()),
    relative_years=(
        (loose(r"\bensi vuonna\b|\btulevana vuonna\b"), 1, "vuonna"),
        (loose(r"\bensi vuoden\b"), 1, "vuoden"),
        (loose(r"\btänä vuonna\b|\bkuluvana vuonna\b"), 0, "vuonna"),
        (loose(r"\btämän vuoden\b|\bkuluvan vuoden\b"), 0, "vuoden"),
        (loose(r"\bviime vuonna\b"), -1, "vuonna"),
        (loose(r"\bviime vuoden\b"), -1, "vuoden"),
    ),
    months=tuple("tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu".split()),
    asks=(
        ("contact", loose(r"\b(?:puhelinnumero|puhelin\b|sähköposti|yhteystie|\w*osoit(?:e|teesta|teessa)\b|verkkosivu)\w*|\bmi(?:hin|stä) (?:\w+ )?numero\w+")),
        ("hours", loose(r"\b(?:aukiolo\w*|mihin aikaan|monelta|moneltako|mistä mihin)\b")),
        ("money", loose(r"\b(?:hinta|hinnan|budjet\w+|kustannukset|kustannusarvio)\b|\b(?:tiena\w+|palkka|palkkaa)\b|\bkum[mp]\w+\b.{0,60}\b(?:raha\w*|avustu\w*|valtionavustu\w*|rahoitu\w*|euro\w*)\b|\b(?:paljonko|mitä|kuinka paljon|miten paljon|kuinka suur\w+|montako)\b.*\b(?:raha\w*|euro\w*|maks\w+|avustu\w*|valtionavustu\w*|rahoitu\w*|budjet\w*|kustan\w*|kallis\w*)\b")),
        ("author", loose(r"\b(?:kuka|ketkä|kenen)\b.*\b(?:kirjoit(?!tami)\w+|laati(?!mi)\w*|laadi\w+)|\b(?:kirjoittaj|tekijä)\w*")),
        ("number", loose(r"\blukumäär\w*|\b(?:montako|moneenko|monessako|paljonko|kuinka (?:mon\w+|paljon|suur\w+|usein)|miten (?:mon\w+|paljon))\b|\bkum[mp]\w+\b.*\b(?:enemmän|vähemmän|enemmistö\w*|(?:suur|iso|pien|use)\w*mp\w+)\b")),
        ("time", loose(r"\bkum[mp]\w+\b.*\b(?:aiem|aikaisem|myöhem)\w+|\bkum[mp]\w+\b.*\bensin\b|\b(?:milloin|millo|millon|koska|ajankohta|mihin mennessä|mi(?:nä|nkä|ltä|lle|stä|hin) (?:vuo(?!ks)\w+|päivä\w+|kuukau\w+|vuosi\w+)|mihin (?:päivään )?(?:asti|mennessä)|(?:kuinka|miten) kauan|kauanko|mistä lähtien|mikä päivä)\b")),
        ("list", loose(r"\b(?:mitkä|mitä kaikkea|minkä nimis\w+|luettele|mihin (?:neljään|kolmeen|viiteen)|missä (?:kunnissa|kaupungeissa))\b")),
        ("person", loose(r"\b(?:kuka(?! (?:vaan|vain|tahansa)\b)|ketkä|keitä|kenen|keneltä|kenelle|keneen|ketä|kenet|keille|keiltä)\b")),
        ("reason", loose(r"\b(?:miks(?:i|ei\w*|i\w+)?|mistä syystä|minkä (?:takia|vuoksi)|mistä johtu\w+)\b")),
        ("place", loose(r"\b(?:missä(?! (?:mennään|vaiheessa|asioissa|\w*onnistu\w*)\b)|mistä(?!.*\bkyse\b)|mihin|minne|mi(?:llä|ltä|hin) seu[dt]u\w*|mikä (?:kunta|kaupunki|maakunta|paikkakunta)|minkä (?:kunnan|kaupungin|maakunnan)|millä paikkakunnalla)\b")),
        ("name", loose(r"\b(?:nimi|nimeltään|minkä niminen|millä nimellä)\b")),
        ("yes_no", loose(r"^\W*\w+(?:ko|kö)(?:han|hän)?\b")),
    ),
    of_a_text=re.compile(r"(?:blogi)?(?:kirjoit|laati|laadi|tekijä|teksti|juttu|jutu|blogi|postau|artikkel|koost)", re.IGNORECASE),
    joins=re.compile(r"(?:,|(?<![\s,]))\s++(?:ja|sekä|(?P<side>vai|(?<!,\s)että)|(?P<than>kuin))\s++|[,?]\s++(?=entä\b)|(?<=\?)\s++", re.IGNORECASE),
    asks_again=loose(r"(?:(?:on|oli|ovat|olivat|saa|sai|saivat|voi|pitää|piti|tuli|tulee|alkoi|jatkui|kuului)(?:ko|kö)|entä|kuka|kuinka|kum[mp]\w+|ket(?:kä|ä)|ken(?:en|elle|eltä|et)|mi(?:kä|tä|tkä|ssä|stä|hin|nne|llä|ltä|lle|lloin|ten|ksi|nkä|nä|llai\w+)|montako|paljonko)\b"),
    compares=loose(r"\b(?:enemmän|vähemmän|ennemmin|\w*m(?:pi|pa|min|mat|mal|mas)\w*)\b"),
    points_to_earlier=re.compile(
        r"\b(?:(?<!\bkuka )se|sen|sitä|siitä|siinä|siihen|sillä|siltä|sille|ne|niitä|niiden|niistä|niissä|niihin|niille|niillä"
        r"|hän|hänen|häntä|hänelle|he|heidän|heitä|heistä|heille|siellä|sieltä|sinne|silloin"
        r"|tämä|tämän|tätä|tästä|tässä|nämä|näitä|näiden|näistä)\b(?! tällöin\b|,)"
        r"(?!(?: \w+){0,2},? (?:jo(?:[kt]ka|[kt]a|ssa|sta|hon|n?ka|lla|lta|lle|i[dst]\w+|ihin|ill\w+)|että|kun|ettei\w*)\b)"
        r"(?! (?:mi(?:kä|tä|tkä|ssä|stä|hin|ten|ksi|lloin|llai\w+)|kuinka|kuka|ketkä|kumpi)\b)",
        re.IGNORECASE,
    ),
    explained_within=re.compile(r"(?!)"),
    begins_a_clause=loose(
        r"[,;:.?!]|\b(?:kun|jos|että|jotta|koska|vaikka|vai|mutta|kuin|joka|jotka|keitä|keille|keiltä)\b|\b(?!koko\b)\w+[aeiouyäöt]kö\b"
        r"|\b(?:ja|sekä|tai|eli)(?:\s*$|\s+\w+(?:mme|vat|vät|tiin)\b)"
    ),
    names_no_topic=loose(
        r"tulos|haaste|ongelma|pulma|vaikeus|hankaluus|este|onnistuminen|saavutus|hyöty|vaikutus|oppi|tavoite|tarkoitus"
        r"|jatko|seuraus|syy|aikataulu|kesto|budjetti|kustannus|hinta|rahoitus|rahoittaja|tekijä|vetäjä|johtaja|osallistuja"
        r"|kumppani|yhteistyökumppani|kohderyhmä|puhelinnumero|sähköposti|osoite|yhteystieto|esimerkki|aika|prosentti|euro"
    ),
    speaks_of_us=loose(
        r"\b(?:sinä|sinun|sinut|sinua|sinulla|sinulta|sinulle|sinusta|sä|sun|sua|sulla|sulta|sulle|te|teidän|teitä|teillä"
        r"|minä(?! (?:vuo|päiv|aika)\w+)|minun|minut|minua|minulla|minulle|mä|mun|mua|mulla|mulle|me|meidän|meitä|meillä|meille)\b"
    ),
    compares_with_earlier=loose(
        r"\A\W*+(?:(?:no|ja|entä|entäs) )?(?:(?:miten|mites|millä tavalla|missä|kuinka) (?:se|ne|tämä|tää|tuo|siellä tehty)"
        r" (?:eroaa|eroavat|eroo|erosi|erosivat|poikkeaa|poikkesi)|mi(?:tä|kä) eroa? (?:sillä|niillä|siinä|niissä) (?:on|oli)"
        r"|mi(?:tä|kä) eroa? (?:on|oli)|vertaa(?: (?:sitä|niitä))?|verrattuna) (?P<other>[^,?]{2,80})\?*+\Z"
    ),
    compared="{} vs. {}",
    asks_for_more=loose(
        r"(?:(?:no|ja|hei|voitko|voisitko|voitsä|haluan)\s){0,4}(?:kerro(?:tko|isitko|han)?|kertoa|näytä|anna|tiedätkö|tietää)?\s?"
        r"(?:(?:vielä|jotain|vähän|hieman|siitä|tästä|aiheesta|asiasta|samasta)\s){0,4}"
        r"(?:lisää|lisätietoa|lisätietoja|enemmän|tarkemmin|muuta)"
        r"(?:\s(?:siitä|tästä|aiheesta|asiasta|tuosta|kiitos)){0,4}"
        r"|(?:entä|mitä)\s(?:vielä\s)?muuta(?:\svielä)?|jatka"
    ),
    leans=re.compile(
        r"(?:tämä|tämän|tätä|täksi|tänä|tässä|tästä|tähän|tällä|tältä|tälle|nämä|näitä|näiden|näissä|näistä|näihin|näillä|näille"
        r"|se|sen|sitä|siksi|siinä|siitä|siihen|sillä|siltä|sille|ne|niitä|niiden|niissä|niistä|niihin|niillä|niille"
        r"|hän|hänen|häntä|hänestä|häneltä|hänelle|he|heidän|heitä|heistä|heillä|heille|tuo|tuon|tuota|nuo"
        r"|siellä|sieltä|sinne|täällä|täältä|tänne|tuolloin|silloin)\b"
        r"(?!,? (?:jo(?:k|t|i|n|s|h|l)\w+|että|mi[kt]ä|kun)\b)",
        re.IGNORECASE,
    ),
    not_found="En löytänyt tähän vastausta lähteistä.",
    sources="Lähteet",
    read_as="Kysymys luettiin näin",
    worded="kielimallin muotoilema",
    page="s.",
    recognised="tunnistettu kuvasta",
    slide="dia",
    sheet="taulukko",
    row="rivi",
    digest="Tiivistelmä julkaisusta ”{}”",
    original="alkuperäinen",
    copies="Sama teksti myös",
    uncertain="Epävarma: lainaukset eivät ehkä vastaa kysymykseen. Tarkista lähteestä.",
    nearest="Lähimmät kohdat (eivät vastaa kysymykseen):",
)  # fmt: skip
