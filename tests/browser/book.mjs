// The built book as the tests reach it: as files, and from a small server. This is all that needs
// Node itself, and it is plain JavaScript so that the tests need no types of Node.

import { createHash } from "node:crypto";
import { copyFile, mkdtemp, readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { basename, extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { inflateRawSync } from "node:zlib";

const root = fileURLToPath(new URL("../../book/", import.meta.url));

/** A book on the web seldom lies at the root of its host, and must not count on it. */
const SUB_PATH = "/shelf/book/";

const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/**
 * The browser that the caller of the tests names.
 * @type {string | undefined}
 */
export const browserPath = process.env.CHROMIUM;

/**
 * The address of a page of the book opened by double click.
 * @param {string} page
 * @returns {string}
 */
export function fileAddress(page) {
  return pathToFileURL(join(root, page)).href;
}

/**
 * The text of a file of the book.
 * @param {string} path
 * @returns {Promise<string>}
 */
export async function textOf(path) {
  return readFile(join(root, path), "utf8");
}

/**
 * Every fault that can be said: in the words of an author, and as it travels to the page.
 * @returns {Promise<{ toml: string, fault: unknown }[]>}
 */
export async function faults() {
  return JSON.parse(await readFile(join(root, "../crates/scenario/tests/faults.json"), "utf8"));
}

/**
 * The address of a copy of a file of the book that lies where no other file of it is.
 * @param {string} path
 * @returns {Promise<string>}
 */
export async function aloneInAFolder(path) {
  const folder = await mkdtemp(join(tmpdir(), "whatif-"));
  const copy = join(folder, basename(path));
  await copyFile(join(root, path), copy);
  return pathToFileURL(copy).href;
}

/**
 * The texts of a ZIP file of the book, by their names.
 * @param {string} path
 * @returns {Promise<Map<string, string>>}
 */
export async function unpacked(path) {
  const zip = await readFile(join(root, path));
  const files = new Map();
  // The directory stands at the end and names where each file begins.
  const end = zip.lastIndexOf("PK\x05\x06");
  let entry = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [size, nameLength, extraLength, commentLength] = [20, 28, 30, 32].map((at, of) =>
      of === 0 ? zip.readUInt32LE(entry + at) : zip.readUInt16LE(entry + at),
    );
    const name = zip.toString("utf8", entry + 46, entry + 46 + nameLength);
    const local = zip.readUInt32LE(entry + 42);
    const begin = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    files.set(name, inflateRawSync(zip.subarray(begin, begin + size)).toString());
    entry += 46 + nameLength + extraLength + commentLength;
  }
  return files;
}

/**
 * The text of a file of an installed package.
 * @param {string} file
 * @returns {Promise<string>}
 */
export async function fileOf(file) {
  const [name, ...path] = file.split("/");
  return readFile(
    fileURLToPath(new URL(`../../node_modules/${name}/dist/${path}`, import.meta.url)),
    "utf8",
  );
}

/**
 * The first chapter without a widget.
 * @returns {Promise<string>}
 */
export async function chapterWithoutWidgets() {
  for (const name of (await readdir(root)).sort()) {
    if (!/^\d\d-.*\.html$/.test(name)) continue;
    if (!(await readFile(join(root, name), "utf8")).includes("<what-if")) return name;
  }
  throw new Error("every chapter has a widget now; the test needs one without");
}

/**
 * Serves the book until it is closed.
 * @param {string | null} policy the Content-Security-Policy of pages, with `{hashes}` where those
 *   of their inline scripts go, which are mdBook's; null sends none.
 * @param {(path: string) => { body: string, policy?: string, type?: string } | undefined} other pages that are not
 *   of the book, by their paths.
 * @returns {Promise<{ address: (page: string) => string, close: () => Promise<void> }>}
 */
export async function serve(policy, other = () => undefined) {
  const server = createServer(async (request, response) => {
    try {
      const path = decodeURIComponent(new URL(request.url ?? "", "http://host").pathname);
      const page = other(path);
      if (page) {
        const headers = { "Content-Type": page.type ?? TYPES[".html"] };
        if (page.policy) headers["Content-Security-Policy"] = page.policy;
        response.writeHead(200, headers).end(page.body);
        return;
      }
      if (!path.startsWith(SUB_PATH) || path.includes("..")) throw new Error("outside the book");
      const named = path.slice(SUB_PATH.length);
      const file = join(root, named === "" || named.endsWith("/") ? `${named}index.html` : named);
      const body = await readFile(file);
      const type = TYPES[extname(file)] ?? "application/octet-stream";
      const headers = { "Content-Type": type };
      if (policy && extname(file) === ".html") {
        headers["Content-Security-Policy"] = policy.replace(
          "{hashes}",
          inlineScriptHashes(body.toString()),
        );
      }
      response.writeHead(200, headers).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = server.address();
  return {
    address: (page) => `http://127.0.0.1:${port}${SUB_PATH}${page}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(() => resolve(undefined)));
    },
  };
}

/** What a policy must name for mdBook's own inline scripts. JSON in a script is not executed. */
function inlineScriptHashes(html) {
  const scripts = html.matchAll(/<script([^>]*)>(.*?)<\/script>/gs);
  const hashes = new Set();
  for (const [, attributes, text] of scripts) {
    if (/\b(src|type="application\/json")/.test(attributes)) continue;
    hashes.add(`'sha256-${createHash("sha256").update(text).digest("base64")}'`);
  }
  return [...hashes].join(" ");
}
