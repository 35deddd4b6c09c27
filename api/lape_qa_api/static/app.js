/**
 * The demo page: asks /v1/ask and shows what comes back.
 *
 * Everything that comes from outside is set as text, never as HTML. The question and the last result live in
 * the tab's session storage, so that neither a reload nor a visit to a source loses them.
 */

import { EXAMPLES, TEXTS } from "./texts.js";

const form = document.querySelector("#lomake");
const field = document.querySelector("#kysymys");
const fault = document.querySelector("#vika");
const result = document.querySelector("#tulos");
const examples = document.querySelector("#esimerkit");
const languages = document.querySelector("#kielet");

/** What is shown: {kind: "nothing" | "busy" | "reply" | "failure", …}. */
let state = restored();
let language = stored(localStorage, "language") in TEXTS ? stored(localStorage, "language") : "fi";
let request = null;

// ---- events

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(field.value.trim());
});

field.addEventListener("keydown", (event) => {
  // Enter asks, as in any search field; an input method still composing a word needs it for itself.
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

field.addEventListener("input", () => {
  store(sessionStorage, "question", field.value);
  showFault("");
});

languages.addEventListener("click", (event) => {
  if (event.target.value) {
    language = event.target.value;
    store(localStorage, "language", language);
    translate();
  }
});

// ---- asking

async function ask(question) {
  if (!question) {
    showFault(TEXTS[language].empty);
    field.focus();
    return;
  }
  showFault("");
  request?.abort();
  request = new AbortController();
  show({ kind: "busy" });
  try {
    show(await outcome(question, request.signal));
  } catch (error) {
    // A newer question took over; its own result will be shown.
    if (error.name !== "AbortError") throw error;
  }
}

async function outcome(question, signal) {
  let response;
  try {
    response = await fetch("/v1/ask", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ question }),
      signal,
    });
    if (response.ok) return { kind: "reply", reply: await response.json() };
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return { kind: "failure", status: "unreachable" };
  }
  return { kind: "failure", status: response.status };
}

// ---- showing

function show(next) {
  state = next;
  if (next.kind === "reply") store(sessionStorage, "result", JSON.stringify(next));
  render();
  if (next.kind !== "busy") result.scrollIntoView({ block: "nearest" });
}

function render() {
  const texts = TEXTS[language];
  result.setAttribute("aria-busy", String(state.kind === "busy"));
  result.replaceChildren(
    ...{
      nothing: () => [],
      busy: () => [element("p", { class: "busy" }, texts.busy)],
      failure: () => [failure(texts, state.status)],
      reply: () => [state.reply.outcome === "answered" ? answer(texts, state.reply) : notFound(texts, state.reply)],
    }[state.kind](),
  );
}

function failure(texts, status) {
  // A body too long is a question too long.
  const known = status === 413 ? 422 : status;
  return element(
    "section",
    { class: "failure" },
    element("h2", {}, texts.failure),
    element("p", {}, texts[known] ?? texts.other(status), " ", texts.kept),
  );
}

function answer(texts, reply) {
  const citations = new Map(reply.citations.map((citation) => [citation.number, citation]));
  return element(
    "section",
    { class: "answer" },
    element("h2", {}, texts.answer),
    asked(texts, reply, texts.verbatim),
    ...reply.sentences.map((sentence) => quote(texts, sentence, citations.get(sentence.citation))),
    element("h3", {}, texts.sources),
    element("ol", { class: "sources" }, ...reply.citations.map((citation) => source(citation, citation.number))),
  );
}

function quote(texts, sentence, citation) {
  return element(
    "blockquote",
    { lang: citation.document.language },
    element("p", {}, sentence.text, " ", reference(texts, citation)),
  );
}

function reference(texts, citation) {
  const label = texts.open(citation.number);
  return element(
    "a",
    { class: "reference", href: quotePage(citation), "aria-label": label, title: label, lang: language },
    `${citation.number}`,
  );
}

function source(place, number) {
  return element(
    "li",
    { value: number },
    element("a", { href: quotePage(place), lang: place.document.language }, place.document.title),
    element("span", { class: "meta" }, facts(place)),
  );
}

function notFound(texts, reply) {
  const parts = [element("h2", {}, texts.notFound), asked(texts, reply, texts.notFoundMore)];
  if (reply.nearest.length) {
    parts.push(
      element("h3", {}, texts.nearest),
      element("p", { class: "hint" }, texts.nearestMore),
      element("ul", { class: "nearest" }, ...reply.nearest.map(nearest)),
    );
  }
  return element("section", { class: "not-found" }, ...parts);
}

function nearest(hit) {
  const item = source(hit);
  item.append(element("p", { class: "passage", lang: hit.document.language }, ...lines(hit.text)));
  return item;
}

/** A passage without its blank lines; a heading in it is set off by weight instead of marks. */
function lines(text) {
  return text.split(/[\r\n]+/).flatMap((line) => {
    const heading = line.match(/^\s{0,3}#{1,6}\s+(.*)/);
    return [heading ? element("strong", {}, heading[1]) : line, "\n"];
  });
}

function asked(texts, reply, remark) {
  const question = element("q", { lang: reply.language }, reply.question);
  return element("p", { class: "asked" }, texts.asked, " ", question, ". ", remark);
}

/** The address of the page that shows a quote or passage where it stands, scrolled to it. */
function quotePage(place) {
  const address = new URL(place.reader_url, location.href);
  address.hash = "lainaus";
  return address.href;
}

function facts({ document, page }) {
  const place = page && TEXTS[language].page(page);
  return [document.publisher, date(document.published), document.region, place].filter(Boolean).join(" · ");
}

function date(published) {
  const day = new Date(published);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(published) || Number.isNaN(day.valueOf())) return published;
  const style = { day: "numeric", month: language === "en" ? "long" : "numeric", year: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat({ fi: "fi-FI", sv: "sv-FI", en: "en-GB" }[language], style).format(day);
}

function showFault(message) {
  fault.textContent = message;
  field.setAttribute("aria-invalid", String(Boolean(message)));
  field.setAttribute("aria-describedby", message ? "vika ohje" : "ohje");
}

function translate() {
  const texts = TEXTS[language];
  document.documentElement.lang = language;
  document.title = `${texts.title} – LAPE-QA`;
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = texts[node.dataset.text];
  languages.setAttribute("aria-label", texts.languages);
  for (const button of languages.children) button.setAttribute("aria-pressed", String(button.value === language));
  examples.querySelector("ul").replaceChildren(...EXAMPLES[language].map(example));
  showFault("");
  render();
}

function example(question) {
  const button = element("button", { type: "button" }, question);
  button.addEventListener("click", () => {
    field.value = question;
    store(sessionStorage, "question", question);
    ask(question);
  });
  return element("li", {}, button);
}

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// ---- storage: a browser may forbid it, and the page works without

function stored(storage, key) {
  try {
    return storage.getItem(`lape-qa.${key}`) ?? "";
  } catch {
    return "";
  }
}

function store(storage, key, value) {
  try {
    storage.setItem(`lape-qa.${key}`, value);
  } catch {
    // Forbidden or full: this page still shows what it has.
  }
}

function restored() {
  return JSON.parse(stored(sessionStorage, "result") || '{"kind": "nothing"}');
}

field.value = stored(sessionStorage, "question");
languages.hidden = false;
examples.hidden = false;
translate();
