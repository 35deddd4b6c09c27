"""The words of Swedish."""

import re

from lape_qa.language.packs.model import Pack, loose

SV = Pack(
    stop_words=frozenset(
        """
            vem vad var vart när hur vilken vilka vilket varför är var blev har hade och eller att som
            en ett den det de i på av till för med om från inte finns fanns man sig sin ska skulle kan
            många mycket
        """.split()
    ),
    never_last=frozenset("bl a d v s k dvs resp st fr o tel kl nr jfr".split()),
    relative_years=(
        (loose(r"\bnästa år\b|\bnästkommande år\b"), 1, "år"),
        (loose(r"\bi år\b|\bdet här året\b"), 0, "år"),
        (loose(r"\bi fjol\b|\bförra året\b"), -1, "år"),
    ),
    months=tuple("januari februari mars april maj juni juli augusti september oktober november december".split()),
    asks=(
        ("contact", loose(r"\b(?:telefon\w*|e-post\w*|kontaktuppgift\w*|\w*adress(?:en)?|webbplats\w*)\b|\bringa\b")),
        ("hours", loose(r"\b(?:öppettid\w*|hur dags|vilken tid|vilka tider)\b")),
        ("money", loose(r"\b(?:pris(?:et)?|kostnad\w*|budget\w*)\b|\bvad kosta\w*\b|\bhur (?:mycket|stort?)\b.*\b(?:peng\w*|euro|kosta\w*|betala\w*|statsbidrag\w*|bidrag\w*|understöd\w*|finansiering\w*|\w+pengar)\b")),
        ("author", loose(r"\bvem\b.*\b(?:skrev|skrivit|skriven|författa\w*)|\bförfattare")),
        ("number", loose(r"\bhur (?:många|mycket|stor\w*|ofta)\b|\bantal(?:et)?\b|\bvil(?:ken|ket|kendera|ketdera)\b.*\b(?:fler|flera|mer|färre|mindre|större)\b")),
        ("time", loose(r"\bvil(?:ken|ket|kendera|ketdera)\b.*\b(?:tidigare|senare|först\W*$)|\b(?:när|vilket år|vilken dag|hur länge|sedan när)\b")),
        ("list", loose(r"\bvilka\b")),
        ("person", loose(r"\bvems?\b")),
        ("place", loose(r"(?:^\W*var\b|\b(?:vart|varifrån|i vilken (?:kommun|stad|region)|vilken (?:kommun|stad))\b)")),
        ("reason", loose(r"\b(?:varför|av vilken orsak)\b")),
        ("name", loose(r"\b(?:heter|namnet|kallas)\b")),
        ("yes_no", loose(r"^\W*(?:är|var|har|hade|finns|fanns|kan|får|fick|ska|deltog|ingår|ingick|gäller)\b")),
    ),
    of_a_text=re.compile(r"(?:blogg)?(?:skrev|skriv|författ|text|blogg|inlägg|artikel|artiklar)", re.IGNORECASE),
    joins=re.compile(r"(?:,|(?<![\s,]))\s++(?:och|samt|(?P<side>eller|respektive)|(?P<than>än))\s++|(?<=\?)\s++", re.IGNORECASE),
    asks_again=loose(r"(?:vem|vad|var|vart|vilk(?:en|et|a)|när|hur|varför)\b"),
    compares=loose(r"\b(?:mera?|flera?|färre|mindre|större|äldre|tidigare|senare|\w+are)\b"),
    points_to_earlier=re.compile(
        r"\b(?:dem|deras|dess|dit|då|hon|han|honom|henne|hans|hennes|(?:den|det|de)(?=\W*$)"
        r"|där(?=\W*$|\s(?:år|i|på|av|om|för|med|till|under|efter|sedan|nu|\d)))\b",
        re.IGNORECASE,
    ),
    explained_within=re.compile(r"(?!)"),
    begins_a_clause=re.compile(
        r"[,;:.?!]|\b(?:när|om|att|eftersom|fast|men|som|vilken|vilka)\b|\b(?:och|samt|eller)\s*$", re.IGNORECASE
    ),
    names_no_topic=loose(
        r"resultat(?:en|et)?|utmaning(?:ar|arna|en)?|problem(?:en|et)?|svårighet(?:er|erna)?|svår(?:t|a|ast)?|lätt(?:ast)?|bra|bäst|dålig(?:t|a)?"
        r"|ny(?:tt|a)|viktig(?:t|a|ast)?|lär(?:t|de|dom(?:ar|arna)?)|mål(?:en|et)?|syfte(?:t|n)?|nytta(?:n)?|effekt(?:er|en|erna)?"
        r"|hän(?:t|de|der)|gjor(?:t|de|des)|gör(?:s)?|göra|gick|gå(?:r|tt)?|bör(?:ja|jar|jade|jat)|slut(?:a|ar|ade|at)?|fortsätt(?:er|a|ning(?:en)?)?|fortsatte"
        r"|lyck(?:as|ades|ats)|uppnå(?:dde|ddes|tt|tts)?|kosta(?:r|de|t)?|kostnad(?:en|er|erna)?|betala(?:r|de|t)?|finansier(?:a|ar|ade|ing(?:en)?)"
        r"|delt(?:a|ar|og|agit)|deltagare|med|ledde|leder|led|svarade?|ansvarig(?:a)?|nästa|sedan|annat|andra|procent|euro"
    ),
    speaks_of_us=re.compile(
        r"\b(?:du|dig|din|ditt|dina|ni|er|era|jag|mig|min|mitt|mina|vi|oss|vår|vårt|våra)\b", re.IGNORECASE
    ),
    compares_with_earlier=loose(
        r"\A\W*+(?:och )?(?:hur skiljer (?:det|den|de) sig från|jämfört med|jämför (?:det|den|dem) med"
        r"|vad är skillnaden (?:till|mot|jämfört med)) (?P<other>[^,?]{2,80})\?*+\Z"
    ),
    compared="{} jämfört med {}",
    asks_for_more=loose(
        r"(?:(?:och|kan du|vill du)\s){0,4}(?:berätta|visa|ge mig|säg)?\s?(?:(?:lite|något|ännu)\s){0,4}(?:mera?|ytterligare)"
        r"(?:\s(?:om det|om detta|tack|information)){0,4}|fortsätt|(?:vad|något)\s(?:mer|mera|annat|mer då)"
    ),
    leans=re.compile(
        r"(?:denna|denne|detta|dessa|han|hon|hans|hennes|deras|dess|där|dit|då"
        r"|(?:den|det|de) (?:är|var|har|hade|blev|kan|kunde|ska|skall|får|fick|innebär|innebar|omfattar|gäller|består"
        r"|startade|började))\b"
        r"(?! som\b)",
        re.IGNORECASE,
    ),
    not_found="Jag hittade inget svar på detta i källorna.",
    sources="Källor",
    read_as="Frågan lästes så här",
    worded="formulerad av en språkmodell",
    page="s.",
    recognised="tolkad ur en bild",
    slide="bild",
    sheet="blad",
    row="rad",
    digest="Sammandrag av ”{}”",
    original="originalet",
    copies="Samma text också",
    uncertain="Osäkert: citaten svarar kanske inte på frågan. Kontrollera i källan.",
    nearest="Närmaste ställen (inget svar på frågan):",
)  # fmt: skip
