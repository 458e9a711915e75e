// What the first chapter promises its reader.

import { expect, KILLED, openChapter, RUN, SENDS_FIRST, test, WELCOMED, Widget } from "./fixtures";

test("the reader breaks the sign-up, edits it, and breaks it another way", async ({
  page,
  address,
}) => {
  await page.goto(address("index.html"));
  await page
    .getByRole("link", { name: "You are already doing distributed systems" })
    .first()
    .click();
  const widget = await new Widget(page).ready();
  const original = await widget.code.inputValue();
  expect(original).toContain('db::insert("users", &user).await?;');

  await widget.ask(KILLED).click();
  await expect(widget.status).toContainText(`violated: ${WELCOMED}`);
  await expect(widget.status).toContainText("holds: no user gets two");
  await expect(widget.ask(KILLED)).toHaveAttribute("aria-pressed", "true");
  await expect(widget.element.getByRole("img", { name: /killed/ })).toBeVisible();

  await widget.code.fill(SENDS_FIRST);
  await expect(widget.element).toContainText("Ask again.");
  await widget.ask(KILLED).click();
  await expect(widget.status).toContainText("violated: whoever got a welcome email is stored");
  await expect(widget.status).toContainText(`holds: ${WELCOMED}`);
  await expect(widget.element).not.toContainText("Ask again.");

  await widget.reset.click();
  await expect(widget.code).toHaveValue(original);
  await widget.ask(KILLED).click();
  await expect(widget.status).toContainText(`violated: ${WELCOMED}`);

  await widget.ask(RUN).click();
  await expect(widget.status).toContainText(`holds: ${WELCOMED}`);
  await expect(widget.ask(RUN)).toHaveAttribute("aria-pressed", "true");
  await expect(widget.ask(KILLED)).toHaveAttribute("aria-pressed", "false");
});

test("what is violated comes first, and the events are a table too", async ({ page, address }) => {
  const widget = await openChapter(page, address);
  await widget.ask(KILLED).click();
  await expect(widget.status.getByRole("listitem").first()).toContainText("violated");
  await widget.events.click();
  await expect(widget.element.getByRole("table")).toContainText("killed");
});

test("every widget of the chapter is its own", async ({ page, address }) => {
  const naive = await openChapter(page, address);
  const outbox = await new Widget(page, "outbox").ready();
  await outbox.ask(KILLED).click();
  await expect(outbox.status).toContainText("violated: no user gets two");
  await expect(naive.status).toHaveText("");
});

test("code that cannot be run is explained where it stands", async ({ page, address }) => {
  const widget = await openChapter(page, address);
  await widget.code.fill(
    "async fn signup(user: User) -> Result<()> {\n    unsafe {}\n    Ok(())\n}",
  );
  await widget.ask(RUN).click();
  await expect(widget.status).toContainText("Nothing was run");
  await expect(widget.code).toHaveAttribute("aria-invalid", "true");

  const place = widget.element.getByRole("button", { name: "Line 2" }).first();
  await place.click();
  await expect(widget.code).toBeFocused();
  const line = await widget.code.evaluate((area: HTMLTextAreaElement) => {
    return area.value.slice(0, area.selectionStart).split("\n").length;
  });
  expect(line).toBe(2);

  await widget.reset.click();
  await expect(widget.code).toHaveAttribute("aria-invalid", "false");
  await expect(place).toBeHidden();
});
