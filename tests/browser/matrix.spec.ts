// The table of all variants and all what-ifs, in which each cell asks its question.

import type { Page } from "@playwright/test";
import { CHAPTER, expect, KILLED, SENDS_FIRST, test, Widget } from "./fixtures";

/** The name of a cell: what came out, the variant, the question. */
const cell = (text: string, variant: string, ask: string) => `${text}. ${variant}: ${ask}`;

const NAIVE_KILLED = cell("✗ violated: welcomed", "naive", KILLED);

async function open(page: Page, address: (page: string) => string) {
  await page.goto(address(CHAPTER));
  const matrix = page.locator("what-if-matrix");
  await matrix.scrollIntoViewIfNeeded();
  const press = (name: string) => matrix.getByRole("button", { name, exact: true });
  await expect(press(NAIVE_KILLED)).toBeVisible();
  return { matrix, press, note: matrix.getByRole("status") };
}

test("a cell goes to the widget of its variant and asks", async ({ page, address }) => {
  const { press, note } = await open(page, address);
  await press(NAIVE_KILLED).click();
  const naive = new Widget(page);
  await expect(naive.status).toContainText("violated: every stored user has got a welcome email");
  await expect(naive.ask(KILLED)).toBeFocused();
  await expect(naive.element).toBeInViewport();
  await expect(note).toBeEmpty();

  // Every variant has a widget in this chapter, and some came into view only now.
  await press(cell("✓ holds", "outbox-idempotent", KILLED)).click();
  const other = new Widget(page, "outbox-idempotent");
  await expect(other.status).toContainText("holds: every stored user");
});

test("a cell of the last column explores", async ({ page, address }) => {
  const { matrix } = await open(page, address);
  await matrix.getByRole("button", { name: "naive: Explored" }).press("Enter");
  const naive = new Widget(page);
  await expect(naive.status).toContainText("2 properties are violated");
});

test("where the reader's code comes to something else, a note says so", async ({
  page,
  address,
}) => {
  const { press, note } = await open(page, address);
  const naive = await new Widget(page).ready();
  await naive.code.fill(SENDS_FIRST);
  await press(NAIVE_KILLED).click();
  await expect(naive.element).toContainText("You have edited this code.");
  await expect(note).toContainText("In your edited code it is otherwise:");
  await expect(note.getByRole("listitem")).toHaveText([
    cell("✗ violated: no-strangers", "naive", KILLED),
  ]);
  await naive.reset.click();
  await naive.ask(KILLED).click();
  await expect(note).toBeEmpty();
});

test("a cell whose variant has no widget on the page stays text", async ({ page, address }) => {
  // The guide shows a matrix whose last variant is hidden.
  await page.goto(address("guide/fences.html"));
  const matrix = page.locator("what-if-matrix");
  await matrix.scrollIntoViewIfNeeded();
  await expect(
    matrix.getByRole("row", { name: /transaction/ }).getByRole("button"),
  ).not.toHaveCount(0);
  await expect(matrix.getByRole("row", { name: /credit-first/ }).getByRole("button")).toHaveCount(
    0,
  );
});

test("a cell brings its variant to the front of the tabs", async ({ page, address }) => {
  await page.goto(address("guide/fences.html"));
  const matrix = page.locator("what-if-matrix");
  await matrix.scrollIntoViewIfNeeded();
  await matrix.getByRole("button", { name: /two-inserts: When nothing goes wrong/ }).click();
  const widget = page.locator('what-if-tabs > what-if[variant="two-inserts"]');
  await expect(widget.getByRole("status").first()).toContainText("holds");
  await expect(widget).toBeVisible();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("it is a table", async ({ page, address }) => {
    await page.goto(address(CHAPTER));
    const matrix = page.locator("what-if-matrix");
    await expect(matrix.getByRole("cell", { name: "✗ violated: welcomed" }).first()).toBeVisible();
    await expect(matrix.getByRole("button")).toHaveCount(0);
  });
});
