// A property that holds what clients did and saw to a consistency model.

import AxeBuilder from "@axe-core/playwright";
import { EXPLORE, expect, RUN, test, Widget } from "./fixtures";

const CAP = "03-cap.html";
const CUT = "What if Oslo is cut off from the other two?";
const SINGLE = "everybody is told what a single copy would have told";

const history = (widget: Widget) => widget.element.locator(".outcome > .whatif-history");
const picture = (widget: Widget) => history(widget).getByRole("img");

test("what has no place is marked, and told in a sentence and in a table", async ({
  page,
  address,
}) => {
  await page.goto(address(CAP));
  const widget = await new Widget(page, "ap").ready();
  await widget.ask(CUT).click();
  await expect(widget.status).toContainText(`violated: ${SINGLE}`);
  await expect(picture(widget)).toContainText("✗ read → 30");
  await expect(history(widget)).toContainText("has a place for this: nora reads 30.");
  await history(widget).locator("summary", { hasText: "All operations" }).click();
  await expect(history(widget).getByRole("table")).toContainText("has no place");
  const { violations } = await new AxeBuilder({ page })
    .include('what-if[variant="ap"]')
    .options({ preload: false })
    .analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});

test("where all can be explained the order is in the bars", async ({ page, address }) => {
  await page.goto(address(CAP));
  const widget = await new Widget(page, "cp").ready();
  await widget.ask(RUN).click();
  await expect(widget.status).toContainText(`holds: ${SINGLE}`);
  await expect(history(widget)).toContainText("One order of all operations explains");
  for (const place of ["1", "2", "3"]) {
    await expect(picture(widget).getByText(place, { exact: true })).toBeVisible();
  }
});

test("the shortest way and the nearest run that is fine have histories of their own", async ({
  page,
  address,
}) => {
  await page.goto(address(CAP));
  const widget = await new Widget(page, "ap").ready();
  await widget.ask(EXPLORE).click();
  await expect(history(widget)).toContainText("luis reads 30. What forbids it: anna writes 45.");
  await widget.ask("The nearest run that is fine").click();
  await expect(history(widget)).toContainText("One order of all operations explains");
  await expect(history(widget)).not.toContainText("What forbids it");
});

test("a scenario without such a property shows no history", async ({ page, address }) => {
  await page.goto(address("01-already-distributed.html"));
  const widget = await new Widget(page).ready();
  await widget.ask(RUN).click();
  await expect(widget.status).toContainText("holds");
  await expect(history(widget)).toBeHidden();
});

test("at 320 pixels the history scrolls by keyboard, and the page does not", async ({
  page,
  address,
}) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(address(CAP));
  const widget = await new Widget(page, "ap").ready();
  await widget.ask(CUT).click();
  const figure = widget.element.getByRole("figure", { name: "Diagram: what clients did" });
  await figure.focus();
  await expect(figure).toBeFocused();
  const wide = await figure.evaluate((element) => element.scrollWidth > element.clientWidth);
  expect(wide).toBe(true);
  const page320 = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(page320).toBeLessThanOrEqual(320);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the history came with the page", async ({ page, address }) => {
    await page.goto(address(CAP));
    const widget = page.locator('what-if[variant="ap"]').first();
    await expect(widget.locator(".whatif-history svg")).toBeVisible();
    await expect(widget.locator(".whatif-history")).toContainText("nora reads 30");
  });
});
