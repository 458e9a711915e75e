// The book in the browsers that the other tests do not have: opened from a server, from its folder
// and as one file, something is run, and the verdict comes.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { aloneInAFolder, fileAddress, serve } from "../book.mjs";
import * as firefox from "./firefox.mjs";
import { until } from "./programs.mjs";
import * as webkit from "./webkit.mjs";

const CHAPTER = "01-already-distributed.html";
const HOLDS = "holds: every stored user has got a welcome email";

/** The first widget of the chapter, in whatever stands behind these words. */
const widget = (then) => `
  const widget = document.querySelector('what-if[variant="naive"]');
  widget?.scrollIntoView();
  const inside = (selector) => [...(widget?.shadowRoot?.querySelectorAll(selector) ?? [])];
  ${then}`;

/** Presses Run, once it is there. */
const PRESS = widget(`
  const run = inside("button").find((button) => button.textContent.includes("nothing goes wrong"));
  run?.click();
  return run !== undefined;`);

const STATUS = widget(`return inside(".status").map((status) => status.textContent).join();`);

async function runs(browser, address) {
  await browser.open(address);
  await until("Run can be pressed", () => browser.evaluate(PRESS));
  await until("the verdict is there", async () => (await browser.evaluate(STATUS)).includes(HOLDS));
}

const site = await serve(null);
const oneFile = await aloneInAFolder("download/between-the-steps.html");
const deliveries = {
  "from a server": site.address(CHAPTER),
  "from its folder": fileAddress(CHAPTER),
  "as one file": `${oneFile}#${CHAPTER}`,
};

let failed = 0;
for (const [name, { NEEDED, find, start }] of Object.entries({ firefox, webkit })) {
  const programs = find();
  if (!programs) {
    console.log(`${name.padEnd(10)}not tried: it needs ${NEEDED}`);
    failed += 1;
    continue;
  }
  const folder = await mkdtemp(join(tmpdir(), "whatif-"));
  const browser = await start(programs, folder);
  for (const [delivery, address] of Object.entries(deliveries)) {
    try {
      await runs(browser, address);
      console.log(`${name.padEnd(10)}${delivery}: the verdict is there`);
    } catch (error) {
      console.log(`${name.padEnd(10)}${delivery}: ${error.message}`);
      failed += 1;
    }
  }
  await browser.end();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
await site.close();
process.exitCode = failed > 0 ? 1 : 0;
