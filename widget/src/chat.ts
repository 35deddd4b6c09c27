/** `<lape-qa-chat>`: the conversation, its state and its frame. */

import { Announcer } from "./announcer.js";
import { button, element, icon, unseen } from "./dom.js";
import { begun, ended, leave, recall, remember, type Talk, taken } from "./memory.js";
import { type Citation, type Config, type Contact, type ExtraHeaders, Failure, type Reply, type Sentence, Service } from "./service.js";
import css from "./style.css";
import { type Language, LANGUAGES, languageOf, type Texts, TEXTS } from "./texts/index.js";
import { contactLine, explained, failed, offered, type Outcome, type Surroundings, turnView } from "./turn.js";
import { conversation, facts, grouped, NATIONWIDE, otherReading, regionName } from "./writing.js";

/** Where this file came from is where its service is. */
const HOME = new URL("..", import.meta.url).href;
/** The service's own limit, in code points. */
const LONGEST = 1000;
/** Earlier questions that go along with a new one. */
const HISTORY = 6;
/** Pixels left free above a turn that is scrolled to. */
const BREATH = 14;
/** Below this width the conversation fills the screen, and what is behind it is out of reach. */
const PHONE = "(max-width: 30em)";

/** The id of the source that a button opens. */
const sourceOf = (opener: Element): string | null => opener.getAttribute("data-source");

let sheet: CSSStyleSheet | undefined;

export class LapeQaChat extends HTMLElement {
  static readonly observedAttributes = [
    "endpoint",
    "fixed-language",
    "heading",
    "language",
    "open",
    "position",
    "remember",
    "theme",
  ];

  readonly #shadow = this.attachShadow({ mode: "open" });
  readonly #announcer = new Announcer();

  /** What goes along with every request to the service, such as a gateway asks for; a function is asked each time. */
  declare headers: ExtraHeaders;

  #service = new Service(HOME, () => this.headers);
  #config: Config = {};
  #regions: readonly string[] = [];
  #prepared = false;

  #talk = begun();
  #takesFeedback = true;

  #launcher: HTMLButtonElement | null = null;
  #panel: HTMLElement | null = null;
  #log = element("div");
  #field = element("textarea");
  #fault = element("p");
  #send = element("button");
  #tools = element("div");

  constructor() {
    super();
    // A page may have set them before this script came.
    this.headers ??= {};
    // A constructed sheet needs no permission of the page's content security policy.
    sheet ??= new CSSStyleSheet();
    if (!sheet.cssRules.length) sheet.replaceSync(css);
    this.#shadow.adoptedStyleSheets = [sheet];
  }

  connectedCallback(): void {
    const talk = (this.#talk = taken(this.#key, this.#talk));
    talk.shownBy = this;
    if (this.hasAttribute("remember") && !talk.turns.length) recall(this.#key, talk);
    if (talk.open) this.setAttribute("open", "");
    this.#connect();
    window.addEventListener("hashchange", this.#follow);
    this.#follow();
  }

  /** A question on its way goes on: the page may put this element elsewhere, or another in its place. */
  disconnectedCallback(): void {
    window.removeEventListener("hashchange", this.#follow);
    leave(this.#key, this.#talk);
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (!this.#panel || before === after) return;
    if (name === "open") this.#followOpen(true);
    else if (name === "endpoint") this.#connect();
    else this.#build();
  }

  // ---- attributes

  get #inline(): boolean {
    return this.getAttribute("position") === "inline";
  }

  get #language(): Language {
    const around = this.closest("[lang]")?.getAttribute("lang");
    return this.#talk.language ?? languageOf(this.getAttribute("language")) ?? languageOf(around) ?? "fi";
  }

  get #texts(): Texts {
    return TEXTS[this.#language];
  }

  get #heading(): string {
    return this.getAttribute("heading") || this.#texts.heading;
  }

  // ---- life

  #connect(): void {
    this.#service = new Service(this.getAttribute("endpoint") || HOME, () => this.headers);
    this.#prepared = false;
    this.#build();
  }

  /** What the address of a question is called, behind the page's own. */
  get #name(): string {
    return this.id || "lape-qa";
  }

  /** The address of this page that asks a turn's question, as it was understood. */
  #link(at: number): string {
    const { question, region, outcome } = this.#talk.turns[at]!;
    const leans = outcome.kind === "reply" && outcome.reply.carried?.length;
    const named = new URLSearchParams([
      [this.#name, question],
      ...(region ? [["region", region]] : []),
      ...(leans ? this.#history(at).map((before) => ["before", before]) : []),
    ]);
    return `${location.href.split("#")[0]}#${named}`;
  }

  /** Ask the question that the page's address names. */
  readonly #follow = (): void => {
    const named = new URLSearchParams(location.hash.slice(1));
    const question = named.get(this.#name);
    const { turns, request } = this.#talk;
    // A page that is loaded again, or an element in another's place, has it already.
    if (!question || request || turns.at(-1)?.question === question) return;
    this.setAttribute("open", "");
    this.#talk.region = named.get("region") ?? "";
    this.#fillTools();
    this.#field.value = question;
    this.#submit(named.getAll("before"));
  };

  /** Ask the service for what the editors have set, once, and not before somebody looks. */
  async #prepare(): Promise<void> {
    if (this.#prepared) return;
    this.#prepared = true;
    const service = this.#service;
    const [config, regions] = await Promise.all([service.config(), service.regions()]);
    if (service !== this.#service) return;
    this.#config = config;
    this.#regions = regions;
    this.#fillTools();
    if (!this.#talk.turns.length) this.#fillLog();
    // A reply may have come sooner, or be remembered: what was not found offers regions, and whom to ask.
    this.#talk.turns.forEach(({ outcome }, at) => {
      if (outcome.kind === "reply" && outcome.reply.outcome !== "answered") this.#fillTurn(at);
    });
  }

  get #key(): string {
    return `lape-qa-chat:${this.id}`;
  }

  #keep(): void {
    this.#talk.open = this.hasAttribute("open");
    if (this.hasAttribute("remember")) remember(this.#key, this.#talk);
  }

  // ---- the frame

  #build(): void {
    const texts = this.#texts;
    const inline = this.#inline;
    const title = element("h2", { id: "title", class: "title", tabindex: "-1" }, this.#heading);
    const header = element(
      "header",
      { class: "header", part: "header" },
      element("span", { class: "emblem" }, icon("quotes")),
      element("div", {}, title, element("p", { class: "small" }, texts.automatic)),
      this.#languageSwitch(),
      inline ? null : button({ class: "square", "aria-label": texts.close }, () => this.#hide(), icon("close")),
    );
    this.#log = element("div", {
      class: "log",
      part: "log",
      role: "log",
      // The announcer speaks, in batches; the log itself would read out every change.
      "aria-live": "off",
      "aria-label": texts.log,
      // A region that scrolls must be within reach of the keyboard.
      tabindex: inline ? undefined : "0",
    });
    this.#panel = element(
      inline ? "section" : "dialog",
      { id: "panel", class: "panel", part: "panel", "aria-labelledby": "title" },
      header,
      this.#log,
      this.#form(),
    );
    if (!inline) this.#closable(this.#panel as HTMLDialogElement);
    this.#launcher = inline
      ? null
      : button(
          { class: "launcher", part: "launcher", "aria-haspopup": "dialog", "aria-expanded": "false" },
          () => this.setAttribute("open", ""),
          icon("quotes"),
          texts.open,
        );
    const root = element(
      "div",
      {
        class: "root",
        lang: this.#language,
        "data-position": inline || this.getAttribute("position") === "panel" ? this.getAttribute("position")! : "bubble",
        "data-theme": this.getAttribute("theme") ?? "auto",
      },
      this.#launcher,
      this.#panel,
      this.#announcer.node,
    );
    this.#shadow.replaceChildren(root);
    this.#fillLog();
    this.#fillTools();
    this.#showBusy();
    if (inline) void this.#prepare();
    else this.#followOpen(false);
  }

  #closable(dialog: HTMLDialogElement): void {
    dialog.addEventListener("close", () => {
      this.removeAttribute("open");
      if (!this.#launcher) return;
      this.#launcher.hidden = false;
      this.#launcher.focus();
      this.#keep();
    });
    dialog.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing) this.#hide();
    });
  }

  #hide(): void {
    (this.#panel as HTMLDialogElement).close();
  }

  /** Open or close as the attribute says; who opens it goes on in it, and a page that comes with it open is left alone. */
  #followOpen(asked: boolean): void {
    const dialog = this.#panel;
    if (!(dialog instanceof HTMLDialogElement) || !this.#launcher) return;
    const open = this.hasAttribute("open");
    if (open === dialog.open) return;
    if (!open) {
      dialog.close();
      return;
    }
    const phone = matchMedia(PHONE).matches;
    this.#launcher.hidden = true;
    if (phone) dialog.showModal();
    else dialog.show();
    // On a phone the keyboard would cover what there is to read.
    if (phone) dialog.querySelector<HTMLElement>("#title")?.focus();
    else if (asked) this.#field.focus();
    this.#log.scrollTop = this.#log.scrollHeight;
    this.#keep();
    void this.#prepare();
  }

  #languageSwitch(): HTMLElement | null {
    if (this.hasAttribute("fixed-language")) return null;
    const choices = LANGUAGES.map((language) => {
      const { name } = TEXTS[language];
      const pressed = String(language === this.#language);
      const label = `${language.toUpperCase()}, ${name}`;
      return button(
        { class: "language", lang: language, "aria-pressed": pressed, "aria-label": label, title: name },
        () => this.#speak(language),
        language.toUpperCase(),
      );
    });
    return element("div", { class: "languages", role: "group", "aria-label": this.#texts.languages }, ...choices);
  }

  #speak(language: Language): void {
    this.#talk.language = language;
    this.#build();
    this.#panel?.querySelector<HTMLElement>(".language[aria-pressed=true]")?.focus();
    this.#keep();
  }

  // ---- the form

  #form(): HTMLElement {
    const texts = this.#texts;
    this.#field = element("textarea", {
      id: "field",
      part: "field",
      rows: "1",
      placeholder: texts.placeholder,
      autocomplete: "off",
      enterkeyhint: "send",
    });
    this.#field.value = this.#talk.draft;
    this.#field.addEventListener("input", () => {
      this.#talk.draft = this.#field.value;
      this.#complain("");
      this.#keep();
    });
    this.#field.addEventListener("keydown", (event) => {
      // An input method that is still composing a word needs the key itself.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      if (!this.#talk.request) this.#submit();
    });
    this.#fault = element("p", { id: "fault", class: "wrong", role: "alert" });
    this.#send = element("button", { type: "submit", class: "send", part: "send" });
    this.#tools = element("div", { class: "tools" });
    const form = element(
      "form",
      { class: "form", part: "form", novalidate: true },
      element("label", { for: "field", class: "unseen" }, texts.field),
      element("div", { class: "entry" }, this.#field, this.#send),
      this.#fault,
      this.#tools,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.#talk.request) this.#talk.request.abort();
      else this.#submit();
    });
    return form;
  }

  #fillTools(): void {
    const texts = this.#texts;
    const contact = contactLine({ texts, contact: this.#contact });
    const kept = this.#replies.length > 0;
    this.#tools.replaceChildren(
      ...[
        this.#regions.length > 1 ? this.#regionChoice() : null,
        kept ? button({ class: "plain" }, () => this.#save(), texts.save) : null,
        this.#talk.turns.length ? button({ class: "plain" }, () => this.#clear(), texts.clear) : null,
        this.#talk.cleared ? element("span", { class: "small" }, texts.cleared) : null,
        this.#talk.cleared ? button({ class: "plain" }, () => this.#undo(), texts.undo) : null,
        contact,
      ].filter((tool) => tool !== null),
    );
  }

  #regionChoice(): HTMLElement {
    const texts = this.#texts;
    const named = this.#regions.filter((region) => region !== NATIONWIDE);
    named.sort((one, other) => one.localeCompare(other, "fi"));
    const nationwide = this.#regions.filter((region) => region === NATIONWIDE);
    const choice = element(
      "select",
      {},
      new Option(texts.allRegions, ""),
      ...[...nationwide, ...named].map((region) => new Option(regionName(texts, region), region)),
    );
    choice.value = this.#talk.region;
    choice.addEventListener("change", () => {
      this.#talk.region = choice.value;
      this.#keep();
    });
    return element("label", { class: "region" }, `${texts.region} `, choice);
  }

  #complain(words: string): void {
    this.#fault.textContent = words;
    this.#field.setAttribute("aria-invalid", String(words !== ""));
    if (words) this.#field.setAttribute("aria-describedby", "fault");
    else this.#field.removeAttribute("aria-describedby");
  }

  #submit(before?: readonly string[]): void {
    const texts = this.#texts;
    const question = this.#field.value.trim();
    const length = [...question].length;
    if (!question) this.#complain(texts.empty);
    else if (length > LONGEST) this.#complain(texts.tooLong(LONGEST.toLocaleString(texts.locale)));
    else {
      this.#field.value = this.#talk.draft = "";
      void this.#ask(this.#talk.turns.length, question, this.#talk.region, before);
    }
    if (!before) this.#field.focus();
  }

  // ---- asking

  /** Ask as the turn of a number: a new one, or one again. */
  async #ask(at: number, question: string, region: string, before?: readonly string[]): Promise<void> {
    const talk = this.#talk;
    if (talk.request) return;
    this.#complain("");
    const request = (talk.request = new AbortController());
    const history = before ?? this.#history(at);
    // Whichever element shows the conversation by then.
    const show = (act: (view: LapeQaChat) => void): void => {
      if (talk.shownBy) act(talk.shownBy);
    };
    const set = (outcome: Outcome): void => {
      if (talk.request !== request) return;
      talk.turns[at] = { question, region, outcome, ...(before && { before }) };
      show((view) => view.#fillTurn(at));
    };
    let busy: Outcome & { kind: "busy" } = { kind: "busy", sentences: [], citations: [] };
    talk.cleared = null;
    set(busy);
    this.#showBusy();
    this.#fillTools();
    this.#announcer.say(this.#texts.busy);
    this.#scrollTo(at);
    this.#keep();
    try {
      const reply = await this.#service.ask(
        { question, region, history, notCarried: talk.notCarried },
        {
          sources: (citations) => set((busy = { ...busy, citations })),
          sentence: (sentence) => {
            set((busy = { ...busy, sentences: [...busy.sentences, sentence] }));
            const citation = busy.citations.find(({ number }) => number === sentence.citation);
            if (citation) show((view) => view.#read(sentence, citation));
          },
        },
        request.signal,
      );
      set({ kind: "reply", reply });
      show((view) => {
        view.#scrollTo(at);
        view.#tell(reply, busy.sentences.length > 0);
      });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const outcome = failed(error);
      set(outcome);
      show((view) => view.#announcer.say(explained(view.#texts, outcome)));
    } finally {
      if (talk.request === request) talk.request = null;
      show((view) => {
        view.#showBusy();
        view.#fillTools();
        view.#keep();
      });
    }
  }

  /** The questions that one may lean on; one that came by an address has those that it came with. */
  #history(at: number): readonly string[] {
    const { turns } = this.#talk;
    const answered = turns.slice(0, at).filter(({ outcome }) => outcome.kind === "reply");
    const own = turns[at]?.before;
    return own ?? answered.flatMap(({ question, before = [] }) => [...before, question]).slice(-HISTORY);
  }

  /** Say a reply aloud; sentences that came one by one have been said already. */
  #tell(reply: Reply, streamed: boolean): void {
    const texts = this.#texts;
    const other = otherReading(reply);
    if (other) {
      this.#announcer.say(texts.readAs);
      this.#announcer.say(other, reply.language);
    }
    if (reply.outcome !== "answered") {
      if (reply.text) this.#announcer.say(reply.text, reply.language);
      else this.#announcer.say(`${texts.notFound}. ${texts.notFoundMore}`);
      for (const question of reply.suggestions ?? []) this.#announcer.say(question, reply.language);
      return;
    }
    if (!streamed) {
      this.#announcer.say(texts.answer);
      for (const { title, sentences } of grouped(reply)) {
        if (title) this.#announcer.say(title, reply.language);
        for (const sentence of sentences) {
          const citation = reply.citations.find(({ number }) => number === sentence.citation);
          if (citation) this.#read(sentence, citation);
        }
      }
    }
    if (reply.uncertain) this.#announcer.say(`${texts.uncertain} ${texts.uncertainMore}`);
    if (reply.text) this.#announcer.say(reply.text, reply.language);
    const sources = new Map(reply.citations.map((citation) => [citation.document.id, citation]));
    this.#announcer.say(texts.sources(sources.size));
    for (const citation of sources.values()) {
      if (citation.document.digest) this.#announcer.say(texts.digest);
      this.#announcer.say(citation.document.title, citation.document.language);
      this.#announcer.say(facts(texts, citation));
    }
  }

  /** Say a sentence; of one that a language model worded, the quote that carries it too. */
  #read(sentence: Sentence, citation: Citation): void {
    const lang = citation.document.language;
    this.#announcer.say(sentence.text, lang);
    if (!sentence.written_by) return;
    this.#announcer.say(this.#texts.worded);
    this.#announcer.say(citation.quote, lang);
  }

  /** Ask a turn's question again, among the same sources or those of another region. */
  #again(at: number, region?: string): void {
    const turn = this.#talk.turns[at];
    if (!turn || this.#talk.request) return;
    void this.#ask(at, turn.question, region ?? turn.region, turn.before);
    // The button that was pressed is gone.
    this.#node(at)?.querySelector<HTMLElement>(".question")?.focus();
  }

  #clear(): void {
    const talk = this.#talk;
    const { notCarried, region } = talk;
    talk.request?.abort();
    const cleared = { turns: ended(talk.turns, "stopped"), notCarried, region };
    this.#put({ request: null, turns: [], notCarried: [], region: "", cleared });
    this.#announcer.say(this.#texts.cleared);
  }

  #undo(): void {
    this.#put({ ...this.#talk.cleared, cleared: null });
  }

  #put(changed: Partial<Talk>): void {
    Object.assign(this.#talk, changed);
    this.#fillLog();
    this.#fillTools();
    this.#showBusy();
    this.#field.focus();
    this.#keep();
  }

  #save(): void {
    const text = conversation(this.#texts, this.#service, this.#replies);
    // With the mark at its beginning, every editor takes the file for UTF-8.
    const address = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/plain;charset=utf-8" }));
    const day = new Date().toLocaleDateString("sv");
    element("a", { href: address, download: `lape-qa-${day}.txt` }).click();
    URL.revokeObjectURL(address);
    this.#announcer.say(this.#texts.saved);
  }

  get #replies(): Reply[] {
    return this.#talk.turns.flatMap(({ outcome }) => (outcome.kind === "reply" ? [outcome.reply] : []));
  }

  // ---- showing

  get #contact(): Contact | null {
    return this.#config.contact ?? null;
  }

  #showBusy(): void {
    const texts = this.#texts;
    const busy = this.#talk.request !== null;
    this.#log.setAttribute("aria-busy", String(busy));
    this.#send.replaceChildren(icon(busy ? "stop" : "send"), unseen(busy ? texts.stop : texts.send));
    this.#send.title = busy ? texts.stop : texts.send;
  }

  #fillLog(): void {
    this.#log.replaceChildren(this.#welcome(), ...this.#talk.turns.map((_, at) => this.#view(at)));
  }

  #welcome(): HTMLElement {
    const texts = this.#texts;
    const suggestions = this.#config.suggestions?.[this.#language] ?? texts.suggestions;
    return element(
      "div",
      { class: "welcome", part: "welcome" },
      element("p", {}, this.#config.llm ? texts.welcomeWorded : texts.welcome),
      ...(this.#talk.turns.length ? [] : offered(texts, suggestions, (question) => this.#suggest(question))),
    );
  }

  #suggest(question: string): void {
    void this.#ask(this.#talk.turns.length, question, this.#talk.region);
    this.#field.focus();
  }

  #view(at: number): HTMLElement {
    const around: Surroundings = {
      texts: this.#texts,
      language: this.#language,
      service: this.#service,
      contact: this.#contact,
      takesFeedback: this.#takesFeedback,
      regions: this.#regions,
      again: () => this.#again(at),
      within: (region) => this.#again(at, region),
      suggest: (question) => this.#suggest(question),
      link: () => this.#link(at),
      forget: (text) => {
        this.#talk.notCarried.push(text);
        this.#again(at);
      },
      noFeedback: () => {
        this.#takesFeedback = false;
        this.#fillLog();
        this.#field.focus();
      },
      say: (words) => this.#announcer.say(words),
    };
    return turnView(this.#talk.turns[at]!, around);
  }

  #node(at: number): Element | undefined {
    return this.#log.querySelectorAll(".turn")[at];
  }

  /** Show a turn as it is now. What was opened in it stays open, as more of an answer may come while its source is read. */
  #fillTurn(at: number): void {
    const before = this.#node(at);
    const focused = before?.contains(this.#shadow.activeElement) ? this.#shadow.activeElement : null;
    const opened = [...(before?.querySelectorAll("[data-source][aria-expanded=true]") ?? [])].map(sourceOf);
    const view = this.#view(at);
    if (before) before.replaceWith(view);
    else {
      this.#log.append(view);
      // The suggestions have done their work.
      this.#log.querySelector(".welcome")?.replaceWith(this.#welcome());
    }
    const openers = [...view.querySelectorAll<HTMLElement>("[data-source]")];
    for (const source of opened) openers.find((opener) => sourceOf(opener) === source)?.click();
    if (!focused) return;
    const same = openers.find((opener) => sourceOf(opener) === sourceOf(focused));
    (same ?? view.querySelector<HTMLElement>(".question"))?.focus({ preventScroll: same !== undefined });
  }

  #scrollTo(at: number): void {
    const node = this.#node(at);
    if (this.#inline) node?.scrollIntoView({ block: "nearest" });
    else if (node instanceof HTMLElement) this.#log.scrollTop = node.offsetTop - BREATH;
  }
}
