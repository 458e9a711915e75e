// Whoever reads, and on whatever screen.

import type { Page } from "@playwright/test";
import { inLook, LOOKS, violations as violationsIn } from "./axe";
import { EXPLORE, expect, KILLED, openChapter, RUN, test, type Widget } from "./fixtures";

/** With all kinds of token, and a mistake in the second line. */
const COLOURFUL = `async fn signup(user: User) -> Result<()> { // a comment
    unsafe {}
    let text = format!("{} {}", 'a', 1_000);
    Err(Error::Timeout)
}`;

/** What axe finds in the first widget. Those that are not mounted show code in mdBook's colours. */
const violations = (page: Page) => violationsIn(page, 'what-if[variant="naive"]');

/** The lowest contrast of the letters in the editor, which axe passes over as hidden from it. */
function lowestContrast(widget: Widget): Promise<number> {
  return widget.element.locator(".prism-code-editor").evaluate((editor) => {
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context) throw new Error("the browser cannot draw");
    const luminance = (color: string) => {
      context.fillStyle = color;
      context.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0] = Array.from(
        context.getImageData(0, 0, 1, 1).data,
        (byte) => (byte <= 10 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4),
      );
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const plain = getComputedStyle(editor).backgroundColor;
    let lowest = Number.POSITIVE_INFINITY;
    for (const line of editor.querySelectorAll(".pce-line")) {
      const marked = line.classList.contains("problem");
      const ground = luminance(marked ? getComputedStyle(line).backgroundColor : plain);
      const letters = [...line.querySelectorAll(".token"), line].map((part) =>
        luminance(getComputedStyle(part).color),
      );
      letters.push(luminance(getComputedStyle(line, "::before").color));
      for (const letter of letters) {
        const [dark = 0, bright = 0] = [ground, letter].sort((one, other) => one - other);
        lowest = Math.min(lowest, (bright + 0.05) / (dark + 0.05));
      }
    }
    return lowest;
  });
}

for (const look of LOOKS) {
  test(`in ${look.name} the widget is accessible`, async ({ page, address }) => {
    await inLook(page, look);
    const widget = await openChapter(page, address);
    await expect(page.locator("html")).toHaveClass(new RegExp(`\\b${look.theme}\\b`));
    expect(await violations(page)).toEqual([]);

    await widget.ask(KILLED).click();
    await expect(widget.status).toContainText("violated");
    await widget.events.click();
    expect(await violations(page)).toEqual([]);

    await widget.element.getByRole("button", { name: /^event 4 of / }).click();
    await expect(widget.element.getByRole("dialog")).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");

    await widget.ask(EXPLORE).click();
    await expect(widget.status).toContainText("2 properties are violated");
    expect(await violations(page)).toEqual([]);

    await widget.code.fill(COLOURFUL);
    await widget.ask(RUN).click();
    await expect(widget.element.locator(".problems > li").first()).toBeVisible();
    expect(await violations(page)).toEqual([]);
    expect(await lowestContrast(widget)).toBeGreaterThanOrEqual(4.5);
  });
}

test("at 320 pixels only the diagram scrolls sideways", async ({ page, address }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  const widget = await openChapter(page, address);
  expect(await violations(page)).toEqual([]);
  for (const question of [KILLED, EXPLORE]) {
    await widget.ask(question).click();
    await expect(widget.ask(question)).toHaveAttribute("aria-pressed", "true");
    await expect(widget.element.getByRole("figure")).toBeVisible();
    expect(await violations(page)).toEqual([]);
    expect(await tooWide(widget)).toEqual(["whatif-figure"]);
  }
  const box = await widget.element.boundingBox();
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(320);
});

/** What scrolls sideways on the page, by its class. */
function tooWide(widget: Widget): Promise<string[]> {
  return widget.element.evaluate((element) => {
    const inside = [...(element.shadowRoot?.querySelectorAll("*") ?? [])].filter(
      (part) => !part.closest("svg, .whatif-events") && part.clientWidth > 0,
    );
    return (
      [document.documentElement, ...inside]
        .filter((part) => part.scrollWidth > part.clientWidth)
        // Shown only to screen readers, in a single pixel.
        .filter((part) => !part.matches(".keys, textarea"))
        .map((part) => part.className)
    );
  });
}

test("the widget follows the theme while it is open", async ({ page, address }) => {
  const widget = await openChapter(page, address);
  const ground = () =>
    widget.element
      .locator(".widget")
      .evaluate((element) => getComputedStyle(element).backgroundColor);
  const before = await ground();
  await page.locator("#mdbook-theme-toggle").click();
  await page.locator("#mdbook-theme-navy").click();
  expect(await ground()).not.toBe(before);
});
