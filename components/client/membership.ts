/**
 * Whether this browser still has its seat. A refused socket looks to a page like a lost network, so
 * that after some failures it asks over HTTP.
 */
import { tidy } from "../../sync/client/device.ts";
import { isOurs, ourStatus } from "./our_answer.ts";
import { holderOf, type Seat } from "./seat.ts";

/**
 * Deletes what this device keeps for people who are not here any more: documents, drafts, copies of pages. Their words
 * that were not sent stay as long as their own page would show them, which is until somebody else is in from here.
 *
 * @param here the seat of the page that tidies: what it keeps stays, also where the server has just made another member
 *   of it (J-7), since it hands that over only when it is loaded again
 */
export async function tidyDevice(here?: Seat): Promise<void> {
  try {
    const response = await fetch("/api/me", { cache: "no-store" });
    if (!response.ok || !isOurs(response)) return;
    const me: Me = await response.json();
    const isHere = (holder: string, space: string) =>
      here?.session === space &&
      [holderOf(here), here.member].includes(holder);
    const isStill = (holder: string, space: string) =>
      isHere(holder, space) ||
      (holder === "teacher" ? me.teacher != null : me.members.some(
        ({ session, member, own = member }) =>
          session === space && own === holder,
      ));
    const shown = new Map<string, Promise<boolean>>();
    const isShown = (space: string) => {
      const known = shown.get(space) ??
        whyNot(space).then(({ code }) => code === 4403);
      shown.set(space, known);
      return known;
    };
    await tidy(isStill, isShown);
    for (const storage of [localStorage, sessionStorage]) {
      await tidyStorage(storage, isStill, isShown);
    }
    await tidyPages((session) =>
      me.members.some((it) => it.session === session)
    );
  } catch {
    // No network, or nothing may be kept here: another time.
  }
}

/** What the pages of a member keep by key: drafts, which of them may lie, where they were, who they were merged into. */
const kept =
  /^homeroom\/(draft|left|group|conversation|started|merged)\/([^/]+)\/([^/]+)(\/|$)/;

async function tidyStorage(
  storage: Storage,
  isStill: (holder: string, space: string) => boolean,
  isShown: (space: string) => Promise<boolean>,
): Promise<void> {
  for (const key of Object.keys(storage)) {
    const [, what, session, holder] = kept.exec(key) ?? [];
    if (!what) continue;
    // Under who one was it is kept who one is by now.
    const theirs = what === "merged" ? storage.getItem(key) ?? holder : holder;
    if (isStill(theirs, session)) continue;
    if (what === "draft" && await isShown(session)) continue;
    storage.removeItem(key);
  }
}

/** A copy of a page names its student. */
async function tidyPages(isMine: (session: string) => boolean): Promise<void> {
  const pages = await caches.open("homeroom-pages");
  for (const { url } of await pages.keys()) {
    const { pathname } = new URL(url);
    const session = /\/class\/([^/]+)$/.exec(pathname)?.[1];
    if (session && !isMine(session)) await pages.delete(pathname);
  }
}

interface Me {
  teacher?: { id: string } | null;
  members: { session: string; member: string; own?: string }[];
}

/** Why it is no use to connect, or null. Rejects where the server does not answer. */
export async function stillIn(
  seat: Pick<Seat, "session" | "member" | "own" | "as">,
): Promise<{ code: number; reason: string } | null> {
  const response = await fetch("/api/me", { cache: "no-store" });
  if (!isOurs(response)) throw new Error("the network answered");
  if (response.status === 401) return { code: 4401, reason: "not-signed-in" };
  if (!response.ok) throw new Error(`/api/me answered ${response.status}`);
  const me: Me = await response.json();
  if (seat.as === "teacher") {
    return me.teacher ? null : { code: 4401, reason: "not-signed-in" };
  }
  const mine = me.members.find(({ session }) => session === seat.session);
  if (mine?.member === seat.member && mine.own === seat.own) return null;
  if (mine) return { code: 4404, reason: "another-member" };
  return await whyNot(seat.session);
}

/** Waits until this browser has its place in a class again, and the server says so; never longer than the signal. */
export async function backIn(
  session: string,
  signal: AbortSignal,
): Promise<boolean> {
  // What removes a student offers Undo for a while: then they are back within seconds.
  for (
    let pause = 2_000;
    !signal.aborted;
    pause = Math.min(1.2 * pause, 60_000)
  ) {
    await eitherOf(pause * (0.75 + Math.random() / 2), signal);
    try {
      if (signal.aborted) break;
      if (await ourStatus(`/class/${session}`) === 200) return true;
    } catch {
      // No network: later.
    }
  }
  return false;
}

/** Waits so long (ms), or until somebody looks at the page, or it has a network again. */
function eitherOf(pause: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const listening = new AbortController();
    const done = () => {
      clearTimeout(timer);
      listening.abort();
      resolve();
    };
    const timer = setTimeout(done, pause);
    for (const what of ["online", "focus"]) {
      addEventListener(what, done, listening);
    }
    signal.addEventListener("abort", done, listening);
  });
}

/** What the class page says to whoever has no seat any more, as a socket would have said it. */
async function whyNot(
  session: string,
): Promise<{ code: number; reason: string }> {
  const status = await ourStatus(`/class/${session}`);
  if (status === 410) return { code: 4403, reason: "ended" };
  if (status === 403) return { code: 4403, reason: "removed" };
  return { code: 4404, reason: "not-found" };
}
