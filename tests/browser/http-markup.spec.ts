// Names and sentences of an author's file that look like markup stay text wherever they are shown.

import type { Page } from "@playwright/test";
import { CHAPTER, EXPLORE, expect, KILLED, RUN, test, Widget } from "./fixtures";

/** What has made scripts of texts elsewhere, all in one. */
const PAYLOADS = [
  "<img src=x onerror=alert(1)>",
  "<svg onload=alert(1)>",
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "'><a href=javascript:alert(1)>",
  "</script><script>alert(1)</script>",
  "</textarea><img src=x onerror=alert(1)>",
  "<!--<img src=x onerror=alert(1)>-->",
  "<iframe srcdoc='<script>alert(1)</script>'>",
  "&lt;img src=x onerror=alert(1)&gt;",
  "`*$'alert(1)'*`",
  "<style>*{display:none}</style>",
];
const ALL = PAYLOADS.join(" ");

/** Elements that are never a part of a widget. */
const FOREIGN = "img, script, iframe, style, a[href^='javascript'], [onload], [onerror]";

type Json = Record<string, unknown>;

/** The texts that are read by people: everything else is looked up by the engine. */
const READ = new Set(["title", "ask", "says", "words"]);

/** Puts markup at the end of every text that somebody reads. */
function poisoned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(poisoned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as Json).map(([key, inner]) => [
      key,
      READ.has(key) && typeof inner === "string" ? `${inner} ${ALL}` : poisoned(inner),
    ]),
  );
}

/** Serves the chapter with markup in the data of its first widget, and with another caller. */
async function poison(page: Page): Promise<void> {
  await page.route(`**/${CHAPTER}`, async (route) => {
    const response = await route.fetch();
    const html = await response.text();
    const body = html.replace(
      /(<script type="application\/json">)(.*?)(<\/script>)/s,
      (_, open, json: string, close) => {
        const data = poisoned(JSON.parse(json)) as { scenario: unknown; shown: unknown };
        // A name is looked up, too: it is another everywhere.
        const text = JSON.stringify(data).replaceAll('"visitor"', () => JSON.stringify(ALL));
        return open + text.replaceAll("<", "\\u003c") + close;
      },
    );
    await route.fulfill({ response, body });
  });
}

test("in no field of an author's file is markup made of a text", async ({ page, address }) => {
  const dialogs: string[] = [];
  page.on("dialog", async (dialog) => {
    dialogs.push(dialog.message());
    await dialog.dismiss();
  });
  await poison(page);
  await page.goto(address(CHAPTER));
  const widget = await new Widget(page).ready();
  const clean = () => expect(widget.element.locator(`.widget :is(${FOREIGN})`)).toHaveCount(0);
  await expect(widget.element.locator(".title")).toContainText(PAYLOADS[0] as string);
  await clean();

  for (const question of [RUN, KILLED, EXPLORE]) {
    await widget.ask(question).click();
    await expect(widget.status).toContainText(/violated|holds/);
    await expect(
      widget.element.locator(":is(.status, .findings) > .whatif-verdicts").first(),
    ).toContainText("<svg onload");
    await clean();
  }
  await widget.ask(KILLED).click();
  await expect(widget.element.locator(".chip")).toContainText("<iframe");
  await widget.events.click();
  const event = widget.element.getByRole("slider", { name: "Event" });
  for (const at of ["0", "3"]) {
    await event.fill(at);
    await expect(widget.element.locator(".inside")).toContainText("<style>");
    await clean();
  }
  // The caller's own lane, and what can go wrong there.
  await expect(widget.element.locator(".picture svg")).toContainText("<img src=x");
  const spots = widget.element.getByRole("group", { name: /^Events in the/ });
  await spots.getByRole("button").first().click();
  await expect(widget.element.getByRole("dialog")).toContainText("<img src=x");
  await clean();
  await page.keyboard.press("Escape");

  await widget.code.fill(`// ${ALL.replaceAll("\n", " ")}\nasync fn signup() { ${PAYLOADS[0]} }`);
  await expect(widget.element.locator(".problems > li").first()).toBeVisible();
  await clean();
  await widget.ask("Show what I changed").click();
  await expect(widget.element.locator(".changes")).toContainText("</textarea>");
  await clean();
  expect(dialogs).toEqual([]);
});
