// A run to look into: its time, the inside of its nodes, and what the reader makes go wrong in it.

import type { Locator } from "@playwright/test";
import { EXPLORE, expect, KILLED, openChapter, RUN, test, WELCOMED, Widget } from "./fixtures";

const slider = (widget: Widget) => widget.element.getByRole("slider", { name: "Event" });
const forth = (widget: Widget) => widget.ask("One event on");
const node = (widget: Widget, name: string) =>
  widget.element.getByRole("group", { name, exact: true });
const chips = (widget: Widget) => widget.element.locator(".chip");
const spots = (widget: Widget) => widget.element.getByRole("group", { name: /^Events in the/ });

/** The number of the event that is looked at, from 1. */
const at = async (widget: Widget) => Number(await slider(widget).inputValue()) + 1;

async function ran(widget: Widget): Promise<void> {
  await widget.ask(RUN).click();
  await expect(widget.status).toContainText("holds");
}

test("the static diagram becomes a run that one can step through", async ({ page, address }) => {
  const widget = await openChapter(page, address);
  await widget.ask("Step through this run").click();
  await expect(widget.status).toContainText(`violated: ${WELCOMED}`);
  await forth(widget).click();
  await expect(widget.element.locator(".inside .says")).toContainText(
    "The visitor asks the server",
  );
  await forth(widget).click();
  expect(await at(widget)).toBe(2);
  await widget.ask("One event back").click();
  expect(await at(widget)).toBe(1);
});

test("a table fills where the insert is done, and the line is marked at which the code stands", async ({
  page,
  address,
}) => {
  const widget = await openChapter(page, address);
  await ran(widget);
  const rows = node(widget, "db").locator("li");
  const line = (number: number) => widget.element.locator(".pce-line").nth(number - 1);
  await slider(widget).fill("2");
  await expect(line(2)).toHaveClass(/\bstands\b/);
  await expect(rows).toHaveCount(0);
  await slider(widget).fill("3");
  await expect(rows).toHaveCount(1);
  await expect(rows).toHaveClass("fresh");
  await expect(rows).toContainText("ada@example.org");
  await slider(widget).fill("5");
  await expect(line(3)).toHaveClass(/\bstands\b/);
  await expect(rows).not.toHaveClass("fresh");
  await expect(
    widget.element.getByRole("list", { name: "What is true at this moment" }),
  ).toContainText(`not true now: ${WELCOMED}`);
});

test("it plays to its end and can be paused", async ({ page, address }) => {
  const widget = await openChapter(page, address);
  await ran(widget);
  const last = Number(await slider(widget).getAttribute("max"));
  await widget.element.getByRole("combobox", { name: "Speed" }).selectOption("fast");
  await widget.ask("Play").click();
  await expect(widget.ask("Pause")).toBeVisible();
  await widget.ask("Pause").click();
  await widget.ask("Play").click();
  await expect(slider(widget)).toHaveValue(String(last));
  await expect(widget.ask("Play")).toBeVisible();
});

/** Opens what can go wrong at the event that is looked at. */
async function breakHere(widget: Widget, spot: Locator): Promise<Locator> {
  await spot.press("Enter");
  const offers = widget.element.getByRole("dialog", { name: "What goes wrong here?" });
  await expect(offers).toBeVisible();
  return offers;
}

test("by keyboard alone a message is lost, and taken back again", async ({ page, address }) => {
  const widget = await openChapter(page, address);
  await ran(widget);
  await widget.element.getByRole("figure").focus();
  await page.keyboard.press("Tab");
  const first = spots(widget).getByRole("button").first();
  await expect(first).toBeFocused();
  for (let step = 0; step < 6; step += 1) await page.keyboard.press("ArrowDown");
  // The server asks the email service.
  await expect(widget.element.locator(".inside .says")).toContainText("server asks email to send");
  const offers = await breakHere(widget, spots(widget).locator(":focus"));
  await expect(offers.getByRole("button", { name: /is lost/ })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(widget.status).toContainText(`violated: ${WELCOMED}`);
  await expect(widget.status).toContainText(
    "What if the first request to email::send from server is lost?",
  );
  // What was pressed is gone, and the focus is not lost with it.
  await expect(widget.element.getByRole("figure")).toBeFocused();
  await expect(chips(widget)).toHaveCount(1);
  await widget.ask("Take out: the first request to email::send from server is lost").press("Enter");
  await expect(widget.status).toContainText(`holds: ${WELCOMED}`);
  await expect(chips(widget)).toHaveCount(0);
});

test("Escape closes what can go wrong and leads back to the diagram", async ({ page, address }) => {
  const widget = await openChapter(page, address);
  await ran(widget);
  const spot = spots(widget).getByRole("button").nth(3);
  await spot.click();
  const offers = widget.element.getByRole("dialog");
  await expect(offers).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(offers).toBeHidden();
  await expect(spot).toBeFocused();
});

test("what the author makes go wrong is a chip, and the reader adds another", async ({
  page,
  address,
}) => {
  const widget = await openChapter(page, address);
  await widget.ask(KILLED).click();
  await expect(chips(widget)).toHaveCount(1);
  await spots(widget).getByRole("button").nth(1).click();
  const offers = widget.element.getByRole("dialog");
  await offers.getByRole("button", { name: "More" }).click();
  await offers.getByRole("button", { name: /stands still/ }).click();
  await expect(chips(widget)).toHaveCount(2);
  await expect(widget.ask(KILLED)).toHaveAttribute("aria-pressed", "false");
});

test("the way that exploring has found has chips too", async ({ page, address }) => {
  const widget = await openChapter(page, address);
  await widget.ask(EXPLORE).click();
  await expect(widget.status).toContainText("exhausted");
  await expect(chips(widget)).toHaveCount(1);
  await slider(widget).fill("2");
  await expect(node(widget, "server")).toContainText("signup, at line 2");
  await chips(widget).getByRole("button").click();
  await expect(widget.status).toContainText(`holds: ${WELCOMED}`);
  await expect(chips(widget)).toHaveCount(0);
});

test("a message overtakes the one that arrived before it", async ({ page, address }) => {
  const widget = await openChapter(page, address);
  await widget.code.fill(`async fn signup(user: User) -> Result<()> {
    let (stored, sent) =
        join!(db::insert("users", &user), email::send(&user.address, "Welcome!"));
    stored?;
    sent
}`);
  await ran(widget);
  const happened = widget.element.locator(".inside .says");
  const offered =
    /^The first request to db::insert .* is overtaken by .* email::send from server\.$/;

  // Where the first of the two arrives, the other is still on its way.
  const first = widget.element.getByRole("button", { name: /^event 5 of / });
  await first.click();
  const offers = widget.element.getByRole("dialog");
  await expect(happened).toHaveText("Db gets the server's request to insert.");
  await offers.getByRole("button", { name: "More" }).click();
  await expect(offers.getByRole("button", { name: offered })).toHaveCount(0);
  await page.keyboard.press("Escape");

  const second = widget.element.getByRole("button", { name: /^event 7 of / });
  await second.click();
  await expect(happened).toHaveText("Email gets the server's request to send.");
  await offers.getByRole("button", { name: "More" }).click();
  await offers.getByRole("button", { name: offered }).click();
  await expect(chips(widget)).toHaveCount(1);
  await expect(widget.status).toContainText("What if the first request to db::insert");
  await slider(widget).fill("0");
  await widget.events.click();
  const rows = widget.element.getByRole("row").filter({ hasText: "gets the server's request" });
  await expect(rows).toHaveText([/email gets/, /db gets/]);
});

test("at 320 pixels what can go wrong fits the page", async ({ page, address }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  const widget = await openChapter(page, address);
  await ran(widget);
  for (const at of [0, 5]) {
    await spots(widget).getByRole("button").nth(at).click();
    const box = await widget.element.getByRole("dialog").boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(320);
    await page.keyboard.press("Escape");
  }
});

test("values with markup in them are shown as text", async ({ page, address }) => {
  const widget = await openChapter(page, address);
  const evil = "<img src=x onerror=alert(1)>";
  await widget.code.fill(
    `async fn signup(user: User) -> Result<()> {\n    let evil = "${evil}";\n    db::insert("users", &User { name: evil.to_string(), ..user }).await?;\n    email::send(&user.address, evil).await\n}`,
  );
  await ran(widget);
  await slider(widget).fill("4");
  await expect(widget.element.locator(".inside")).toContainText(evil);
  await expect(widget.element.locator("img")).toHaveCount(0);
});

test("a knob turns, and its curve is drawn or stopped", async ({ page, address }) => {
  await page.goto(address("guide/load.html"));
  const widget = await new Widget(page, "storm").ready();
  const knob = widget.element.getByRole("slider", { name: "const TRIES" });
  await knob.fill("1");
  await expect(widget.status).toContainText("(const TRIES is 1)");
  await widget.ask("Draw the curve").click();
  await widget.ask("Stop").click();
  await expect(widget.ask("Draw the curve")).toBeVisible();
  await widget.ask("Draw the curve").click();
  const table = widget.element.getByRole("table");
  await expect(table.getByRole("rowheader")).toHaveText(["1", "2", "3", "4"], { timeout: 120_000 });
  // The author's sentence, with one full stop.
  await expect(widget.status).toHaveText(/for which nobody waits any more\.$/);
});
