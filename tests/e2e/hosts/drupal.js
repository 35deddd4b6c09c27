// In the manner of behaviours: run over each piece of page that comes, and mark what has been seen.
(() => {
  const behaviours = {
    seen(context) {
      for (const found of context.querySelectorAll("[id]:not([data-once])")) found.setAttribute("data-once", "seen");
    },
    placed(context) {
      // A block that comes later is put where its placeholder stands, with all that is in it.
      const block = context.querySelector("#block-lape");
      if (block && !block.dataset.moved) {
        block.dataset.moved = "";
        document.querySelector("main").prepend(block);
      }
    },
  };
  const attach = (context) => Object.values(behaviours).forEach((behaviour) => behaviour(context));
  attach(document);
  window.setTimeout(attach, 0, document);
})();
