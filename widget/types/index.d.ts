/** Importing `lape-qa-chat` defines the element `<lape-qa-chat>`. */

/** What goes along with every request to the service; a function is asked each time. */
export type LapeQaHeaders = HeadersInit | (() => HeadersInit | Promise<HeadersInit>);

/** The attributes that the element knows: see `custom-elements.json`. */
export interface LapeQaChatAttributes {
  /** Address of the service. An application that bundles the script has to say it. */
  endpoint?: string;
  "fixed-language"?: "" | boolean;
  heading?: string;
  language?: "fi" | "sv" | "en";
  open?: "" | boolean;
  position?: "bubble" | "panel" | "inline";
  remember?: "" | boolean;
  theme?: "auto" | "light" | "dark";
}

export interface LapeQaChatElement extends HTMLElement {
  headers: LapeQaHeaders;
}

declare global {
  interface HTMLElementTagNameMap {
    "lape-qa-chat": LapeQaChatElement;
  }
}
