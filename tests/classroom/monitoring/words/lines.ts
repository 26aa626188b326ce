/** The lines on which the lists of worrying words and the stand-in guards are measured (M-4, T-3). */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

export interface Line {
  readonly language: string;
  readonly kind: string;
  readonly isWorrying: boolean;
  readonly text: string;
}

/** `held_out` was written before the lists, `tuned` with them. */
export const lineSets = ["held_out", "tuned"] as const;

export async function readLines(set: string): Promise<Line[]> {
  const url = new URL(`./${set}.txt`, import.meta.url);
  const lines: Line[] = [];
  let heading: Omit<Line, "text"> | undefined;
  for (const line of (await readFile(url, "utf8")).split("\n")) {
    const [mark, language, kind, label] = line.split(" ");
    if (mark === "==") {
      assert(/^(worrying|harmless)$/.test(label), line);
      heading = { language, kind, isWorrying: label === "worrying" };
    } else if (line !== "") lines.push({ ...heading!, text: line });
  }
  return lines;
}
