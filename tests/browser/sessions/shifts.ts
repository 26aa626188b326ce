import type { Page } from "playwright-core";
import { waitForPaint } from "../stage.ts";

/** A shift without a recent press, and its sources. */
export interface LayoutShiftRecord {
  value: number;
  what: string[];
}

interface PageWithShifts {
  shifts: LayoutShiftRecord[];
  readShifts(): LayoutShiftRecord[];
}

/** Runs in the page, before anything else. */
export function watchShifts() {
  const shifts: LayoutShiftRecord[] = [];
  const note = (entries: PerformanceEntryList) => {
    for (const entry of entries) {
      const { value, hadRecentInput, sources } = entry as PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
        sources: {
          node: Node | null;
          previousRect: DOMRectReadOnly;
          currentRect: DOMRectReadOnly;
        }[];
      };
      // As in a chat, a new line on a tile lifts the older ones.
      const isLine = ({ node }: { node: Node | null }) =>
        (node instanceof Element ? node : node?.parentElement)
          ?.closest(".board-tile-feed") != null;
      const isOfLines = sources.length > 0 && sources.every(isLine);
      if (hadRecentInput || isOfLines) continue;
      const place = ({ x, y, width, height }: DOMRectReadOnly) =>
        [x, y, width, height].map(Math.round).join();
      const what = sources.map(({ node, previousRect, currentRect }) => {
        const element = node instanceof Element ? node : node?.parentElement;
        const way = `${place(previousRect)} → ${place(currentRect)}`;
        return `${element?.tagName}.${element?.className} ${way}`;
      });
      shifts.push({
        value,
        what: [`${Math.round(entry.startTime)} ms`, ...what],
      });
    }
  };
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ type: "layout-shift", buffered: true });
  const readShifts = () => {
    note(observer.takeRecords());
    return shifts;
  };
  Object.assign(globalThis, { shifts, readShifts });
}

/** All shifts up to now. The observer's callback comes later, so without this an earlier shift would count as a new one. */
export async function readShifts(page: Page): Promise<LayoutShiftRecord[]> {
  await waitForPaint(page);
  return await page.evaluate(() =>
    (globalThis as unknown as PageWithShifts).readShifts()
  );
}

/** Leaves out shifts that were among the first `known`. */
export async function forgetShiftsAfter(
  page: Page,
  known: number,
): Promise<void> {
  await readShifts(page);
  await page.evaluate((known) => {
    (globalThis as unknown as PageWithShifts).shifts.splice(known);
  }, known);
}
