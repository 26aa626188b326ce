/**
 * A class on its teacher's pages: first as rendered, then as the documents say. Until they have synced, the
 * rendered state is newer than the device's copy.
 */
import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { BreakoutsState } from "../../classroom/model/groups.ts";
import type { WithListPlace } from "../../classroom/model/class_list.ts";
import type { Member } from "../../classroom/model/members.ts";
import type { SessionInfo } from "../../classroom/model/session.ts";
import type { ConnectionStatus } from "../../sync/client/open_document.ts";
import { readStored, writeStored } from "./browser_storage.ts";
import type { ClassSession } from "./class_session.ts";
import type { Seat } from "./seat.ts";
import { measureClockOffset } from "./server_clock.ts";
import { useClassSession } from "./use_class_session.ts";
import type { AssistantUsageView } from "../../classroom/model/views.ts";

/** The state as the server rendered it. Times are in ms since 1970. */
export interface LiveClassStart {
  session: string;
  epoch: string;
  info: LiveClassInfo;
  members: Readonly<Record<string, Member & WithListPlace>>;
  online: string[];
  usage: AssistantUsageView;
  /** The name of the assistant's language model. */
  model: string;
  /** The server's clock when it rendered the page, since the device's may be wrong. */
  now: number;
}

export type LiveClassInfo = Pick<
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

/** Interval for words in whole minutes, since each update renders the page. */
const slowIntervalMs = 5_000;

export type LiveClassState = ReturnType<typeof useLiveClass>;

/** The seat of a teacher's page. `member` may be empty on pages that write nothing. */
export function createTeacherSeat(
  { session, epoch }: { session: string; epoch: string },
  member = "",
  role: "teacher" | "observer" = "teacher",
): Seat {
  return { session, member, role, cookieRole: "teacher", epoch };
}

export function useLiveClass(start: LiveClassStart, seat: Seat) {
  const session = useClassSession(seat);
  const isKnown = useSignal(false);
  const online = useSignal<ReadonlySet<string>>(new Set(start.online));
  const lastKnown = useSignal<number | null>(null);
  /** When this page was last online, by the server's clock (ms); null: not yet. */
  const lastOnlineMs = useRef<number | null>(null);
  const now = useSignal(start.now);
  const clockOffset = useSignal(0);

  useEffect(() => {
    clockOffset.value = measureClockOffset(start.now);
    const tick = () => now.value = Date.now() + clockOffset.peek();
    const clock = setInterval(tick, 1000);
    return () => clearInterval(clock);
  }, []);
  useSignalEffect(() => {
    if (!session.value) return;
    const { facts } = session.value;
    const { status: { value: { state } }, synced } = facts.document;
    const present = facts.online.value;
    // Typing changes presence, but not who is online.
    if (state === "online" && !hasSameIds(online.peek(), present)) {
      online.value = new Set(present.keys());
    }
    // A page from the cache may be older than the presence stored on this device.
    const lastHeard = state === "offline" && !synced.value &&
        seat.role === "teacher"
      ? heardBefore(start)
      : null;
    if (lastHeard) online.value = new Set(lastHeard.online);
    const isThere = facts.info.value.state !== undefined;
    if (isThere && (synced.value || state === "offline")) isKnown.value = true;
    // From now on presence may be out of date, also while connecting.
    if (state === "online") lastKnown.value = null;
    else if (state !== "connecting") {
      lastKnown.value ??= lastOnlineMs.current ?? lastHeard?.at ?? start.now;
    }
    // A page from the cache has an old time of the server.
    if (state === "offline" && !synced.value) clockOffset.value = 0;
  });
  const slowNow = useComputed(() => now.value - now.value % slowIntervalMs);
  useSignalEffect(() => {
    void slowNow.value;
    if (!session.value) return;
    const { status, synced } = session.value.facts.document;
    if (status.value.state !== "online" || !synced.value) return;
    lastOnlineMs.current = now.peek();
    if (seat.role !== "teacher") return;
    keepHeard(start.session, now.peek(), online.value);
  });
  const followFact = <T>(read: (session: ClassSession) => T, startValue: T) =>
    useComputed(() =>
      isKnown.value && session.value ? read(session.value) : startValue
    );
  return {
    /** Null until the page's script has opened it. */
    session,
    info: followFact(
      ({ facts }) => facts.info.value as LiveClassInfo,
      start.info,
    ),
    members: followFact(({ facts }) => facts.members.value, start.members),
    breakouts: followFact<Partial<BreakoutsState>>(
      ({ facts }) => facts.breakouts.value,
      {},
    ),
    status: useComputed<ConnectionStatus>(() =>
      session.value?.facts.document.status.value ?? { state: "connecting" }
    ),
    online,
    /** Time of the last update, by the server's clock; null while online. */
    lastKnown,
    now,
    slowNow,
  };
}

function hasSameIds(
  onlineIds: ReadonlySet<string>,
  present: ReadonlyMap<string, unknown>,
): boolean {
  return onlineIds.size === present.size &&
    [...onlineIds].every((id) => present.has(id));
}

/** Where the teacher's device stores when the class was last online, and with whom. Deleted with the class. */
const heardKey = (session: string) => `homeroom/heard/${session}`;

function keepHeard(session: string, timeMs: number, online: Iterable<string>) {
  writeStored(heardKey(session), [timeMs, ...online].join(" "));
}

/** The stored value if it is newer than the page; otherwise null. */
function heardBefore({ session, now }: LiveClassStart) {
  const [timeText, ...online] = readStored(heardKey(session))?.split(" ") ?? [];
  return Number(timeText) > now ? { at: Number(timeText), online } : null;
}
