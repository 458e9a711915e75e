// Packages for course sites, in a course site: scorm-again keeps what it is told as an LMS does.

import { test as base, type Page } from "@playwright/test";
import { fileOf, serve, unpacked } from "./book.mjs";
import { expect, RUN, Widget } from "./fixtures";

interface Fixtures {
  /** Opens a page of a course site that shows a package, with what it has kept before. */
  launch: (pack: string, kept?: Kept) => Promise<Page>;
}

/** What a course site keeps of a lesson, in the shape of scorm-again. */
type Kept = Record<string, unknown>;

/** A chapter without an exercise, of which every widget counts. */
const CHAPTER = "course/chapter-03-cap.zip";
/** The variant of its first widget. */
const FIRST = "cp";

/** An exercise by itself. */
const EXERCISE = "course/exercise-fix-signup.zip";

const test = base.extend<Fixtures>({
  launch: async ({ page, context }, use) => {
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    let files = new Map<string, string>();
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
    await use(async (pack, before = {}) => {
      files = await unpacked(pack);
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
  const page = await launch(CHAPTER);
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

  await leave(page);
  expect((await calls(page)).some((call) => /^\d{4}:\d\d:\d\d$/.test(call))).toBe(true);

  // The next day.
  const again = await launch(CHAPTER, {
    cmi: { suspend_data: state, core: { lesson_status: "completed", score: { raw: "100" } } },
  });
  const there = again.frameLocator("iframe");
  const widget = await new Widget(there as unknown as Page, variants[0]).ready();
  await expect(widget.element).toContainText("You have edited this code.");
});

test("an exercise is begun, failed, passed, left and taken up again", async ({ launch }) => {
  const page = await launch(EXERCISE);
  const exercise = await exerciseIn(page);
  // The frames of a course site are not large; nothing else stands in this one.
  await expect(page.frameLocator("iframe").locator("what-if")).toHaveCount(1);
  expect(await told(page, "cmi.core.lesson_status")).toBe("incomplete");

  await exercise.check.click();
  await expect(exercise.said).toContainText("Still broken");
  // To run something is no answer, and a wrong answer gives nothing.
  await exercise.widget.ask(RUN).click();
  await expect(exercise.widget.status).toContainText("holds");
  expect(await told(page, "cmi.core.lesson_status")).toBe("incomplete");
  expect(await told(page, "cmi.core.score.raw")).toBe("");

  await exercise.box.getByRole("button", { name: "Show a solution" }).click();
  await exercise.box.getByRole("button", { name: "Put it into the editor" }).click();
  const solution = await exercise.widget.code.inputValue();
  await exercise.check.click();
  await expect(exercise.said).toContainText("Passed.");
  await expect(async () => expect(await told(page, "cmi.core.score.raw")).toBe("100")).toPass();
  expect(await told(page, "cmi.core.score.max")).toBe("100");
  expect(await told(page, "cmi.core.lesson_status")).toBe("passed");
  const state = await told(page, "cmi.suspend_data");
  expect(state.length).toBeLessThanOrEqual(4096);
  // When it began, and when it was passed.
  expect((await calls(page)).filter((call) => call === "LMSCommit").length).toBeLessThanOrEqual(2);
  await leave(page);

  // At another computer, which has kept nothing by itself.
  await page.evaluate(() => localStorage.clear());
  const again = await launch(EXERCISE, {
    cmi: { suspend_data: state, core: { lesson_status: "passed", score: { raw: "100" } } },
  });
  const there = await exerciseIn(again);
  await expect(there.widget.code).toHaveValue(solution);
  await expect(there.widget.element.locator(".passed-mark")).toBeVisible();
  expect(await told(again, "cmi.core.lesson_status")).toBe("passed");

  // Whoever tries something else afterwards does not lose what is done.
  await there.widget.reset.click();
  await there.check.click();
  await expect(there.said).toContainText("Still broken");
  await leave(again);
  expect(await told(again, "cmi.core.lesson_status")).toBe("passed");
  expect(await told(again, "cmi.core.score.raw")).toBe("100");
});

/** The exercise of a package, once it is alive. */
async function exerciseIn(page: Page) {
  const frame = page.frameLocator("iframe") as unknown as Page;
  const widget = await new Widget(frame, "fix-signup").ready();
  const box = widget.element.getByRole("group", { name: "Exercise" });
  const check = box.getByRole("button", { name: "Check my answer" });
  return { widget, box, check, said: box.getByRole("status") };
}

/** Closes the lesson, as a course site does when its reader goes elsewhere. */
async function leave(page: Page): Promise<void> {
  await page.locator("iframe").evaluate((it) => it.remove());
  await expect(async () => expect(await calls(page)).toContain("LMSFinish")).toPass();
}

test("without a course site the page is there all the same", async ({ page }) => {
  const files = await unpacked(CHAPTER);
  const site = await serve(null, (path) =>
    path === "/index.html" ? { body: files.get("index.html") ?? "" } : undefined,
  );
  await page.goto(`${new URL(site.address("")).origin}/index.html`);
  const widget = await new Widget(page, FIRST).ready();
  await widget.ask(RUN).click();
  await expect(widget.status).toContainText("holds");
  await site.close();
});
