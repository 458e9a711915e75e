// Bundles the scripts of the page into ../dist: loader.js and ui.js, and those of the deliveries;
// classic scripts that define no global name. Such scripts, unlike modules, load from http, from file:// and in sandboxed frames.
// What unpacks the engine lies there already.

import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The oldest browsers with `light-dark()`, the newest thing that the styles need. */
const browsers = ["chrome123", "firefox120", "safari17.5"];

/** What all scripts have in common. */
const script = {
  bundle: true,
  charset: "utf8",
  format: "iife",
  legalComments: "none",
  logLevel: "info",
  minify: true,
  target: "es2022",
};

/** Style sheets travel inside the script as minified text, because the page adopts them. */
const styleSheetsAsText = {
  name: "style-sheets-as-text",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await esbuild.transform(await readFile(path, "utf8"), {
        loader: "css",
        minify: true,
        target: browsers,
      });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

/** The worker's script, as text: the page makes a Blob of it, the one worker that file:// allows. */
async function workerSource() {
  const { outputFiles } = await esbuild.build({
    ...script,
    entryPoints: [here("src/worker.ts")],
    write: false,
  });
  return outputFiles[0].text;
}

/** The editor is the work of others; its licence asks to go with every copy. */
async function editorLicence() {
  const main = fileURLToPath(import.meta.resolve("prism-code-editor"));
  const text = await readFile(join(dirname(main), "../LICENSE"), "utf8");
  return `/* Contains prism-code-editor:\n${text.trim()}\n*/`;
}

const dist = here("../dist");
await mkdir(dist, { recursive: true });
await esbuild.build({
  ...script,
  entryPoints: [
    here("src/loader.ts"),
    ...["offline", "frame", "embed", "course"].map((name) => here(`src/deliveries/${name}.ts`)),
  ],
  entryNames: "[name]",
  outdir: dist,
  plugins: [styleSheetsAsText],
});
await esbuild.build({
  ...script,
  entryPoints: [here("src/ui.ts")],
  outdir: dist,
  banner: { js: await editorLicence() },
  define: {
    UNPACKER: JSON.stringify(await readFile(join(dist, "unpack.wasm"), "base64")),
    WORKER_SOURCE: JSON.stringify(await workerSource()),
  },
  plugins: [styleSheetsAsText],
});
