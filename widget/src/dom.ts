/** The few words in which the rest of the widget speaks to the DOM. Strings become text, never markup. */

type Attributes = Readonly<Record<string, string | boolean | undefined>>;
type Child = Node | string | null;

/** Words of which one that begins with a hyphen, as in "LAPE Uusimaa -hanke", is not parted behind it. */
function unparted(words: string): Child[] {
  return words
    .split(/((?<!\S)[-\u2010]\p{L})/u)
    .map((part, at) => (at % 2 ? element("span", { class: "unparted" }, document.createTextNode(part)) : part));
}

/** Make an element; `true` sets an empty attribute, `false` and `undefined` none. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(
    ...children.flatMap((child) => (typeof child === "string" ? unparted(child) : child)).filter((child) => child !== null),
  );
  return made;
}

/** Make a button that does something. */
export function button(attributes: Attributes, act: () => void, ...children: Child[]): HTMLButtonElement {
  const made = element("button", { type: "button", ...attributes }, ...children);
  made.addEventListener("click", act);
  return made;
}

/** Words for a screen reader alone. */
export function unseen(words: string): HTMLElement {
  return element("span", { class: "unseen" }, words);
}

const ICONS = {
  quotes: "M10 6v2.4C7.9 8.9 6.9 10.2 6.8 12H10v6H4v-5.5C4 8.7 6 6.5 10 6Zm10 0v2.4c-2.1.5-3.1 1.8-3.2 3.6H20v6h-6v-5.5C14 8.7 16 6.5 20 6Z",
  close: "m6.4 5 5.6 5.6L17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6l5.6-5.6L5 6.4Z",
  send: "M11 20V7.8l-5.6 5.6L4 12l8-8 8 8-1.4 1.4L13 7.8V20Z",
  stop: "M7 7h10v10H7Z",
  outside: "M5 5h6v2H7v10h10v-4h2v6H5Zm9-1h6v6h-2V7.4l-7.3 7.3-1.4-1.4L16.6 6H14Z",
  copy: "M8 3h12v14h-4v4H4V7h4Zm2 2v10h8V5ZM6 9v10h8v-2H8V9Z",
  thumb: "M3 10h4v11H3Zm6 11V10l4-8c2 0 3 1 3 2.6L15.2 9H21l1 1.3L19.6 20l-1.3 1Zm2-2h6.8l1.9-8h-7l1-5.8-2.7 5.3Z",
} as const;

/** A picture that only repeats what words beside it say. */
export function icon(name: keyof typeof ICONS): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg as SVGSVGElement;
}
