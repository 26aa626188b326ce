/** The session that a page has open: whatever of the page asks for it gets the same one. */
import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ClassSession } from "./class_session.ts";
import { holderOf, type Seat } from "./seat.ts";

const shared = new Map<string, { users: number; session: ClassSession }>();

/** Opens a session, or takes the one that is open; `release` closes it when all who have it are done. */
export function share(
  seat: Seat,
  returns = false,
): { session: ClassSession; release(): void } {
  const name = [seat.epoch, holderOf(seat), seat.session, seat.member].join();
  const entry = shared.get(name) ??
    { users: 0, session: new ClassSession(seat, returns) };
  entry.users++;
  shared.set(name, entry);
  return {
    session: entry.session,
    release() {
      if (--entry.users > 0) return;
      shared.delete(name);
      entry.session.close();
    },
  };
}

/** The session; null until the page's script has opened it. */
export function useClassSession(
  seat: Seat,
): ReadonlySignal<ClassSession | null> {
  const { session, member, own, role, as, epoch } = seat;
  const opened = useSignal<ClassSession | null>(null);
  useEffect(() => {
    const seat = { session, member, own, role, as, epoch };
    const mine = share(seat);
    opened.value = mine.session;
    return () => {
      opened.value = null;
      mine.release();
    };
  }, [session, member, own, role, as, epoch]);
  return opened;
}
