"""The tables, and how passages are numbered.

A document has a number, its passages those that begin with it: they are in the order of documents and texts, whatever
was added later, so that of equals the same one comes first as in files.
"""

SCHEMA = "lape_qa"
FORMAT = 2
"""Raised when tables are laid out otherwise."""
ORDINAL_BITS = 16
"""Bits of a passage's number that tell it from the others of its document."""
MOST_PASSAGES = 1 << ORDINAL_BITS
DOCUMENT_STEP = 1 << 24
"""Between the numbers of two documents, as they are first given: room for others between them."""

_ADMITTED = "audience = ANY ((SELECT lape_qa.admitted())::integer[])"
SECURED = {
    **dict.fromkeys(("version", "tally", "document", "passage", "payload", "posting"), _ADMITTED),
    "term": "current_setting('lape_qa.groups', true) = '*'",
}
"""Which rows of each table anybody but the owner may read."""

TABLES = """
CREATE SCHEMA IF NOT EXISTS lape_qa;
CREATE TABLE lape_qa.layout (format integer NOT NULL);
INSERT INTO lape_qa.layout VALUES ({format});

-- Sets of groups that documents are for; the empty one is everybody's.
CREATE TABLE lape_qa.audience (
  number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  groups text[] NOT NULL UNIQUE
);
-- Those that a transaction may see, by the groups that it says it reads for ('*': all); where it says nothing, none.
CREATE FUNCTION lape_qa.admitted() RETURNS integer[] STABLE PARALLEL SAFE LANGUAGE sql AS $$
  SELECT array_agg(a.number)
  FROM lape_qa.audience a, (SELECT nullif(current_setting('lape_qa.groups', true), '') AS said) s
  WHERE CASE WHEN said IS NULL THEN false WHEN said = '*' THEN true ELSE groups = '{{}}' OR groups && said::text[] END
$$;

-- Every document version that could be cited. Its text is what its hash says, and never changes.
CREATE TABLE lape_qa.version (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  row_sha256 text NOT NULL UNIQUE,
  id text NOT NULL,
  sha256 text NOT NULL,
  audience integer NOT NULL REFERENCES lape_qa.audience,
  metadata jsonb NOT NULL,
  text text NOT NULL,
  let_go timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT text_has_its_hash CHECK (sha256 = encode(sha256(convert_to(text, 'UTF8')), 'hex'))
);
CREATE INDEX version_by_hash ON lape_qa.version (sha256 text_pattern_ops);
CREATE INDEX version_by_id ON lape_qa.version (id);
CREATE FUNCTION lape_qa.refuse() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'a document version never changes'; END $$;
CREATE TRIGGER version_never_changes
  BEFORE UPDATE OF row_sha256, id, sha256, audience, metadata, text ON lape_qa.version
  FOR EACH ROW EXECUTE FUNCTION lape_qa.refuse();

-- Numbers are never given twice. Without a manifest it is being built, or what a killed build left.
CREATE SEQUENCE lape_qa.generation_number;
CREATE TABLE lape_qa.generation (
  number bigint PRIMARY KEY,
  name text UNIQUE,
  manifest jsonb,
  recipe text
);
-- What a generation holds for one audience: what somebody sees is the sum of theirs.
CREATE TABLE lape_qa.tally (
  generation bigint NOT NULL REFERENCES lape_qa.generation ON DELETE CASCADE,
  audience integer NOT NULL REFERENCES lape_qa.audience,
  documents integer NOT NULL,
  passages integer NOT NULL,
  sentences bigint NOT NULL,
  occurrences bigint NOT NULL,
  term_frequency bytea NOT NULL,
  token_frequency bytea NOT NULL,
  forms bytea NOT NULL,
  PRIMARY KEY (generation, audience)
);
CREATE TABLE lape_qa.in_use (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  generation bigint NOT NULL REFERENCES lape_qa.generation
);

-- A generation n holds what was born by n and has not died by then.
CREATE TABLE lape_qa.document (
  number bigint PRIMARY KEY,
  id text NOT NULL,
  version bigint NOT NULL REFERENCES lape_qa.version,
  audience integer NOT NULL REFERENCES lape_qa.audience,
  born bigint NOT NULL,
  died bigint,
  region text NOT NULL,
  published text NOT NULL,
  region_folded text NOT NULL,
  publisher_folded text NOT NULL,
  language_folded text NOT NULL,
  year integer,
  passages integer NOT NULL,
  outline bytea NOT NULL,
  terms bytea NOT NULL
);
CREATE INDEX document_by_id ON lape_qa.document (id);
CREATE INDEX document_by_region ON lape_qa.document (region);
CREATE INDEX document_by_death ON lape_qa.document (died) WHERE died IS NOT NULL;

CREATE TABLE lape_qa.passage (
  id bigint PRIMARY KEY,
  born bigint NOT NULL,
  audience integer NOT NULL,
  vector vector({dimensions}) NOT NULL
);
ALTER TABLE lape_qa.passage ALTER vector SET STORAGE PLAIN;

-- What is looked at of a candidate; as it is, as it is compressed already or read at once.
CREATE TABLE lape_qa.payload (
  passage bigint PRIMARY KEY,
  audience integer NOT NULL,
  first integer NOT NULL,
  last integer NOT NULL,
  heading text NOT NULL,
  text text NOT NULL,
  spans bytea NOT NULL,
  forward bytea NOT NULL,
  sentences bytea NOT NULL,
  tokens bytea
);
ALTER TABLE lape_qa.payload
  ALTER forward SET STORAGE EXTERNAL, ALTER sentences SET STORAGE EXTERNAL, ALTER tokens SET STORAGE EXTERNAL;

CREATE TABLE lape_qa.term (id integer PRIMARY KEY, term text NOT NULL);
CREATE TABLE lape_qa.posting (
  term integer NOT NULL,
  passage bigint NOT NULL,
  frequency integer NOT NULL,
  length integer NOT NULL,
  born integer NOT NULL,
  audience integer NOT NULL,
  PRIMARY KEY (term, passage) INCLUDE (frequency, length, born, audience)
);

-- Row security: it holds for every role but the owner, which builds, and superusers. Words may tell of any document:
-- only a transaction that reads for all may read them, and what somebody else sees is taken from theirs.
""" + "".join(
    f"""
ALTER TABLE lape_qa.{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_groups ON lape_qa.{table} FOR SELECT USING ({condition});
"""
    for table, condition in SECURED.items()
)
