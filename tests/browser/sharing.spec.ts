// Links to what a reader made, and what an author writes to claim it.

import type { Page } from "@playwright/test";
import { read, write } from "../../playground-wasm/web/src/link";
import { inLook, LOOKS, violations } from "./axe";
import { faults } from "./book.mjs";
import { CHAPTER, expect, KILLED, openChapter, SENDS_FIRST, test, Widget } from "./fixtures";

const LINK = "Copy link";
const TEST = "Copy as test";
const CHANGES = "Show what I changed";
const RUN_IT = "Run it";
const MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script>";

/** The page may use the clipboard, and the test sees what comes to it. */
async function catchClipboard(page: Page): Promise<() => Promise<string>> {
  await page.addInitScript(() => {
    const clipboard = {
      text: "",
      async writeText(text: string) {
        clipboard.text = text;
      },
    };
    Object.defineProperty(navigator, "clipboard", { value: clipboard, configurable: true });
  });
  return () => page.evaluate(() => (navigator.clipboard as unknown as { text: string }).text);
}

/** What a link to the first widget of the chapter says, but for these parts. */
function link(parts: object) {
  return write({
    name: "email-signup",
    variant: "naive",
    original: "",
    code: null,
    asked: asking(null),
    turned: null,
    event: null,
    ...parts,
  });
}

function asking(whatIf: string | null) {
  return { "what-if": whatIf, faults: null, schedule: null };
}

/** A widget into which a link was opened. */
class Linked extends Widget {
  readonly bar = this.element.getByRole("note", { name: "From a link" });
  readonly changes = this.element.getByRole("group", { name: "What you changed" });
}

async function follow(page: Page, address: string, fragment: string | null): Promise<Linked> {
  expect(fragment).not.toBeNull();
  await page.goto(address + fragment);
  const linked = new Linked(page);
  await expect(linked.bar).toBeVisible();
  return linked;
}

test("a link brings code and question to another reader, who runs them", async ({
  page,
  address,
  context,
}) => {
  const clipboard = await catchClipboard(page);
  const widget = await openChapter(page, address);
  await widget.code.fill(SENDS_FIRST);
  await widget.ask(KILLED).click();
  await expect(widget.status).toContainText("whoever got a welcome email is stored");
  await widget.ask(LINK).click();
  await expect(widget.element).toContainText("Copied: a link to this code and this question.");
  const copied = new URL(await clipboard());
  expect(copied.href.split("#")[0]).toBe(address(CHAPTER));

  // Somebody else: nothing is in the storage of the page.
  await page.evaluate(() => localStorage.clear());
  const other = await context.newPage();
  const linked = await follow(other, address(CHAPTER), copied.hash);
  await expect(linked.bar).toContainText("Nothing of it has been run.");
  await expect(linked.bar).toContainText(`It asks: ${KILLED}`);
  await expect(linked.bar).not.toContainText("The author has changed the original");
  await expect(linked.code).toHaveValue(SENDS_FIRST);
  await expect(linked.changes.locator("ins")).toHaveCount(1);
  await expect(linked.changes.locator("del")).toHaveCount(1);
  await expect(linked.ask(KILLED)).toHaveAttribute("aria-pressed", "true");
  // Not even the engine is there.
  await expect(linked.status).toBeEmpty();
  expect(await other.evaluate(() => "WHATIF_ENGINE" in globalThis)).toBe(false);

  await linked.ask(RUN_IT).click();
  await expect(linked.status).toContainText("violated: whoever got a welcome email is stored");
  await expect(linked.bar).not.toContainText("Nothing of it has been run.");
  await linked.ask("Back to the original").click();
  await expect(linked.bar).toBeHidden();
  await expect(linked.code).toHaveValue(/insert[\s\S]*send/);
  expect(other.url()).not.toContain("#whatif=");
});

test("a reader's own edit is never lost to a link", async ({ page, address }) => {
  const own = `${SENDS_FIRST}\n// mine`;
  let widget = await openChapter(page, address);
  await widget.code.fill(own);
  const fragment = await link({ code: SENDS_FIRST });
  await page.goto("about:blank");
  const opened = await follow(page, address(CHAPTER), fragment);
  await expect(opened.code).toHaveValue(SENDS_FIRST);
  await expect(opened.bar).toContainText("Your own edit is kept.");
  // Changes to what came with the link are kept beside it, and with the link.
  await opened.code.fill(`${SENDS_FIRST}\n// theirs and mine`);
  await page.reload();
  await expect(opened.code).toHaveValue(`${SENDS_FIRST}\n// theirs and mine`);
  await opened.ask("Back to my own code").click();
  await expect(opened.code).toHaveValue(own);
  await page.reload();
  widget = await new Widget(page).ready();
  await expect(widget.code).toHaveValue(own);
});

test("a link within the page is opened too, and a widget far below is gone to", async ({
  page,
  address,
}) => {
  await openChapter(page, address);
  const fragment = await link({ variant: "outbox", asked: asking("reply-lost") });
  await page.evaluate((fragment) => {
    location.hash = fragment ?? "";
  }, fragment);
  const outbox = new Linked(page, "outbox");
  await expect(outbox.bar).toContainText("It asks: What if the email service sends the email");
  await expect(outbox.element).toBeInViewport();
  await expect(outbox.changes).toBeHidden();
});

test("a link to an original that has changed, and to a question that is gone", async ({
  page,
  address,
}) => {
  const fragment = await link({ original: "0", code: SENDS_FIRST, asked: asking("no-more") });
  const linked = await follow(page, address(CHAPTER), fragment);
  await expect(linked.bar).toContainText("The author has changed the original since");
  await expect(linked.bar).toContainText("What it asked is not asked here any more.");
  await linked.ask(RUN_IT).click();
  await expect(linked.status).toContainText("When nothing goes wrong");
});

test("nonsense in the address gives one quiet sentence", async ({ page, address }) => {
  const note = page.locator("main > .whatif-note");
  const damaged = ["", "?", "AAAA", "%00", "A".repeat(70_000), await truncated()];
  for (const nonsense of damaged) {
    await page.goto("about:blank");
    await page.goto(`${address(CHAPTER)}#whatif=${nonsense}`);
    await expect(note).toContainText("ends in a link to code, and it is damaged");
  }
  await page.goto("about:blank");
  await page.goto(address(CHAPTER) + (await link({ variant: MARKUP })));
  await expect(note).toContainText("that is not on this page any more");
  await expect(page.locator("main img")).toHaveCount(0);
});

async function truncated(): Promise<string> {
  const whole = await link({ code: SENDS_FIRST });
  return whole?.slice("#whatif=".length, -20) ?? "";
}

test("few bytes that become very many are refused", async () => {
  expect(await link({ code: "a".repeat(300_000) })).toBeNull();
  const packed = new Blob(["a".repeat(30_000_000)])
    .stream()
    .pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const fragment = `#whatif=${base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
  expect(fragment.length).toBeLessThan(65_536);
  expect(await read(fragment)).toBeNull();
});

test("what is in a link stays text", async ({ page, address }) => {
  const dialogs: string[] = [];
  page.on("dialog", async (dialog) => {
    dialogs.push(dialog.message());
    await dialog.dismiss();
  });
  const code = `// ${MARKUP}\n${SENDS_FIRST}`;
  const fragment = await link({ code, original: MARKUP, asked: asking(MARKUP) });
  const linked = await follow(page, address(CHAPTER), fragment);
  await expect(linked.changes.locator("ins").first()).toContainText(MARKUP);
  await linked.ask(RUN_IT).click();
  await expect(linked.status).toContainText("holds");
  await expect(linked.element.locator("img")).toHaveCount(0);
  expect(dialogs).toEqual([]);
});

test("what the reader changed is shown line by line", async ({ page, address }) => {
  const widget = await openChapter(page, address);
  const linked = new Linked(page);
  await expect(widget.ask(CHANGES)).toBeHidden();
  const original = await widget.code.inputValue();
  await widget.code.fill(original.replace("Ok(())", "// Done.\n    Ok(())"));
  await widget.ask(CHANGES).click();
  await expect(widget.ask(CHANGES)).toHaveAttribute("aria-expanded", "true");
  await expect(linked.changes.locator("ins")).toHaveText(["+    // Done."]);
  await expect(linked.changes.locator("del")).toHaveCount(0);
  await expect(linked.changes.locator(".line")).toHaveCount(6);
  await widget.reset.click();
  await expect(linked.changes).toBeHidden();
  await expect(widget.ask(CHANGES)).toBeHidden();
});

test("a test says what is shown as an author would", async ({ page, address }) => {
  const clipboard = await catchClipboard(page);
  const widget = await openChapter(page, address);
  // The static result is the author's; what is claimed is run first.
  await widget.ask(TEST).click();
  await expect(widget.element).toContainText("Copied: what an author writes");
  expect(await clipboard()).toBe(`[variant.naive.what-if.killed-between]
ask = "${KILLED}"
faults = [{ crash = "server", in = "signup", between = [1, 2], restart = "1s" }]
expect = { welcomed = "violated" }
`);
  await widget.code.fill(SENDS_FIRST);
  await widget.ask(TEST).click();
  await expect.poll(clipboard).toContain('expect = { no-strangers = "violated" }');
  await widget.ask("Explore: look for the shortest way to break it").click();
  await expect(widget.status).toContainText("violated in");
  await widget.ask(TEST).click();
  await expect.poll(clipboard).toBe(`[variant.naive.explore]
faults = { crash = 1, lose = 1 }
expect = { no-strangers = "violated", told = "violated" }
`);
});

test("a link leads to the event that was looked at", async ({ page, address, context }) => {
  const clipboard = await catchClipboard(page);
  const widget = await openChapter(page, address);
  await widget.ask(KILLED).click();
  await expect(widget.status).toContainText("violated");
  await widget.ask("One event on").click();
  await widget.ask("One event on").click();
  await expect(widget.element).toContainText("event 2 of");
  await widget.ask(LINK).click();
  await expect.poll(clipboard).toContain("#whatif=");
  const other = await context.newPage();
  const linked = await follow(other, address(CHAPTER), new URL(await clipboard()).hash);
  await linked.ask(RUN_IT).click();
  await expect(linked.status).toContainText("violated");
  await expect(linked.element).toContainText("event 2 of");
});

test("a knob that is turned is turned in the link", async ({ page, address }) => {
  const clipboard = await catchClipboard(page);
  await page.goto(address("guide/load.html"));
  const element = page
    .locator("what-if")
    .filter({ has: page.locator(".whatif-result") })
    .first();
  await element.scrollIntoViewIfNeeded();
  const knob = element.getByRole("slider").first();
  await knob.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  const turned = await knob.getAttribute("aria-valuetext");
  await element.getByRole("button", { name: LINK }).click();
  await expect.poll(clipboard).toContain("#whatif=");
  await element.getByRole("button", { name: TEST }).click();
  await expect(element).toContainText("turn it back first");
  const copied = await clipboard();
  await page.goto("about:blank");
  await page.goto(copied);
  await expect(element.getByRole("note", { name: "From a link" })).toBeVisible();
  await expect(knob).toHaveAttribute("aria-valuetext", turned ?? "");
});

test("what went wrong by hand goes into a link, and into a test", async ({ page, address }) => {
  const clipboard = await catchClipboard(page);
  const words = '{ crash = "server", after = "db::insert", restart = "1500us" }';
  const { fault } = (await faults()).find(({ toml }) => toml === words) ?? {};
  const byHand = { "what-if": null, faults: [fault], schedule: null };
  const linked = await follow(page, address(CHAPTER), await link({ asked: byHand }));
  await expect(linked.bar).toContainText("What goes wrong was put together by hand.");
  await linked.ask(RUN_IT).click();
  await expect(linked.status).toContainText("What if server is killed right after db::insert");
  await expect(linked.status).toContainText("violated: every stored user");
  await linked.ask(TEST).click();
  await expect.poll(clipboard).toBe(`[variant.naive.what-if.my-question]
ask = "What if server is killed right after db::insert, and restarts after 1.5 ms?"
faults = [${words}]
expect = { welcomed = "violated" }
`);
});

test("faults and choices that nobody wrote come to a sentence", async ({ page, address }) => {
  for (const nonsense of [
    { faults: [1] },
    { faults: [{ what: MARKUP }] },
    { schedule: [[MARKUP]] },
  ]) {
    await page.goto("about:blank");
    const asked = { ...asking(null), ...nonsense };
    const linked = await follow(page, address(CHAPTER), await link({ asked }));
    await linked.ask(RUN_IT).click();
    await expect(linked.status).not.toBeEmpty();
    await expect(linked.element.locator("img")).toHaveCount(0);
  }
});

test("where the clipboard is refused, the text is there, selected", async ({ page, address }) => {
  await page.addInitScript(() => {
    const writeText = () => Promise.reject(new DOMException("refused", "NotAllowedError"));
    Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
  });
  const widget = await openChapter(page, address);
  await widget.ask(LINK).click();
  const text = widget.element.getByRole("textbox", { name: "Text to copy" });
  await expect(text).toBeFocused();
  await expect(text).toHaveValue(/#whatif=/);
  const selected = await text.evaluate((area) => {
    const { selectionStart, selectionEnd, value } = area as HTMLTextAreaElement;
    return value.slice(selectionStart, selectionEnd) === value;
  });
  expect(selected).toBe(true);
});

for (const look of LOOKS) {
  test(`in ${look.name} what came with a link is accessible`, async ({ page, address }) => {
    await inLook(page, look);
    await page.addInitScript(() => {
      const writeText = () => Promise.reject(new DOMException("refused", "NotAllowedError"));
      Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
    });
    const linked = await follow(page, address(CHAPTER), await link({ code: SENDS_FIRST }));
    await linked.ask(LINK).click();
    await expect(linked.element.getByRole("textbox", { name: "Text to copy" })).toBeVisible();
    expect(await violations(page, 'what-if[variant="naive"]')).toEqual([]);
  });
}
