/** A conversation, which outlives the element that shows it: in the page, and in the tab where the page says so. */

import type { LapeQaChat } from "./chat.js";
import { Failure, type FailureKind } from "./service.js";
import type { Language } from "./texts/index.js";
import { failed, type Turn } from "./turn.js";

/** Changes with the shape below, so that an older conversation is not misread. */
const VERSION = 1;
/** Conversations that wait in the page for an element to show them. */
const WAITING = 5;

interface Remembered {
  turns: Turn[];
  notCarried: string[];
  region: string;
  draft: string;
  language: Language | null;
  open: boolean;
}

export interface Talk extends Remembered {
  request: AbortController | null;
  /** What was cleared last, for as long as it can be had back. */
  cleared: Pick<Remembered, "turns" | "notCarried" | "region"> | null;
  shownBy: LapeQaChat | null;
}

export function begun(): Talk {
  return {
    turns: [],
    notCarried: [],
    region: "",
    draft: "",
    language: null,
    open: false,
    request: null,
    cleared: null,
    shownBy: null,
  };
}

const left = new Map<Talk, string>();

/** Leave a conversation to the next element of its key: pages move elements, and frameworks make them anew. */
export function leave(key: string, talk: Talk): void {
  talk.shownBy = null;
  left.set(talk, key);
  if (left.size > WAITING) left.delete([...left.keys()][0]!);
}

/** The conversation that an element shows from now on: its own, or one that was left under its key. */
export function taken(key: string, own: Talk): Talk {
  const waiting = left.has(own) ? own : [...left].find(([, at]) => at === key)?.[0];
  if (waiting) left.delete(waiting);
  return waiting ?? (own.shownBy ? begun() : own);
}

/** Turns without an answer on its way: it will not come any more. */
export function ended(turns: readonly Turn[], why: FailureKind): Turn[] {
  return turns.map((turn) => (turn.outcome.kind === "busy" ? { ...turn, outcome: failed(new Failure(why)) } : turn));
}

/** Take up what the tab's session storage has kept; without storage the widget works on. */
export function recall(key: string, talk: Talk): void {
  try {
    const { version, ...remembered } = JSON.parse(sessionStorage.getItem(key) ?? "{}");
    if (version !== VERSION) return;
    Object.assign(talk, remembered, { turns: ended(remembered.turns, "interrupted") });
  } catch {
    // Forbidden, or of somebody else.
  }
}

export function remember(key: string, { turns, notCarried, region, draft, language, open }: Talk): void {
  try {
    const kept = { version: VERSION, turns, notCarried, region, draft, language, open };
    sessionStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // Forbidden or full: the page still shows what it has.
  }
}
