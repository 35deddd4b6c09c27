// A page of React in StrictMode, which mounts everything twice; its two views each have the chat at the same place.
import { createElement, StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";

const headers = () => Promise.resolve({ "X-Gateway": "react" });

function App() {
  const [view, show] = useState("Etusivu");
  const chat = createElement("lape-qa-chat", { key: view, id: "chat", position: "inline", headers });
  return createElement(
    "main",
    null,
    createElement("h1", null, view),
    createElement("button", { onClick: () => show(view === "Etusivu" ? "Palvelut" : "Etusivu") }, "Vaihda näkymää"),
    view === "Etusivu" ? createElement("section", null, chat) : createElement("aside", null, chat),
  );
}

createRoot(document.getElementById("sovellus")).render(createElement(StrictMode, null, createElement(App)));
