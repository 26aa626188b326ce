/**
 * The end of an observer's or co-teacher's access (S-8, S-9): withdrawn, left, or the class ended for an observer.
 * The device then deletes the class's data.
 */
import { useSignal, useSignalEffect } from "@preact/signals";
import { deleteSpaceCaches } from "../../sync/client/delete_caches.ts";
import type { ConnectionStatus } from "../../sync/client/open_document.ts";
import type { ClassSession } from "../client/class_session.ts";
import { forgetDrafts } from "../client/drafts.ts";
import { cacheOwnerOf, type Seat } from "../client/seat.ts";
import { isShutOut } from "../client/connection_status.ts";
import { clearDevice } from "../sessions/clear_device.ts";
import { deleteCachedPage } from "../sessions/page_cache.ts";

export type AccessEndReason = "observing" | "coTeacher" | "over";

interface AccessEnd {
  readonly reason: AccessEndReason;
  readonly unsent: readonly string[];
  readonly isCleared: boolean;
}

/** Why access has ended, by the connection's close code; null: it has not, or the reason is unknown. */
export function accessEndReason(
  status: ConnectionStatus,
  { role }: Pick<Seat, "role">,
): AccessEndReason | null {
  if (!isShutOut(status)) return null;
  if (status.code === 4403 && status.reason === "not-allowed") {
    return role === "observer" ? "observing" : "coTeacher";
  }
  // On a co-teacher's page, the page itself reports that the class is gone.
  return role === "observer" ? "over" : null;
}

/** By class, so that the islands of a page delete only once. */
const cleared = new WeakMap<ClassSession, Promise<readonly string[]>>();

function clearClassData(session: ClassSession): Promise<readonly string[]> {
  const pending = cleared.get(session);
  if (pending) return pending;
  const { seat } = session;
  const clearing = clearDevice(session)
    .then(async (unsent) => {
      await deleteSeatData(seat);
      forgetPlaces(seat);
      return unsent;
    })
    .catch(() => []);
  cleared.set(session, clearing);
  return clearing;
}

export async function deleteSeatData(seat: Seat): Promise<void> {
  await deleteSpaceCaches(seat.session, cacheOwnerOf(seat));
  await deleteCachedPage(seat.session);
  forgetDrafts(seat);
}

/** Forgets the open group and resource, but nothing of a student in the same browser. */
function forgetPlaces({ session, member }: Seat): void {
  const isOwnKey = (key: string) =>
    key.includes(session) &&
    (key.includes(member) || /^homeroom\/(resource|wishes|heard)\//.test(key));
  for (const memory of ["localStorage", "sessionStorage"] as const) {
    try {
      for (const key of Object.keys(globalThis[memory]).filter(isOwnKey)) {
        globalThis[memory].removeItem(key);
      }
    } catch {
      // The browser gives no access to storage.
    }
  }
}

/** Follows the end of the member's access; null: they have access. Reloads the page if their role changes. */
export function useAccessEnd(
  opened: { readonly value: ClassSession | null },
): AccessEnd | null {
  const accessEnd = useSignal<AccessEnd | null>(null);
  useSignalEffect(() => {
    const session = opened.value;
    if (!session || accessEnd.peek()) return;
    const { seat, facts } = session;
    const reason = accessEndReason(facts.document.status.value, seat);
    if (reason) {
      accessEnd.value = { reason, unsent: [], isCleared: false };
      void clearClassData(session).then((unsent) =>
        accessEnd.value = { reason, unsent, isCleared: true }
      );
      return;
    }
    const member = facts.members.value[seat.member];
    const hasOtherRole = facts.document.synced.value && member !== undefined &&
      !member.removed && member.role !== seat.role;
    if (hasOtherRole) location.reload();
  });
  return accessEnd.value;
}
