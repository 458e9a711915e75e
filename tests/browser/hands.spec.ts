// Each of the nine things that a widget has, done with a finger on a phone, and by keyboard alone:
// from one place to the next with Tab, as somebody gets there who has no mouse.

import type { Locator, Page } from "@playwright/test";
import { CHAPTER, EXPLORE, expect, KILLED, RUN, SENDS_FIRST, test, Widget } from "./fixtures";

/** With more stops than this between two places nobody gets from one to the other. */
const STOPS_MAX = 120;

interface Hand {
  /** Gets to a place that takes text. */
  reach(target: Locator): Promise<void>;
  /** Presses what can be pressed. */
  press(target: Locator): Promise<void>;
  /** Moves a slider so many steps from its least value. */
  slide(slider: Locator, steps: number): Promise<void>;
  /** Points at an event of a diagram, counted from 0. */
  point(widget: Widget, event: number): Promise<void>;
}

const spots = (widget: Widget) =>
  widget.element.getByRole("group", { name: /^Events in the/ }).getByRole("button");

const finger = (): Hand => ({
  reach: (target) => target.tap(),
  press: (target) => target.tap(),
  slide: async (slider, steps) => {
    const all = await slider.evaluate(
      ({ max, min }: HTMLInputElement) => Number(max) - Number(min),
    );
    const { width, height } = (await slider.boundingBox()) ?? { width: 0, height: 0 };
    // The middle of the thumb never comes to the ends.
    const thumb = height;
    const x = thumb / 2 + (steps / all) * (width - thumb);
    await slider.tap({ position: { x, y: height / 2 } });
  },
  point: (widget, event) => spots(widget).nth(event).tap(),
});

const keys = (page: Page): Hand => {
  /** The key that leads towards a place from where the focus is; none where it is there. */
  const towards = (target: Locator) =>
    target.evaluate((element) => {
      const root = element.getRootNode() as Document | ShadowRoot;
      const inPage = document.activeElement;
      if ((root.activeElement ?? inPage) === element) return null;
      let place: Element = element;
      let focus: Element | null = root.activeElement;
      if (!focus && root instanceof ShadowRoot) {
        // In the page around this tree; or in what the page puts into it, at its place here.
        const put = [...root.host.children].find((child) => child.contains(inPage));
        if (put) focus = put.assignedSlot;
        else {
          place = root.host;
          focus = inPage;
        }
      }
      const order = focus?.compareDocumentPosition(place) ?? 0;
      return order & Node.DOCUMENT_POSITION_PRECEDING ? "Shift+Tab" : "Tab";
    });
  const reach = async (target: Locator) => {
    await expect(target).toBeVisible();
    for (let stop = 0; stop < STOPS_MAX; stop++) {
      const key = await towards(target);
      if (!key) return;
      await page.keyboard.press(key);
    }
    await expect(target).toBeFocused();
  };
  return {
    reach,
    press: async (target) => {
      await reach(target);
      await page.keyboard.press("Enter");
    },
    slide: async (slider, steps) => {
      await reach(slider);
      await page.keyboard.press("Home");
      for (let step = 0; step < steps; step++) await page.keyboard.press("ArrowRight");
    },
    point: async (widget, event) => {
      const [stop, wanted] = [spots(widget).nth(0), spots(widget).nth(event)];
      await expect(stop).toBeVisible();
      // One of them is a stop, and arrows lead on from there.
      await reach(widget.element.locator(".spot[tabindex='0']"));
      const at = await spots(widget).evaluateAll((all) =>
        all.findIndex((one) => one.tabIndex === 0),
      );
      const arrow = at < event ? "ArrowDown" : "ArrowUp";
      for (let left = Math.abs(event - at); left > 0; left--) await page.keyboard.press(arrow);
      await expect(wanted).toBeFocused();
      await page.keyboard.press("Enter");
    },
  };
};

const HANDS = [
  {
    name: "with a finger",
    hand: finger,
    on: { hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } },
  },
  { name: "by keyboard alone", hand: keys, on: {} },
];

for (const { name, hand, on } of HANDS) {
  test.describe(name, () => {
    test.use(on);

    async function open(page: Page, address: string, variant = "naive") {
      await page.goto(address);
      return { widget: await new Widget(page, variant).ready(), ...hand(page) };
    }

    test("code is edited, compared and reset", async ({ page, address }) => {
      const { widget, reach, press } = await open(page, address(CHAPTER));
      const original = await widget.code.inputValue();
      await reach(widget.code);
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.insertText(SENDS_FIRST);
      await expect(widget.element).toContainText("You have edited this code.");
      await press(widget.ask("Show what I changed"));
      const changes = widget.element.getByRole("group", { name: "What you changed" });
      await expect(changes.locator("ins")).not.toHaveCount(0);
      await press(widget.ask(RUN));
      await expect(widget.status).toContainText("holds: whoever got a welcome email is stored");
      await press(widget.reset);
      await expect(widget.code).toHaveValue(original);
      await expect(changes).toBeHidden();
    });

    test("time goes on, plays and pauses", async ({ page, address }) => {
      const { widget, press } = await open(page, address(CHAPTER));
      await press(widget.ask(RUN));
      await press(widget.ask("One event on"));
      await expect(widget.element.locator(".inside")).toContainText("The visitor asks");
      await expect(widget.element.locator(".node")).toHaveCount(5);
      await press(widget.ask("Play"));
      await press(widget.ask("Pause"));
      await expect(widget.ask("Play")).toBeVisible();
    });

    test("a message is lost by hand, and is not any more", async ({ page, address }) => {
      const { widget, press, point } = await open(page, address(CHAPTER));
      await press(widget.ask(RUN));
      await expect(widget.status).toContainText("holds");
      await point(widget, 6);
      const dialog = widget.element.getByRole("dialog");
      await press(
        dialog.getByRole("button", { name: /^The first request to email::send .* is lost/ }),
      );
      await expect(widget.status).toContainText("violated: every stored user");
      const chip = widget.element.locator(".chip");
      await expect(chip).toHaveCount(1);
      await press(chip.getByRole("button"));
      await expect(widget.status).toContainText("holds: every stored user");
      await expect(chip).toHaveCount(0);
    });

    test("every run is looked for, and the nearest that is fine", async ({ page, address }) => {
      const { widget, press, point } = await open(page, address(CHAPTER));
      await press(widget.ask(EXPLORE));
      const told = widget.element.locator(".told");
      await expect(told).toContainText("The shortest way to break it");
      await press(widget.ask("The nearest run that is fine").first());
      await expect(told).toContainText("In this run everything holds.");
      await press(widget.ask("Show where they strike"));
      await expect(told).toContainText("nothing goes wrong");
      await point(widget, 5);
      await expect(widget.element.getByRole("dialog")).toContainText("Enough to break something:");
    });

    test("a cell of the matrix asks its question", async ({ page, address }) => {
      // Who follows the link to the table goes on from there.
      await page.goto(`${address(CHAPTER)}#the-table`);
      await expect(page.locator("what-if-matrix")).toBeInViewport();
      const [widget, { press }] = [new Widget(page), hand(page)];
      const cell = page.getByRole("button", { name: `✗ violated: welcomed. naive: ${KILLED}` });
      await press(cell);
      await expect(widget.status).toContainText("violated: every stored user");
      await expect(widget.ask(KILLED)).toBeFocused();
    });

    test("a knob's curve is drawn", async ({ page, address }) => {
      const { widget, slide, press } = await open(page, address("guide/load.html"), "storm");
      const knob = widget.element.getByRole("slider", { name: "const TRIES" });
      // From what is written one step to the first value.
      await slide(knob, 1);
      await expect(widget.status).toContainText("(const TRIES is 1)");
      await press(widget.ask("Draw the curve"));
      const table = widget.element.getByRole("table");
      await expect(table.getByRole("rowheader")).toHaveText(["1", "2", "3", "4"], {
        timeout: 120_000,
      });
      await expect(widget.element.locator(".whatif-measured svg:visible").first()).toBeVisible();
    });

    test("an exercise is tried, with a hint and the solution", async ({ page, address }) => {
      const { widget, press } = await open(page, address("guide/exercises.html"), "greeting");
      const exercise = widget.element.getByRole("group", { name: "Exercise" });
      await press(exercise.getByRole("button", { name: "Check my answer" }));
      await expect(exercise.getByRole("status")).toContainText("Still broken");
      await press(exercise.getByRole("button", { name: "Show a hint" }));
      await expect(exercise.getByRole("listitem")).toHaveCount(1);
      await press(exercise.getByRole("button", { name: "Show a solution" }));
      await press(exercise.getByRole("button", { name: "Put it into the editor" }));
      await press(exercise.getByRole("button", { name: "Check my answer" }));
      await expect(exercise.getByRole("status")).toContainText("Passed.");
    });

    test("a link and a test are copied", async ({ page, address }) => {
      await page.addInitScript(() => {
        const texts: string[] = [];
        const writeText = async (text: string) => void texts.push(text);
        Object.defineProperty(navigator, "clipboard", { value: { writeText } });
        Object.assign(globalThis, { texts });
      });
      const { widget, press } = await open(page, address(CHAPTER));
      await press(widget.ask("Copy link"));
      await expect(widget.element).toContainText("Copied");
      await press(widget.ask("Copy as test"));
      await expect(widget.element).toContainText("Copied: what an author writes");
      const copied = await page.evaluate(
        () => (globalThis as unknown as { texts: string[] }).texts,
      );
      expect(copied).toEqual([
        expect.stringContaining("#whatif="),
        expect.stringContaining("[variant.naive.what-if.killed-between]"),
      ]);
    });

    test("how to read it is told, and a word leads into the book", async ({ page, address }) => {
      const { widget, press } = await open(page, address(CHAPTER));
      const how = widget.element.locator("details.how > summary");
      await press(how);
      await expect(widget.element).toContainText("time runs downwards");
      await press(widget.element.locator("[slot=words] a").first());
      await expect(page).toHaveURL(/glossary/);
    });
  });
}
