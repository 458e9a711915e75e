// The style sheets. They are constructed and adopted: a strict security policy blocks `<style>`.

import editorLayout from "prism-code-editor/layout.css";
import editor from "./css/editor.css";
import result from "./css/result.css";
import scene from "./css/scene.css";
import widget from "./css/widget.css";

function sheet(css: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}

/** For results: adopted by each shadow root, and by the page for what the preprocessor wrote. */
export const resultSheet = sheet(result);

/** For what is only in a shadow root. The layout of the editor comes before its colours. */
export const widgetSheets: readonly CSSStyleSheet[] = [
  sheet(editorLayout),
  sheet(editor),
  sheet(widget),
  sheet(scene),
];
