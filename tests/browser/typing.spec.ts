// What is wrong with the code is told while it is written, and not before the reader pauses.

import { violations } from "./axe";
import { expect, openChapter, RUN, SENDS_FIRST, test, WELCOMED, type Widget } from "./fixtures";

const WRONG = SENDS_FIRST.replace("email::send", "email::sent");

const problems = (widget: Widget) => widget.element.locator(".problems > li");
const line = (widget: Widget, number: number) =>
  widget.element.locator(".pce-line").nth(number - 1);
/** What is read out to who does not see the mark. */
const said = (widget: Widget) => widget.element.locator(".problems + [aria-live='polite']");

/** The letters that are underlined. */
const underlined = (widget: Widget) =>
  widget.element.evaluate(() =>
    Array.from(CSS.highlights.get("whatif-mistake") ?? [], (range) => String(range)),
  );

test("a mistake is told at its place when the reader pauses, and is gone when it is mended", async ({
  page,
  address,
}) => {
  const widget = await openChapter(page, address);
  await widget.code.fill(WRONG);
  await expect(problems(widget)).toHaveCount(1);
  await expect(problems(widget).getByRole("button", { name: "Line 2" })).toBeVisible();
  await expect(line(widget, 2)).toHaveClass(/\bproblem\b/);
  await expect(line(widget, 2).locator(".mistake")).toBeVisible();
  await expect(said(widget)).toContainText("Line 2: ");
  expect(await underlined(widget)).toEqual(["email::sent"]);
  await expect(widget.code).toHaveAttribute("aria-invalid", "true");
  await expect(widget.code).toBeFocused();
  // Nothing was run, and what was there before is there still.
  await expect(widget.status).toBeEmpty();
  await expect(widget.element.locator(".whatif-result")).toBeVisible();
  expect(await violations(page, 'what-if[variant="naive"]')).toEqual([]);

  await widget.code.fill(SENDS_FIRST);
  await expect(problems(widget)).toHaveCount(0);
  await expect(line(widget, 2)).not.toHaveClass(/\bproblem\b/);
  await expect(line(widget, 2).locator(".mistake")).toHaveCount(0);
  await expect(said(widget)).toBeEmpty();
  expect(await underlined(widget)).toEqual([]);
  await expect(widget.code).toHaveAttribute("aria-invalid", "false");
});

test("of a table that is not there the whole text is underlined", async ({ page, address }) => {
  const widget = await openChapter(page, address);
  await widget.code.fill(SENDS_FIRST.replace('"users"', '"usres"'));
  await expect(problems(widget)).toContainText(["there is no table `usres`did you mean `users`?"]);
  expect(await underlined(widget)).toEqual(['"usres"']);
});

test("who is typing is told nothing", async ({ page, address }) => {
  await page.addInitScript(() => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (message: object, ...more: []) {
      asked.push(...Object.keys(message));
      postMessage.call(this, message, ...more);
    };
  });
  const widget = await openChapter(page, address);
  await widget.code.focus();
  // Letter by letter, and so fast that nothing comes between.
  await widget.code.evaluate((field: HTMLTextAreaElement) => {
    for (const letter of "let mut x =") {
      field.setRangeText(letter, 0, 0, "end");
      field.dispatchEvent(new InputEvent("input", { inputType: "insertText", data: letter }));
    }
  });
  await expect(widget.code).toHaveAttribute("aria-invalid", "true");
  // The engine's first part cannot explain a mistake, so the whole of it is asked the same again.
  const once = ["module", "check"];
  expect(await page.evaluate(() => (globalThis as unknown as { asked: string[] }).asked)).toEqual([
    ...once,
    ...once,
  ]);
});

test("what is mended after a refused run can be asked again", async ({ page, address }) => {
  const widget = await openChapter(page, address);
  await widget.code.fill(WRONG);
  await widget.ask(RUN).click();
  await expect(widget.status).toContainText("Nothing was run: there is a problem in the code.");
  await widget.code.fill(SENDS_FIRST);
  await expect(widget.status).toContainText("The code can be run now.");
  await widget.ask(RUN).click();
  await expect(widget.status).toContainText(`holds: ${WELCOMED}`);
});

test("code that came with no key pressed is not looked at", async ({ page, address, ours }) => {
  const widget = await openChapter(page, address);
  await widget.code.fill(WRONG);
  await expect(problems(widget)).toHaveCount(1);
  await widget.reset.click();
  await expect(problems(widget)).toHaveCount(0);
  await expect(widget.code).toHaveAttribute("aria-invalid", "false");
  expect(ours).toContain("engine.js");
});
