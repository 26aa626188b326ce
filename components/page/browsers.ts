/**
 * The oldest supported browsers: Baseline Widely available at the release, all
 * within 30 months. For 2026-11-22: `npx browserslist "baseline widely
 * available on 2026-11-22"`. The build's target and the page for older browsers
 * use it; `tests/oldest_browsers_test.ts` compares `styles/older.css`.
 */
export const oldestBrowsers = {
  chrome: "125",
  edge: "125",
  firefox: "126",
  safari: "17.5",
  /** All browsers on iPads and iPhones use the system's engine. */
  ios: "17.5",
};

/** Returns the oldest browsers in the form of the build's target. */
export function buildTargets(): string[] {
  return Object.entries(oldestBrowsers).map(([name, version]) =>
    name + version
  );
}
