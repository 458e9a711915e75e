// Under a strict Content-Security-Policy, the one that the author guide writes down.

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
} from "./fixtures";

/** mdBook's own inline scripts need hashes, and its template a few `style` attributes. */
const policyWith = (scripts: string, workers: string) =>
  [
    "default-src 'none'",
    `script-src 'self' ${scripts} {hashes}`,
    `worker-src ${workers}`,
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "base-uri 'self'",
    "form-action 'none'",
  ].join("; ");

test.describe("with a strict policy", () => {
  test.use({ policy: policyWith("'wasm-unsafe-eval'", "blob:") });

  test("everything works", async ({ page, address, ours }) => {
    const widget = await openChapter(page, address);
    await widget.ask(KILLED).click();
    await expect(widget.status).toContainText(`violated: ${WELCOMED}`);
    await expect(widget.element.getByRole("img", { name: /killed/ })).toBeVisible();
    expect(ours).not.toContain("engine-main.js");
  });
});

test.describe("with the policy that the page itself carries", () => {
  // What a page complains of in the console fails every test: here, whatever the policy refuses.
  test("the search, the themes, the contents and the copying work", async ({ page, address }) => {
    await page.goto(address(CHAPTER));
    await expect(page.locator("meta[http-equiv='Content-Security-Policy']")).toHaveCount(1);
    await page.keyboard.press("/");
    await page.getByPlaceholder("Search this book").pressSequentially("partition");
    await expect(page.locator("#mdbook-searchresults li a").first()).toBeVisible();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Change theme" }).click();
    await page.getByRole("menuitem", { name: "Navy" }).click();
    await expect(page.locator("html")).toHaveClass(/navy/);
    await page.getByRole("link", { name: "Download this book" }).click();
    await expect(page.getByRole("link", { name: "between-the-steps.html" })).toBeVisible();
    await page.locator("#mdbook-sidebar").getByRole("link", { name: "CAP" }).click();
    await expect(page).toHaveTitle(/^CAP/);
  });

  test("the embed button gives code for a frame", async ({ page, address }) => {
    const widget = await openChapter(page, address);
    await widget.element.getByRole("button", { name: "Embed" }).click();
    const code = widget.element.getByLabel("Code that shows this in another site");
    const snippet = new RegExp(`^<iframe src="${address("embed/email-signup/")}\\?variant=naive"`);
    await expect(code).toHaveValue(snippet);
    await expect(widget.element.locator(".embed-field [role=status]")).not.toBeEmpty();
    await widget.element.getByRole("button", { name: "Embed" }).click();
    await expect(code).toBeHidden();
  });
});

test.describe("what is not found", () => {
  // This book does not know where it will lie, so this page looks for its styles at the root.
  test.use({ expectedInConsole: /./ });

  test("says so, with a way back", async ({ page, address }) => {
    await page.goto(address("404.html"));
    await expect(page.locator("h1").last()).toHaveText("This reply never came");
    await expect(page.locator("meta[http-equiv='Content-Security-Policy']")).toHaveCount(1);
  });
});

test.describe("where workers are refused", () => {
  test.use({
    policy: policyWith("'wasm-unsafe-eval'", "'none'"),
    expectedInConsole: /worker/i,
  });

  test("the engine runs in the page, and again after it broke", async ({ page, address, ours }) => {
    const widget = await openChapter(page, address);
    await widget.ask(KILLED).click();
    await expect(widget.status).toContainText(`violated: ${WELCOMED}`);
    expect(ours).toContain("engine-main.js");

    const deep = `${"(".repeat(20_000)}1${")".repeat(20_000)}`;
    await widget.code.fill(`async fn signup(user: User) -> Result<()> { ${deep}; Ok(()) }`);
    await widget.ask(RUN).click();
    await expect(widget.sentences.first()).toBeVisible();

    await widget.reset.click();
    await widget.ask(RUN).click();
    await expect(widget.status).toContainText(`holds: ${WELCOMED}`);
  });

  test("an exploration leaves the page to its reader", async ({ page, address, ours }) => {
    const widget = await openChapter(page, address);
    await widget.code.fill(LARGE);
    await widget.ask(EXPLORE).click();
    await expect(widget.status).toContainText("states so far");
    await widget.ask(STOP).click();
    await expect(widget.status).toContainText("stopped after");
    expect(ours).toContain("engine-main.js");

    await widget.reset.click();
    await widget.ask(EXPLORE).click();
    await expect(widget.status).toContainText("2 properties are violated");
  });
});

test.describe("where WebAssembly is refused", () => {
  test.use({ policy: policyWith("", "blob:"), expectedInConsole: /WebAssembly|wasm/i });

  test("the widget says so, and the original result can be had back", async ({ page, address }) => {
    const widget = await openChapter(page, address);
    await widget.ask(RUN).click();
    await expect(widget.status).toContainText("does not let WebAssembly run");
    await widget.reset.click();
    await expect(widget.element.locator(".whatif-result")).toBeVisible();
  });
});
