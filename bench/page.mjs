// The page in a browser: fifty widgets beside one, and a run of ten thousand events. The book is
// built already. Nothing here asserts a duration.

import { chromium } from "@playwright/test";

import { browserPath, serve } from "../tests/browser/book.mjs";
import { LARGE, LONG } from "../tests/browser/programs.mjs";

const CHAPTER = "01-already-distributed.html";
const ROUNDS = 5;
const MANY = 50;

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const row = (name, ...cells) =>
  console.log([name.padEnd(44), ...cells.map((cell) => String(cell).padStart(12))].join(""));

const browser = await chromium.launch({
  executablePath: browserPath,
  args: ["--no-sandbox", "--disable-gpu"],
});
const server = await serve(null);

/** The chapter with its first widget so many times, in a browser that has seen nothing yet. */
async function open(count) {
  const context = await browser.newContext({
    viewport: { width: 1200, height: 900 },
  });
  const page = await context.newPage();
  await page.route(`**/${CHAPTER}`, async (route) => {
    const response = await route.fetch();
    const html = await response.text();
    const body = html.replace(/<what-if .*?<\/what-if>/s, (one) => one.repeat(count));
    await route.fulfill({ response, body });
  });
  await page.goto(server.address(CHAPTER));
  const widget = page.locator("what-if").first();
  await widget.scrollIntoViewIfNeeded();
  await widget.getByRole("textbox").waitFor();
  return { context, page, widget };
}

async function run(widget) {
  const begin = performance.now();
  await widget.getByRole("button", { name: "Run: nothing goes wrong" }).click();
  await widget.locator(".status .whatif-verdicts").waitFor();
  return performance.now() - begin;
}

async function heap(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return usedSize / 1024;
}

/** The first result and the memory of the page once each widget has come by. */
async function measure(count) {
  const [times, heaps] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { context, page, widget } = await open(count);
    times.push(await run(widget));
    for (const each of await page.locator('what-if[variant="naive"]').all()) {
      await each.scrollIntoViewIfNeeded();
    }
    heaps.push(await heap(page));
    await context.close();
  }
  return [median(times), median(heaps)];
}

console.log(`\nA page with ${MANY} widgets beside one with one, medians of ${ROUNDS}\n`);
row("", "one", "many", "ratio");
const [one, many] = [await measure(1), await measure(MANY)];
for (const [at, name] of ["first result, engine and all, ms", "memory of the page, KB"].entries()) {
  row(name, one[at].toFixed(0), many[at].toFixed(0), (many[at] / one[at]).toFixed(2));
}

/**
 * Does something and tells of the tasks of the page's main thread: how many there were over 50 ms,
 * and the longest. It is the time that the processor spent on them, since the machine may be busy
 * with something else.
 */
async function watched(name, page, doing) {
  await browser.startTracing(page, {
    categories: ["disabled-by-default-devtools.timeline"],
  });
  const begin = performance.now();
  await doing();
  const took = performance.now() - begin;
  await page.waitForTimeout(300);
  const { traceEvents } = JSON.parse(String(await browser.stopTracing()));
  const where = ({ pid, tid }) => `${pid} ${tid}`;
  const named = traceEvents.filter(({ name }) => name === "thread_name");
  const main = named.filter(({ args }) => args.name === "CrRendererMain").map(where);
  const tasks = traceEvents.filter(
    (event) => event.name === "RunTask" && main.includes(where(event)),
  );
  const times = tasks.map(({ tdur }) => (tdur ?? 0) / 1_000);
  const long = times.filter((time) => time > 50).length;
  const elements = await page
    .locator("what-if")
    .first()
    .evaluate(({ shadowRoot }) => shadowRoot.querySelectorAll("*").length);
  row(name, long, Math.max(0, ...times).toFixed(0), took.toFixed(0), elements);
}

console.log("\nA run of ten thousand events: when the page stands still\n");
row("", "over 50 ms", "longest ms", "took ms", "elements");
const { page, widget } = await open(1);
await run(widget);
await widget.getByRole("textbox").fill(LONG);
const slider = widget.getByRole("slider", { name: "Event" });
await watched("the run comes", page, async () => {
  await widget.getByRole("button", { name: "Run: nothing goes wrong" }).click();
  await widget.locator(".failure, .spot:nth-of-type(50)").first().waitFor({ state: "attached" });
});
if (await widget.locator(".failure").count()) {
  console.log(await widget.locator(".failure").innerText());
} else {
  console.log(`(${Number(await slider.getAttribute("max")) + 1} events)`);
  const scrub = () =>
    slider.evaluate(async (slider) => {
      for (let step = 0; step < 100; step += 1) {
        slider.value = String(Math.floor((step * slider.max) / 100));
        slider.dispatchEvent(new Event("input"));
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    });
  await watched("scrubbing over a hundred of them", page, scrub);
  await watched("one step on, as it is shown", page, async () => {
    await widget.getByRole("button", { name: "One event on" }).click();
    await widget.locator(".inside .says").waitFor({ timeout: 120_000 });
  });
  const table = widget.locator(".scene > .whatif-events > summary");
  await watched("the table of events opens", page, async () => {
    await table.evaluate((summary) => summary.click());
    await page.waitForTimeout(1_000);
  });
  await watched("scrubbing with the table open", page, scrub);
  await watched("to the last event, and what is drawn there", page, async () => {
    await slider.fill(await slider.getAttribute("max"));
    await page.waitForTimeout(3_000);
  });
  await table.evaluate((summary) => summary.click());
}
await widget.getByRole("textbox").fill(LARGE);
await watched("exploring for three seconds", page, async () => {
  await widget.getByRole("button", { name: /^Explore/ }).click();
  await page.waitForTimeout(3_000);
  await widget.getByRole("button", { name: "Stop" }).click();
});

/** How long it takes from *Stop* until the page says so, and until what was found is shown. */
async function stopped() {
  await widget.getByRole("button", { name: /^Explore/ }).click();
  await page.waitForTimeout(1_500);
  return widget.evaluate(async ({ shadowRoot }) => {
    const status = shadowRoot.querySelector(".status");
    const buttons = [...shadowRoot.querySelectorAll("button")];
    const begin = performance.now();
    buttons.find(({ textContent }) => textContent === "Stop").click();
    const said = [];
    for (const words of ["Stopped", "stopped after"]) {
      while (!status.textContent.includes(words)) {
        await new Promise((resolve) => setTimeout(resolve));
      }
      said.push(performance.now() - begin);
    }
    return said;
  });
}

const stops = [];
for (let round = 0; round < 2 * ROUNDS; round += 1) stops.push(await stopped());
console.log("\nFrom Stop, in milliseconds\n");
row("", "median", "longest");
for (const [at, name] of ["to the word that it stops", "to what was found"].entries()) {
  const times = stops.map((both) => both[at]);
  row(name, median(times).toFixed(0), Math.max(...times).toFixed(0));
}
await browser.close();
await server.close();
