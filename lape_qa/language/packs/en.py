"""The words of English."""

import re

from lape_qa.language.packs.model import Pack, loose

EN = Pack(
    stop_words=frozenset(
        """
            who whom whose what where when why how which is are was were be been being has have had do
            does did and or that the a an of in on at to for with by from about into as it its this
            these those there not can could should would will may many much any
        """.split()
    ),
    never_last=frozenset("e g i cf vs mr mrs ms dr no art pp".split()),
    relative_years=(
        (re.compile(r"\bnext year\b", re.IGNORECASE), 1, "in"),
        (re.compile(r"\bthis year\b", re.IGNORECASE), 0, "in"),
        (re.compile(r"\blast year\b", re.IGNORECASE), -1, "in"),
    ),
    months=tuple("january february march april may june july august september october november december".split()),
    asks=(
        ("contact", loose(r"\b(?:phone|telephone|e-?mail|contact details|(?:street |web |postal )?address|website\?)\b")),
        ("hours", loose(r"\b(?:opening (?:hours|times)|what time)\b")),
        ("money", loose(r"\b(?:price|cost|budget)s?\b|\bwhich\b.*\b(?:more|less) (?:money|funding)\b|\bhow (?:much|large|big)\b.*\b(?:money|euros?|costs?|pay|paid|grants?|funding|funds|price|budget)\b")),
        ("author", loose(r"\bwho\b.*\b(?:wrote|written|authored)|\bauthors?\b")),
        ("number", loose(r"\bhow (?:many|much|large|often)\b|\bwhich\b.*\b(?:more|fewer|less|larger|bigger|smaller)\b")),
        ("time", loose(r"\bwhich\b.*\b(?:earlier|later|first\W*$)|\b(?:when|(?:what|which) (?:year|date|day|month)|how long|since when)\b")),
        ("list", loose(r"\b(?:which|what) (?!(?:is|was|has|does)\b)(?:are|were|\w+s)\b")),
        ("person", loose(r"\b(?:who|whom|whose)\b")),
        ("place", loose(r"\b(?:where|(?:which|what) (?:municipality|town|city|region))\b")),
        ("reason", loose(r"\bwhy\b")),
        ("name", loose(r"\b(?:(?:is|was|'s) the names?|called)\b")),
        ("yes_no", loose(r"^\W*(?:is|are|was|were|has|have|had|does|do|did|can|could|will)\b")),
    ),
    of_a_text=re.compile(r"(?:wr[io]te|written|author|text|blog|post|article)", re.IGNORECASE),
    joins=re.compile(r"(?:,|(?<![\s,]))\s++(?:and|(?P<side>or)|(?P<than>than))\s++|(?<=\?)\s++", re.IGNORECASE),
    asks_again=loose(r"(?:(?:in|for|to|with|from|on) )?(?:who|whose|what|where|when|which|how|why)\b"),
    compares=loose(r"\b(?:more|fewer|less|earlier|later|\w+er)\b"),
    points_to_earlier=re.compile(
        r"\b(?:(?<!is )(?<!was )it|it(?! (?:(?:\w+ )?\w+ )?(?:to|that|if)\b)|its|they|them|their|he|him|his|she|her|then"
        r"|those(?!\s+\w)|(?<!are )(?<!is )(?<!was )(?<!were )(?<!hello )(?<!hi )(?<!hey )there(?! to\b))\b",
        re.IGNORECASE,
    ),
    explained_within=re.compile(r"its|their|his|her", re.IGNORECASE),
    begins_a_clause=re.compile(
        r"[,;:.?!]|\b(?:when|if|that|because|although|but|which|while)\b|\b(?:and|or)\s*$", re.IGNORECASE
    ),
    names_no_topic=re.compile(
        r"letters?|stand|stands|abbreviation|acronym|two|three|four|results?|outcomes?|challenges?|problems?|difficult(?:y|ies)?|hard(?:est)?|easy|good|well|better|best|bad|wrong|new|important"
        r"|lessons?|learn(?:ed|t)?|goals?|aims?|aimed|purpose|benefits?|effects?|happen(?:s|ed)?|start(?:s|ed)?|beg[aiu]n(?:s)?|end(?:s|ed)?|continue[sd]?"
        r"|succeed(?:s|ed)?|success|achieve[sd]?|achievements?|go|goes|went|gone|going|made|make[sd]?|cost(?:s|ed)?|paid|pay|pays|fund(?:s|ed|ing)?|funder|price"
        r"|take|took|taken|part|participat(?:e|ed|ing)|participants?|involved|partners?|led|lead|leads|leaders?|run|runs|ran|responsible|next|else|more|other|others"
        r"|money|long|last(?:ed)?|change[sd]?|improve[sd]?|percent|euros?",
        re.IGNORECASE,
    ),
    speaks_of_us=re.compile(r"\b(?:you|your|yours|i|me|my|mine|we|us|our)\b", re.IGNORECASE),
    compares_with_earlier=re.compile(
        r"\A\W*+(?:and )?(?:how (?:is|was|are|were) (?:it|that|this|they) different from"
        r"|how (?:do|does|did) (?:it|that|they|this) (?:differ from|compare (?:to|with))"
        r"|compared (?:to|with)|compare (?:it|that|this|them) (?:to|with)) (?P<other>[^,?]{2,80})\?*+\Z",
        re.IGNORECASE,
    ),
    compared="{} compared with {}",
    asks_for_more=re.compile(
        r"(?:(?:and|please|can you|could you)\s){0,4}(?:(?:tell|show|give) me|say)?\s?(?:(?:a bit|a little|some)\s){0,4}(?:more|further|more details)"
        r"(?:\s(?:about (?:it|this|that)|please|details|information)){0,4}|go on|continue|(?:what|anything)\s(?:else|more)",
        re.IGNORECASE,
    ),
    leans=re.compile(
        r"(?:this|these|that|those|it|its|they|their|he|his|she|her|here)\b"
        r"(?! (?:who|which|that|is (?:possible|important))\b)",
        re.IGNORECASE,
    ),
    not_found="I found no answer to this in the sources.",
    sources="Sources",
    read_as="The question was read as",
    worded="worded by a language model",
    page="p.",
    recognised="recognised in a picture",
    slide="slide",
    sheet="sheet",
    row="row",
    digest="Summary of “{}”",
    original="original",
    copies="The same text also",
    uncertain="Uncertain: the quotes may not answer the question. Check the source.",
    nearest="Nearest passages (not an answer):",
)  # fmt: skip
