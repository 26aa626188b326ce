/** Parts of the page that are loaded when they are wanted, as often as it takes. */

/** How soon what did not come is asked for again, where the device seems to have a network (ms); later each time. */
const again = 1_000;
const longest = 60_000;

/**
 * What `load` imports, as soon as it comes. Browsers remember by its address that a module did not come, and ask no more
 * for it while the page is open: so it is asked for by another address, where the browser tells which it was.
 */
export async function loadPart<T>(load: () => Promise<T>): Promise<T> {
  for (let tries = 1, get = load;; tries++) {
    try {
      return await get();
    } catch (error) {
      const [address] = /https?:[^\s?]+/.exec(String(error)) ?? [];
      if (address?.startsWith(location.origin + "/assets/")) {
        get = () => import(/* @vite-ignore */ `${address}?${tries}`);
      }
      await networkPerhaps(Math.min(again * 2 ** (tries - 1), longest));
    }
  }
}

/** Asks for a part when it is first wanted, and for all who want it once. */
export function partOf<T>(load: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => asked ??= loadPart(load);
}

/** Waits until the device says that it has a network; where it says so already, for a while (ms). */
function networkPerhaps(pause: number): Promise<unknown> {
  return new Promise((done) =>
    navigator.onLine
      ? setTimeout(done, pause)
      : addEventListener("online", done, { once: true })
  );
}
