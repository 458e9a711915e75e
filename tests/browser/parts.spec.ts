// A run of thousands of events: only the part around the moment that is looked at is drawn and
// listed, and every event can be reached.

import { violations } from "./axe";
import { expect, openChapter, RUN, test, type Widget } from "./fixtures";
import { LONG } from "./programs.mjs";

/** So many events are drawn and listed at the most. */
const DRAWN = 60;
/** Parts begin at every so many events. */
const STRIDE = 30;

const slider = (widget: Widget) => widget.element.getByRole("slider", { name: "Event" });
const figure = (widget: Widget) => widget.element.getByRole("figure");
const spots = (widget: Widget) =>
  widget.element.getByRole("group", { name: /^Events in the diagram/ }).getByRole("button");
const spot = (widget: Widget, event: number) =>
  widget.element.getByRole("button", { name: new RegExp(`^event ${event} of `) });

/** Runs the long program and says how many events it has. */
async function ran(widget: Widget): Promise<number> {
  await widget.code.fill(LONG);
  await widget.ask(RUN).click();
  await expect(widget.element.getByText("This is a long run")).toBeVisible();
  return Number(await slider(widget).getAttribute("max")) + 1;
}

/** The events that are drawn, as the page says it. */
const told = (widget: Widget, from: number, end: number, events: number) =>
  expect(figure(widget)).toHaveAccessibleDescription(
    new RegExp(`: events ${from} to ${end} of ${events} are drawn here`),
  );

/** How many elements there are for what is drawn and listed. */
async function counts(widget: Widget): Promise<void> {
  expect(await spots(widget).count()).toBeLessThanOrEqual(DRAWN);
  expect(await widget.element.locator(".picture svg *").count()).toBeLessThan(10 * DRAWN);
  expect(await widget.element.getByRole("row").count()).toBeLessThanOrEqual(DRAWN + 3);
}

test("of a run of thousands of events one part is drawn and listed, and the words say which", async ({
  page,
  address,
}) => {
  const widget = await openChapter(page, address);
  const events = await ran(widget);
  expect(events).toBeGreaterThan(9_000);
  await widget.events.click();
  await told(widget, 1, DRAWN, events);
  await expect(spots(widget)).toHaveCount(DRAWN);
  await expect(widget.element.getByRole("row").last()).toHaveText(
    `… ${events - DRAWN} later events`,
  );
  await counts(widget);
  expect(await violations(page, 'what-if[variant="naive"]')).toEqual([]);
});

test("going to the end shows the last events, and back again the first", async ({
  page,
  address,
}) => {
  const widget = await openChapter(page, address);
  const events = await ran(widget);
  await widget.events.click();
  await slider(widget).fill(String(events - 1));
  const from = Math.floor((events - 1) / STRIDE - 1) * STRIDE;
  await told(widget, from + 1, events, events);
  await expect(spot(widget, events)).toHaveClass(/\bcurrent\b/);
  await expect(widget.element.getByRole("row").nth(1)).toHaveText(`… ${from} earlier events`);
  await expect(widget.element.getByRole("row").last()).not.toContainText("later events");
  await counts(widget);

  await slider(widget).fill("0");
  await told(widget, 1, DRAWN, events);
  await expect(spot(widget, 1)).toHaveClass(/\bcurrent\b/);
});

test("by keyboard alone one goes on beyond what is drawn, and back", async ({ page, address }) => {
  const widget = await openChapter(page, address);
  const events = await ran(widget);
  await slider(widget).fill(String(DRAWN - 1));
  await expect(spot(widget, DRAWN)).toHaveClass(/\bcurrent\b/);
  await figure(widget).focus();
  await page.keyboard.press("Tab");
  await expect(spot(widget, DRAWN)).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await told(widget, STRIDE + 1, STRIDE + DRAWN, events);
  await expect(spot(widget, DRAWN + 1)).toBeFocused();
  for (let step = 0; step < STRIDE; step += 1) await page.keyboard.press("ArrowUp");
  await expect(spot(widget, STRIDE + 1)).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await told(widget, 1, DRAWN, events);
  await expect(spot(widget, STRIDE)).toBeFocused();
  await expect(widget.element.locator(".inside .says")).not.toBeEmpty();
});

test("what goes wrong late in a long run is broken and looked at there", async ({
  page,
  address,
}) => {
  const widget = await openChapter(page, address);
  await ran(widget);
  await slider(widget).fill("5002");
  await expect(spot(widget, 5003)).toHaveClass(/\bcurrent\b/);
  await spot(widget, 5003).click();
  const offers = widget.element.getByRole("dialog");
  await offers.getByRole("button", { name: /is lost/ }).click();
  await expect(widget.element.locator(".chip")).toHaveCount(1);
  await expect(spot(widget, 5003)).toHaveClass(/\bcurrent\b/);
});

test("a run that one picture shows has no parts", async ({ page, address }) => {
  const widget = await openChapter(page, address);
  await widget.ask(RUN).click();
  await expect(spots(widget).first()).toBeAttached();
  await expect(widget.element.getByText("This is a long run")).toBeHidden();
});
