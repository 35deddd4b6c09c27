// In the manner of a framework of web parts: modules are AMD, fetch is watched, and editing makes each part anew.
(() => {
  window.define = Object.assign(() => {}, { amd: {} });
  const asked = window.fetch;
  window.fetch = function (resource, request) {
    const headers = { ...request?.headers, "X-Correlation": "1f0e" };
    // Knows nothing but a string: of anything else this throws.
    if (!resource.toLowerCase().startsWith("http")) throw new TypeError(resource);
    return asked.call(this, resource, { ...request, headers });
  };
  document.getElementById("muokkaa").addEventListener("click", () => {
    const part = document.getElementById("webPart");
    const [chat] = part.children;
    const anew = document.createElement(chat.localName);
    for (const { name, value } of chat.attributes) anew.setAttribute(name, value);
    part.replaceChildren();
    window.requestAnimationFrame(() => part.append(anew));
  });
})();
