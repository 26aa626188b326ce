/**
 * A session as its teacher's pages show it: what the server rendered first, then what the documents say. Until the
 * server's state is here the rendered one is newer than the copy on the device, so that copy counts only offline.
 */
import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type {
  AssistantUsageView,
  ClassUsage,
} from "../../classroom/schema/assistant.ts";
import {
  documents,
  type PresenceState,
} from "../../classroom/schema/documents.ts";
import type { Breakouts, Said } from "../../classroom/schema/groups.ts";
import type {
  CameByName,
  Member,
  Waiting,
} from "../../classroom/schema/members.ts";
import type { SessionInfo } from "../../classroom/schema/session.ts";
import { open, type Status } from "../../sync/client/open.ts";
import { followInto } from "./follow.ts";
import { stillIn } from "./membership.ts";

/** What a page is rendered with, and needs for the documents. Times in milliseconds since 1970. */
export interface LiveStart {
  session: string;
  epoch: string;
  info: LiveInfo;
  members: Record<string, Member>;
  online: string[];
  /** What the class has had of the assistant so far, and can have. */
  usage: AssistantUsageView;
  /** The server's clock when the page was made: the device's may be wrong. */
  now: number;
}

/** What of the session's facts the pages show. */
export type LiveInfo = Pick<
  SessionInfo,
  | "state"
  | "endsAt"
  | "joinLocked"
  | "chatPaused"
  | "assistantPaused"
  | "eyesOnMe"
  | "mostStudents"
  | "undoUntil"
>;

/** The session, live. */
export interface Live {
  info: ReadonlySignal<LiveInfo>;
  members: ReadonlySignal<Record<string, Member>>;
  /** Members' ids. */
  online: ReadonlySignal<ReadonlySet<string>>;
  breakouts: ReadonlySignal<Partial<Breakouts>>;
  /** What was said to all groups since they were opened, the oldest first. */
  broadcasts: ReadonlySignal<readonly Said[]>;
  /** What the class has had of the assistant. */
  used: ReadonlySignal<Pick<ClassUsage, "requests" | "tokens">>;
  /** Who asks to be let in. */
  requests: ReadonlySignal<Record<string, Waiting>>;
  /** Who is in by a name alone (J-2). */
  byName: ReadonlySignal<Record<string, CameByName>>;
  status: ReadonlySignal<Status>;
  /** Since when nothing new has come in, by the server's clock; null while it does. */
  lastKnown: ReadonlySignal<number | null>;
  /** The server's time, by the second. */
  now: ReadonlySignal<number>;
}

/** What is said of those who are here may be old. */
function isStale({ state }: Status): boolean {
  return state === "offline" || state === "closed";
}

/** Opens the session's document, and the staff's. */
export function useLive(start: LiveStart): Live {
  const info = useSignal(start.info);
  const members = useSignal(start.members);
  const online = useSignal<ReadonlySet<string>>(new Set(start.online));
  const breakouts = useSignal<Partial<Breakouts>>({});
  const broadcasts = useSignal<readonly Said[]>([]);
  const requests = useSignal<Record<string, Waiting>>({});
  const byName = useSignal<Record<string, CameByName>>({});
  const used = useSignal<Live["used"]["value"]>(start.usage);
  const status = useSignal<Status>({ state: "connecting" });
  const now = useSignal(start.now);
  const lastKnown = useSignal<number | null>(null);

  useEffect(() => {
    const { session: s, epoch } = start;
    const as = "teacher";
    const holder = "teacher";
    let ahead = start.now - Date.now();
    const check = () => stillIn({ session: s, member: "", as });
    const session = open({
      document: documents.session(s),
      as,
      holder,
      epoch,
      check,
    });
    const readable = () =>
      session.synced.value || session.status.value.state === "offline";
    const facts = session.doc.getMap("info");
    const people = session.doc.getMap<Member>("members");
    const groups = session.doc.getMap("breakouts");
    const readFacts = () => {
      if (!readable() || facts.size === 0) return;
      info.value = facts.toJSON() as LiveInfo;
      members.value = people.toJSON();
      breakouts.value = groups.toJSON();
    };
    const readOnline = () => {
      // Without a connection nobody is known to have left.
      if (session.status.value.state !== "online") return;
      const states = [...session.awareness.getStates().values()];
      online.value = new Set(
        states.flatMap((state) => (state as PresenceState).member ?? []),
      );
    };
    facts.observe(readFacts);
    people.observe(readFacts);
    groups.observe(readFacts);
    session.awareness.on("change", readOnline);
    const stops = [
      session.synced.subscribe(() => {
        readFacts();
        readOnline();
      }),
      session.status.subscribe((value) => {
        status.value = value;
        if (!isStale(value)) lastKnown.value = null;
        else lastKnown.value ??= session.synced.value ? now.value : start.now;
        // A page out of the cache has the clock of the day when it was kept.
        if (value.state === "offline" && !session.synced.value) ahead = 0;
        readFacts();
        readOnline();
      }),
    ];

    const staff = open({
      document: documents.staff(s),
      as,
      holder,
      epoch,
      check,
    });
    stops.push(
      followInto(
        requests,
        staff.doc.getMap<Waiting>("waiting"),
        (map) => map.toJSON(),
      ),
      followInto(
        byName,
        staff.doc.getMap<CameByName>("cameByName"),
        (map) => map.toJSON(),
      ),
      followInto(
        broadcasts,
        staff.doc.getArray<Said>("broadcasts"),
        (all) => all.toArray(),
      ),
      followInto(
        used,
        staff.doc.getMap("assistant"),
        // Until the server's state is here there is none.
        (map) => (map.get("used") as ClassUsage | undefined) ?? start.usage,
      ),
    );

    const clock = setInterval(() => now.value = Date.now() + ahead, 1000);
    return () => {
      clearInterval(clock);
      for (const stop of stops) stop();
      session.close();
      staff.close();
    };
  }, []);

  return {
    info,
    members,
    online,
    breakouts,
    broadcasts,
    requests,
    byName,
    used,
    status,
    lastKnown,
    now,
  };
}
