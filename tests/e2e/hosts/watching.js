// Scripts that wrap fetch to watch it, each with a habit of its own; `data-habit` names the one of this page.
(() => {
  const asked = window.fetch;
  const { habit } = document.currentScript.dataset;
  const HABITS = {
    "adds headers": (resource, request) =>
      asked(resource, { ...request, headers: { ...request?.headers, traceparent: "00-a-b-01", "X-Dynamic": "1" } }),
    "knows only strings": (resource, request) => {
      if (resource.indexOf("/v1/") < 0) window.other = resource;
      return asked(resource, request);
    },
    "loses the signal": (resource, { signal: _, ...request } = {}) => asked(resource, request),
    "reads a copy": (resource, request) =>
      asked(resource, request).then((response) => {
        response.clone().text();
        return response;
      }),
    "reads all of it first": async (resource, request) => {
      const response = await asked(resource, request);
      return new Response(await response.text(), response);
    },
    "gives no stream": async (resource, request) => {
      const response = await asked(resource, request);
      return Object.defineProperty(response, "body", { value: null });
    },
    "makes a request of it": (resource, request) => asked(new Request(resource, request)),
  };
  window.fetch = HABITS[habit];
})();
