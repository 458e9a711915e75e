// What keys do in the editor beyond typing. Tab is not among them: it leaves the editor.

import type { PrismEditor } from "prism-code-editor";
import {
  addEditorHotkey,
  indentSelectedLines,
  insertLineAndIndent,
  moveSelectedLines,
  toggleComment,
} from "prism-code-editor/commands";
import { getLineBefore, insertText } from "prism-code-editor/utils";

/** The spaces of one level. */
const LEVEL = 4;

/** Adds the keys that a reader who codes expects. */
export function addEditingKeys(prism: PrismEditor): void {
  const keys: Record<string, (prism: PrismEditor) => boolean | undefined> = {
    Enter: (prism) => insertLineAndIndent(prism),
    "shift+Enter": (prism) => insertLineAndIndent(prism),
    "mod+]": (prism) => indentSelectedLines(prism),
    "mod+[": (prism) => indentSelectedLines(prism, true),
    "mod+/": (prism) => toggleComment(prism),
    "alt+ArrowUp": (prism) => moveSelectedLines(prism, true),
    "alt+ArrowDown": (prism) => moveSelectedLines(prism),
    Backspace: (prism) => removeLevel(prism, ""),
  };
  for (const [key, command] of Object.entries(keys)) addEditorHotkey(prism, key, command);
  prism.inputCommandMap["}"] = () => removeLevel(prism, "}");
}

/**
 * Where only spaces stand before the cursor, takes one level of them away and puts `text` there:
 * a closing brace goes back by itself, and Backspace undoes what Enter indented.
 */
function removeLevel(prism: PrismEditor, text: string): boolean {
  const [start, end] = prism.getSelection();
  const before = getLineBefore(prism.value, start);
  if (start !== end || !/^ +$/.test(before)) return false;
  const spaces = ((before.length - 1) % LEVEL) + 1;
  insertText(prism, text, start - spaces, start);
  return true;
}
