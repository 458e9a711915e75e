// What axe finds in a part of a page.

import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/** How a page can look. */
interface Look {
  readonly name: string;
  readonly theme: string;
  readonly forcedColors: "active" | "none";
}

/** The themes of mdBook, and the colours that a reader's own system forces upon every page. */
export const LOOKS: readonly Look[] = [
  ...["light", "rust", "coal", "navy", "ayu"].map(
    (theme) => ({ name: `the theme ${theme}`, theme, forcedColors: "none" }) as const,
  ),
  { name: "forced colours", theme: "light", forcedColors: "active" },
];

/** The page will look like this. */
export async function inLook(page: Page, { theme, forcedColors }: Look): Promise<void> {
  await page.emulateMedia({ forcedColors });
  await page.addInitScript((theme) => localStorage.setItem("mdbook-theme", theme), theme);
}

/** The rules that this part breaks, with the elements that break them. */
export async function violations(page: Page, part: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .include(part)
    // It would fetch the style sheets, which no page may do on file://.
    .options({ preload: false })
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
}
