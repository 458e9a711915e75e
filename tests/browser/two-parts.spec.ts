// The engine comes in two parts, and nobody need know it.

import { EXPLORE, expect, KILLED, openChapter, RUN, test, WELCOMED } from "./fixtures";

test("whoever begins with a mistake is told it, though the first part cannot explain it", async ({
  page,
  address,
}) => {
  const widget = await openChapter(page, address);
  await widget.code.fill("async fn signup(user: User) -> Result<()> { database::insrt(1) }");
  await widget.ask(RUN).click();
  await expect(widget.sentences.first()).toContainText("insrt");
  await widget.reset.click();
  await widget.ask(RUN).click();
  await expect(widget.status).toContainText(`holds: ${WELCOMED}`);
});

test("whoever begins with an exploration gets it", async ({ page, address }) => {
  const widget = await openChapter(page, address);
  await widget.ask(EXPLORE).click();
  await expect(widget.status).toContainText("2 properties are violated");
  await widget.ask(KILLED).click();
  await expect(widget.status).toContainText(`violated: ${WELCOMED}`);
});
