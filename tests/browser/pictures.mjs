// Draws the pictures of the book that cannot be SVG: the favicon for browsers that take no other, and
// what is shown where a link to the book is shared. `cargo xtask pictures` runs it.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";

const PICTURES = [
  { from: "theme/favicon.svg", to: "theme/favicon.png", width: 64, height: 64 },
  { from: "theme/social-card.svg", to: "src/social-card.png", width: 1200, height: 630 },
];

const ROOT = new URL("../../", import.meta.url);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox"],
});
for (const { from, to, width, height } of PICTURES) {
  const page = await browser.newPage({ viewport: { width, height } });
  const drawing = await readFile(new URL(from, ROOT), "utf8");
  await page.setContent(
    `<style>body { margin: 0 } svg { display: block; width: 100vw; height: 100vh }</style>${drawing}`,
  );
  await page.screenshot({ path: fileURLToPath(new URL(to, ROOT)), omitBackground: true });
}
await browser.close();
