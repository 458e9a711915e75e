// The engine as it ships, run under Node.

import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import vm from "node:vm";
import { gunzipSync } from "node:zlib";
import { buildSync } from "esbuild";

const root = new URL("../../", import.meta.url);
const run = promisify(execFile);
const made = (name) => new URL(`playground-wasm/dist/${name}`, root);

/** What the page does with the parts of the module once they are inflated. */
const { unpack } = vm.runInThisContext(pageSource("unpack.ts"));
export const { join: joined } = vm.runInThisContext(pageSource("join.ts"));
/** Where the page asks the engine. */
export const { Host } = vm.runInThisContext(pageSource("host.ts"));

/** A new engine from the scripts that the book loads. */
export async function engine() {
  const { glue, wasm } = loaded();
  vm.runInThisContext(readFileSync(made("engine-rest.js"), "utf8"));
  const [first, rest] = [wasm, globalThis.WHATIF_ENGINE_REST].map(
    (part) => unpack(gunzipSync(Buffer.from(part, "base64"))),
  );
  return started(glue(), new WebAssembly.Module(await joined(first, rest)));
}

/** One without its rest, as a page has it at first. Whoever asks is told when a part is done. */
export function firstPart(done = () => {}) {
  const { glue, wasm } = loaded();
  const bindings = glue();
  done("read the scripts");
  const packed = gunzipSync(Buffer.from(wasm, "base64"));
  done("inflate the module");
  const bytes = unpack(packed);
  done("unpack it");
  const module = new WebAssembly.Module(bytes);
  done("compile it");
  const engine = started(bindings, module);
  done("instantiate it");
  return engine;
}

/** What engine.js has, and its glue as a function that makes new bindings. */
function loaded() {
  vm.runInThisContext(readFileSync(made("engine.js"), "utf8"));
  const { glue, wasm } = globalThis.WHATIF_ENGINE;
  return { wasm, glue: () => vm.runInThisContext(`(() => {${glue}\nreturn wasm_bindgen})()`) };
}

function started(bindings, module) {
  bindings.initSync({ module });
  return new bindings.Engine();
}

/** A script of the page, as one expression whose value is what it exports. */
function pageSource(name) {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL(`playground-wasm/web/src/${name}`, root))],
    bundle: true,
    define: { UNPACKER: JSON.stringify(readFileSync(made("unpack.wasm"), "base64")) },
    format: "iife",
    globalName: "exported",
    write: false,
  });
  return `(() => {${outputFiles[0].text}\nreturn exported})()`;
}

/** What the book gave the widgets of one of its pages. */
export function widgets(page) {
  return embedded(readFileSync(new URL(`book/${page}`, root), "utf8"));
}

function embedded(html) {
  const scripts = html.matchAll(/<script type="application\/json">(.*?)<\/script>/gs);
  const given = Array.from(scripts, ([, json]) => JSON.parse(json));
  // A matrix has data of its own.
  return given.filter(({ scenario }) => scenario);
}

/** Asks the engine, as the page does. */
export function ask(engine, widget, { code = widget.code, whatIf = null, seed = null } = {}) {
  const request = { scenario: widget.scenario, variant: widget.variant, code };
  return JSON.parse(engine.run(JSON.stringify({ ...request, "what-if": whatIf, seed })));
}

/** An exploration with the engine; `faults` and `states` as the page may say them. */
export function exploration(engine, widget, options = {}) {
  const { code = widget.code, faults = null, states = null } = options;
  const { scenario, variant } = widget;
  const request = { scenario, variant, code, budget: faults, states };
  return engine.begin(JSON.stringify(request));
}

/** Explores to the end, so many states at a time, and returns the report. */
export function explore(engine, widget, { slice = 4_096, ...options } = {}) {
  const begun = exploration(engine, widget, options);
  let progress;
  do progress = JSON.parse(begun.advance(slice));
  while ("done" in progress && !progress.done);
  const report = JSON.parse(begun.report());
  begun.free();
  return report;
}

/** What the book gave all its widgets. */
export function allWidgets() {
  const pages = readdirSync(new URL("src/", root)).filter((name) => /^\d.*\.md$/.test(name));
  return pages.flatMap((page) => widgets(page.replace(/\.md$/, ".html")));
}

/** What the command makes of the pages of a folder for their widgets, as if they were a book. */
export function widgetsOf(folder) {
  const source = new URL(`${folder}/`, root);
  const book = mkdtempSync(join(tmpdir(), "whatif-"));
  cpSync(source, join(book, "src"), { recursive: true });
  const pages = readdirSync(source).filter((name) => name.endsWith(".md"));
  const chapter = (name) => ({
    Chapter: {
      name,
      content: readFileSync(new URL(name, source), "utf8"),
      number: null,
      sub_items: [],
      path: name,
      source_path: name,
      parent_names: [],
    },
  });
  const config = { book: { src: "src" }, preprocessor: { whatif: {} } };
  const context = { root: book, config, renderer: "html", mdbook_version: "0.5.4" };
  const input = JSON.stringify([context, { items: pages.map(chapter) }]);
  const made = execFileSync(command(), { input, maxBuffer: 1 << 28, encoding: "utf8" });
  rmSync(book, { recursive: true });
  return JSON.parse(made).items.flatMap(({ Chapter }) => embedded(Chapter.content));
}

function command() {
  const named = process.env.WHATIF_COMMAND;
  assert.ok(named, "WHATIF_COMMAND names the command mdbook-whatif");
  return named;
}

/** What the command that made the book answers to a subcommand, for a scenario of a folder. */
export async function native(subcommand, folder, scenario, ...options) {
  const file = fileURLToPath(new URL(`${folder}/${scenario}.toml`, root));
  const { stdout } = await run(command(), [subcommand, file, ...options, "--json"], {
    maxBuffer: 1 << 28,
  });
  return JSON.parse(stdout);
}
