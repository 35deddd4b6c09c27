/** One question and what came of it, as it is shown. */

import { answerView, cards, links, named } from "./answer.js";
import { button, element, icon, unseen } from "./dom.js";
import type { Citation, Contact, Failure, FailureKind, Hit, Reply, Sentence, Service } from "./service.js";
import type { Texts } from "./texts/index.js";
import { asText, excerpt, otherReading, regionName, type Style } from "./writing.js";

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
  /** What it leans on, where it came by an address and not after other turns. */
  readonly before?: readonly string[];
}

/** What a turn needs of the conversation that it stands in. */
export interface Surroundings {
  readonly texts: Texts;
  readonly language: string;
  readonly service: Service;
  readonly contact: Contact | null;
  readonly regions: readonly string[];
  readonly takesFeedback: boolean;
  again(): void;
  /** Ask the same among the sources of a region; of all of them when it is empty. */
  within(region: string): void;
  suggest(question: string): void;
  /** The address that asks the turn's question. */
  link(): string;
  forget(text: string): void;
  noFeedback(): void;
  say(words: string): void;
}

export function failed({ kind, status, seconds }: Failure): Outcome & { kind: "failure" } {
  return { kind: "failure", failure: kind, status, seconds };
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
    ...body(turn, around),
  );
}

function body({ outcome, region }: Turn, around: Surroundings): (HTMLElement | null)[] {
  switch (outcome.kind) {
    case "busy":
      return [
        ...cards(outcome.sentences, outcome.citations, around),
        element("p", { class: "busy" }, around.texts.busy),
      ];
    case "failure":
      return [failure(outcome, around)];
    case "reply": {
      const { reply } = outcome;
      return [understood(reply, around), carried(reply, around), ...shown(reply, region, around)];
    }
  }
}

function shown(reply: Reply, region: string, around: Surroundings): (HTMLElement | null)[] {
  switch (reply.outcome) {
    case "answered":
      return [...answerView(reply, around), footer(reply, around)];
    case "guidance":
      return [guidance(reply, around)];
    case "not_found":
      return reply.text ? [told(reply, around)] : [notFound(reply, region, around), footer(reply, around)];
  }
}

// ---- what is said besides quotes

function guidance(reply: Reply, { texts, suggest }: Surroundings): HTMLElement {
  return element(
    "div",
    { class: "guidance", part: "guidance" },
    element("p", { lang: reply.language }, reply.text ?? ""),
    ...offered(texts, reply.suggestions ?? [], suggest, reply.language),
  );
}

/** Questions that are asked when they are pressed, under a line that says so. */
export function offered(
  texts: Texts,
  questions: readonly string[],
  suggest: (question: string) => void,
  lang?: string,
): HTMLElement[] {
  if (!questions.length) return [];
  const choices = questions.map((question) =>
    element("li", {}, button({ class: "suggestion", part: "suggestion", lang }, () => suggest(question), question)),
  );
  return [
    element("p", { class: "small" }, texts.suggestionsLabel),
    element("ul", { class: "suggestions", "aria-label": texts.suggestionsLabel }, ...choices),
  ];
}

/** What is said in place of an answer; set off where it has numbers to call, for somebody in distress. */
function told(reply: Reply, around: Surroundings): HTMLElement {
  const words = (reply.text ?? "").split(/\b(112|116\s?11[17])\b/);
  const callable = words.map((part, at) =>
    at % 2 ? element("a", { class: "phone", href: `tel:${part.replace(/\s/, "")}` }, part) : part,
  );
  const box = words.length > 1 ? { class: "help", part: "help" } : { class: "guidance", part: "guidance" };
  return element(
    "div",
    box,
    element("p", { lang: reply.language }, ...callable),
    contactLine(around),
  );
}

// ---- no answer

function notFound(reply: Reply, region: string, around: Surroundings): HTMLElement {
  const { texts } = around;
  const { nearest } = reply;
  return element(
    "div",
    { class: "not-found", part: "not-found" },
    element("h4", {}, texts.notFound),
    element("p", {}, texts.notFoundMore),
    otherSources(reply, region, around),
    contactLine(around),
    ...(nearest.length
      ? [
          element("h4", { class: "lesser" }, texts.nearest),
          element("p", { class: "small" }, texts.nearestMore),
          element("ul", { class: "nearest" }, ...nearest.map((hit) => near(hit, reply, around))),
        ]
      : []),
  );
}

/** The same question among other sources: all of them, or, where they speak of it, those of a region that it names. */
function otherSources(reply: Reply, region: string, { texts, regions, within }: Surroundings): HTMLElement | null {
  const named = reply.nearest.length ? (reply.regions ?? []) : [];
  const others = region ? [""] : named.filter((name) => regions.includes(name));
  if (!others.length) return null;
  const choices = others.map((name) =>
    button({ class: "outlined" }, () => within(name), name ? texts.askWithin(regionName(texts, name)) : texts.askAll),
  );
  return element("p", { class: "others" }, ...choices);
}

function near(hit: Hit, reply: Reply, around: Surroundings): HTMLElement {
  return element(
    "li",
    {},
    named(hit, around),
    element("p", { class: "passage", lang: hit.document.language }, excerpt(hit.text, reply.read_as ?? reply.question)),
    element("p", { class: "links" }, ...links(hit, reply.nearest, around)),
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

function failure(outcome: Outcome & { kind: "failure" }, around: Surroundings): HTMLElement {
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
  return element("div", { class: "footer" }, feedback(reply, around), copying(reply, around));
}

/** Ways to take an answer along, and the address of its question. */
function copying(reply: Reply, { texts, service, say, link }: Surroundings): HTMLElement {
  const done = element("span", { class: "small" });
  const way = (words: string, make: () => string, said: string): HTMLElement => {
    const copy = button(
      { class: "plain", "aria-label": `${texts.copy}: ${words}` },
      async () => {
        const came = (await copied(make(), copy)) ? said : texts.copyFailed;
        done.textContent = came;
        say(came);
      },
      words,
    );
    return copy;
  };
  const styled = (words: string, style: Style): HTMLElement =>
    way(words, () => asText(texts, service, reply, style), texts.copied);
  return element(
    "div",
    { class: "copying", role: "group", "aria-label": texts.copy },
    element("span", { class: "small" }, icon("copy"), texts.copy),
    ...(reply.outcome === "answered"
      ? [styled(texts.plain, "plain"), styled("Markdown", "markdown"), styled(texts.notes, "notes")]
      : []),
    way(texts.link, link, texts.linked),
    done,
  );
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
    const form = commentForm(useful);
    box.append(form);
    form.scrollIntoView({ block: "nearest" });
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
