// Builds the widget into the package that serves it, or with --check tells whether the committed file is what
// the sources give; with --package it makes what goes to npm. The build fails when the file outgrows its budget: it is loaded on every page of an intranet.

import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";

const BUDGET = 22 * 1024;
const TARGET = ["chrome123", "edge123", "firefox128", "safari17.5"];
const HERE = fileURLToPath(new URL(".", import.meta.url));
const SERVED = fileURLToPath(new URL("../api/lape_qa_api/pages/static/widget/lape-qa.js", import.meta.url));
const PACKAGED = fileURLToPath(new URL("dist/lape-qa.js", import.meta.url));

// A style sheet becomes a string: the element hands it to the browser as a constructed sheet, which no policy forbids.
const styles = {
  name: "styles",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const { code } = await transform(source, { loader: "css", minify: true, target: TARGET });
      return { contents: code, loader: "text" };
    });
  },
};

const { outputFiles } = await build({
  absWorkingDir: HERE,
  entryPoints: ["src/index.ts"],
  bundle: true,
  format: "esm",
  minify: true,
  charset: "utf8",
  legalComments: "none",
  target: TARGET,
  banner: { js: "/* LAPE-QA chat, EUPL-1.2. Built from widget/src by `npm run build`. */" },
  plugins: [styles],
  write: false,
});
const built = outputFiles[0].contents;
const size = gzipSync(built, { level: 9 }).length;
const integrity = createHash("sha384").update(built).digest("base64");
console.log(`lape-qa.js: ${built.length} bytes, ${size} gzipped (budget ${BUDGET}), integrity sha384-${integrity}`);
if (size > BUDGET) {
  console.error(`lape-qa.js is ${size - BUDGET} bytes over its budget of ${BUDGET} bytes gzipped: make it smaller`);
  process.exit(1);
}
if (process.argv.includes("--check")) {
  const committed = await readFile(SERVED).catch(() => Buffer.alloc(0));
  if (!committed.equals(built)) {
    console.error("pages/static/widget/lape-qa.js is not what widget/src gives: run `npm run build` in widget/");
    process.exit(1);
  }
} else {
  const packaging = process.argv.includes("--package");
  const out = packaging ? PACKAGED : SERVED;
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, built);
  if (packaging) await copyFile(new URL("../LICENSE", import.meta.url), new URL("dist/LICENSE", import.meta.url));
}
