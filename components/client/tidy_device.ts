/** What a device keeps of classes that nobody here is in any more. */
import { tidy } from "../../sync/client/forget_device.ts";
import { type Me, whyNot } from "./membership.ts";
import { isOurs } from "./our_answer.ts";
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
