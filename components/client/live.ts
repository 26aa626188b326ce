/**
 * A session as its teacher's pages show it: what the server rendered first, then what the documents say. Until the
 * server's state is here the rendered one is newer than the copy on the device, so that copy counts only offline.
 */
import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { AssistantUsageView } from "../../classroom/model/assistant.ts";
import type { BreakoutsState } from "../../classroom/model/groups.ts";
import type { Placed } from "../../classroom/model/listed.ts";
import type { Member } from "../../classroom/model/members.ts";
import type { SessionInfo } from "../../classroom/model/session.ts";
import type { Status } from "../../sync/client/open.ts";
import { recall, remember } from "./browser_memory.ts";
import type { ClassSession } from "./class_session.ts";
import type { Seat } from "./seat.ts";
import { clockAhead } from "./server_clock.ts";
import { useClassSession } from "./use_class_session.ts";

/** What a page is rendered with, and needs for the documents. Times in milliseconds since 1970. */
export interface LiveStart {
  session: string;
  epoch: string;
  info: LiveInfo;
  members: Readonly<Record<string, Member & Placed>>;
  online: string[];
  /** What the class has had of the assistant so far, and can have. */
  usage: AssistantUsageView;
  /** The server's clock when the page was made: the device's may be wrong. */
  now: number;
}

/** What of the session's facts the pages show. */
export type LiveInfo = Pick<
  SessionInfo,
  | "name"
  | "state"
  | "startsAt"
  | "zone"
  | "endsAt"
  | "joinLocked"
  | "chatPaused"
  | "assistantPaused"
  | "eyesOnMe"
  | "mostStudents"
  | "nameFilter"
  | "undoUntil"
  | "late"
>;

/** What goes by whole minutes is looked at so often (ms): with each second the whole page would be rendered anew. */
const slowly = 5_000;

/** The session, live. */
export type Live = ReturnType<typeof useLive>;

/** Who sits at a teacher's page; the member is of no account where it writes nothing. */
export function teacherSeat(
  { session, epoch }: { session: string; epoch: string },
  member = "",
  role: "teacher" | "observer" = "teacher",
): Seat {
  return { session, member, role, as: "teacher", epoch };
}

/** Opens the session for a page. */
export function useLive(start: LiveStart, seat: Seat) {
  const session = useClassSession(seat);
  /** The documents say more than the page was rendered with. */
  const isKnown = useSignal(false);
  const online = useSignal<ReadonlySet<string>>(new Set(start.online));
  const lastKnown = useSignal<number | null>(null);
  /** When the class was there last, by the server's clock; null: not since the page was opened. */
  const heard = useRef<number | null>(null);
  const now = useSignal(start.now);
  const ahead = useSignal(0);

  useEffect(() => {
    ahead.value = clockAhead(start.now);
    const tick = () => now.value = Date.now() + ahead.peek();
    const clock = setInterval(tick, 1000);
    return () => clearInterval(clock);
  }, []);
  useSignalEffect(() => {
    if (!session.value) return;
    const { facts } = session.value;
    const { status: { value: { state } }, synced } = facts.document;
    const here = facts.online.value;
    // Who begins to type is no other than they were before.
    if (state === "online" && !isAs(online.peek(), here)) {
      online.value = new Set(here.keys());
    }
    // A page out of the cache may be older than what was heard last.
    const before = state === "offline" && !synced.value &&
        seat.role === "teacher"
      ? heardBefore(start)
      : null;
    if (before) online.value = new Set(before.online);
    const isThere = facts.info.value.state !== undefined;
    if (isThere && (synced.value || state === "offline")) isKnown.value = true;
    // What is said of those who are here may be old. It stays so while another try is made.
    if (state === "online") lastKnown.value = null;
    else if (state !== "connecting") {
      lastKnown.value ??= heard.current ?? before?.at ?? start.now;
    }
    // A page out of the cache has the clock of the day when it was kept.
    if (state === "offline" && !synced.value) ahead.value = 0;
  });
  /** The same a few seconds ago at most, for words that go by whole minutes. */
  const slowNow = useComputed(() => now.value - now.value % slowly);
  useSignalEffect(() => {
    void slowNow.value;
    if (!session.value) return;
    const { status, synced } = session.value.facts.document;
    if (status.value.state !== "online" || !synced.value) return;
    heard.current = now.peek();
    if (seat.role !== "teacher") return;
    keepHeard(start.session, now.peek(), online.value);
  });
  const known = <T>(read: (session: ClassSession) => T, before: T) =>
    useComputed(() =>
      isKnown.value && session.value ? read(session.value) : before
    );
  return {
    /** Null until the page's script has opened it. */
    session,
    info: known(({ facts }) => facts.info.value as LiveInfo, start.info),
    members: known(({ facts }) => facts.members.value, start.members),
    breakouts: known<Partial<BreakoutsState>>(
      ({ facts }) => facts.breakouts.value,
      {},
    ),
    status: useComputed<Status>(() =>
      session.value?.facts.document.status.value ?? { state: "connecting" }
    ),
    /** Members' ids. */
    online,
    /** Since when nothing new has come in, by the server's clock; null while it does. */
    lastKnown,
    /** The server's time, by the second: for who shows seconds. */
    now,
    slowNow,
  };
}

/** Whether these are the same members. */
function isAs(
  known: ReadonlySet<string>,
  now: ReadonlyMap<string, unknown>,
): boolean {
  return known.size === now.size && [...known].every((id) => now.has(id));
}

/** Where a teacher's device keeps when the class was heard last, and who was online then; it goes with the class. */
const heardKey = (session: string) => `homeroom/heard/${session}`;

function keepHeard(session: string, at: number, online: Iterable<string>) {
  remember(heardKey(session), [at, ...online].join(" "));
}

/** What was kept; null: nothing that is newer than the page. */
function heardBefore({ session, now }: LiveStart) {
  const [at, ...online] = recall(heardKey(session))?.split(" ") ?? [];
  return Number(at) > now ? { at: Number(at), online } : null;
}
