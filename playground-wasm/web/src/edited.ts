// What a widget tells about edits: only to those who keep a reader's work, within this page.

/** Says what the code is now; null where it is the author's again. */
export function codeIsNow(code: string | null): CustomEvent<{ readonly code: string | null }> {
  return new CustomEvent("whatif:edited", { bubbles: true, composed: true, detail: { code } });
}
