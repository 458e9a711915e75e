// Exercises: an answer is checked, hints are told, the solution comes after a try.

import type { Page } from "@playwright/test";
import { inLook, LOOKS, violations } from "./axe";
import { expect, test, Widget } from "./fixtures";

/** The page of the author guide with a small exercise. */
const PAGE = "guide/exercises.html";

const CHECK = "Check my answer";
const PUT = "Put it into the editor";
const SOLUTION = "Show a solution";

/** An answer that outlives a lost request, and greets twice where a reply is lost. */
const TWICE = `async fn greet() {
    while email::send("ada@example.org", "Hello!").await.is_err() {}
}`;

class ExerciseWidget extends Widget {
  readonly exercise = this.element.getByRole("group", { name: "Exercise" });
  readonly said = this.exercise.getByRole("status");
  readonly hints = this.exercise.getByRole("list", { name: "Hints" });
  readonly mark = this.element.locator(".passed-mark");

  constructor(page: Page) {
    super(page, "greeting");
  }

  button(name: string | RegExp) {
    return this.exercise.getByRole("button", { name });
  }
}

async function open(page: Page, address: (page: string) => string): Promise<ExerciseWidget> {
  await page.goto(address(PAGE));
  const widget = new ExerciseWidget(page);
  await widget.ready();
  return widget;
}

test("an answer is told what is still broken, with the run, until it passes", async ({
  page,
  address,
}) => {
  await page.addInitScript(() => {
    const heard: unknown[] = [];
    Object.assign(window, { heard });
    for (const type of ["ready", "ran", "explored", "failed", "passed"]) {
      document.addEventListener(`whatif:${type}`, (event) => {
        heard.push([type, (event as CustomEvent<unknown>).detail]);
      });
    }
  });
  const widget = await open(page, address);
  await expect(widget.mark).toBeHidden();
  await widget.button(CHECK).click();
  await expect(widget.said).toHaveText(
    "Still broken: “the greeting arrives”. " +
      "What if the first request to the email service is lost?",
  );
  const lost = widget.ask("What if the first request to the email service is lost?");
  await expect(lost).toHaveAttribute("aria-pressed", "true");
  await expect(widget.element.locator(".outcome")).toContainText("violated: the greeting arrives");

  // No question looks there, and exploring does.
  await widget.code.fill(TWICE);
  await expect(widget.said).toHaveText("");
  await widget.button(CHECK).click();
  await expect(widget.said).toContainText("Still broken: “nobody is greeted twice”. ");
  await expect(widget.element.locator(".outcome")).toContainText("The shortest way to break it");

  await widget.code.fill(TWICE.replace("send(", 'send_once("hello", '));
  await widget.button(CHECK).click();
  await expect(widget.said).toContainText("Passed. Nothing is violated");
  await expect(widget.mark).toBeVisible();

  const heard = await page.evaluate(() => (window as unknown as { heard: unknown[] }).heard);
  const named = { name: "greeting", variant: "greeting" };
  expect(heard[0]).toEqual(["ready", named]);
  expect(heard).toContainEqual(["passed", named]);
  expect(heard).toContainEqual([
    "ran",
    {
      ...named,
      whatIf: "lost",
      byHand: false,
      edited: false,
      verdicts: [
        { property: "arrives", verdict: "violated" },
        { property: "once", verdict: "holds" },
      ],
    },
  ]);

  // It stays passed, whatever becomes of the code.
  await page.reload();
  await widget.ready();
  await expect(widget.mark).toBeVisible();
  await expect(widget.code).toHaveValue(/send_once/);
  await widget.reset.click();
  await expect(widget.mark).toBeVisible();
  await expect(widget.code).not.toHaveValue(/send_once/);
});

test("the solution is offered after a failed answer, and passes", async ({ page, address }) => {
  const widget = await open(page, address);
  await expect(widget.button(SOLUTION)).toBeHidden();
  await widget.button(CHECK).click();
  await widget.button(SOLUTION).click();
  const solution = widget.exercise.getByRole("group", { name: "A solution" });
  await expect(solution).toContainText("email::send_once");
  await solution.getByRole("button", { name: PUT }).click();
  await expect(widget.code).toHaveValue(/while email::send_once/);
  await widget.button("Hide the solution").click();
  await expect(solution).toBeHidden();
  await widget.button(CHECK).click();
  await expect(widget.said).toContainText("Passed.");
});

test("hints are told one at a time, and after the last one the solution", async ({
  page,
  address,
}) => {
  const widget = await open(page, address);
  await expect(widget.hints.getByRole("listitem")).toHaveCount(0);
  await widget.button("Show a hint (1 of 2)").click();
  await expect(widget.hints.getByRole("listitem")).toHaveCount(1);
  await expect(widget.button(SOLUTION)).toBeHidden();
  await widget.button("Show a hint (2 of 2)").click();
  await expect(widget.hints.getByRole("listitem").last()).toContainText("lost reply");
  await expect(widget.hints.locator("code").first()).toHaveText("send");
  await expect(widget.button("Those were all hints")).toBeFocused();
  await expect(widget.button(SOLUTION)).toBeVisible();
});

test("code that cannot be run is no honest try", async ({ page, address }) => {
  const widget = await open(page, address);
  await widget.code.fill("async fn greet() { <img src=x onerror=alert(1)> }");
  await widget.button(CHECK).click();
  await expect(widget.said).toContainText("Nothing was run");
  await expect(widget.element.locator(".problems > li").first()).toBeVisible();
  await expect(widget.element.locator("img")).toHaveCount(0);
  await expect(widget.button(SOLUTION)).toBeHidden();
});

test("it can all be done by keyboard", async ({ page, address }) => {
  const widget = await open(page, address);
  await widget.code.focus();
  await page.keyboard.press("Tab");
  await expect(widget.button(CHECK)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(widget.said).toContainText("Still broken");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await expect(widget.hints.getByRole("listitem")).toHaveCount(1);
  await page.keyboard.press("Tab");
  await expect(widget.button(SOLUTION)).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(widget.button(PUT)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(widget.code).toBeFocused();
  expect(new URL(page.url()).pathname).toContain("exercises");
});

test("where storage is refused, an exercise can be passed", async ({ page, address }) => {
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("refused", "SecurityError");
    };
  });
  const widget = await open(page, address);
  await widget.code.fill(TWICE.replace("send(", 'send_once("hello", '));
  await widget.button(CHECK).click();
  await expect(widget.said).toContainText("Passed.");
  await expect(widget.mark).toBeVisible();
});

test("a check can be stopped, and stops when the code changes", async ({ page, address }) => {
  const widget = await open(page, address);
  // So many states that nobody waits for the end.
  await widget.code.fill(`async fn greet() {
    for name in ["one", "two", "three", "four"] {
        spawn(post(name));
    }
    while email::send_once("hello", "ada@example.org", "Hello!").await.is_err() {}
}

async fn post(name: &str) {
    for round in 1..=6 {
        let _ = email::send_once("hello", "ada@example.org", format!("{name} {round}")).await;
    }
}`);
  await widget.button(CHECK).click();
  await expect(widget.said).toContainText("Exploring:");
  await widget.button("Stop").click();
  await expect(widget.said).toHaveText("The check was stopped.");
  await widget.button(CHECK).click();
  await expect(widget.said).toContainText("Exploring:");
  await widget.code.press("End");
  await page.keyboard.type(" ");
  await expect(widget.said).toHaveText("You have changed the code: check it again.");
  await expect(widget.button(CHECK)).toBeVisible();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("task, hints and solution are there", async ({ page, address }) => {
    await page.goto(address(PAGE));
    const help = page.locator("what-if .whatif-exercise");
    await expect(help).toContainText("Exercise: change the code");
    await help.getByText("Hint 1").click();
    await expect(help).toContainText("Ask again until it has.");
    await help.getByText("A solution").click();
    await expect(help.locator("pre")).toContainText("send_once");
    await expect(help.locator("pre")).toBeVisible();
  });
});

test("on paper there is what was there without JavaScript", async ({ page, address }) => {
  const widget = await open(page, address);
  await page.emulateMedia({ media: "print" });
  await expect(widget.button(CHECK)).toHaveCount(0);
  await expect(page.locator(".whatif-exercise")).toBeVisible();
});

for (const look of LOOKS) {
  test(`in ${look.name} an exercise is accessible`, async ({ page, address }) => {
    await inLook(page, look);
    const widget = await open(page, address);
    expect(await violations(page, "what-if")).toEqual([]);
    await widget.button(CHECK).click();
    await expect(widget.said).toContainText("Still broken");
    await widget.button("Show a hint").click();
    await widget.button("Show a hint").click();
    await widget.button(SOLUTION).click();
    await widget.button(PUT).click();
    await widget.ask("Show what I changed").click();
    expect(await violations(page, "what-if")).toEqual([]);
    await widget.button(CHECK).click();
    await expect(widget.said).toContainText("Passed.");
    expect(await violations(page, "what-if")).toEqual([]);
  });
}

test("at 320 pixels an exercise does not scroll sideways", async ({ page, address }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  const widget = await open(page, address);
  await widget.button(CHECK).click();
  await widget.button(SOLUTION).click();
  await widget.button(PUT).click();
  await widget.ask("Show what I changed").click();
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
  );
  expect(wide).toBe(false);
});
