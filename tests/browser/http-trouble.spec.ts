// When the page does not arrive whole.

import { CHAPTER, expect, openChapter, RUN, test, WELCOMED } from "./fixtures";

test.describe("when the engine cannot be loaded", () => {
  test.use({ expectedInConsole: /Failed to load resource/ });

  test("the widget says so, and asking again tries again", async ({ page, address }) => {
    await page.route("**/whatif/engine-*.js", (route) => route.abort());
    const widget = await openChapter(page, address);
    await widget.ask(RUN).click();
    await expect(widget.status).toContainText("could not be loaded");

    await page.unroute("**/whatif/engine-*.js");
    await widget.ask(RUN).click();
    await expect(widget.status).toContainText(`holds: ${WELCOMED}`);
  });
});

test.describe("when the data of a widget is broken", () => {
  test.use({ expectedInConsole: /This what-if stays static/ });

  test("its static content stays", async ({ page, address }) => {
    await page.route(`**/${CHAPTER}`, async (route) => {
      const response = await route.fetch();
      const html = (await response.text()).replace('<script type="application/json">{', "$&{");
      await route.fulfill({ response, body: html });
    });
    const complaint = page.waitForEvent("console", {
      predicate: (message) => message.text().includes("stays static"),
    });
    await page.goto(address(CHAPTER));
    const broken = page.locator("what-if").first();
    await broken.scrollIntoViewIfNeeded();
    await complaint;
    await expect(broken.locator("pre code")).toBeVisible();
    await expect(broken.locator("svg")).toBeVisible();
  });
});

test("an engine that is stuck is ended, and the next run gets a new one", async ({
  page,
  address,
}) => {
  // The engine has limits and is never stuck; so the worker gets one that is, once.
  await page.addInitScript(() => {
    const make = URL.createObjectURL;
    let stuck = false;
    URL.createObjectURL = (blob) => {
      if (stuck || !(blob instanceof Blob)) return make(blob);
      stuck = true;
      const hang = "self.addEventListener('message', ({ data }) => { while (data.run); }, true);";
      return make(new Blob([hang, blob], { type: "text/javascript" }));
    };
  });
  const widget = await openChapter(page, address);
  await widget.ask(RUN).click();
  await expect(widget.element.locator(".outcome")).toHaveAttribute("aria-busy", "true");
  await expect(widget.status).toContainText("no answer for ten seconds");
  await widget.ask(RUN).click();
  await expect(widget.status).toContainText(`holds: ${WELCOMED}`);
});
