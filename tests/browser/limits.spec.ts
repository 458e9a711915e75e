// Code that would take a page down, and does not.

import { expect, openChapter, RUN, test, WELCOMED } from "./fixtures";

const body = (lines: string) => `async fn signup(user: User) -> Result<()> {
    ${lines}
    Ok(())
}`;

const hostile = {
  "an endless loop": body("loop {}"),
  "an endless recursion": `fn down(depth: u64) -> u64 {
    down(depth + 1) + 1
}

${body("down(0);")}`,
  "an endless recursion of async functions": `async fn down(depth: u64) -> u64 {
    down(depth + 1).await + 1
}

${body("down(0).await;")}`,
  "a string that doubles for ever": body(`let mut text = "x".to_string();
    loop {
        text = format!("{text}{text}");
    }`),
  "a source that nests too deep": body(`let depth = ${"(".repeat(20_000)}1${")".repeat(20_000)};`),
};

for (const [name, code] of Object.entries(hostile)) {
  test(`${name} ends in a sentence, and the page goes on`, async ({ page, address }) => {
    const widget = await openChapter(page, address);
    await widget.code.fill(code);
    await widget.ask(RUN).click();
    await expect(widget.sentences.first()).toBeVisible();
    await expect(widget.sentences.first()).toHaveText(/\w+ \w+ \w+/);

    await widget.reset.click();
    await widget.ask(RUN).click();
    await expect(widget.status).toContainText(`holds: ${WELCOMED}`);
  });
}
