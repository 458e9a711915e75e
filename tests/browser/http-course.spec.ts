// Packages for course sites, in a course site: scorm-again keeps what it is told as an LMS does.

import { test as base, type Page } from "@playwright/test";
import { fileOf, serve, unpacked } from "./book.mjs";
import { expect, RUN, Widget } from "./fixtures";

interface Fixtures {
  /** Opens a page of a course site that shows a package, with what it has kept before. */
  launch: (kept?: Kept) => Promise<Page>;
}

/** What a course site keeps of a lesson, in the shape of scorm-again. */
type Kept = Record<string, unknown>;

/** A chapter without an exercise, of which every widget counts. */
const PACKAGE = "course/chapter-03-cap.zip";
/** The variant of its first widget. */
const FIRST = "cp";

const test = base.extend<Fixtures>({
  launch: async ({ page, context }, use) => {
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    const files = await unpacked(PACKAGE);
    const api = await fileOf("scorm-again/scorm12.min.js");
    let kept: Kept = {};
    const site = await serve(null, (path) => {
      if (path === "/player.html") return { body: player(kept) };
      if (path === "/api.js") return { body: api, type: "text/javascript" };
      const file = files.get(path.replace("/package/", ""));
      return file === undefined ? undefined : { body: file };
    });
    const home = new URL(site.address("")).origin;
    context.on("request", (request) => {
      const url = new URL(request.url());
      if (url.protocol !== "blob:" && url.origin !== home) complaints.push(request.url());
    });
    await use(async (before = {}) => {
      kept = before;
      await page.goto(`${home}/player.html`);
      return page;
    });
    await site.close();
    expect(complaints).toEqual([]);
  },
});

/** A course site as far as a lesson sees it: an object `API` in the window around it. */
const player = (
  kept: Kept,
) => `<!doctype html><title>A course site</title><link rel="icon" href="data:,">
  <script src="/api.js"></script>
  <script>
    var calls = [];
    window.API = new Scorm12API({ autocommit: false, logLevel: 5 });
    API.loadFromJSON(${JSON.stringify(kept).replaceAll("<", "\\u003c")}, "");
    function read(name) {
      return name.split(".").reduce((value, key) => value[key], API);
    }
    for (const name of ["LMSInitialize", "LMSCommit", "LMSFinish"]) {
      API.on(name, () => calls.push(name));
    }
    API.on("LMSSetValue.cmi.core.session_time", (_, value) => calls.push(value));
  </script>
  <iframe width="900" height="700" src="/package/index.html"></iframe>`;

interface Site {
  readonly calls: string[];
  readonly read: (name: string) => string;
}

/** What the course site has been told under this name. */
const told = (page: Page, name: string) =>
  page.evaluate((name) => (window as unknown as Site).read(name), name);

const calls = (page: Page) => page.evaluate(() => (window as unknown as Site).calls);

test("a chapter is begun, counted, completed, left and taken up again", async ({ launch }) => {
  const page = await launch();
  const frame = page.frameLocator("iframe");
  await new Widget(frame as unknown as Page, FIRST).ready();
  expect(await told(page, "cmi.core.lesson_status")).toBe("incomplete");

  // Code that is changed, and every widget run once.
  const names = await frame
    .locator("what-if")
    .evaluateAll((all) => all.map((one) => one.getAttribute("variant") ?? ""));
  const variants = [...new Set(names)];
  for (const [at, variant] of variants.entries()) {
    const widget = await new Widget(frame as unknown as Page, variant).ready();
    if (at === 0) await widget.code.press("Enter");
    // Widgets that come to life above this one move it, maybe from under the pointer.
    await expect(async () => {
      await widget.ask(RUN).click();
      await expect(widget.status).toContainText("holds", { timeout: 10_000 });
    }).toPass();
    const score = String(Math.round((100 * (at + 1)) / variants.length));
    await expect(async () => expect(await told(page, "cmi.core.score.raw")).toBe(score)).toPass();
  }
  expect(await told(page, "cmi.core.lesson_status")).toBe("completed");
  const state = await told(page, "cmi.suspend_data");
  expect(state.length).toBeLessThanOrEqual(4096);
  // One commit when it began and one for each step forward: none for each stroke.
  expect((await calls(page)).filter((call) => call === "LMSCommit").length).toBeLessThanOrEqual(
    variants.length + 1,
  );

  await page.locator("iframe").evaluate((it) => it.remove());
  await expect(async () => expect(await calls(page)).toContain("LMSFinish")).toPass();
  expect((await calls(page)).some((call) => /^\d{4}:\d\d:\d\d$/.test(call))).toBe(true);

  // The next day.
  const again = await launch({
    cmi: { suspend_data: state, core: { lesson_status: "completed", score: { raw: "100" } } },
  });
  const there = again.frameLocator("iframe");
  const widget = await new Widget(there as unknown as Page, variants[0]).ready();
  await expect(widget.element).toContainText("You have edited this code.");
});

test("without a course site the page is there all the same", async ({ page }) => {
  const files = await unpacked(PACKAGE);
  const site = await serve(null, (path) =>
    path === "/index.html" ? { body: files.get("index.html") ?? "" } : undefined,
  );
  await page.goto(`${new URL(site.address("")).origin}/index.html`);
  const widget = await new Widget(page, FIRST).ready();
  await widget.ask(RUN).click();
  await expect(widget.status).toContainText("holds");
  await site.close();
});
