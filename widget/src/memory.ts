/** A conversation in the tab's session storage, for pages that allow it; without storage the widget works on. */

import type { Language } from "./texts/index.js";
import type { Turn } from "./turn.js";

/** Changes with the shape below, so that an older conversation is not misread. */
const VERSION = 1;

export interface Remembered {
  readonly turns: readonly Turn[];
  readonly draft: string;
  readonly region: string;
  readonly notCarried: readonly string[];
  readonly language: Language | null;
  readonly open: boolean;
}

export function recall(key: string): Remembered | null {
  try {
    const { version, ...remembered } = JSON.parse(sessionStorage.getItem(key) ?? "{}");
    return version === VERSION ? remembered : null;
  } catch {
    return null;
  }
}

export function remember(key: string, conversation: Remembered): void {
  try {
    sessionStorage.setItem(key, JSON.stringify({ version: VERSION, ...conversation }));
  } catch {
    // Forbidden or full: the page still shows what it has.
  }
}
