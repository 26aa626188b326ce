/** The open sessions, which all components of a page share. */
import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ClassSession } from "./class_session.ts";
import { StaffFacts } from "./staff_facts.ts";
import { cacheOwnerOf, type Seat } from "./seat.ts";
import { useTranslationWatch } from "../page/use_translation.ts";

const shared = new Map<string, { users: number; session: ClassSession }>();

/** Opens the session after the first render; null until then. Closed when the last component that uses it unmounts. */
export function useClassSession(
  seat: Seat,
): ReadonlySignal<ClassSession | null> {
  useTranslationWatch();
  const opened = useSignal<ClassSession | null>(null);
  const name = [seat.epoch, cacheOwnerOf(seat), seat.session, seat.member]
    .join();
  useEffect(() => {
    const entry = shared.get(name) ??
      { users: 0, session: new ClassSession(seat, false, StaffFacts) };
    entry.users++;
    shared.set(name, entry);
    opened.value = entry.session;
    return () => {
      opened.value = null;
      if (--entry.users > 0) return;
      shared.delete(name);
      entry.session.close();
    };
  }, [name]);
  return opened;
}

/** A value computed from the session's signals. Also computed again if another session is opened. */
export function useComputedFromSession<T>(
  session: ClassSession | null,
  read: (session: ClassSession | null) => T,
): ReadonlySignal<T> {
  const opened = useSignal(session);
  useEffect(() => void (opened.value = session), [session]);
  return useComputed(() => read(opened.value));
}
