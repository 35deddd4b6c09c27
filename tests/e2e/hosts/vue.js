// A page of Vue: the chat moves by Teleport, and is made anew with another view.
import { createApp, h, ref, Teleport } from "vue";

const App = {
  setup() {
    const view = ref("Etusivu");
    const aside = ref(false);
    const chat = () => h("lape-qa-chat", { id: "chat", position: "inline", headers: { "X-Gateway": "vue" } });
    return () => [
      h("h1", view.value),
      h("button", { onClick: () => (view.value = view.value === "Etusivu" ? "Palvelut" : "Etusivu") }, "Vaihda näkymää"),
      h("button", { onClick: () => (aside.value = !aside.value) }, "Siirrä sivuun"),
      h("section", { key: view.value }, h(Teleport, { to: "#sivu", disabled: !aside.value }, chat())),
    ];
  },
};

createApp(App).mount("#sovellus");
