import { en } from "./en.js";
import { fi } from "./fi.js";
import { sv } from "./sv.js";
import type { Texts } from "./types.js";

export type { Texts } from "./types.js";

export const LANGUAGES = ["fi", "sv", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

export const TEXTS: Readonly<Record<Language, Texts>> = { fi, sv, en };

/** The language of a tag such as `sv-FI`, or null when the widget does not speak it. */
export function languageOf(tag: string | null | undefined): Language | null {
  const primary = tag?.toLowerCase().split("-")[0];
  return LANGUAGES.find((language) => language === primary) ?? null;
}
