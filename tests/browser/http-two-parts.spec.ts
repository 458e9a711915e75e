// The two parts of the engine, when the second comes late or not at all.

import { EXPLORE, expect, openChapter, RUN, test, WELCOMED } from "./fixtures";

const REST = "**/whatif/engine-rest-*.js";

test("a run is answered before the rest of the engine is there, and an exploration waits for it", async ({
  page,
  address,
}) => {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(REST, async (route) => {
    await released;
    await route.continue();
  });
  const widget = await openChapter(page, address);
  await widget.ask(RUN).click();
  await expect(widget.status).toContainText(`holds: ${WELCOMED}`);
  await widget.ask(EXPLORE).click();
  await expect(widget.ask("Stop")).toBeVisible();
  release();
  await expect(widget.status).toContainText("2 properties are violated");
});

test.describe("when the rest cannot be loaded", () => {
  test.use({ expectedInConsole: /Failed to load resource/ });

  test("runs are answered, and who needs it is told so and may ask again", async ({
    page,
    address,
  }) => {
    await page.route(REST, (route) => route.abort());
    const widget = await openChapter(page, address);
    await widget.ask(RUN).click();
    await expect(widget.status).toContainText(`holds: ${WELCOMED}`);
    await widget.ask(EXPLORE).click();
    await expect(widget.status).toContainText("could not be loaded");
    await page.unroute(REST);
    await widget.ask(EXPLORE).click();
    await expect(widget.status).toContainText("2 properties are violated");
  });
});
