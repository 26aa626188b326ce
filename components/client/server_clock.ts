/**
 * The server's clock minus the device's (ms), measured when the page arrived.
 *
 * @param renderedAt the server's time when it rendered the page
 */
export function measureClockOffset(renderedAt: number): number {
  const [page] = performance.getEntriesByType(
    "navigation",
  ) as PerformanceNavigationTiming[];
  const arrivedAt = page?.responseStart
    ? performance.timeOrigin + page.responseStart
    : Date.now();
  return renderedAt - arrivedAt;
}
