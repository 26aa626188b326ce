import type { Page } from "playwright-core";

export async function countPresses(page: Page) {
  await page.addInitScript(listen);
  await page.evaluate(listen);
  let before = 0;
  const all = () =>
    page.evaluate(() => (globalThis as unknown as { presses: number }).presses);
  return {
    start: async () => void (before = await all()),
    count: async () => await all() - before,
  };
}

function listen() {
  const page = globalThis as unknown as { presses: number };
  page.presses = 0;
  addEventListener("click", ({ isTrusted }) => {
    if (isTrusted) page.presses++;
  }, { capture: true });
}
