/** The number before the tab's title: what waits for an answer, and what came while the tab was hidden. */
const countPrefix = /^\(\d+\) /;

let waitingCount = 0;
const hiddenNews = new Set<string>();

/** Sets how many wait for an answer; they count until they have it. */
export function setWaitingCount(count: number): void {
  waitingCount = count;
  show();
}

/** Counts news until the tab is looked at; none if it is visible. News with the same key count once. */
export function countHiddenNews(...keys: readonly string[]): void {
  const { document } = globalThis;
  if (!document?.hidden || keys.length === 0) return;
  if (hiddenNews.size === 0) {
    const onVisible = () => {
      if (document.hidden) return;
      document.removeEventListener("visibilitychange", onVisible);
      hiddenNews.clear();
      show();
    };
    document.addEventListener("visibilitychange", onVisible);
  }
  for (const key of keys) hiddenNews.add(key);
  show();
}

function show(): void {
  const { document } = globalThis;
  const count = waitingCount + hiddenNews.size;
  const title = document.title.replace(countPrefix, "");
  document.title = count > 0 ? `(${count}) ${title}` : title;
}
