/** Facts about a source in words, passages as text, and a conversation as a plain file. */

import type { Citation, Document, Place, Reply, Sentence, Service } from "./service.js";
import type { Texts } from "./texts/index.js";

/** What the corpus calls documents about the whole country. */
export const NATIONWIDE = "valtakunnallinen";

type Standing = Pick<Place, "document" | "page" | "page_label" | "recognised" | "slide" | "sheet" | "row">;

/** Publisher, date, region and page, slide or row; of a date or a region that is not known, that it is not. */
export function facts(texts: Texts, place: Standing): string {
  const { publisher, published, region } = place.document;
  const when = published ? written(texts, published) : texts.undated;
  return [publisher, when, region ? regionName(texts, region) : texts.placeless, standing(texts, place)]
    .filter(Boolean)
    .join(" · ");
}

function standing(texts: Texts, { page, page_label, recognised, slide, sheet, row }: Standing): string | undefined {
  if (sheet !== undefined) return [texts.sheet(sheet), row && texts.row(row)].filter(Boolean).join(", ");
  if (page) return texts.page(page_label ?? page) + (recognised ? `, ${texts.recognised}` : "");
  return slide ? texts.slide(slide) : undefined;
}

/** A source's title; a digest, whose title is that of the original, says what it is. */
export function titled(texts: Texts, { title, digest }: Document): string {
  return digest ? `${texts.digest} ${quoted(texts, title)}` : title;
}

function quoted({ quotes: [open, close] }: Texts, words: string): string {
  return open + words + close;
}

/** The address of what a digest was made from, where it is known. */
export function original({ digest, url }: Document): string {
  // Any other scheme could run a script here.
  return digest && /^https?:\/\//i.test(url) ? url : "";
}

/** What the question was taken to be, such as without its typing mistakes; null when it was taken as written. */
export function otherReading({ question, read_as, carried }: Reply): string | null {
  // What was carried over is shown as chips already.
  return read_as && read_as !== question && !carried?.length ? read_as : null;
}

export function regionName(texts: Texts, region: string): string {
  return texts.regions[region] ?? region;
}

/** A date as it is written in the language; a year alone stays a year. */
function written(texts: Texts, published: string): string {
  const day = new Date(published);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(published) || Number.isNaN(day.valueOf())) return published;
  const month = texts.locale.startsWith("en") ? "long" : "numeric";
  return day.toLocaleDateString(texts.locale, { day: "numeric", month, year: "numeric", timeZone: "UTC" });
}

/** Pieces of a sentence: every other one, from the second, is what answers. */
export function worthMarking({ text, highlights = [] }: Sentence): string[] {
  // Offsets count code points, and a string's own count halves of the rarer ones.
  const points = [...text];
  const pieces: string[] = [];
  let done = 0;
  for (const [start = 0, end = 0] of highlights) {
    if (start < done || end <= start) continue;
    pieces.push(points.slice(done, start).join(""), points.slice(start, end).join(""));
    done = end;
  }
  return [...pieces, points.slice(done).join("")];
}

/**
 * Passages of a text around quotes from it, in pieces of which every other one, from the second, is a quote; null when
 * one stands there no more. A passage has at most a paragraph on either side, and quotes whose passages meet share one.
 */
export function inContext(text: string, quotes: readonly Citation[]): string[][] | null {
  const points = [...text];
  const at = (point: number): number => points.slice(0, point).join("").length;
  const breaks = [...text.matchAll(/\n\s*\n/g)].map(({ index, 0: { length } }) => [index, index + length] as const);
  const begins = [0, ...breaks.map(([, after]) => after)];
  const ends = [...breaks.map(([before]) => before), text.length];
  const passages: { pieces: string[]; done: number; end: number }[] = [];
  for (const quote of [...quotes].sort((one, other) => one.start - other.start)) {
    const [start, end] = [at(quote.start), at(quote.end)];
    if (text.slice(start, end) !== quote.quote) return null;
    const from = begins.filter((begin) => begin <= start).at(-2) ?? 0;
    let passage = passages.at(-1);
    if (!passage || from > passage.end) passages.push((passage = { pieces: [], done: from, end: 0 }));
    const [own = text.length, next = own] = ends.filter((stop) => stop >= end);
    // A heading belongs to what follows it.
    passage.end = /^\s*#/.test(text.slice(own, next)) ? own : next;
    const first = Math.max(start, passage.done);
    if (end <= first) continue;
    passage.pieces.push(text.slice(passage.done, first), text.slice(first, end));
    passage.done = end;
  }
  return passages.map(({ pieces, done, end }) => [...pieces, text.slice(done, end)]);
}

/** Characters up to which an excerpt takes in the next sentence, and at which it is cut. */
const [ENOUGH, MOST] = [160, 280];

/** A sentence or two of a passage, from where it has most of a question's words. */
export function excerpt(passage: string, question: string): string {
  const stems = (question.toLowerCase().match(/[\p{L}\d]{4,}/gu) ?? []).map((word) => word.slice(0, 5));
  const sentences = passage
    .replace(/^#+ .*$/gm, "")
    .trim()
    .split(/(?<=[.!?:])\s+(?=["”]?\p{Lu})|\s*\n\s*(?:[-*] )?/u);
  const held = sentences.map((sentence) => stems.filter((stem) => sentence.toLowerCase().includes(stem)).length);
  const best = held.indexOf(Math.max(...held));
  let end = best + 1;
  let shown = sentences[best] ?? "";
  if (shown.length < ENOUGH && end < sentences.length) shown += ` ${sentences[end++]}`;
  const cut = shown.length > MOST;
  if (cut) shown = shown.slice(0, shown.lastIndexOf(" ", MOST));
  return `${best ? "… " : ""}${shown}${cut || end < sentences.length ? " …" : ""}`;
}

/** An answer's sentences by section, each with its heading; one without a heading where there is none. */
export function grouped({ sections, sentences }: Reply): { title: string; sentences: readonly Sentence[] }[] {
  if (!sections?.length) return [{ title: "", sentences }];
  return sections.map(({ title, sentences: numbers }) => ({
    title,
    sentences: numbers.flatMap((number) => sentences[number - 1] ?? []),
  }));
}

/** The page that lists the sources, those of a region where one is named. */
export function listPage(service: Service, language: string, region: string): string {
  return service.address(`lahteet?${new URLSearchParams({ lang: language, ...(region && { alue: region }) })}`).href;
}

/** The reader page of a document as it is now. */
export function documentPage(service: Service, { id }: Document): string {
  return service.address(`lue/${encodeURIComponent(id)}`).href;
}

/** The reader page of a place, with the other quotes from the same version of the document marked too. */
export function readerPage(service: Service, place: Place, others: readonly Place[]): string {
  const page = service.address(place.reader_url);
  for (const { document, start, end } of others) {
    const same = document.id === place.document.id && document.sha256 === place.document.sha256;
    if (same && (start !== place.start || end !== place.end)) page.searchParams.append("also", `${start}-${end}`);
  }
  page.hash = "lainaus";
  // Any other scheme could run a script here.
  return /^https?:$/.test(page.protocol) ? page.href : "";
}

/** How an answer is copied: for any program, for one that knows Markdown, or for a text with notes at its foot. */
export type Style = "plain" | "markdown" | "notes";

/** What came of a question as text: an answer with its references, what is said besides, or the honest not-found. */
export function asText(texts: Texts, service: Service, reply: Reply, style: Style = "plain"): string {
  const markdown = style === "markdown";
  if (reply.outcome !== "answered") {
    return [reply.text || `${texts.notFound}.`, ...(reply.suggestions ?? []).map((question) => `– ${question}`)].join("\n");
  }
  const said = grouped(reply).map(({ title, sentences }) =>
    [
      ...(title ? [markdown ? `### ${kept(title)}` : title] : []),
      ...(sentences.length ? sentences.map(cited) : [texts.nothingOf]),
    ].join(markdown ? "\n\n" : "\n"),
  );
  const references = reply.citations.map((citation) => {
    const { document, number, copies = [] } = citation;
    const address = readerPage(service, citation, []);
    const name = kept(titled(texts, document));
    const also = copies.map((copy) => titled(texts, copy.document)).join(", ");
    const from = original(document);
    const today = new Date().toLocaleDateString(texts.locale, { dateStyle: texts.locale === "en-GB" ? "long" : "short" });
    return [
      `${mark(number).trim()} ${markdown ? `[${name}](${address})` : name} · ${kept(facts(texts, citation))}`,
      ...(also ? [`${texts.copies} ${kept(also)}`] : []),
      ...(markdown ? [] : [style === "notes" ? `${texts.read(today)}: ${address}` : address]),
      ...(from ? [markdown ? `[${texts.openOriginal}](${from})` : `${texts.openOriginal}: ${from}`] : []),
    ].join(style === "plain" ? "\n    " : " · ");
  });
  const more = (reply.more ?? []).map((document) => {
    const [name, address] = [kept(titled(texts, document)), documentPage(service, document)];
    return markdown ? `- [${name}](${address})` : `– ${name}\n    ${address}`;
  });
  return [
    ...(reply.uncertain ? [`${texts.uncertain} ${texts.uncertainMore}`] : []),
    ...(reply.text ? [kept(reply.text)] : []),
    ...said,
    references.join(markdown ? "\n\n" : "\n"),
    ...(more.length ? [[`${texts.more(more.length)}:`, ...more].join(markdown ? "\n\n" : "\n")] : []),
  ].join("\n\n");

  /** Words as they are, whatever Markdown would make of their signs. */
  function kept(words: string): string {
    return markdown ? words.replace(/[\\`*_[\]<>#|~]/g, "\\$&") : words;
  }

  function mark(number: number): string {
    if (style === "notes") return String(number).replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]!);
    return kept(` [${number}]`);
  }

  /** A sentence between quotation marks, or the words of a language model and then the quote that carries them. */
  function cited({ text, citation, written_by }: Sentence): string {
    if (!written_by) return quotation(text) + mark(citation);
    const quote = reply.citations.find(({ number }) => number === citation)?.quote ?? "";
    return `${kept(text)}${mark(citation)}${markdown ? "\n\n" : "\n    "}${texts.worded} ${quotation(quote)}`;
  }

  function quotation(words: string): string {
    return markdown ? `> ${kept(quoted(texts, words))}` : quoted(texts, words);
  }
}

/** The whole conversation as text. */
export function conversation(texts: Texts, service: Service, replies: readonly Reply[]): string {
  const now = new Date().toLocaleString(texts.locale, { dateStyle: "long", timeStyle: "short" });
  const turns = replies.map((reply) => {
    const other = otherReading(reply);
    const asked = [`${texts.asked} ${reply.question}`, ...(other ? [`${texts.readAs} ${other}`] : [])].join("\n");
    return `${asked}\n\n${asText(texts, service, reply)}\n`;
  });
  return [`${texts.savedTitle}\n${now}\n${texts.savedNote}\n`, ...turns].join("\n");
}
