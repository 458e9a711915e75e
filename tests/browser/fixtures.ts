// What every test has: a page that opens the book, and an eye on what the page does besides.

import { test as base, expect, type Locator, type Page } from "@playwright/test";
import { fileAddress, serve } from "./book.mjs";

export { LARGE } from "./programs.mjs";
export { expect };

/** Chapter 1, in which the tests press and edit. */
export const CHAPTER = "01-already-distributed.html";

export const KILLED = "What if the server is killed between the two steps?";
export const RUN = "Run: nothing goes wrong";
export const EXPLORE = "Explore: look for the shortest way to break it";
export const STOP = "Stop";
export const WELCOMED = "every stored user has got a welcome email";

/** The handler of the chapter with its two steps the other way round. */
export const SENDS_FIRST = `async fn signup(user: User) -> Result<()> {
    email::send(&user.address, "Welcome!").await?;
    db::insert("users", &user).await?;
    Ok(())
}`;

export interface Options {
  /** How the book reaches the reader. */
  delivery: "http" | "file";
  /** The Content-Security-Policy of pages, with `{hashes}` for those of inline scripts. */
  policy: string | null;
  /** What the console may say without the test failing. */
  expectedInConsole: RegExp;
}

interface Fixtures {
  /** The address of a page of the book. */
  address: (page: string) => string;
  /** Our own scripts that were asked for so far, without their folder and the hash in their names. */
  ours: string[];
  /** Fails the test if the page complained or asked another host for anything. */
  watch: undefined;
}

export const test = base.extend<Options & Fixtures>({
  delivery: ["http", { option: true }],
  policy: [null, { option: true }],
  expectedInConsole: [/^$/, { option: true }],

  address: async ({ delivery, policy }, use) => {
    if (delivery === "file") {
      await use(fileAddress);
    } else {
      const server = await serve(policy);
      await use(server.address);
      await server.close();
    }
  },

  ours: async ({ page }, use) => {
    const ours: string[] = [];
    page.on("request", (request) => {
      const [, name] = /\/whatif\/([^/]+)-[0-9a-f]{8}\.js$/.exec(request.url()) ?? [];
      if (name) ours.push(`${name}.js`);
    });
    await use(ours);
  },

  watch: [
    async ({ page, address, expectedInConsole }, use) => {
      const complaints: string[] = [];
      const home = new URL(address("")).origin;
      page.on("console", (message) => {
        const bad = message.type() === "error" || message.type() === "warning";
        if (bad && !expectedInConsole.test(message.text())) complaints.push(message.text());
      });
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("request", (request) => {
        const { protocol, origin } = new URL(request.url());
        const away = protocol === "http:" || protocol === "https:" ? origin !== home : false;
        if (away) complaints.push(`asked ${request.url()}`);
      });
      await use(undefined);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

/** The parts of one widget, as a reader finds them. */
export class Widget {
  readonly element: Locator;
  readonly code: Locator;
  readonly status: Locator;
  readonly reset: Locator;
  /** What opens the table of events. */
  readonly events: Locator;
  /** Plain sentences about a run or about why there was none. */
  readonly sentences: Locator;

  constructor(page: Page, variant = "naive") {
    this.element = page.locator(`what-if[variant="${variant}"]`).first();
    this.code = this.element.getByRole("textbox");
    // Others in a widget speak too: which event it is, what became of an exercise.
    this.status = this.element.locator(".status");
    this.reset = this.element.getByRole("button", { name: "Reset" });
    this.events = this.element.locator(".scene > .whatif-events > summary");
    this.sentences = this.element.locator(".status .note, .failure, .problems > li");
  }

  ask(question: string): Locator {
    return this.element.getByRole("button", { name: question });
  }

  /** Brings the widget into view and waits until it is alive. */
  async ready(): Promise<this> {
    await this.element.scrollIntoViewIfNeeded();
    await expect(this.code).toBeVisible();
    return this;
  }
}

/** Opens the chapter and returns its first live widget. */
export async function openChapter(page: Page, address: (page: string) => string): Promise<Widget> {
  await page.goto(address(CHAPTER));
  return new Widget(page).ready();
}
