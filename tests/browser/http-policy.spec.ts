// Under a strict Content-Security-Policy, the one that the author guide writes down.

import { EXPLORE, expect, KILLED, LARGE, openChapter, RUN, STOP, test, WELCOMED } from "./fixtures";

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
