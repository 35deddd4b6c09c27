/** An answer: one card a source with its quotes under it, below the headings that the service gives. */

import { button, element, icon, unseen } from "./dom.js";
import type { Citation, Document, Place, Reply, Sentence } from "./service.js";
import type { Texts } from "./texts/index.js";
import type { Surroundings } from "./turn.js";
import { documentPage, facts, grouped, inContext, listPage, original, readerPage, titled, worthMarking } from "./writing.js";

export function answerView(reply: Reply, around: Surroundings): (HTMLElement | null)[] {
  const { texts } = around;
  return [
    reply.uncertain ? doubt(texts) : null,
    // That sources differ, or that there is more, is to be known before the first quote is taken for all.
    reply.text ? element("p", { class: "small remark", part: "remark", lang: reply.language }, reply.text) : null,
    ...(reply.sections?.length
      ? [sections(reply, around)]
      : cards(reply.sentences, reply.citations, around)),
    more(reply, around),
  ];
}

function doubt(texts: Texts): HTMLElement {
  return element("p", { class: "doubt", part: "doubt" }, element("strong", {}, texts.uncertain), " ", texts.uncertainMore);
}

function sections(reply: Reply, around: Surroundings): HTMLElement {
  const side = reply.kind === "comparison" ? " sides" : "";
  return element(
    "div",
    { class: `sections${side}` },
    ...grouped(reply).map(({ title, sentences }) =>
      element(
        "section",
        { class: "section", part: "section" },
        element("h4", { lang: reply.language }, title),
        ...(sentences.length
          ? cards(sentences, reply.citations, around, title)
          : [element("p", { class: "small" }, around.texts.nothingOf)]),
      ),
    ),
  );
}

// ---- a source

interface Source {
  readonly document: Document;
  readonly citations: Citation[];
  readonly sentences: Sentence[];
}

/** A card for each source, in the order in which they are first quoted; `title` stands above them already. */
export function cards(
  sentences: readonly Sentence[],
  citations: readonly Citation[],
  around: Surroundings,
  title = "",
): HTMLElement[] {
  const sources = new Map<string, Source>();
  for (const sentence of sentences) {
    const citation = citations.find(({ number }) => number === sentence.citation);
    if (!citation) continue;
    const { document } = citation;
    const key = `${document.id} ${document.sha256}`;
    const source = sources.get(key) ?? { document, citations: [], sentences: [] };
    sources.set(key, source);
    source.sentences.push(sentence);
    if (!source.citations.includes(citation)) source.citations.push(citation);
  }
  return [...sources.values()].map((source) => card(source, citations, around, title));
}

function card(source: Source, others: readonly Citation[], around: Surroundings, title: string): HTMLElement {
  const { texts } = around;
  const [first] = source.citations as [Citation];
  const context = element("div", { class: "context", id: `context-${crypto.getRandomValues(new Uint32Array(1))[0]}` });
  context.hidden = true;
  const open = button(
    { class: "plain", "aria-expanded": "false", "aria-controls": context.id, "data-source": first.document.id },
    toggle,
    texts.context,
  );
  return element(
    "div",
    { class: "card" },
    ...source.citations.map((citation) => quoted(citation, source.sentences, texts)),
    element(
      "div",
      { class: "source", part: "source" },
      named(first, around, title),
      copies(source, around),
      element("p", { class: "links" }, open, ...links(first, others, around)),
    ),
    context,
  );

  async function toggle(): Promise<void> {
    context.hidden = !context.hidden;
    open.setAttribute("aria-expanded", String(!context.hidden));
    if (!context.hidden && !context.firstChild) {
      context.append(element("p", { class: "small" }, texts.contextBusy));
      context.replaceChildren(...(await surrounding(source, around)));
    }
  }
}

/** The sentences that a quote carries: itself, and before it what a language model worded. */
function quoted(citation: Citation, sentences: readonly Sentence[], texts: Texts): HTMLElement {
  const lang = citation.document.language;
  const carried = sentences.filter((sentence) => sentence.citation === citation.number);
  const worded = carried.filter((sentence) => sentence.written_by);
  return element(
    "div",
    { class: "quoted" },
    element(
      "span",
      { class: "number" },
      unseen(texts.quote(citation.number)),
      element("span", { "aria-hidden": "true" }, String(citation.number)),
    ),
    worded.length ? element("p", { part: "worded", lang }, ...spaced(worded)) : null,
    worded.length ? element("p", { class: "small worded" }, texts.worded) : null,
    element(
      "blockquote",
      { part: "quote", lang },
      element("p", {}, ...(worded.length ? [citation.quote] : spaced(carried))),
    ),
  );
}

/** Sentences one after the other, with what answers in them marked. */
function spaced(sentences: readonly Sentence[]): (Node | string)[] {
  return sentences.flatMap((sentence, at) => [
    ...(at ? [" "] : []),
    ...worthMarking(sentence).map((part, number) => (number % 2 ? element("mark", {}, part) : part)),
  ]);
}

/** The quotes where they stand, or why they cannot be shown there. */
async function surrounding({ document, citations }: Source, { texts, service }: Surroundings): Promise<HTMLElement[]> {
  const now = await service.document(document.id);
  const passages = now?.sha256 === document.sha256 ? inContext(now.text, citations) : null;
  const shown = passages ?? citations.map(({ quote }) => ["", quote]);
  const marked = shown.map((pieces) =>
    element(
      "p",
      { class: "passage", lang: document.language },
      ...pieces.flatMap((piece, at) => (at % 2 ? element("mark", {}, piece) : lines(piece))),
    ),
  );
  if (passages) return marked;
  return [element("p", { class: "small" }, now ? texts.contextChanged : texts.contextMissing), ...marked];
}

/** A passage without its blank lines; a heading in it is set off by weight instead of marks. */
function lines(text: string): (Node | string)[] {
  return text.split(/(\s*\n\s*)/).map((part, at) => {
    if (at % 2) return "\n";
    const heading = /^#{1,6}\s+(.*)/.exec(part)?.[1];
    return heading === undefined ? part : element("strong", {}, heading);
  });
}

/** What a source is; its title is left out where it is the heading above, but never without what a digest is. */
export function named(place: Place, { texts, language }: Surroundings, title = ""): HTMLElement {
  return element(
    "p",
    { class: "cite", lang: language },
    digestOf(place.document, texts),
    place.document.title === title && !place.document.digest
      ? null
      : element("cite", { lang: place.document.language }, place.document.title),
    " ",
    element("span", { class: "small" }, facts(texts, place)),
  );
}

/** What stands before the title of a digest, which is that of the original. */
function digestOf({ digest }: Document, texts: Texts): HTMLElement | null {
  return digest ? element("span", { class: "small digest" }, `${texts.digest} `) : null;
}

/** The ways to a source, and to the original of a digest. */
export function links(place: Place, others: readonly Place[], { texts, service }: Surroundings): HTMLElement[] {
  const { document } = place;
  const from = original(document);
  const which = `: ${document.title}`;
  return [
    away(readerPage(service, place, others), document.digest ? texts.openDigest : texts.openSource, texts, which),
    ...(from ? [away(from, texts.openOriginal, texts, which)] : []),
  ];
}

function away(href: string, words: string, texts: Texts, which = ""): HTMLElement {
  return element(
    "a",
    { class: "plain", href, target: "_blank", rel: "noopener" },
    words,
    unseen(`${which} (${texts.newTab})`),
    icon("outside"),
  );
}

/** Other documents that say the same, each with a link to the place. */
function copies({ citations }: Source, { texts, service }: Surroundings): HTMLElement | null {
  const places = new Map(citations.flatMap((citation) => (citation.copies ?? []).map((copy) => [copy.document.id, copy])));
  if (!places.size) return null;
  const ways = [...places.values()].flatMap((copy, at) => [
    at ? ", " : " ",
    element(
      "a",
      { href: readerPage(service, copy, []), target: "_blank", rel: "noopener" },
      titled(texts, copy.document),
      unseen(` (${texts.newTab})`),
    ),
  ]);
  return element("p", { class: "small copies" }, texts.copies, ...ways);
}

// ---- further sources

function more({ more = [], regions = [] }: Reply, { texts, service, language }: Surroundings): HTMLElement | null {
  if (!more.length) return null;
  const sources = more.map((document) =>
    element(
      "li",
      {},
      digestOf(document, texts),
      element(
        "a",
        { href: documentPage(service, document), target: "_blank", rel: "noopener" },
        element("cite", { lang: document.language }, document.title),
        unseen(` (${texts.newTab})`),
      ),
      " ",
      element("span", { class: "small" }, facts(texts, { document })),
    ),
  );
  return element(
    "details",
    { class: "more", part: "more" },
    element("summary", {}, texts.more(more.length)),
    element("ul", {}, ...sources),
    element(
      "p",
      {},
      away(listPage(service, language, regions.length === 1 ? regions[0]! : ""), texts.allSources, texts),
    ),
  );
}
