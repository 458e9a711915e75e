// A fence that the author marked `readonly`. No chapter has one yet, so the page is changed on its way.

import { CHAPTER, expect, KILLED, openChapter, test, WELCOMED } from "./fixtures";

test("code that may not be edited can be run", async ({ page, address }) => {
  await page.route(`**/${CHAPTER}`, async (route) => {
    const response = await route.fetch();
    const html = (await response.text()).replaceAll("<what-if ", '<what-if readonly="" ');
    await route.fulfill({ response, body: html });
  });
  const widget = await openChapter(page, address);
  const code = await widget.code.inputValue();
  await widget.code.focus();
  await page.keyboard.type("no");
  await page.keyboard.press("Enter");
  await expect(widget.code).toHaveValue(code);
  await expect(widget.code).toHaveAttribute("aria-readonly", "true");
  await expect(widget.reset).toHaveCount(0);

  await widget.ask(KILLED).click();
  await expect(widget.status).toContainText(`violated: ${WELCOMED}`);
});
