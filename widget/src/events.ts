/** Server-sent events, read from text that arrives in any pieces. */

export interface ServerEvent {
  readonly name: string;
  readonly data: string;
}

/** Gives the events of a response one by one; comments, such as heartbeats, count only as signs of life. */
export async function* serverEvents(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  alive: () => void,
): AsyncGenerator<ServerEvent> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let name = "";
  let data: string[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      alive();
      rest += value;
      // A carriage return at the end may be the first half of a line's end.
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (line === "") {
          if (data.length) yield { name: name || "message", data: data.join("\n") };
          name = "";
          data = [];
        } else {
          const [, field, text] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
          if (field === "event") name = text ?? "";
          if (field === "data") data.push(text ?? "");
        }
      }
    }
  } finally {
    // Whoever stops listening ends the transfer too.
    await reader.cancel();
  }
}
