import { LapeQaChat } from "./chat.js";

// A page may load the widget twice, say from its template and from its own text.
if (!customElements.get("lape-qa-chat")) customElements.define("lape-qa-chat", LapeQaChat);
