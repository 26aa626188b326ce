/** Layout shifts as the browser counts them. */

/** A shift without a recent press, and its source. */
export interface LayoutShiftRecord {
  value: number;
  what: string[];
}

export function watchShifts() {
  const shifts: LayoutShiftRecord[] = [];
  Object.assign(globalThis, { shifts });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { value, hadRecentInput, sources } = entry as PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
        sources: {
          node: Node | null;
          previousRect: DOMRectReadOnly;
          currentRect: DOMRectReadOnly;
        }[];
      };
      if (hadRecentInput) continue;
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
  }).observe({ type: "layout-shift", buffered: true });
}
