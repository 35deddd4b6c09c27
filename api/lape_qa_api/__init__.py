"""LAPE-QA over HTTP: `create_app(watcher)` gives the FastAPI application.

A module imports only from those above it.

headers       what every response carries
schemas       the JSON that goes in and out
templating    HTML from templates, everything escaped
problems      errors as RFC 9457 problems, or as a page for a browser
middleware    those headers on every response, a limit on every request body
dependencies  what routes need: the assistant, old versions, and threads for CPU work
reader        which version of a document to show, as blocks with the quotes marked; pure
coverage      how many documents there are of each region; pure
texts         the words of the pages in their three languages
routers       the routes, one file for each kind
app           all of it put together
"""

from lape_qa_api.app import create_app

__all__ = ["create_app"]
