// What is on paper: the text of a PDF is that of what was printed, and nothing is cut off.

import type { Page } from "@playwright/test";
import { extractText, getDocumentProxy } from "unpdf";
import { expect, test } from "./fixtures";

/** A chapter with diagrams that are wider than paper. */
const WIDE = "02-eight-fallacies.html";

test.beforeEach(async ({ page }) => {
  // The page of all chapters would open the browser's own window for it.
  await page.addInitScript(() => {
    window.print = () => {};
  });
});

test("the page of all chapters has every verdict and every figure on paper", async ({
  page,
  address,
}) => {
  await page.goto(address("print.html"));
  await isWholeOnPaper(page);
});

test("so has a chapter that is printed before anyone comes near its widgets", async ({
  page,
  address,
}) => {
  await page.setViewportSize({ width: 1000, height: 200 });
  await page.goto(address(WIDE));
  await isWholeOnPaper(page);
});

async function isWholeOnPaper(page: Page): Promise<void> {
  const texts = await textsOf(page);
  expect(texts.filter((text) => text.startsWith("holds:")).length).toBeGreaterThan(5);
  expect(texts.length).toBeGreaterThan(200);

  const pdf = await getDocumentProxy(new Uint8Array(await page.pdf({ format: "A4" })));
  const { text } = await extractText(pdf, { mergePages: true });
  const printed = withoutSpaces(text);
  const missing = [...new Set(texts)].filter((text) => {
    const times = texts.filter((other) => other === text).length;
    return printed.split(text).length - 1 < times;
  });
  expect(missing).toEqual([]);
}

/** Every verdict, and every text of a figure, as often as it is there. */
async function textsOf(page: Page): Promise<string[]> {
  const texts = await page
    .locator(".whatif-verdicts > li, what-if svg text, .whatif-sweep svg text")
    .evaluateAll((all) =>
      all.map((one) => {
        const copy = one.cloneNode(true) as Element;
        // What a pointer is told is not on paper.
        for (const title of copy.querySelectorAll("title")) title.remove();
        return copy.textContent ?? "";
      }),
    );
  return texts.map(withoutSpaces).filter((text) => text !== "");
}

/** On paper lines break elsewhere, and some letters grow together. */
const withoutSpaces = (text: string) => text.normalize("NFKC").replaceAll(/\s+/g, "");
