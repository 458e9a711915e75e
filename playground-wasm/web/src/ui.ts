// The entry of ui.js: makes every `<what-if>` of the page a widget.

import { WhatIf } from "./element";
import { WhatIfMatrix } from "./matrix";
import { openLinks } from "./opening";
import { pageSheet, resultSheet } from "./styles";
import { WhatIfTabs } from "./tabs";

if (!customElements.get("what-if")) {
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, resultSheet, pageSheet];
  customElements.define("what-if", WhatIf);
  customElements.define("what-if-tabs", WhatIfTabs);
  customElements.define("what-if-matrix", WhatIfMatrix);
  openLinks();
}
