/**
 * How far the server's clock is ahead of the device's (ms): `made` is the server's time when it made this page. The page
 * came when its response began; its script runs later, on a slow network by many seconds.
 */
export function clockAhead(made: number): number {
  const [page] = performance.getEntriesByType(
    "navigation",
  ) as PerformanceNavigationTiming[];
  const came = page?.responseStart
    ? performance.timeOrigin + page.responseStart
    : Date.now();
  return made - came;
}
