/** One question and what came of it, as it is shown. */

import { button, element, icon, unseen } from "./dom.js";
import type { Citation, Contact, FailureKind, Hit, Place, Reply, Sentence, Service } from "./service.js";
import type { Texts } from "./texts/index.js";
import { asText, facts, inContext, otherReading, readerPage, regionName } from "./writing.js";

export type Outcome =
  | { readonly kind: "busy"; readonly sentences: readonly Sentence[]; readonly citations: readonly Citation[] }
  | { readonly kind: "reply"; readonly reply: Reply }
  | {
      readonly kind: "failure";
      readonly failure: FailureKind;
      readonly status: number;
      readonly seconds: number | null;
    };

export interface Turn {
  readonly question: string;
  readonly region: string;
  readonly outcome: Outcome;
}

/** What a turn needs of the conversation that it stands in. */
export interface Surroundings {
  readonly texts: Texts;
  readonly language: string;
  readonly service: Service;
  readonly contact: Contact | null;
  readonly takesFeedback: boolean;
  again(): void;
  forget(text: string): void;
  noFeedback(): void;
  say(words: string): void;
}

/** The words for a failure. */
export function explained(texts: Texts, outcome: Outcome & { kind: "failure" }): string {
  if (outcome.failure === "limited") return texts.limited(outcome.seconds);
  if (outcome.failure === "other") return texts.other(outcome.status);
  return texts[outcome.failure];
}

export function turnView(turn: Turn, around: Surroundings): HTMLElement {
  const { texts } = around;
  const asked = turn.outcome.kind === "reply" ? turn.outcome.reply.language : undefined;
  return element(
    "article",
    { class: "turn", part: "turn" },
    element(
      "h3",
      { class: "question", part: "question", tabindex: "-1" },
      unseen(`${texts.asked} `),
      element("span", { lang: asked }, turn.question),
    ),
    turn.region ? element("p", { class: "small within" }, texts.within(regionName(texts, turn.region))) : null,
    ...body(turn.outcome, around),
  );
}

function body(outcome: Outcome, around: Surroundings): (HTMLElement | null)[] {
  switch (outcome.kind) {
    case "busy":
      return [
        ...quotes(outcome.sentences, outcome.citations, around),
        element("p", { class: "busy" }, around.texts.busy),
      ];
    case "failure":
      return [failed(outcome, around)];
    case "reply": {
      const { reply } = outcome;
      const shown =
        reply.outcome === "answered"
          ? quotes(reply.sentences, reply.citations, around)
          : [notFound(reply.nearest, around)];
      return [understood(reply, around), carried(reply, around), ...shown, footer(reply, around)];
    }
  }
}

// ---- an answer

/** Sentences in order, each with its source; neighbours from one source, in the same words, share its line. */
function quotes(sentences: readonly Sentence[], citations: readonly Citation[], around: Surroundings): HTMLElement[] {
  const groups: { citation: Citation; sentences: Sentence[] }[] = [];
  for (const sentence of sentences) {
    const last = groups.at(-1);
    const citation = citations.find(({ number }) => number === sentence.citation);
    const same = last?.citation === citation && last?.sentences[0]?.written_by === sentence.written_by;
    if (last && same) last.sentences.push(sentence);
    else if (citation) groups.push({ citation, sentences: [sentence] });
  }
  return groups.map((group) => quoted(group.citation, group.sentences, citations, around));
}

function quoted(
  citation: Citation,
  sentences: readonly Sentence[],
  citations: readonly Citation[],
  around: Surroundings,
): HTMLElement {
  const { texts } = around;
  const context = element("div", { class: "context", id: `context-${crypto.getRandomValues(new Uint32Array(1))[0]}` });
  context.hidden = true;
  const more = button({ class: "plain", "aria-expanded": "false", "aria-controls": context.id }, toggle, texts.context);
  const numbered = element("span", { class: "number" }, unseen(texts.source(citation.number)), shownNumber(citation));
  const words = sentences.map(({ text }) => text).join(" ");
  const lang = citation.document.language;
  const worded = sentences[0]?.written_by === "llm";
  return element(
    "div",
    { class: "quoted" },
    worded ? element("p", { part: "worded", lang }, words) : null,
    worded ? element("p", { class: "small worded" }, texts.worded) : null,
    element("blockquote", { part: "quote", lang }, element("p", {}, worded ? citation.quote : words)),
    element(
      "div",
      { class: "source", part: "source" },
      numbered,
      source(citation, around),
      element("p", { class: "links" }, more, link(citation, citations, around)),
    ),
    context,
  );

  async function toggle(): Promise<void> {
    context.hidden = !context.hidden;
    more.setAttribute("aria-expanded", String(!context.hidden));
    if (!context.hidden && !context.firstChild) {
      context.append(element("p", { class: "small" }, texts.contextBusy));
      context.replaceChildren(...(await surrounding(citation, around)));
    }
  }
}

function shownNumber(citation: Citation): HTMLElement {
  return element("span", { "aria-hidden": "true" }, String(citation.number));
}

/** The quote where it stands, or why it cannot be shown there. */
async function surrounding(citation: Citation, { texts, service }: Surroundings): Promise<HTMLElement[]> {
  const lang = citation.document.language;
  const document = await service.document(citation.document.id);
  const sides = document?.sha256 === citation.document.sha256 ? inContext(document.text, citation) : null;
  const mark = element("mark", {}, citation.quote);
  if (sides) return [element("p", { class: "passage", lang }, ...lines(sides[0]), mark, ...lines(sides[1]))];
  const why = document ? texts.contextChanged : texts.contextMissing;
  return [element("p", { class: "small" }, why), element("p", { class: "passage", lang }, mark)];
}

/** A passage without its blank lines; a heading in it is set off by weight instead of marks. */
function lines(text: string): (Node | string)[] {
  return text.split(/(\s*\n\s*)/).map((part, at) => {
    if (at % 2) return "\n";
    const heading = /^#{1,6}\s+(.*)/.exec(part)?.[1];
    return heading === undefined ? part : element("strong", {}, heading);
  });
}

function source(place: Place, { texts, language }: Surroundings): HTMLElement {
  return element(
    "p",
    { class: "cite", lang: language },
    element("cite", { lang: place.document.language }, place.document.title),
    " ",
    element("span", { class: "small" }, facts(texts, place)),
  );
}

function link(place: Place, others: readonly Place[], { texts, service }: Surroundings): HTMLElement {
  return element(
    "a",
    { class: "plain", href: readerPage(service, place, others), target: "_blank", rel: "noopener" },
    texts.openSource,
    unseen(`: ${place.document.title} (${texts.newTab})`),
    icon("outside"),
  );
}

// ---- no answer

function notFound(nearest: readonly Hit[], around: Surroundings): HTMLElement {
  const { texts } = around;
  return element(
    "div",
    { class: "not-found", part: "not-found" },
    element("h4", {}, texts.notFound),
    element("p", {}, texts.notFoundMore),
    contactLine(around),
    ...(nearest.length
      ? [
          element("h4", { class: "lesser" }, texts.nearest),
          element("p", { class: "small" }, texts.nearestMore),
          element("ul", { class: "nearest" }, ...nearest.map((hit) => near(hit, nearest, around))),
        ]
      : []),
  );
}

function near(hit: Hit, others: readonly Hit[], around: Surroundings): HTMLElement {
  return element(
    "li",
    {},
    source(hit, around),
    element("p", { class: "passage", lang: hit.document.language }, ...lines(hit.text.trim())),
    element("p", { class: "links" }, link(hit, others, around)),
  );
}

/** Where a person can be reached, when the organisation has said so. */
export function contactLine({ texts, contact }: Pick<Surroundings, "texts" | "contact">): HTMLElement | null {
  if (!contact) return null;
  const address = contact.url || (contact.email && `mailto:${contact.email}`);
  const line = element("p", { class: "contact", part: "contact" }, `${texts.contact} `);
  const safe = address && /^(https?|mailto|tel):/i.test(address);
  line.append(safe ? element("a", { href: address, target: "_blank", rel: "noopener" }, contact.name) : contact.name);
  return line;
}

function failed(outcome: Outcome & { kind: "failure" }, around: Surroundings): HTMLElement {
  const { texts } = around;
  return element(
    "div",
    { class: "failure", part: "failure" },
    element("h4", {}, texts.failure),
    element("p", {}, `${explained(texts, outcome)} ${texts.kept}`),
    button({ class: "outlined" }, around.again, texts.retry),
  );
}

// ---- around an answer

function understood(reply: Reply, { texts }: Surroundings): HTMLElement | null {
  const other = otherReading(reply);
  if (!other) return null;
  return element("p", { class: "small read-as" }, `${texts.readAs} `, element("span", { lang: reply.language }, other));
}

function carried(reply: Reply, { texts, forget }: Surroundings): HTMLElement | null {
  if (!reply.carried?.length) return null;
  const chips = reply.carried.map(({ text }) =>
    button({ class: "chip", part: "chip", "aria-label": texts.forget(text) }, () => forget(text), text, icon("close")),
  );
  return element(
    "div",
    { class: "carried", role: "group", "aria-label": texts.carried },
    element("span", { class: "small" }, texts.carried),
    ...chips,
    element("span", { class: "small hint" }, texts.carriedHint),
  );
}

function footer(reply: Reply, around: Surroundings): HTMLElement {
  const { texts, service, say } = around;
  const copy = button(
    { class: "plain" },
    async () => {
      say((await copied(asText(texts, service, reply), copy)) ? texts.copied : texts.copyFailed);
    },
    icon("copy"),
    texts.copy,
  );
  return element("div", { class: "footer" }, feedback(reply, around), reply.outcome === "answered" ? copy : null);
}

/** Put text on the clipboard; a page that is not served over https has only the old way. */
async function copied(text: string, beside: HTMLElement): Promise<boolean> {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  const field = element("textarea", { class: "unseen", "aria-hidden": "true" });
  field.value = text;
  beside.after(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  beside.focus();
  return done;
}

function feedback(reply: Reply, around: Surroundings): HTMLElement | null {
  const { texts, service, say } = around;
  const answer = reply.answer_id;
  if (!answer || !around.takesFeedback) return null;
  const yes = button({ class: "thumb", "aria-pressed": "false" }, () => vote(true), icon("thumb"), texts.yes);
  const no = button({ class: "thumb down", "aria-pressed": "false" }, () => vote(false), icon("thumb"), texts.no);
  const box = element(
    "div",
    { class: "feedback", role: "group", "aria-label": texts.useful },
    element("span", { class: "small" }, texts.useful),
    yes,
    no,
  );
  return box;

  async function vote(useful: boolean): Promise<void> {
    if (!(await send(useful, ""))) return;
    yes.setAttribute("aria-pressed", String(useful));
    no.setAttribute("aria-pressed", String(!useful));
    box.querySelector("form")?.remove();
    box.append(commentForm(useful));
  }

  function commentForm(useful: boolean): HTMLElement {
    const words = element("textarea", { rows: "2", maxlength: "1000" });
    const form = element(
      "form",
      { class: "comment" },
      element("label", {}, texts.comment, words),
      element("p", { class: "small" }, texts.commentHint),
      element("button", { type: "submit", class: "outlined" }, texts.sendComment),
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (words.value.trim() && !(await send(useful, words.value.trim()))) return;
      const thanks = element("p", { class: "small", tabindex: "-1" }, texts.thanks);
      form.replaceWith(thanks);
      thanks.focus();
    });
    return form;
  }

  async function send(useful: boolean, comment: string): Promise<boolean> {
    try {
      const taken = await service.feedback(answer as string, useful, comment);
      if (taken) say(texts.thanks);
      else around.noFeedback();
      return taken;
    } catch {
      box.querySelector(".wrong")?.remove();
      box.append(element("p", { class: "wrong small" }, texts.feedbackFailed));
      say(texts.feedbackFailed);
      return false;
    }
  }
}
