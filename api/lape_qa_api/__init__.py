"""LAPE-QA over HTTP: `create_app(serving)` gives the FastAPI application.

A module imports only from those above it.

connections   how long a connection may take
logs          what is logged, and how
headers       what every response carries
config        what the service was told
schemas       the JSON that goes in and out
chat_schemas  the same for OpenAI's chat API
templating    HTML from templates, everything escaped
problems      errors as RFC 9457 problems, or as a page for a browser
database      the SQLite file of the state folder
keys          API keys
signing       tokens and names of answers, signed
feedback      was an answer useful?
topics        what gets no answer
limits        how often one caller may come
access        who may do what
middleware    headers on every response, origins, a limit on every request body
serving       what answers at this moment, whichever index is in use
workers       threads for CPU work, with a bounded queue
metrics       numbers for Prometheus
tracer        the port for traces
tracing       OpenTelemetry behind it
observe       every request named, timed, counted and logged
desk          where every question arrives
chat_text     an answer as text with footnotes; pure
mcp_server    tools for language models
dependencies  what routes need: the desk, the assistant, old versions
reader        which version of a document to show, as blocks with the quotes marked; pure
coverage      how many documents there are of each region; pure
texts         the words of the pages in their three languages
routers       the routes, one file for each kind
app           all of it put together
"""

from lape_qa_api.app import create_app
from lape_qa_api.config import Config
from lape_qa_api.serving import Serving

__all__ = ["Config", "Serving", "create_app"]
