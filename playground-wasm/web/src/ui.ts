// The entry of ui.js: makes every `<what-if>` of the page a widget.

import { WhatIf } from "./element";
import { resultSheet } from "./styles";

if (!customElements.get("what-if")) {
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, resultSheet];
  customElements.define("what-if", WhatIf);
}
