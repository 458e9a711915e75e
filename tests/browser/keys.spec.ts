// The keyboard: what is typed in a widget stays in it, and nobody is caught in it.

import { expect, KILLED, openChapter, RUN, SENDS_FIRST, test, WELCOMED } from "./fixtures";

/** mdBook's shortcuts: open the search, open the help, turn the page. */
const SHORTCUTS = ["s", "/", "?", "ArrowRight", "ArrowLeft"];

test("keys in the editor and on the buttons do not reach mdBook", async ({ page, address }) => {
  const widget = await openChapter(page, address);
  const chapter = page.url();
  const search = page.locator("#mdbook-search-wrapper");
  const help = page.locator("#mdbook-help-container");

  await widget.code.fill("");
  const summary = widget.element.locator("summary:visible", { hasText: "Events" });
  for (const part of [widget.code, widget.ask(RUN), widget.ask(KILLED), widget.reset, summary]) {
    await part.focus();
    for (const key of SHORTCUTS) await page.keyboard.press(key);
    await expect(part).toBeFocused();
  }
  await expect(widget.code).toHaveValue("s/?");
  await expect(search).toBeHidden();
  await expect(help).toBeHidden();
  expect(page.url()).toBe(chapter);

  // Outside the widget the same key does what mdBook says, or this test would prove nothing.
  await page.locator("main h1").first().click();
  await page.keyboard.press("s");
  await expect(search).toBeVisible();
});

test("Tab enters the editor, leaves it, and changes nothing in it", async ({ page, address }) => {
  const widget = await openChapter(page, address);
  const code = await widget.code.inputValue();
  // What stands before the editor.
  const before = widget.element.locator(".head button:visible").last();
  await before.focus();
  await page.keyboard.press("Tab");
  await expect(widget.code).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(widget.ask(RUN)).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await expect(widget.code).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await expect(before).toBeFocused();
  await expect(widget.code).toHaveValue(code);
});

test("all can be done by keyboard alone", async ({ page, address }) => {
  const widget = await openChapter(page, address);
  await widget.ask(KILLED).focus();
  await page.keyboard.press("Enter");
  await expect(widget.status).toContainText(`violated: ${WELCOMED}`);
  await expect(widget.ask(KILLED)).toBeFocused();

  // Asks the last question of the edited code.
  await widget.code.fill(SENDS_FIRST);
  await page.keyboard.press("Control+Enter");
  await expect(widget.status).toContainText("violated: whoever got a welcome email is stored");
  await expect(widget.code).toBeFocused();
  await expect(widget.code).toHaveValue(SENDS_FIRST);

  // The diagram scrolls sideways where it must, so it takes the focus.
  const diagram = widget.element.getByRole("figure", { name: /^Diagram/ });
  await diagram.focus();
  await expect(diagram).toBeFocused();
});

test("Enter keeps the indentation, a brace goes back, and edits can be undone", async ({
  page,
  address,
}) => {
  const widget = await openChapter(page, address);
  await widget.code.fill("fn one() {");
  await widget.code.press("End");
  await widget.code.press("Enter");
  await page.keyboard.type("two();");
  await widget.code.press("Enter");
  await page.keyboard.type("}");
  await expect(widget.code).toHaveValue("fn one() {\n    two();\n}");

  await widget.reset.click();
  await expect(widget.code).not.toHaveValue(/one/);
  await expect(widget.reset).toBeFocused();
  await widget.code.press("Control+z");
  await expect(widget.code).toHaveValue("fn one() {\n    two();\n}");
});
