// A reader's edits: they last, and never stand in the way of the original.

import { textOf } from "./book.mjs";
import { CHAPTER, expect, KILLED, openChapter, SENDS_FIRST, test, Widget } from "./fixtures";

const EDITED = "You have edited this code.";

test("an edit survives a reload, says so, and goes with a reset", async ({ page, address }) => {
  let widget = await openChapter(page, address);
  const original = await widget.code.inputValue();
  await expect(widget.element).not.toContainText(EDITED);
  await widget.code.fill(SENDS_FIRST);
  await expect(widget.element).toContainText(EDITED);

  await page.reload();
  widget = await openChapter(page, address);
  await expect(widget.code).toHaveValue(SENDS_FIRST);
  await expect(widget.element).toContainText(EDITED);
  // The static result beside it is of other code.
  await expect(widget.element).toContainText("the result of the original code");
  await widget.ask(KILLED).click();
  await expect(widget.status).toContainText("violated: whoever got a welcome email is stored");

  await widget.reset.click();
  await expect(widget.code).toHaveValue(original);
  await expect(widget.element).not.toContainText(EDITED);

  await page.reload();
  widget = await openChapter(page, address);
  await expect(widget.code).toHaveValue(original);
});

test("an edit outlives what the author writes meanwhile, until it is this code", async ({
  page,
  address,
}) => {
  // As `mdbook serve` does: the page is another, and is loaded again.
  let written: readonly [string, string] = ["", ""];
  await page.route(
    (url) => url.pathname.endsWith(CHAPTER),
    async (route) => {
      const file = route.request().url().startsWith("file:");
      const html = file ? await textOf(CHAPTER) : await (await route.fetch()).text();
      const body = html.replaceAll(...written);
      await route.fulfill({ body, contentType: "text/html; charset=utf-8" });
    },
  );
  let widget = await openChapter(page, address);
  await widget.code.fill(SENDS_FIRST);

  written = ["<main>", "<main><p>One sentence more.</p>"];
  await page.reload();
  await expect(page.locator("main")).toContainText("One sentence more.");
  widget = await new Widget(page).ready();
  await expect(widget.code).toHaveValue(SENDS_FIRST);

  written = ["Welcome!", "Good day!"];
  await page.reload();
  widget = await new Widget(page).ready();
  await expect(widget.code).toHaveValue(/Good day!/);
  await expect(widget.element).not.toContainText(EDITED);
});

test("an edit by hand back to the original is no edit", async ({ page, address }) => {
  const widget = await openChapter(page, address);
  const original = await widget.code.inputValue();
  await widget.code.fill(SENDS_FIRST);
  await widget.code.fill(original);
  await expect(widget.element).not.toContainText(EDITED);
  const kept = await page.evaluate(() => Object.keys(localStorage).join());
  expect(kept).not.toContain("what-if");
});

test("where storage is refused, everything else works", async ({ page, address }) => {
  await page.addInitScript(() => {
    const refuse = (method: "getItem" | "setItem" | "removeItem") => {
      const original = Storage.prototype[method] as (...given: string[]) => string | null;
      Storage.prototype[method] = function (key: string, ...more: string[]) {
        if (key.startsWith("what-if")) throw new DOMException("refused", "SecurityError");
        return original.call(this, key, ...more);
      };
    };
    refuse("getItem");
    refuse("setItem");
    refuse("removeItem");
  });
  const widget = await openChapter(page, address);
  await widget.code.fill(SENDS_FIRST);
  await widget.ask(KILLED).click();
  await expect(widget.status).toContainText("violated: whoever got a welcome email is stored");
  await widget.reset.click();
  await expect(widget.code).not.toHaveValue(SENDS_FIRST);
});
