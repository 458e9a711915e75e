// Variants that stand right below one another: one is shown at a time.

import type { Page } from "@playwright/test";
import { inLook, LOOKS, violations } from "./axe";
import { expect, RUN, test } from "./fixtures";

/** The page of the author guide with two variants of a payment as tabs. */
const PAGE = "guide/fences.html";

async function open(page: Page, address: (page: string) => string) {
  await page.goto(address(PAGE));
  const tabs = page.locator("what-if-tabs");
  await tabs.scrollIntoViewIfNeeded();
  const tab = (name: string) => tabs.getByRole("tab", { name, exact: true });
  await expect(tab("two-inserts")).toBeVisible();
  return { tabs, tab, panel: (name: string) => tabs.getByRole("tabpanel", { name }) };
}

test("a tab shows its variant and hides the others", async ({ page, address }) => {
  const { tabs, tab, panel } = await open(page, address);
  await expect(tabs.getByRole("tablist", { name: "Variants" })).toBeVisible();
  await expect(tab("two-inserts")).toHaveAttribute("aria-selected", "true");
  await expect(panel("two-inserts").getByRole("textbox").first()).toBeVisible();
  await expect(panel("transaction")).toHaveCount(0);

  await tab("transaction").click();
  await expect(tab("transaction")).toHaveAttribute("aria-selected", "true");
  await expect(tab("two-inserts")).toHaveAttribute("aria-selected", "false");
  await expect(panel("two-inserts")).toHaveCount(0);
  await expect(panel("transaction").getByRole("textbox").first()).toHaveValue(/commit/);
  await panel("transaction").getByRole("button", { name: RUN }).click();
  await expect(panel("transaction").locator(".outcome")).toContainText("holds");

  // What was done in one is there when the reader comes back.
  await tab("two-inserts").click();
  await tab("transaction").click();
  await expect(panel("transaction").locator(".outcome")).toContainText("When nothing goes wrong");
});

test("arrows go round, and Tab goes into the panel", async ({ page, address }) => {
  const { tab, panel } = await open(page, address);
  await tab("two-inserts").focus();
  await page.keyboard.press("ArrowRight");
  await expect(tab("transaction")).toBeFocused();
  await expect(panel("transaction")).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(tab("two-inserts")).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(tab("transaction")).toBeFocused();
  await page.keyboard.press("Home");
  await expect(tab("two-inserts")).toBeFocused();
  await page.keyboard.press("End");
  await expect(tab("transaction")).toBeFocused();
  // mdBook has not turned the page.
  expect(page.url()).toContain("fences.html");
  await expect(panel("transaction").getByRole("textbox").first()).toBeVisible();
  await page.keyboard.press("Tab");
  const inside = await page.evaluate(() =>
    document.activeElement?.closest("what-if-tabs > what-if"),
  );
  expect(inside).not.toBeNull();
});

test("on paper nothing is hidden", async ({ page, address }) => {
  const { tabs } = await open(page, address);
  await page.emulateMedia({ media: "print" });
  await expect(tabs.getByRole("tab")).toHaveCount(0);
  for (const widget of await tabs.locator("what-if").all()) {
    await expect(widget).toBeVisible();
    await expect(widget.locator("svg").first()).toBeVisible();
  }
});

test("at 320 pixels the page does not scroll sideways", async ({ page, address }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  const { tab } = await open(page, address);
  await tab("transaction").click();
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
  );
  expect(wide).toBe(false);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the variants stand below one another", async ({ page, address }) => {
    await page.goto(address(PAGE));
    const widgets = page.locator("what-if-tabs > what-if");
    await expect(widgets).toHaveCount(2);
    for (const widget of await widgets.all()) await expect(widget.locator("pre")).toBeVisible();
  });
});

for (const look of LOOKS) {
  test(`in ${look.name} tabs and matrix are accessible`, async ({ page, address }) => {
    await inLook(page, look);
    const { tab } = await open(page, address);
    await tab("transaction").click();
    expect(await violations(page, "what-if-tabs")).toEqual([]);
    await page.locator("what-if-matrix").scrollIntoViewIfNeeded();
    // The head of a table is mdBook's.
    expect(await violations(page, "what-if-matrix tbody")).toEqual([]);
  });
}
