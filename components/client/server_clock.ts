/**
 * The server's clock minus the device's (ms), measured when the page arrived.
 *
 * @param made the server's time when it rendered the page
 */
export function measureClockOffset(made: number): number {
  const [page] = performance.getEntriesByType(
    "navigation",
  ) as PerformanceNavigationTiming[];
  const came = page?.responseStart
    ? performance.timeOrigin + page.responseStart
    : Date.now();
  return made - came;
}
