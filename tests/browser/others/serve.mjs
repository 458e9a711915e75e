// `mdbook serve` itself, with us as its preprocessor: it comes to rest, what the author writes comes to
// the page, and what the reader has written there stays.

import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { browserPath } from "../book.mjs";
import { until } from "./programs.mjs";

const [book] = process.argv.slice(2);
const CHAPTER = "sign-up";
const OURS = "// Mine.\n";
const THEIRS = "One sentence more.";

/** So long nothing happens before everything has come to rest. A loop builds many times in it. */
const REST = 5_000;

/** A port that nobody uses. */
async function freePort() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address();
  await new Promise((ended) => server.close(ended));
  return port;
}

const port = await freePort();
const mdbook = spawn("mdbook", ["serve", book, "--hostname", "127.0.0.1", "--port", `${port}`]);
let told = "";
for (const stream of [mdbook.stdout, mdbook.stderr]) {
  stream.on("data", (text) => {
    told += text;
  });
}
/** How often the book was built. */
const builds = () => told.split("HTML book written").length - 1;

/** Waits until so long nothing was built. */
async function rests() {
  for (let before = -1; before !== builds(); ) {
    before = builds();
    await new Promise((ended) => setTimeout(ended, REST));
  }
}

const browser = await chromium.launch({
  ...(browserPath ? { executablePath: browserPath } : {}),
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  await until("the book is built and served", () => told.includes("Serving on"));
  await rests();
  const first = builds();
  console.log(`serve     built ${first} times, and came to rest`);

  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${port}/${CHAPTER}.html`);
  const code = page.locator("what-if").getByRole("textbox");
  await code.fill(OURS + (await code.inputValue()));
  const file = join(book, "src", `${CHAPTER}.md`);
  await writeFile(file, `${await readFile(file, "utf8")}\n${THEIRS}\n`);
  await page.locator("main", { hasText: THEIRS }).waitFor();
  console.log("serve     the page was loaded again by itself");
  if (!(await code.inputValue()).startsWith(OURS)) throw new Error("the reader's edit is gone");
  console.log("serve     the reader's edit is still there");
  await rests();
  const more = builds() - first;
  if (first > 2 || more > 2) throw new Error(`one change was built ${more} times`);
  console.log(`serve     built ${more} times more, and came to rest`);
} catch (error) {
  console.log(`serve     ${error.message}\n${told}`);
  process.exitCode = 1;
} finally {
  await browser.close();
  mdbook.kill();
}
