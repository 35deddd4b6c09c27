/** The service over HTTP, and what can go wrong on the way, each as a `Failure`. */

import type { components } from "./api-types.js";
import { serverEvents } from "./events.js";

type Schemas = components["schemas"];
/** An older service knows no copies. */
export type Citation = Omit<Schemas["Citation"], "copies"> & Partial<Pick<Schemas["Citation"], "copies">>;
export type Hit = Schemas["Hit"];
/** An older service does not know which documents are digests. */
export type Document = Omit<Schemas["Document"], "digest"> & Partial<Pick<Schemas["Document"], "digest">>;
/** An older service marks nothing. */
export type Sentence = Omit<Schemas["Sentence"], "highlights"> & Partial<Pick<Schemas["Sentence"], "highlights">>;
export type Carried = Schemas["Carried"];
export type Contact = Schemas["Contact"];
/** A stretch of a document; offsets count code points. */
export type Place = Pick<Citation & Hit, keyof Citation & keyof Hit>;
/** An older service does not say everything. */
export type Reply = Omit<Schemas["Reply"], Later | "sentences" | "citations"> &
  Partial<Pick<Schemas["Reply"], Later>> & { readonly sentences: readonly Sentence[]; readonly citations: readonly Citation[] };
type Later = "read_as" | "carried" | "answer_id" | "kind" | "sections" | "text" | "more" | "suggestions" | "uncertain" | "regions";
export type Config = Partial<Schemas["WidgetConfig"]>;

/** Headers of the host page, as they are or as they come to be. */
export type ExtraHeaders = HeadersInit | (() => HeadersInit | Promise<HeadersInit>);

export interface Question {
  readonly question: string;
  readonly history: readonly string[];
  readonly notCarried: readonly string[];
  readonly region: string;
}

export interface Progress {
  sources(citations: readonly Citation[]): void;
  sentence(sentence: Sentence): void;
}

export type FailureKind =
  | "offline"
  | "unreachable"
  | "interrupted"
  | "slow"
  | "stopped"
  | "unreadable"
  | "forbidden"
  | "limited"
  | "unavailable"
  | "other";

/** Why there is no answer, as a kind that has words in every language. */
export class Failure extends Error {
  constructor(
    readonly kind: FailureKind,
    readonly status = 0,
    readonly seconds: number | null = null,
  ) {
    super(kind);
  }
}

/** How long the service may stay silent. Heartbeats count as a word. */
const PATIENCE_MS = 30_000;
/** A token is renewed this long before it ends, so that it does not end on the way. */
const MARGIN_MS = 10_000;

/** Within this time a browser tells the page that its policy has forbidden a request. */
const REPORTED_MS = 100;

const ABSENT = [404, 405];
/** What a page gets that asks at a wrong address, by a wrong name, or without leave. */
const MISSET = [401, 403, ...ABSENT, 421];

export class Service {
  readonly #base: URL;
  #streams = true;
  #converses = true;
  #token: { value: string; until: number } | null = null;
  #fetching: Promise<void> | null = null;
  #wantsToken = true;

  constructor(
    endpoint: string,
    private readonly extra: () => ExtraHeaders,
  ) {
    this.#base = new URL(endpoint.replace(/\/?$/, "/"), document.baseURI);
  }

  /** The address of a path of the service, wherever a proxy has put the service. */
  address(path: string): URL {
    return new URL(path.replace(/^\//, ""), this.#base);
  }

  /** Send a request with the headers of the host page, which win. */
  async #send(path: string, signal: AbortSignal, request: RequestInit = {}): Promise<Response> {
    const extra = this.extra();
    const headers = new Headers(request.headers);
    new Headers(typeof extra === "function" ? await extra() : extra).forEach((value, name) => headers.set(name, value));
    // Scripts that wrap fetch to watch it often know nothing but a string and a plain object.
    return fetch(this.address(path).href, { ...request, headers: Object.fromEntries(headers), signal });
  }

  /** What the editors have set; nothing when the service has no settings for widgets. */
  async config(): Promise<Config> {
    return ((await quietly(this.#send("v1/widget/config", AbortSignal.timeout(PATIENCE_MS)))) ?? {}) as Config;
  }

  /** The regions that there are documents of. */
  async regions(): Promise<string[]> {
    const list = (await this.#read("v1/documents")) as Partial<Schemas["DocumentList"]> | null;
    return [...new Set(list?.documents?.map((document) => document.region))].filter(Boolean);
  }

  /** A document's text and version, or null when it cannot be had. */
  async document(id: string): Promise<Schemas["DocumentDetail"] | null> {
    return (await this.#read(`v1/documents/${encodeURIComponent(id)}`)) as Schemas["DocumentDetail"] | null;
  }

  /** Send an opinion; false when this service takes none. */
  async feedback(answer: string, useful: boolean, comment: string): Promise<boolean> {
    try {
      const body: Schemas["FeedbackGiven"] = { answer_id: answer, useful, ...(comment && { comment }) };
      const response = await this.#post("v1/feedback", body, AbortSignal.timeout(PATIENCE_MS));
      if (response.ok) return true;
      if (ABSENT.includes(response.status)) return false;
      throw refusal(response);
    } catch (error) {
      throw error instanceof Failure ? error : new Failure("unreachable");
    }
  }

  /** Ask, telling of sentences as they come; a Failure says why there is no reply. */
  async ask(asked: Question, progress: Progress, stop: AbortSignal): Promise<Reply> {
    const patience = new Patience();
    const signal = AbortSignal.any([stop, patience.signal]);
    let begun = false;
    try {
      // A script that wraps fetch may have lost the signal on the way.
      const response = await Promise.race([this.#asked(asked, signal), ended(signal)]);
      patience.renew();
      if (!response.ok) throw refusal(response);
      const type = response.headers.get("content-type") ?? "";
      if (!/json|event-stream/.test(type)) throw misset(`${response.url} answered with ${type}: is it a sign-in page?`);
      begun = true;
      const reply = await Promise.race([read(response, type, progress, patience), ended(signal)]);
      if (!isReply(reply)) throw new Failure("unavailable");
      return reply;
    } catch (error) {
      if (stop.aborted) throw new Failure("stopped");
      if (patience.signal.aborted) throw new Failure("slow");
      if (error instanceof Failure) throw error;
      if (begun) throw new Failure("interrupted");
      throw navigator.onLine ? await this.#cause(error) : new Failure("offline");
    } finally {
      patience.end();
    }
  }

  async #asked(asked: Question, signal: AbortSignal): Promise<Response> {
    const { question, history, notCarried, region } = asked;
    const leaning = this.#converses && history.length > 0;
    const body: Schemas["Question"] = {
      question,
      ...(leaning && { history }),
      ...(leaning && notCarried.length > 0 && { not_carried: notCarried }),
      ...(region && { filters: { region } }),
    };
    const response = await this.#streamedOrWhole(body, signal);
    if (response.status !== 422 || !leaning) return response;
    // An older service knows no history and refuses it. History only helps to understand; a filter is a condition.
    const alone = await this.#streamedOrWhole({ question, ...(region && { filters: { region } }) }, signal);
    if (alone.ok) this.#converses = false;
    return alone;
  }

  async #streamedOrWhole(body: Schemas["Question"], signal: AbortSignal): Promise<Response> {
    if (this.#streams) {
      const response = await this.#post("v1/ask/stream", body, signal);
      if (!ABSENT.includes(response.status)) return response;
      this.#streams = false;
    }
    return this.#post("v1/ask", body, signal);
  }

  async #post(path: string, body: object, signal: AbortSignal): Promise<Response> {
    const headers = { "Content-Type": "application/json" };
    return this.#admitted(path, { method: "POST", headers, body: JSON.stringify(body) }, signal);
  }

  async #read(path: string): Promise<unknown> {
    return quietly(this.#admitted(path, {}, AbortSignal.timeout(PATIENCE_MS)));
  }

  /** Send a request with what lets it in. */
  async #admitted(path: string, request: RequestInit, signal: AbortSignal): Promise<Response> {
    const send = async (): Promise<Response> => {
      const headers = { ...request.headers, ...(await this.#authorization(signal)) };
      return this.#send(path, signal, { ...request, headers });
    };
    const response = await send();
    if (response.status !== 401 || !this.#token) return response;
    // The service was restarted, and knows the token no more.
    this.#token = null;
    return send();
  }

  async #authorization(signal: AbortSignal): Promise<Record<string, string>> {
    if (this.#wantsToken && !(this.#token && this.#token.until > Date.now())) {
      // Fetched once, however many requests wait for it; one that is stopped waits no longer.
      this.#fetching ??= this.#fetchToken().finally(() => {
        this.#fetching = null;
      });
      await Promise.race([this.#fetching, ended(signal)]);
    }
    return this.#token ? { Authorization: `Bearer ${this.#token.value}` } : {};
  }

  async #fetchToken(): Promise<void> {
    const response = await this.#send("v1/widget/token", AbortSignal.timeout(PATIENCE_MS), { method: "POST" });
    if (ABSENT.includes(response.status)) {
      this.#wantsToken = false;
      return;
    }
    if (!response.ok) throw refusal(response);
    const { token, expires_in } = (await response.json()) as Schemas["WidgetToken"];
    this.#token = { value: token, until: Date.now() + expires_in * 1000 - MARGIN_MS };
  }

  /** Why a request never arrived: is it the network, or what a page and a service are set to? A browser says neither. */
  async #cause(error: unknown): Promise<Failure> {
    const { origin } = this.#base;
    const forbidden = new Promise<string>((found) => {
      const note = (event: SecurityPolicyViolationEvent): void => {
        if (event.blockedURI.startsWith(origin)) found(`this page’s policy must name ${origin} in connect-src`);
      };
      document.addEventListener("securitypolicyviolation", note, { once: true });
    });
    // The one path that every page may load from; in this mode no script can add a header that has to be asked for.
    const probe = fetch(this.address("widget/lape-qa.js").href, { method: "HEAD", mode: "no-cors" }).then(
      () => origin !== location.origin && `${origin} is there, but LAPE_QA_ORIGINS must name ${location.origin}`,
      () => new Promise<false>((found) => setTimeout(found, REPORTED_MS, false)),
    );
    const cause = await Promise.race([forbidden, probe]);
    return cause ? misset(cause, error) : new Failure("unreachable");
  }
}

/** What only adds to the conversation: without it the widget works on. */
async function quietly(answer: Promise<Response>): Promise<unknown> {
  try {
    const response = await answer;
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

async function ended(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** Ends a request that has been silent for too long. */
class Patience {
  readonly #controller = new AbortController();
  readonly signal = this.#controller.signal;
  #timer = 0;

  constructor() {
    this.renew();
  }

  renew(): void {
    this.end();
    this.#timer = window.setTimeout(() => this.#controller.abort(), PATIENCE_MS);
  }

  end(): void {
    window.clearTimeout(this.#timer);
  }
}

async function read(response: Response, type: string, progress: Progress, patience: Patience): Promise<unknown> {
  if (type.includes("json")) return response.json();
  // A script that wraps fetch may give a response without a stream.
  const body = response.body ?? new Blob([await response.text()]).stream();
  for await (const { name, data } of serverEvents(body, () => patience.renew())) {
    const value = JSON.parse(data);
    if (name === "sources") progress.sources(value.citations);
    if (name === "sentence") progress.sentence(value);
    if (name === "verdict") return value;
    if (name === "error") throw new Failure(...kindOf(value.status));
  }
  throw new Failure("interrupted");
}

/** The page or the service is not set up: that is nothing which the person who asks can mend. */
function misset(...why: unknown[]): Failure {
  console.error("lape-qa-chat:", ...why);
  return new Failure("forbidden");
}

function refusal(response: Response): Failure {
  const { status, url } = response;
  if (MISSET.includes(status)) return misset(`${url} answered ${status}: is it the service’s address, and may this page ask it?`);
  const wait = Number(response.headers.get("retry-after") ?? NaN);
  return new Failure(...kindOf(status), Number.isFinite(wait) ? wait : null);
}

function kindOf(status: number): [FailureKind, number] {
  if ([400, 413, 422].includes(status)) return ["unreadable", status];
  if (status === 429) return ["limited", status];
  if ([502, 503, 504].includes(status)) return ["unavailable", status];
  return ["other", status];
}

/** A sentence without its source is not shown, so a reply that holds one is none. */
function isReply(value: unknown): value is Reply {
  const reply = value as Partial<Reply> | null;
  if (!reply || ![reply.sentences, reply.citations, reply.nearest].every(Array.isArray)) return false;
  if (reply.outcome !== "answered") return reply.outcome === "not_found" || (reply.outcome === "guidance" && !!reply.text);
  const numbers = reply.citations?.filter(({ document }) => document).map(({ number }) => number);
  return !!numbers?.length && !!reply.sentences?.every((sentence) => numbers.includes(sentence.citation));
}
