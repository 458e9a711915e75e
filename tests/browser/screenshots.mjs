// A picture of each state of a widget in each theme, in forced colours and on a narrow screen. They
// are for eyes: `cargo xtask screenshots` makes them, and says where they lie.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { browserPath, serve } from "./book.mjs";

const CHAPTER = "01-already-distributed.html";
const folder = process.argv[2] ?? "target/screenshots";
const NORMAL = { width: 1000, height: 900 };

/** Whoever looks, and on what. */
const LOOKS = [
  ...["light", "rust", "coal", "navy", "ayu"].map((theme) => ({
    name: theme,
    theme,
    size: NORMAL,
  })),
  { name: "forced", theme: "light", size: NORMAL, forcedColors: "active" },
  { name: "narrow", theme: "light", size: { width: 320, height: 800 } },
];

/** Each state of the first widget, and how one comes to it from the one before. */
const STATES = {
  given: () => {},
  mistake: async (widget) => {
    const code = widget.getByRole("textbox");
    await code.fill((await code.inputValue()).replace("email::send", "email::sent"));
    await widget.locator(".problems > li").waitFor();
  },
  changed: async (widget) => {
    const code = widget.getByRole("textbox");
    await code.fill((await code.inputValue()).replace("email::sent", "email::send").concat("\n"));
    await widget.getByRole("button", { name: "Show what I changed" }).click();
  },
  killed: async (widget) => {
    await widget.getByRole("button", { name: "Reset" }).click();
    await widget.getByRole("button", { name: "What if the server is killed" }).click();
    await widget.locator(".scene .time").waitFor();
  },
  inside: async (widget) => {
    await widget.getByRole("slider", { name: "Event" }).fill("4");
    await widget.locator(".inside .node").first().waitFor();
  },
  explored: async (widget) => {
    await widget.getByRole("button", { name: /^Explore/ }).click();
    await widget.locator(".single-faults").waitFor();
  },
  breaking: async (widget) => {
    const spots = widget.getByRole("group", { name: /^Events in the/ });
    await spots.getByRole("button").nth(2).click();
    await widget.getByRole("dialog").waitFor();
  },
  struck: async (widget) => {
    await widget.getByRole("button", { name: "Show where they strike" }).click();
    await widget.locator(".spot.strikes").nth(3).waitFor();
  },
};

/** What else there is, each with its page, what to take a picture of, and how one comes to it. */
const OTHERS = {
  matrix: [
    CHAPTER,
    "what-if-matrix",
    async (matrix) => {
      await matrix
        .getByRole("button", { name: /^✗ violated: welcomed\. naive/ })
        .first()
        .focus();
    },
  ],
  charts: [
    "guide/load.html",
    'what-if[variant="storm"]',
    async (widget) => {
      await widget.getByRole("button", { name: "nothing goes wrong" }).click();
      await widget.locator(".scene .time").waitFor();
    },
  ],
  curves: [
    "guide/load.html",
    'what-if[variant="storm"]',
    async (widget) => {
      await widget.getByRole("button", { name: "Draw the curve" }).click();
      await widget.getByRole("rowheader", { name: "4" }).waitFor();
    },
  ],
  exercise: [
    "guide/exercises.html",
    'what-if[variant="greeting"]',
    async (widget) => {
      await widget.getByRole("button", { name: "Check my answer" }).click();
      await widget.getByText("Still broken").waitFor();
      await widget.getByRole("button", { name: "Show a hint" }).click();
    },
  ],
  history: [
    "04-consistency-models.html",
    "what-if",
    async (widget) => {
      await widget
        .getByRole("button", { name: /^What if/ })
        .first()
        .click();
      await widget.locator(".whatif-history svg:visible").first().waitFor();
    },
  ],
};

await mkdir(folder, { recursive: true });
const browser = await chromium.launch({
  ...(browserPath ? { executablePath: browserPath } : {}),
  args: ["--no-sandbox", "--disable-gpu"],
});
const server = await serve(null);
for (const { name, theme, size, forcedColors } of LOOKS) {
  const page = await browser.newPage({
    viewport: size,
    forcedColors: forcedColors ?? "none",
    reducedMotion: "reduce",
  });
  await page.addInitScript((theme) => localStorage.setItem("mdbook-theme", theme), theme);
  await open(page, server.address(CHAPTER));
  const widget = page.locator('what-if[variant="naive"]').first();
  await widget.scrollIntoViewIfNeeded();
  await widget.getByRole("textbox").waitFor();
  for (const [state, come] of Object.entries(STATES)) {
    await come(widget);
    await widget.screenshot({ path: join(folder, `${state}-${name}.png`) });
  }
  for (const [state, [address, element, come]] of Object.entries(OTHERS)) {
    await open(page, server.address(address));
    const place = page.locator(element).first();
    await place.scrollIntoViewIfNeeded();
    await come(place);
    await place.screenshot({ path: join(folder, `${state}-${name}.png`) });
  }
  await page.close();
}
await browser.close();
await server.close();

async function open(page, address) {
  await page.goto(address);
  // What stays at the top would lie across the pictures.
  await page.locator("#mdbook-menu-bar").evaluate((bar) => {
    bar.style.position = "static";
  });
}
