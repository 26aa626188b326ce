/**
 * The server's clock minus the device's (ms). Compares with the time at which the page arrived, since the script
 * may run seconds later.
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
