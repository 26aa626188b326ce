/**
 * The oldest browsers that Homeroom is made for: what is Baseline Widely available on the day of a release, which is what
 * all browsers have had for 30 months. For 2026-11-22 that is
 * `npx browserslist "baseline widely available on 2026-11-22"`. The build's target and the page for older ones are made
 * from this; `styles/older.css` knows an older one when it meets it; `tests/oldest_browsers_test.ts` holds all to it.
 */
export const oldest = {
  chrome: "125",
  edge: "125",
  firefox: "126",
  safari: "17.5",
  /** Every browser of an iPad or an iPhone is the system's. */
  ios: "17.5",
};

/** The same as a build takes its target. */
export function buildTargets(): string[] {
  return Object.entries(oldest).map(([name, version]) => name + version);
}
