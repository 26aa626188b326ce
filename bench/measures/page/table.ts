/** The figures of pages as a table. */
import { percentile } from "../../figures.ts";
import type { Stretch } from "./look.ts";

const columns = [
  "usable",
  "key p50",
  "p95",
  "p99",
  "long tasks",
  "longest",
  "blocked",
  "late",
  "busy",
  "script",
  "layout",
];

/** What follows is a table of its own; times are in ms. */
export function heading(words: string): void {
  console.log(`\n${words}`);
  print("", columns);
}

/** A line of it. */
export function row(name: string, it: Stretch & { usable?: number }): void {
  const at = (part: number) =>
    it.keys.length > 0 ? percentile(it.keys, part).toFixed(0) : "";
  const share = (part: number | null) =>
    part === null ? "" : `${part.toFixed(1)} %`;
  print(name, [
    it.usable?.toFixed(0) ?? "",
    at(0.5),
    at(0.95),
    at(0.99),
    `${it.longTasks}`,
    it.longest.toFixed(0),
    it.blocked.toFixed(0),
    share(100 * it.lateFrames / Math.max(1, it.frames)),
    share(it.busy),
    share(it.script),
    share(it.layout),
  ]);
}

function print(name: string, cells: readonly string[]): void {
  console.log(
    name.padEnd(50) + cells.map((cell) => cell.padStart(11)).join(""),
  );
}
