// Faults and loads as the author guide shows them: what a reader sees of them is what was asked.

import { expect, RUN, test, Widget } from "./fixtures";

test("what goes wrong for a while is drawn, listed and judged", async ({ page, address }) => {
  await page.goto(address("guide/faults.html"));
  const widget = await new Widget(page, "again").ready();

  await widget.ask("What if the two are parted while the request is on its way?").click();
  await expect(widget.status).toContainText("violated: no seat is charged twice");
  await expect(widget.element.getByRole("img", { name: /links are cut/ })).toBeVisible();
  await widget.events.click();
  await expect(widget.element.getByRole("table")).toContainText("links are mended");

  await widget.ask("What if somebody on the way alters the price?").click();
  await expect(widget.status).toContainText("violated: what is charged is the price");
  await expect(widget.element.getByRole("img", { name: /altered on its way/ })).toBeVisible();
});

test("exploring offers the faults that the world lists", async ({ page, address }) => {
  await page.goto(address("guide/faults.html"));
  const widget = await new Widget(page, "again").ready();
  await widget.ask("Explore: look for the shortest way to break it").click();
  await expect(widget.status).toContainText("exhausted");
  await expect(widget.element.getByRole("combobox", { name: "cuts" })).toHaveValue("1");
  await expect(widget.element.getByRole("combobox", { name: "other faults" })).toHaveValue("1");
});

test("a run with a load shows its charts, and an edit changes them", async ({ page, address }) => {
  await page.goto(address("guide/load.html"));
  const widget = await new Widget(page, "storm").ready();
  const number = (name: string) =>
    widget.element.getByRole("row", { name }).getByRole("cell").first();

  await widget.ask(RUN).click();
  await expect(widget.element.getByRole("img", { name: /Requests in progress/ })).toBeVisible();
  await expect(widget.element).toContainText("Event by event, these are the first 60 of");
  const stormy = (await number("messages per request").textContent()) ?? "";

  await widget.code.fill((await widget.code.inputValue()).replace("= 3;", "= 1;"));
  await widget.ask(RUN).click();
  await expect(number("messages per request")).not.toHaveText(stormy);
});
