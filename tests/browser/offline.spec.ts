// The book as one file, opened by double click in a folder in which nothing else is.

import type { Page } from "@playwright/test";
import { aloneInAFolder } from "./book.mjs";
import { expect, KILLED, RUN, test, WELCOMED, Widget } from "./fixtures";

const FILE = "download/between-the-steps.html";

/** What is shown of the book now. */
const chapter = (page: Page) => page.locator(".whatif-chapter:visible");

// This is about one file, whatever else reaches the reader.
test.use({ delivery: "file" });

test.beforeEach(async ({ page }) => {
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(await aloneInAFolder(FILE));
  // Nothing but the file itself is ever asked for.
  expect(requests).toHaveLength(1);
});

test("readers turn its pages by links, arrows, the table of contents and going back", async ({
  page,
}) => {
  await expect(chapter(page)).toHaveCount(1);
  await expect(chapter(page).locator("h1").first()).toHaveText("Before you start");
  await expect(page).toHaveTitle(/^Before you start/);

  await page.keyboard.press("ArrowRight");
  await expect(page).toHaveTitle(/^You are already doing distributed systems/);
  await expect(chapter(page)).toHaveCount(1);
  await page.goBack();
  await expect(page).toHaveTitle(/^Before you start/);

  await page.locator("#mdbook-sidebar").getByRole("link", { name: "CAP" }).click();
  await expect(page).toHaveTitle(/^CAP/);
  await expect(page.locator("#mdbook-sidebar a.active")).toContainText("CAP");
  await page.getByRole("link", { name: "Next chapter" }).filter({ visible: true }).click();
  await expect(page).toHaveTitle(/^Consistency models/);

  await page.reload();
  await expect(page).toHaveTitle(/^Consistency models/);
});

test("a widget runs", async ({ page }) => {
  await page.keyboard.press("ArrowRight");
  const widget = await new Widget(page).ready();
  await widget.ask(KILLED).click();
  await expect(widget.status).toContainText(`violated: ${WELCOMED}`);
  await widget.ask(RUN).click();
  await expect(widget.status).toContainText(`holds: ${WELCOMED}`);
});

test("the search finds a place in another chapter and marks it", async ({ page }) => {
  await page.keyboard.press("/");
  await page.getByPlaceholder("Search this book").pressSequentially("partition");
  await expect(page.locator("#mdbook-searchresults-header")).toContainText("'partition'");
  const found = page.locator("#mdbook-searchresults li a").first();
  await expect(found).toHaveAttribute("href", /^#/);
  const [name = ""] = ((await found.getAttribute("href")) ?? "").slice(1).split("%23");
  await found.click();
  await expect(chapter(page)).toHaveAttribute("id", name);
  await expect(chapter(page).locator("mark").first()).toBeVisible();
});

test("themes are switched, and nothing is left of what only a site has", async ({ page }) => {
  await page.getByRole("button", { name: "Change theme" }).click();
  await page.getByRole("menuitem", { name: "Coal" }).click();
  await expect(page.locator("html")).toHaveClass(/coal/);
  await expect(page.locator("iframe, base, [href$='print.html']")).toHaveCount(0);
});

test("every link within the book leads to something", async ({ page }) => {
  const dead = await page.evaluate(() => {
    const links = [...document.querySelectorAll<HTMLAnchorElement>("a[href]")];
    const local = links.filter((link) => !/^https?:/.test(link.getAttribute("href") ?? ""));
    return local
      .map((link) => link.getAttribute("href") ?? "")
      .filter((href) => !document.getElementById(decodeURIComponent(href.slice(1))));
  });
  // The guide is a book of its own, beside this one on the site.
  expect(dead.filter((href) => !href.startsWith("guide/"))).toEqual([]);
});
