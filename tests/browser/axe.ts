// What axe finds in a part of a page.

import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

export const THEMES = ["light", "rust", "coal", "navy", "ayu"] as const;

/** The page will be shown in this theme. */
export async function inTheme(page: Page, theme: string): Promise<void> {
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
