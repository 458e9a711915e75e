// The list of verdicts, over one run or over all.

import { create } from "./dom";
import type { Judgement, Verdict } from "./protocol";

/** What needs the reader's eye comes first. */
const ORDER: readonly Verdict[] = ["violated", "unknown", "holds"];

/** Makes the list; `below` may have something to put below a verdict. */
export function verdictList(
  judgements: readonly Judgement[],
  below: (judgement: Judgement) => Node | null = () => null,
): HTMLElement {
  const sorted = ORDER.flatMap((verdict) => judgements.filter((one) => one.verdict === verdict));
  const items = sorted.map((judgement) => {
    const { says, verdict, why } = judgement;
    const item = create("li", { class: verdict }, create("strong", {}, verdict), `: ${says}`);
    if (why) item.append(" ", create("span", { class: "why" }, why));
    const more = below(judgement);
    if (more) item.append(more);
    return item;
  });
  return create("ul", { class: "whatif-verdicts" }, ...items);
}
