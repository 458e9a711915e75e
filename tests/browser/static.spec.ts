// What is there before, and without, any script of ours.

import { chapterWithoutWidgets } from "./book.mjs";
import { CHAPTER, expect, openChapter, RUN, test, WELCOMED, Widget } from "./fixtures";

test("a chapter without widgets asks for nothing of ours", async ({ page, address, ours }) => {
  await page.goto(address(await chapterWithoutWidgets()));
  await page.mouse.wheel(0, 10_000);
  await expect(page.locator("main")).toBeVisible();
  expect(ours).toEqual([]);
});

test("a chapter with widgets asks for each script when it is needed", async ({
  page,
  address,
  ours,
}) => {
  // So low that the first widget is far below the view.
  await page.setViewportSize({ width: 1000, height: 200 });
  await page.goto(address(CHAPTER));
  await expect(page.locator("h1").first()).toBeVisible();
  expect(ours).toEqual(["loader.js"]);

  const widget = await new Widget(page).ready();
  expect(ours).toEqual(["loader.js", "ui.js"]);

  await widget.code.focus();
  await expect(() => expect(ours).toEqual(["loader.js", "ui.js", "engine.js"])).toPass();

  await widget.ask(RUN).click();
  await expect(widget.status).toContainText("holds");
  expect(ours).toEqual(["loader.js", "ui.js", "engine.js", "engine-rest.js"]);
});

test("until something is asked, the result that came with the page is shown", async ({
  page,
  address,
}) => {
  const widget = await openChapter(page, address);
  const given = widget.element.locator(".whatif-result");
  await expect(given.locator("svg")).toBeVisible();
  await expect(given.locator(".whatif-verdicts")).toContainText(`violated: ${WELCOMED}`);
  // The live editor stands in place of the static code, and the buttons in place of the list.
  await expect(widget.element.locator("pre")).toBeHidden();
  await expect(given.locator(".whatif-all")).toBeHidden();

  await widget.ask(RUN).click();
  await expect(widget.status).toContainText("holds");
  await expect(given).toBeHidden();
  await widget.reset.click();
  await expect(given).toBeVisible();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("code, diagram, verdicts and events are there", async ({ page, address }) => {
    await page.goto(address(CHAPTER));
    const widget = page.locator('what-if[variant="naive"]').first();
    await expect(widget.locator("pre code")).toContainText("db::insert");
    await expect(widget.locator("svg")).toBeVisible();
    await expect(widget.locator(".whatif-verdicts")).toContainText(`violated: ${WELCOMED}`);
    await expect(widget.locator(".whatif-all")).toContainText("killed between the two steps");
    await widget.locator("summary", { hasText: "Events" }).click();
    await expect(widget.getByRole("table")).toBeVisible();
  });
});

test("the page of all chapters mounts only what is near, and prints cleanly", async ({
  page,
  address,
  ours,
}) => {
  await page.addInitScript(() => {
    window.print = () => {};
  });
  await page.goto(address("print.html"));
  await new Widget(page).ready();
  expect(ours.filter((name) => name === "ui.js")).toHaveLength(1);
  const widgets = page.locator("what-if");
  const live = await widgets.evaluateAll((all) => all.filter((one) => one.shadowRoot).length);
  expect(live).toBeLessThan(await widgets.count());

  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("button", { name: RUN })).toHaveCount(0);
  for (const widget of await widgets.all()) {
    await expect(widget.locator("svg").first()).toBeVisible();
    await expect(widget.getByText("async fn").filter({ visible: true }).first()).toBeVisible();
    await expect(widget.locator(".whatif-all")).toBeVisible();
  }
});
