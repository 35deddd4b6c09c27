/** Facts about a source in words, passages as text, and a conversation as a plain file. */

import type { Citation, Place, Reply, Sentence, Service } from "./service.js";
import type { Texts } from "./texts/index.js";

/** What the corpus calls documents about the whole country. */
export const NATIONWIDE = "valtakunnallinen";

/** Publisher, date, region and page, as far as they are known. */
export function facts(texts: Texts, { document, page }: Place): string {
  const { publisher, published, region } = document;
  return [publisher, written(texts, published), regionName(texts, region), page && texts.page(page)]
    .filter(Boolean)
    .join(" · ");
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

/** The quote between what stands before and after it: at most a paragraph each way; null when it stands there no more. */
export function inContext(text: string, place: Citation): [before: string, after: string] | null {
  const points = [...text];
  if (points.slice(place.start, place.end).join("") !== place.quote) return null;
  const before = points.slice(0, place.start).join("").split(/\n\s*\n/);
  const after = points.slice(place.end).join("").split(/\n\s*\n/);
  return [before.slice(-2).join("\n\n"), after.slice(0, 2).join("\n\n")];
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

/** A sentence between quotation marks, or the words of a language model and then the quote that carries them. */
function cited(texts: Texts, { citations }: Reply, { text, citation, written_by }: Sentence): string {
  if (!written_by) return `“${text}” [${citation}]`;
  const quote = citations.find(({ number }) => number === citation)?.quote;
  return `${text} [${citation}]\n    ${texts.worded} “${quote}”`;
}

/** An answer with its references, or the honest not-found, as text. */
export function asText(texts: Texts, service: Service, reply: Reply): string {
  const lines =
    reply.outcome === "answered"
      ? reply.sentences.map((sentence) => cited(texts, reply, sentence))
      : [texts.notFound + "."];
  const references = reply.citations.map((citation) => {
    const address = readerPage(service, citation, []);
    return `[${citation.number}] ${citation.document.title} · ${facts(texts, citation)}\n    ${address}`;
  });
  return [...lines, ...(references.length ? ["", ...references] : [])].join("\n");
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
