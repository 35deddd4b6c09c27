"""The words of each language: its word lists, patterns and texts; places and the programme's terms are in the YAML files."""

from collections.abc import Mapping

from lape_qa.language.model import Language
from lape_qa.language.packs.en import EN
from lape_qa.language.packs.fi import FI
from lape_qa.language.packs.model import Pack
from lape_qa.language.packs.sv import SV

PACKS: Mapping[Language, Pack] = {"fi": FI, "sv": SV, "en": EN}
