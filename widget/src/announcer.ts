import { element } from "./dom.js";

/** Sentences that arrive within this time are read out together, not each over the one before. */
const BATCH_MS = 700;

/** Says what has changed to those who do not see it: politely, and in batches. */
export class Announcer {
  readonly node = element("div", { role: "status", class: "unseen" });
  #waiting: HTMLElement[] = [];
  #timer = 0;

  say(words: string, lang?: string): void {
    this.#waiting.push(element("p", { lang }, words));
    if (this.#timer) return;
    this.#timer = window.setTimeout(() => {
      this.node.replaceChildren(...this.#waiting);
      this.#waiting = [];
      this.#timer = 0;
    }, BATCH_MS);
  }
}
