// The book in the browsers that the other tests do not have: opened from a server, from its folder
// and as one file, something is run, and the verdict comes; and from a server, each thing that a
// widget has is touched.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { aloneInAFolder, fileAddress, serve } from "../book.mjs";
import * as firefox from "./firefox.mjs";
import { until } from "./programs.mjs";
import { RUNS, THINGS } from "./things.mjs";
import * as webkit from "./webkit.mjs";

const CHAPTER = "01-already-distributed.html";

/** Goes through the steps of a thing on a page. */
async function touch(browser, address, steps) {
  await browser.open(address);
  for (const [what, script] of steps) await until(what, () => browser.evaluate(script));
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
  const all = [
    ...Object.entries(deliveries).map(([delivery, address]) => [delivery, address, RUNS]),
    ...Object.entries(THINGS).map(([thing, { page, steps }]) => [thing, site.address(page), steps]),
  ];
  for (const [about, address, steps] of all) {
    try {
      await touch(browser, address, steps);
      console.log(`${name.padEnd(10)}${about}: as it should be`);
    } catch (error) {
      console.log(`${name.padEnd(10)}${about}: ${error.message}`);
      failed += 1;
    }
  }
  await browser.end();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
await site.close();
process.exitCode = failed > 0 ? 1 : 0;
