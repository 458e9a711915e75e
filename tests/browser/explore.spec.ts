// Exploring: the shortest way to break it, what has been covered, and how to stop.

import type { Page } from "@playwright/test";
import {
  CHAPTER,
  EXPLORE,
  expect,
  KILLED,
  LARGE,
  openChapter,
  RUN,
  STOP,
  test,
  WELCOMED,
  Widget,
} from "./fixtures";

const SHORTEST = `The shortest way to break it: ${WELCOMED}`;
const FINE = `The nearest run that is fine: ${WELCOMED}`;
const TOLD = "whoever was told failed has no account";

/** Does nothing, so that there is nothing to break. */
const NOTHING_TO_BREAK = `async fn signup(user: User) -> Result<()> {
    Err(Error::Timeout)
}`;

test("the shortest way to break it is told and drawn, and beside it a run that is fine", async ({
  page,
  address,
}) => {
  const widget = await openChapter(page, address);
  await widget.ask(EXPLORE).click();
  await expect(widget.status).toContainText("2 properties are violated in 48 states");
  await expect(widget.status).toContainText("up to 1 crash and 1 lost message");
  await expect(widget.ask(EXPLORE)).toHaveAttribute("aria-pressed", "true");
  await expect(widget.ask(KILLED)).toHaveAttribute("aria-pressed", "false");

  const items = widget.element.locator(".findings").getByRole("listitem");
  await expect(items.first()).toContainText(`violated: ${WELCOMED}`);
  await expect(items.filter({ hasText: "no user gets two" })).toContainText("holds");

  const told = widget.element.locator(".told");
  const diagram = widget.element.getByRole("figure");
  await expect(widget.ask(SHORTEST)).toHaveAttribute("aria-pressed", "true");
  await expect(told).toContainText("The shortest way to break it: the server is killed");
  await expect(told).toContainText(`violated: ${WELCOMED}`);
  await expect(told.getByRole("code").first()).toContainText("world.mails");
  await expect(diagram).toHaveAccessibleName(/shortest way to break it: the server is killed/);
  await expect(widget.element.getByRole("img", { name: /killed/ })).toBeVisible();
  await widget.events.click();
  await expect(widget.element.getByRole("table")).toContainText("killed");

  await widget.ask(FINE).click();
  await expect(widget.ask(FINE)).toHaveAttribute("aria-pressed", "true");
  await expect(widget.ask(SHORTEST)).toHaveAttribute("aria-pressed", "false");
  await expect(told).toContainText("In this run everything holds.");
  await expect(diagram).toHaveAccessibleName(/nearest run that is fine/);
  await expect(widget.element.getByRole("table")).not.toContainText("killed");

  await widget.ask(`The shortest way to break it: ${TOLD}`).click();
  await expect(told).toContainText("is lost");
  await expect(widget.element.getByRole("table")).toContainText("is lost");

  await widget.ask(KILLED).click();
  await expect(widget.status).toContainText(`violated: ${WELCOMED}`);
  await expect(told).toBeEmpty();
});

test("every single fault that breaks something is listed with its line", async ({
  page,
  address,
}) => {
  const widget = await openChapter(page, address);
  await widget.ask(EXPLORE).click();
  const faults = widget.element.getByRole("group").filter({ hasText: "Every single fault" });
  const between = faults.getByRole("listitem").filter({ hasText: "and before email::send" });
  await expect(between).toContainText(`breaks: ${WELCOMED}`);
  await expect(faults.getByRole("listitem").filter({ hasText: "is lost" }).first()).toBeVisible();

  await between.getByRole("button", { name: "Line 2" }).press("Enter");
  await expect(widget.code).toBeFocused();
  const line = await widget.code.evaluate((area: HTMLTextAreaElement) => {
    return area.value.slice(0, area.selectionStart).split("\n").length;
  });
  expect(line).toBe(2);
});

test("the outbox with a key survives everything, and the page says so", async ({
  page,
  address,
}) => {
  await page.goto(address(CHAPTER));
  const widget = await new Widget(page, "outbox-idempotent").ready();
  await widget.ask(EXPLORE).click();
  await expect(widget.ask(EXPLORE)).toHaveAttribute("aria-pressed", "true");
  await expect(widget.status).toContainText("No violation");
  await expect(widget.status).toContainText("exhausted");
  const verdicts = widget.element.locator(".findings").getByRole("listitem");
  await expect(verdicts.first()).toContainText("holds");
  await expect(verdicts.filter({ hasText: "violated" })).toHaveCount(0);
});

test("where nothing breaks it says what was covered, and shows the nearest miss", async ({
  page,
  address,
}) => {
  const widget = await openChapter(page, address);
  await widget.code.fill(NOTHING_TO_BREAK);
  await widget.ask(EXPLORE).click();
  await expect(widget.status).toContainText("exhausted");
  const findings = widget.element.locator(".findings");
  await expect(findings).toContainText(`holds: ${WELCOMED}`);
  await expect(findings).toContainText("Every order was looked at in which messages can arrive");
  const told = widget.element.locator(".told");
  await expect(widget.ask("The nearest miss")).toHaveAttribute("aria-pressed", "true");
  await expect(told).toContainText("took longest to come right");
  await expect(widget.element.getByRole("figure")).toHaveAccessibleName(/The nearest miss/);
  await widget.ask("A run as it usually goes").click();
  await expect(told).toContainText("A run as it usually goes: nothing goes wrong.");
  await expect(widget.element.getByRole("figure")).toHaveAccessibleName(/as it usually goes/);
});

test("the reader chooses how many faults there may be", async ({ page, address }) => {
  const widget = await openChapter(page, address);
  const crashes = widget.element.getByRole("combobox", { name: "crashes" });
  const lost = widget.element.getByRole("combobox", { name: "lost messages" });
  await expect(crashes).toBeHidden();
  await widget.ask(EXPLORE).click();
  await expect(crashes).toHaveValue("1");
  await expect(lost).toHaveValue("1");

  await crashes.selectOption("0");
  await lost.selectOption("2");
  await widget.ask(EXPLORE).click();
  await expect(widget.status).toContainText("with up to 2 lost messages");
  await expect(widget.element.locator(".told")).toContainText("is lost");
  await expect(crashes).toHaveValue("0");

  await lost.selectOption("0");
  await widget.ask(EXPLORE).click();
  await expect(widget.status).toContainText("No violation");
  await expect(widget.status).toContainText("without a fault");
});

test("a long exploration tells how far it is, and stops when it is told to", async ({
  page,
  address,
}) => {
  const widget = await openChapter(page, address);
  await exploreForLong(widget);
  await expect(widget.ask(EXPLORE)).toHaveCount(0);
  await widget.ask(STOP).click();
  await expectStopped(widget);
  await expect(widget.element.locator(".findings")).toContainText("unknown");
  // And again, from the start.
  await widget.ask(EXPLORE).click();
  await expect(widget.status).toContainText("states so far");
  await widget.ask(STOP).click();
  await expectStopped(widget);
});

test("that it stops is said in the moment in which it is asked to", async ({ page, address }) => {
  const widget = await openChapter(page, address);
  await exploreForLong(widget);
  const said = await widget.element.evaluate(({ shadowRoot }, stop) => {
    const buttons = [...(shadowRoot?.querySelectorAll("button") ?? [])];
    buttons.find(({ textContent }) => textContent === stop)?.click();
    return shadowRoot?.querySelector(".status")?.textContent;
  }, STOP);
  expect(said).toContain("Stopped.");
  await expectStopped(widget);
});

test("an edit stops it, and what it had found stays with a word of warning", async ({
  page,
  address,
}) => {
  const widget = await openChapter(page, address);
  await exploreForLong(widget);
  await widget.code.press("Control+Home");
  await page.keyboard.type("// ");
  await expectStopped(widget);
  await expect(widget.element).toContainText("before your last edit");
});

test("another question and Reset stop it", async ({ page, address }) => {
  const widget = await openChapter(page, address);
  await exploreForLong(widget);
  await widget.ask(RUN).click();
  await expect(widget.status).toContainText("When nothing goes wrong");
  await expect(widget.ask(STOP)).toHaveCount(0);
  await expect(widget.ask(EXPLORE)).toHaveAttribute("aria-pressed", "false");

  await widget.ask(EXPLORE).click();
  await expect(widget.status).toContainText("states so far");
  await widget.reset.click();
  await expect(widget.status).toContainText("The original code is back.");
  await expect(widget.ask(STOP)).toHaveCount(0);
  await expect(widget.element.locator(".whatif-result")).toBeVisible();
});

test("runs of other widgets are served meanwhile, and another exploration takes over", async ({
  page,
  address,
}) => {
  const widget = await openChapter(page, address);
  const other = await new Widget(page, "outbox").ready();
  await exploreForLong(widget);
  await other.ask(KILLED).click();
  await expect(other.status).toContainText("violated: no user gets two");
  await expect(widget.ask(STOP)).toHaveCount(1);

  await other.ask(EXPLORE).click();
  await expect(other.status).toContainText("1 property is violated");
  await expectStopped(widget);
});

test("an exploration can be begun, stopped and read by keyboard alone", async ({
  page,
  address,
}) => {
  const widget = await openChapter(page, address);
  await widget.code.fill(LARGE);
  await widget.ask(EXPLORE).focus();
  await page.keyboard.press("Enter");
  await expect(widget.status).toContainText("states so far");
  await expect(widget.ask(STOP)).toBeFocused();
  await page.keyboard.press("Enter");
  await expectStopped(widget);
  await expect(widget.ask(EXPLORE)).toBeFocused();

  await widget.reset.click();
  await widget.ask(EXPLORE).focus();
  await page.keyboard.press("Enter");
  await expect(widget.status).toContainText("violated");
  // From the button through the faults that there may be to the runs that were found.
  for (let field = 0; field < 5; field += 1) await page.keyboard.press("Tab");
  await expect(widget.element.getByRole("combobox", { name: "silent nodes" })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(widget.ask(SHORTEST)).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(widget.element.locator(".told")).toContainText("everything holds");

  // Asks the last question again, which was this one.
  await widget.code.press("Control+Enter");
  await expect(widget.ask(SHORTEST)).toHaveAttribute("aria-pressed", "true");
});

test("code that cannot be run cannot be explored either", async ({ page, address }) => {
  const widget = await openChapter(page, address);
  await widget.code.fill("async fn signup(user: User) -> Result<()> {\n    unsafe {}\n}");
  await widget.ask(EXPLORE).click();
  await expect(widget.status).toContainText("Nothing was run");
  await expect(widget.element.getByRole("button", { name: "Line 2" }).first()).toBeVisible();
  await expect(widget.ask(EXPLORE)).toBeVisible();
});

test("an engine that breaks in a run meanwhile takes the exploration with it, and says so", async ({
  page,
  address,
}) => {
  await breakRunsOnce(page);
  const widget = await openChapter(page, address);
  const other = await new Widget(page, "outbox").ready();
  await exploreForLong(widget);
  await other.ask(RUN).click();
  await expect(other.status).toContainText("broke off");
  await expect(widget.status).toContainText("The exploration was lost");
  await widget.reset.click();
  await widget.ask(EXPLORE).click();
  await expect(widget.status).toContainText("2 properties are violated");
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("there is no button that does nothing", async ({ page, address }) => {
    await page.goto(address(CHAPTER));
    const widget = page.locator("what-if").first();
    await expect(widget).toBeVisible();
    await expect(widget.getByRole("button")).toHaveCount(0);
  });
});

/** Begins to explore code that has very many states, and waits until it says so. */
async function exploreForLong(widget: Widget): Promise<void> {
  await widget.code.fill(LARGE);
  await widget.ask(EXPLORE).click();
  await expect(widget.status).toContainText(/Exploring: [\d,]+ states? so far/);
}

async function expectStopped(widget: Widget): Promise<void> {
  await expect(widget.status).toContainText(/stopped after [\d,]+ states: unknown beyond/);
  await expect(widget.ask(EXPLORE)).toHaveAttribute("aria-pressed", "true");
}

/**
 * Gives the page workers in which every run breaks the engine: that of the engine's first part, if
 * the code was checked before, and that of the whole. The next ones are as they should be.
 */
async function breakRunsOnce(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const make = URL.createObjectURL;
    let broken = 0;
    URL.createObjectURL = (blob) => {
      if (broken === 2 || !(blob instanceof Blob)) return make(blob);
      broken += 1;
      const trap = `self.addEventListener("message", (event) => {
        if (!event.data.run) return;
        event.stopImmediatePropagation();
        self.postMessage({ trap: "unreachable" });
      });`;
      return make(new Blob([trap, blob], { type: "text/javascript" }));
    };
  });
}
