// A page of one scenario inside pages of others: sandboxed, from another origin, by a script.

import { test as base, type Page } from "@playwright/test";
import { serve } from "./book.mjs";
import { expect, KILLED, RUN, WELCOMED, Widget } from "./fixtures";

const EMBED = "embed/email-signup/";

interface Fixtures {
  /** The address of a page of the book, which lies on another host than the pages below. */
  book: (page: string) => string;
  /** Opens a page of somebody else with this in it. */
  open: (body: string, policy?: string) => Promise<Page>;
}

const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants to see the braces.
  book: async ({}, use) => {
    const server = await serve(null);
    await use(server.address);
    await server.close();
  },

  open: async ({ page, book }, use) => {
    const complaints: string[] = [];
    // Another port is another origin. What lies there is none of the book's.
    let lesson: { body: string; policy?: string } | undefined;
    const other = await serve(null, (path) => (path === "/lesson.html" ? lesson : undefined));
    const theirs = new URL(other.address("")).origin;
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      const { origin, protocol } = new URL(request.url());
      if (protocol === "blob:") return;
      if (origin !== theirs && origin !== new URL(book("")).origin) complaints.push(request.url());
    });
    await use(async (body, policy) => {
      lesson = {
        body: `<!doctype html><title>A course</title><script>
          window.heard = [];
          addEventListener("message", ({ data, origin }) => heard.push({ data, origin }));
        </script>${body}`,
        ...(policy ? { policy } : {}),
      };
      await page.goto(`${theirs}/lesson.html`);
      return page;
    });
    await other.close();
    expect(complaints).toEqual([]);
  },
});

interface Heard {
  readonly origin: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What the page has heard of the frame so far. */
const heard = (page: Page) => page.evaluate(() => (window as unknown as { heard: Heard[] }).heard);

const events = async (page: Page) => (await heard(page)).map(({ data }) => data.event);

for (const [name, sandbox] of [
  ["in a frame", ""],
  ["in a sandboxed frame without an origin", 'sandbox="allow-scripts"'],
]) {
  test(`${name}, the widget works and tells its height and what happens`, async ({
    book,
    open,
  }) => {
    const page = await open(`<iframe ${sandbox} width="400" height="300" src="${book(EMBED)}">`);
    const frame = page.frameLocator("iframe");
    const widget = new Widget(frame as unknown as Page);
    await widget.ready();
    await widget.ask(KILLED).click();
    await expect(widget.status).toContainText(`violated: ${WELCOMED}`);

    await expect(async () => expect(await events(page)).toContain("ran")).toPass();
    const all = await heard(page);
    const { origin, data } = all.find(({ data }) => data.event === "ran") as Heard;
    expect(origin).toBe(sandbox ? "null" : new URL(book("")).origin);
    expect(data).toMatchObject({
      source: "what-if",
      version: 1,
      scenario: "email-signup",
      detail: {
        variant: "naive",
        whatIf: "killed-between",
        edited: false,
        verdicts: expect.arrayContaining([
          { property: "welcomed", verdict: "violated" },
          { property: "once", verdict: "holds" },
        ]),
      },
    });
    expect(await events(page)).toContain("ready");
    const heights = all.filter(({ data }) => data.subject === "lti.frameResize");
    expect(Number(heights.at(-1)?.data.height)).toBeGreaterThan(300);
    expect(JSON.stringify(all), "what the reader writes is told nobody").not.toContain("async fn");
  });
}

test("the address says which variant and which theme", async ({ book, open }) => {
  const page = await open(`<iframe src="${book(EMBED)}?variant=outbox&theme=navy">`);
  const frame = page.frameLocator("iframe");
  await expect(frame.locator("html")).toHaveClass(/navy/);
  await expect(frame.locator("what-if")).toHaveCount(1);
  await expect(frame.locator("what-if")).toHaveAttribute("variant", "outbox");
});

test("by a script, the frame is as high as its page, and events arrive at the element", async ({
  book,
  open,
}) => {
  const origin = new URL(book("")).origin;
  const page = await open(
    `<what-if src="${book(EMBED)}" variant="naive" theme="light"></what-if>
     <script src="${book("embed/embed.js")}"></script>`,
    `default-src 'none'; script-src 'unsafe-inline' ${origin}; frame-src ${origin}`,
  );
  await page.evaluate(() => {
    const there = window as unknown as { ran: string[] };
    there.ran = [];
    document.addEventListener("whatif:ran", (event) => {
      there.ran.push(
        `${(event.target as Element).localName} ${(event as CustomEvent).detail.scenario}`,
      );
    });
  });
  const frame = page.frameLocator("what-if > iframe");
  const widget = new Widget(frame as unknown as Page);
  await widget.ready();
  await expect(async () => {
    const height = await page.locator("iframe").evaluate((it) => it.clientHeight);
    const inside = await frame.locator("body").evaluate((it) => it.getBoundingClientRect().height);
    expect(Math.abs(height - inside)).toBeLessThanOrEqual(1);
    expect(height).toBeGreaterThan(480);
  }).toPass();
  await widget.ask(RUN).click();
  await expect(widget.status).toContainText("holds");
  const ran = () => page.evaluate(() => (window as unknown as { ran: string[] }).ran);
  await expect(async () => expect(await ran()).toEqual(["what-if email-signup"])).toPass();
});

test("a message from elsewhere changes nothing", async ({ book, open }) => {
  const page = await open(
    `<what-if src="${book(EMBED)}"></what-if><script src="${book("embed/embed.js")}"></script>`,
  );
  await expect(page.locator("iframe")).toBeVisible();
  await page.evaluate(() =>
    window.postMessage({ source: "what-if", version: 1, event: "resize", height: 9999 }, "*"),
  );
  await expect(async () => expect(await heard(page)).not.toEqual([])).toPass();
  const height = await page.locator("iframe").evaluate((it) => (it as HTMLElement).style.height);
  expect(height).not.toBe("9999px");
});

test("a grader that speaks SPLICE gets the score, and gives back what it has kept", async ({
  book,
  open,
}) => {
  const grader = `<script>
    window.reports = [];
    const state = { "email-signup:naive": { code: "// kept\\nasync fn signup(user: User) -> Result<()> { Ok(()) }" } };
    addEventListener("message", ({ data, source }) => {
      if (data.subject === "SPLICE.getState") {
        source.postMessage({ subject: "SPLICE.getState.response", message_id: data.message_id, state }, "*");
      }
      if (data.subject === "SPLICE.reportScoreAndState") reports.push(data);
    });
  </script>`;
  const page = await open(`${grader}<iframe src="${book(EMBED)}?variant=naive">`);
  const frame = page.frameLocator("iframe");
  const widget = new Widget(frame as unknown as Page);
  await widget.ready();
  await expect(widget.code).toHaveValue(/^\/\/ kept/);
  await widget.ask(RUN).click();
  await expect(widget.status).toContainText("violated");
  const reports = () =>
    page.evaluate(() => (window as unknown as { reports: Record<string, unknown>[] }).reports);
  await expect(async () => expect(await reports()).toHaveLength(1)).toPass();
  const [report] = await reports();
  expect(report).toMatchObject({
    score: 1,
    state: { "email-signup:naive": { done: true } },
  });
  expect(report?.message_id).toBeTruthy();
});

test("where nobody speaks SPLICE, no code is sent to anyone", async ({ book, open }) => {
  const page = await open(`<iframe src="${book(EMBED)}?variant=naive">`);
  const widget = new Widget(page.frameLocator("iframe") as unknown as Page);
  await widget.ready();
  await widget.code.fill("async fn signup(user: User) -> Result<()> { Ok(()) } // a secret");
  await widget.ask(RUN).click();
  await expect(widget.status).toContainText("violated");
  await expect(async () => expect(await events(page)).toContain("ran")).toPass();
  expect(JSON.stringify(await heard(page))).not.toContain("a secret");
});
