// How two texts differ, line by line.

/** A line, and whose it is. */
export interface Line {
  readonly text: string;
  readonly whose: "both" | "original" | "reader";
}

/** Texts of which more pairs of lines would have to be compared are told apart as a whole. */
const PAIRS_MAX = 4_000_000;

/** The lines of both texts in order: as few as possible that only one of them has. */
export function diff(original: string, reader: string): readonly Line[] {
  const [a, b] = [original.split("\n"), reader.split("\n")];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  const most = Math.min(a.length, b.length) - start;
  while (end < most && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const both = (lines: readonly string[]) =>
    lines.map((text) => ({ text, whose: "both" }) as const);
  return [
    ...both(a.slice(0, start)),
    ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...both(a.slice(a.length - end)),
  ];
}

function middle(a: readonly string[], b: readonly string[]): readonly Line[] {
  const gone = (text: string) => ({ text, whose: "original" }) as const;
  const come = (text: string) => ({ text, whose: "reader" }) as const;
  if (a.length * b.length > PAIRS_MAX) return [...a.map(gone), ...b.map(come)];
  // How many lines two rests have in common, one row for each rest of the original.
  const width = b.length + 1;
  const common = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] as number;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      common[i * width + j] =
        a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && left === right) {
      lines.push({ text: left, whose: "both" });
      i += 1;
      j += 1;
    } else if (left !== undefined && (right === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push(gone(left));
      i += 1;
    } else {
      lines.push(come(right as string));
      j += 1;
    }
  }
  return lines;
}
