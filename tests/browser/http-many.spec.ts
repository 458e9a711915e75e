// A page with many widgets costs no more than its reader touches.

import type { Page } from "@playwright/test";
import { CHAPTER, expect, RUN, test, WELCOMED } from "./fixtures";

const MANY = 50;

/** Serves the chapter with its first widget so many times. */
async function repeat(page: Page): Promise<void> {
  await page.route(`**/${CHAPTER}`, async (route) => {
    const response = await route.fetch();
    const html = await response.text();
    const body = html.replace(/<what-if .*?<\/what-if>/s, (one) => one.repeat(MANY));
    await route.fulfill({ response, body });
  });
}

const mounted = (page: Page) =>
  page.evaluate(
    () => [...document.querySelectorAll("what-if")].filter((one) => one.shadowRoot).length,
  );

test("fifty widgets are mounted as they come near, and share one engine in one worker", async ({
  page,
  address,
  ours,
}) => {
  await repeat(page);
  await page.goto(address(CHAPTER));
  const all = page.locator('what-if[variant="naive"]');
  expect(await all.count()).toBeGreaterThanOrEqual(MANY);
  await all.first().scrollIntoViewIfNeeded();
  await expect(all.first().getByRole("textbox")).toBeVisible();
  // Nothing but what is in view, and no engine.
  expect(await mounted(page)).toBeLessThan(10);
  expect(ours).toEqual(["loader.js", "ui.js"]);
  expect(page.workers()).toHaveLength(0);

  for (const at of [0, 24, MANY - 1]) {
    const widget = all.nth(at);
    await widget.scrollIntoViewIfNeeded();
    await widget.getByRole("button", { name: RUN }).click();
    await expect(widget.locator(".status")).toContainText(`holds: ${WELCOMED}`);
  }
  expect(ours).toEqual(["loader.js", "ui.js", "engine.js", "engine-rest.js"]);
  expect(page.workers()).toHaveLength(1);
  expect(await mounted(page)).toBeLessThan(MANY);
});
