import { deleteStaleCaches } from "../../sync/client/delete_caches.ts";
import { findNoSeatReason, type OwnIdentities } from "./membership.ts";
import { isServerResponse } from "./server_response.ts";
import { cacheOwnerOf, type Seat } from "./seat.ts";

/**
 * Deletes documents, drafts and pages of members that this browser no longer has. Unsent text stays while the
 * member's page would show it.
 *
 * @param ownSeat the seat of this page, whose data stays
 */
export async function deleteStaleDeviceData(ownSeat?: Seat): Promise<void> {
  try {
    const response = await fetch("/api/me", { cache: "no-store" });
    if (!response.ok || !isServerResponse(response)) return;
    const identities: OwnIdentities = await response.json();
    const isHere = (holder: string, space: string) =>
      ownSeat?.session === space &&
      [cacheOwnerOf(ownSeat), ownSeat.member].includes(holder);
    const isStill = (holder: string, space: string) =>
      isHere(holder, space) ||
      (holder === "teacher"
        ? identities.teacher != null
        : identities.members.some(
          ({ session, member, own = member }) =>
            session === space && own === holder,
        ));
    const shownBySpace = new Map<string, Promise<boolean>>();
    const isShown = (space: string) => {
      const promise = shownBySpace.get(space) ??
        findNoSeatReason(space).then(({ code }) => code === 4403);
      shownBySpace.set(space, promise);
      return promise;
    };
    await deleteStaleCaches(isStill, isShown);
    for (const storage of [localStorage, sessionStorage]) {
      await tidyStorage(storage, isStill, isShown);
    }
    await tidyPages((session) =>
      identities.members.some((it) => it.session === session)
    );
  } catch {
    // The next page tries again.
  }
}

/** Keys in storage, for drafts, dismissed drafts, the last group and conversation, started templates, and merges. */
const ownedKeyPattern =
  /^homeroom\/(draft|left|group|conversation|started|merged)\/([^/]+)\/([^/]+)(\/|$)/;

async function tidyStorage(
  storage: Storage,
  isStill: (holder: string, space: string) => boolean,
  isShown: (space: string) => Promise<boolean>,
): Promise<void> {
  for (const key of Object.keys(storage)) {
    const [, kind, session, holder] = ownedKeyPattern.exec(key) ?? [];
    if (!kind) continue;
    // For `merged`, the value is the current member; the key has the former one.
    const owner = kind === "merged" ? storage.getItem(key) ?? holder : holder;
    if (isStill(owner, session)) continue;
    if (kind === "draft" && await isShown(session)) continue;
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
