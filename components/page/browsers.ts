/**
 * The oldest supported browsers: Baseline Widely available at the release, by
 * `npx browserslist "baseline widely available on 2026-11-22"`. `tests/oldest_browsers_test.ts` compares
 * `styles/older.css`.
 */
export const oldestBrowsers = {
  chrome: "125",
  edge: "125",
  firefox: "126",
  safari: "17.5",
  /** On iPads and iPhones, all browsers use the system's engine. */
  ios: "17.5",
};

export function buildTargets(): string[] {
  return Object.entries(oldestBrowsers).map(([name, version]) =>
    name + version
  );
}
