/** Calls `act` at a steady rate, making up for late timers. */
export async function runSteadily(
  perSecond: number,
  seconds: number,
  act: (n: number) => void,
): Promise<void> {
  const began = performance.now();
  const count = Math.round(perSecond * seconds);
  for (let n = 0; n < count; n++) {
    const wait = began + 1000 * n / perSecond - performance.now();
    if (wait > 0) await sleep(wait);
    act(n);
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
