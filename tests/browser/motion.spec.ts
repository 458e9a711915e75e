// Who asks the system for less motion sees none in a widget, and everything else.

import { EXPLORE, expect, KILLED, openChapter, test, type Widget } from "./fixtures";

/** Counts from now on how many things move at once at the most, whenever the page is drawn. */
async function watchMotion(widget: Widget): Promise<() => Promise<number>> {
  await widget.element.evaluate((host) => {
    const seen = { most: 0 };
    Object.assign(globalThis, { seen });
    const look = () => {
      seen.most = Math.max(seen.most, host.shadowRoot?.getAnimations().length ?? 0);
      requestAnimationFrame(look);
    };
    look();
  });
  return () =>
    widget.element.evaluate(() => (globalThis as unknown as { seen: { most: number } }).seen.most);
}

for (const reducedMotion of ["no-preference", "reduce"] as const) {
  test(`motion, with ${reducedMotion}`, async ({ page, address }) => {
    await page.emulateMedia({ reducedMotion });
    const widget = await openChapter(page, address);
    const most = await watchMotion(widget);
    await widget.ask(KILLED).hover();
    await widget.ask(KILLED).click();
    await expect(widget.status).toContainText("violated: every stored user");
    await widget.ask(EXPLORE).hover();
    await widget.ask(EXPLORE).click();
    await expect(widget.status).toContainText("exhausted");
    // One plays a run all the same: that is no decoration.
    await widget.ask("Play").click();
    const inside = widget.element.locator(".inside");
    await expect(inside).toContainText("The visitor asks");
    await expect(inside).not.toContainText("The visitor asks");
    if (reducedMotion === "reduce") expect(await most()).toBe(0);
    else expect(await most()).toBeGreaterThan(0);
  });
}
