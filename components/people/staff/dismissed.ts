/**
 * How a colleague's time in a class comes to its end (S-8, S-9): the teacher takes it back, they stop by themselves, or
 * the class is over for who looks on. Their sockets are closed by then; the device keeps nothing of the class.
 */
import { useSignal, useSignalEffect } from "@preact/signals";
import { forgetSpace } from "../../../sync/client/forget_device.ts";
import type { Status } from "../../../sync/client/open.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { forgetDrafts } from "../../client/drafts.ts";
import { holderOf, type Seat } from "../../client/seat.ts";
import { isShutOut } from "../../client/status.ts";
import { clearDevice } from "../../class_page/clear_device.ts";
import { forgetPage } from "../../class_page/offline.ts";

export type WhyGone = "observing" | "coTeacher" | "over";

/** That somebody is out, and the words that had not been sent. */
interface Gone {
  readonly why: WhyGone;
  readonly unsent: readonly string[];
  /** The device keeps nothing of the class any more. */
  readonly cleared: boolean;
}

/** Why a colleague is out, from how their connection was closed; null: they are not, or it is not known. */
export function whyGone(
  status: Status,
  { role }: Pick<Seat, "role">,
): WhyGone | null {
  if (!isShutOut(status)) return null;
  if (status.code === 4403 && status.reason === "not-allowed") {
    return role === "observer" ? "observing" : "coTeacher";
  }
  // Its owner is told of a class that is gone as ever.
  return role === "observer" ? "over" : null;
}

/** Several islands of a page are about one class. */
const cleared = new WeakMap<ClassSession, Promise<readonly string[]>>();

function clear(session: ClassSession): Promise<readonly string[]> {
  const known = cleared.get(session);
  if (known) return known;
  const { seat } = session;
  const clearing = clearDevice(session)
    .then(async (unsent) => {
      await tidySeat(seat);
      forgetPlaces(seat);
      return unsent;
    })
    .catch(() => []);
  cleared.set(session, clearing);
  return clearing;
}

/** Deletes what this device keeps of the class of somebody who keeps nothing of it. */
export async function tidySeat(seat: Seat): Promise<void> {
  await forgetSpace(seat.session, holderOf(seat));
  await forgetPage(seat.session);
  forgetDrafts(seat);
}

/** Forgets where one was in it: which group, which resource. A student of the same browser keeps theirs. */
function forgetPlaces({ session, member }: Seat): void {
  const goes = (key: string) =>
    key.includes(session) &&
    (key.includes(member) || /^homeroom\/(resource|wishes|heard)\//.test(key));
  for (const memory of ["localStorage", "sessionStorage"] as const) {
    try {
      for (const key of Object.keys(globalThis[memory]).filter(goes)) {
        globalThis[memory].removeItem(key);
      }
    } catch {
      // Nothing is kept there.
    }
  }
}

/** Whether somebody is out, as soon as it is so; null: they are in. Who has another role by now has another page. */
export function useGone(
  opened: { readonly value: ClassSession | null },
): Gone | null {
  const gone = useSignal<Gone | null>(null);
  useSignalEffect(() => {
    const session = opened.value;
    if (!session || gone.peek()) return;
    const { seat, facts } = session;
    const why = whyGone(facts.document.status.value, seat);
    if (why) {
      gone.value = { why, unsent: [], cleared: false };
      void clear(session).then((unsent) =>
        gone.value = { why, unsent, cleared: true }
      );
      return;
    }
    const now = facts.members.value[seat.member];
    const isOther = facts.document.synced.value && now !== undefined &&
      !now.removed && now.role !== seat.role;
    if (isOther) location.reload();
  });
  return gone.value;
}
