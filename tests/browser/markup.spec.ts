// Whatever the code says stays text.

import { EXPLORE, expect, openChapter, RUN, test } from "./fixtures";

const MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script>";

test("markup in the code is shown and never made", async ({ page, address }) => {
  const dialogs: string[] = [];
  page.on("dialog", async (dialog) => {
    dialogs.push(dialog.message());
    await dialog.dismiss();
  });
  const widget = await openChapter(page, address);
  await widget.code.fill(`// ${MARKUP}
async fn signup(user: User) -> Result<()> {
    println!("${MARKUP}");
    db::insert("users", &user).await?;
    email::send(&user.address, "${MARKUP}").await?;
    Ok(())
}`);
  await widget.ask(RUN).click();
  await widget.events.click();
  await expect(widget.element.getByRole("table")).toContainText("<img src=x");
  await expect(widget.element.locator("img")).toHaveCount(0);
  await expect(widget.element.locator(".widget script")).toHaveCount(0);

  await widget.ask(EXPLORE).click();
  await expect(widget.status).toContainText("violated");
  await expect(widget.element.getByRole("table")).toContainText("<img src=x");
  await expect(widget.element.locator("img")).toHaveCount(0);
  await expect(widget.element.locator(".widget script")).toHaveCount(0);

  // A mistake in it is quoted as text too.
  await widget.code.fill(`async fn signup(user: User) -> Result<()> { "${MARKUP}" "again" }`);
  await widget.ask(RUN).click();
  await expect(widget.element.locator(".problems > li").first()).toBeVisible();
  await expect(widget.element.locator("img")).toHaveCount(0);
  expect(dialogs).toEqual([]);
});
