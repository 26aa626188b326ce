/**
 * The server's clock minus the device's (ms). `made`: the server's time when it made this page. Compared with the start
 * of the response: the script may run seconds later.
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
