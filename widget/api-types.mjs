// Writes the types of the service's JSON to src/api-types.ts, or with --check tells whether the committed file is
// what they are. The OpenAPI description comes by standard input: `python -m lape_qa_api.openapi | node api-types.mjs`.

import { readFile, writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const OUT = fileURLToPath(new URL("src/api-types.ts", import.meta.url));
const HEAD = "// Made from the OpenAPI description by `make widget`: change lape_qa/contract.py or lape_qa_api/schemas.py.\n\n";

/** Examples, and names made of a field's own (a schema's `title` is a string, a field called so is not). */
const noise = (key, value) => key === "examples" || (key === "title" && typeof value === "string");

const { openapi, info, components } = JSON.parse(await text(process.stdin));
const { schemas } = JSON.parse(JSON.stringify(components, (key, value) => (noise(key, value) ? undefined : value)));
// Routes are written in service.ts: only what goes over them is needed here.
const tree = await openapiTS(
  { openapi, info, paths: {}, components: { schemas } },
  { immutable: true, defaultNonNullable: false, alphabetize: true },
);
const made = HEAD + astToString(tree);
if (!process.argv.includes("--check")) {
  await writeFile(OUT, made);
} else if ((await readFile(OUT, "utf8").catch(() => "")) !== made) {
  console.error("widget/src/api-types.ts is not what the API's description gives: run `make widget`");
  process.exit(1);
}
