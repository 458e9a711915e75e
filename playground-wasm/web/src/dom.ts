// Making elements. Texts become text nodes, never markup.

/** Makes an element with these attributes and children. */
export function create<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const DIAGRAMS = ".whatif-figure, .whatif-history > figure";

/** Lets diagrams scroll by keyboard too, where they are wider than the page. */
export function makeReachable(within: HTMLElement, label: string): void {
  for (const figure of within.querySelectorAll<HTMLElement>(DIAGRAMS)) {
    figure.tabIndex = 0;
    figure.ariaLabel = label;
  }
}

/** Makes a button; a bare `<button>` would submit a form around the widget. */
export function button(
  className: string,
  onClick: () => void,
  ...children: readonly (Node | string)[]
): HTMLButtonElement {
  const element = create("button", { type: "button", class: className }, ...children);
  element.addEventListener("click", onClick);
  return element;
}

/** Takes a text with code in backticks apart, so that the code looks like code. */
export function withCode(text: string): readonly (Node | string)[] {
  return text.split("`").map((part, at) => (at % 2 === 1 ? create("code", {}, part) : part));
}
