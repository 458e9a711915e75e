// What comes behind the shortest way to break something, and how else a run can go on.

import { violations } from "./axe";
import { EXPLORE, expect, openChapter, test, type Widget } from "./fixtures";

const told = (widget: Widget) => widget.element.locator(".told");
const chips = (widget: Widget) => widget.element.locator(".chip");

async function explored(widget: Widget): Promise<void> {
  await widget.ask(EXPLORE).click();
  await expect(widget.status).toContainText("2 properties are violated");
}

test("a single fault that breaks something has a run to look at", async ({ page, address }) => {
  const widget = await openChapter(page, address);
  await explored(widget);
  const show = widget.ask("Show a run: a request to email::send is lost");
  await expect(show).toHaveAttribute("aria-pressed", "false");
  await show.press("Enter");
  await expect(show).toHaveAttribute("aria-pressed", "true");
  await expect(show).toBeFocused();
  await expect(told(widget)).toContainText("Another way to break it: ");
  await expect(told(widget)).toBeInViewport();
  await expect(told(widget)).toContainText("violated");
  await expect(chips(widget)).toHaveCount(1);
  // One run is shown, and one button is pressed.
  await expect(widget.element.locator(".way[aria-pressed='true']")).toHaveCount(1);
});

test("every single fault that breaks something is painted where it strikes", async ({
  page,
  address,
}) => {
  const widget = await openChapter(page, address);
  await explored(widget);
  const rings = widget.element.getByRole("button", { name: /: one fault here is enough/ });
  const explained = widget.element.getByText("At each red ring one fault is enough");
  // The shortest way to break it has come no further than to its fault.
  await expect(rings).toHaveCount(1);
  await widget.ask("Show where they strike").press("Enter");
  await expect(told(widget)).toContainText("nothing goes wrong");
  await expect(explained).toBeVisible();
  await expect(rings).toHaveCount(5);
  expect(await violations(page, 'what-if[variant="naive"]')).toEqual([]);

  // Between the two steps: the reply has come, and the email is not on its way.
  await rings.nth(2).press("Enter");
  const dialog = widget.element.getByRole("dialog");
  await expect(dialog).toContainText("the server gets db's reply to insert");
  const enough = dialog.locator(".strikes").getByRole("listitem");
  await expect(enough).toHaveText(["Server is killed after db::insert and before email::send."]);
  await dialog
    .getByRole("button", { name: /^Server is killed right after db::insert/ })
    .first()
    .press("Enter");
  await expect(widget.status).toContainText("violated: every stored user has got a welcome email");
  // Of this run no exploration says anything.
  await expect(rings).toHaveCount(0);
  await expect(explained).toBeHidden();
});

test("exploring goes on for what several faults break", async ({ page, address }) => {
  const widget = await openChapter(page, address);
  await explored(widget);
  const further = widget.ask("Look for further ways");
  await further.press("Enter");
  await expect(further).toBeHidden();
  await expect(widget.status).toContainText("exhausted");
  // What was pressed is gone, and the focus is not lost with it.
  await expect(widget.ask(EXPLORE)).toBeFocused();
});

test("a run goes on differently from a step of it", async ({ page, address }) => {
  const widget = await openChapter(page, address);
  await explored(widget);
  await widget.ask("The shortest way to break it: whoever was told failed").click();
  await expect(chips(widget)).toHaveCount(1);
  const spots = widget.element.getByRole("group", { name: /^Events in the/ });
  // The reply that is lost.
  await spots.getByRole("button").nth(5).press("Enter");
  const dialog = widget.element.getByRole("dialog");
  await expect(dialog).toContainText("Or it goes on differently:");
  await dialog.getByRole("button", { name: /arrives at server first/ }).press("Enter");
  await expect(widget.status).toContainText("in the order that was chosen");
  await expect(widget.status).toContainText("holds: whoever was told failed has no account");
  await expect(chips(widget)).toHaveCount(0);
  await expect(widget.element.getByRole("figure")).toBeFocused();
});
