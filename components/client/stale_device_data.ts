import { deleteStaleCaches } from "../../sync/client/delete_caches.ts";
import { findNoSeatReason, type OwnIdentities } from "./membership.ts";
import { isServerResponse } from "./server_response.ts";
import { cacheOwnerOf, type Seat } from "./seat.ts";

/**
 * Deletes documents, drafts and pages of members that this browser no longer has. Unsent text stays while the
 * member's page would show it.
 *
 * @param here the seat of this page, whose data stays
 */
export async function deleteStaleDeviceData(here?: Seat): Promise<void> {
  try {
    const response = await fetch("/api/me", { cache: "no-store" });
    if (!response.ok || !isServerResponse(response)) return;
    const me: OwnIdentities = await response.json();
    const isHere = (holder: string, space: string) =>
      here?.session === space &&
      [cacheOwnerOf(here), here.member].includes(holder);
    const isStill = (holder: string, space: string) =>
      isHere(holder, space) ||
      (holder === "teacher" ? me.teacher != null : me.members.some(
        ({ session, member, own = member }) =>
          session === space && own === holder,
      ));
    const shown = new Map<string, Promise<boolean>>();
    const isShown = (space: string) => {
      const known = shown.get(space) ??
        findNoSeatReason(space).then(({ code }) => code === 4403);
      shown.set(space, known);
      return known;
    };
    await deleteStaleCaches(isStill, isShown);
    for (const storage of [localStorage, sessionStorage]) {
      await tidyStorage(storage, isStill, isShown);
    }
    await tidyPages((session) =>
      me.members.some((it) => it.session === session)
    );
  } catch {
    // The next page tries again.
  }
}

/** Keys in storage, for drafts, dismissed drafts, the last group and conversation, started templates, and merges. */
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
    // For `merged`, the value is the current member; the key has the former one.
    const theirs = what === "merged" ? storage.getItem(key) ?? holder : holder;
    if (isStill(theirs, session)) continue;
    if (what === "draft" && await isShown(session)) continue;
    storage.removeItem(key);
  }
}

/** Deletes other members' stored pages, which contain their names. */
async function tidyPages(isMine: (session: string) => boolean): Promise<void> {
  const pages = await caches.open("homeroom-pages");
  for (const { url } of await pages.keys()) {
    const { pathname } = new URL(url);
    const session = /\/class\/([^/]+)$/.exec(pathname)?.[1];
    if (session && !isMine(session)) await pages.delete(pathname);
  }
}
