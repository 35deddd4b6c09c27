// In the manner of a script that puts pictures in place of emoji, in all text that comes to the page.
(() => {
  const swap = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let node; (node = walker.nextNode()); ) if (/👪/u.test(node.data)) found.push(node);
    for (const node of found) {
      const picture = Object.assign(document.createElement("img"), { className: "emoji", alt: "👪" });
      node.replaceWith(...node.data.split("👪").flatMap((part, at) => (at ? [picture.cloneNode(), part] : [part])));
    }
  };
  document.addEventListener("DOMContentLoaded", () => {
    swap(document.body);
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) for (const node of addedNodes) if (node.nodeType === 1) swap(node);
    }).observe(document.body, { childList: true, subtree: true });
  });
})();
