/** The beginning of a member's page, the memberships of a browser, and for what it waits. */
import { isRefusal, Refusal } from "../../sync/refusal.ts";
import { refusal } from "../model/refuse.ts";
import type { Sync } from "../../sync/sync.ts";
import { requireNotEnded } from "../model/acting.ts";
import { type Identities, sessionCookies } from "../identity.ts";
import { type ClassHead, classHead } from "../model/class_head.ts";
import { documents } from "../model/documents.ts";
import type { Who } from "../model/who.ts";
import {
  info,
  members,
  messages,
  readClass,
  readSession,
} from "../model/layout.ts";
import type { Member } from "../model/members.ts";
import type { SessionState } from "../model/session.ts";
import { removedRefusal } from "./admission.ts";
import { cameByName } from "../model/people_layout.ts";
import {
  keys,
  sessionRecord,
  type WaitingRecord,
} from "../storage/session_keys.ts";
import type { AppServices } from "../app_services.ts";

export interface MemberPage {
  session: { id: string; name: string; state: SessionState };
  member: { id: string } & Pick<Member, "name" | "role">;
  /** When they joined, in ms. */
  joinedAt: number;
  /** The member whose own document is theirs, if not this one's: they came by its name (J-2). */
  own?: string;
  /** Conversations of before are shown to them once the teacher lets them in. */
  waits: boolean;
  /** They came by their name, and the teacher has let them in since. */
  letIn: boolean;
  epoch: string;
  collect: boolean;
}

interface OwnMembership {
  session: string;
  member: string;
  /** As in {@link MemberPage}. */
  own?: string;
  name: string;
}

/**
 * The beginning of a member's page, as it stands at whatever instance they asked last. Refused with `removed`, `ended`,
 * or `not-allowed` where a seat was taken back, where they have no access any more.
 */
export async function memberPage(
  sync: Sync<Who>,
  who: Who,
): Promise<MemberPage> {
  await sync.current(who.session);
  return await readClass(sync, who.session, (docs, { epoch }) => {
    const { session: doc, staff } = docs;
    const member = members(doc).get(who.member);
    if (!member) throw new Refusal("not-found");
    if (member.removed) {
      throw who.role === "student" ? removedRefusal() : refusal("seat-gone");
    }
    if (who.role !== "teacher") requireNotEnded(doc);
    const { name, role, joinedAt } = member;
    const { session: id, member: m, own, by = "" } = who;
    return {
      session: { id, name: info(doc, "name"), state: info(doc, "state") },
      member: { id: m, name, role },
      joinedAt,
      ...(own && { own }),
      waits: own !== undefined && cameByName(staff).has(own),
      letIn: isLetIn(members(doc).get(by)),
      epoch,
      collect: info(doc, "collect"),
    };
  });
}

/** With what the page begins (N-6), so that it is on screen before any script. */
export async function pageHead(
  sync: Sync<Who>,
  session: string,
  now: number,
): Promise<ClassHead> {
  const main = documents.room(session, "main");
  return await readClass(
    sync,
    session,
    (docs, reading) =>
      classHead(
        Object.fromEntries(members(docs.session).entries()),
        { main: messages(reading.doc(main)).toArray() },
        now,
      ),
    [main],
  );
}

/** The members that a browser is now, by its cookies. */
export async function ownMemberships(
  { sync, identities }: { sync: Sync<Who>; identities: Identities },
  cookies: ReadonlyMap<string, string>,
): Promise<OwnMembership[]> {
  const mine: OwnMembership[] = [];
  for (const [session, token] of sessionCookies("member", cookies)) {
    const who = await identities.member(session, token);
    if (!who) continue;
    // Of what is not named here a browser forgets what it keeps.
    await sync.current(session);
    const name = await readSession(sync, session, (doc) => {
      const member = members(doc).get(who.member);
      return member && !member.removed && info(doc, "state") !== "ended"
        ? member.name
        : null;
    });
    if (name === null) continue;
    const { member, own } = who;
    mine.push({ session, member, ...(own && { own }), name });
  }
  return mine;
}

/** A browser's place in a class that runs. */
export interface RunningSeat extends MemberPage {
  /** The member that its cookie names, where that one was merged into this one. */
  by?: string;
}

/** Where a browser is in a class that runs, for the chat on pages that are no class's own (C-2); of several the one joined last. */
export async function runningSeat(
  { sync, identities, kv }: Pick<AppServices, "kv"> & {
    sync: Sync<Who>;
    identities: Identities;
  },
  cookies: ReadonlyMap<string, string>,
): Promise<RunningSeat | null> {
  let latest: RunningSeat | null = null;
  for (const [session, token] of sessionCookies("member", cookies)) {
    // Most are over, and known to be so without a look at their documents.
    if (!isRunning((await sessionRecord(kv, session))?.state)) continue;
    const who = await identities.member(session, token);
    if (!who) continue;
    try {
      const seat = await memberPage(sync, who);
      if (!isRunning(seat.session.state)) continue;
      if (latest && latest.joinedAt > seat.joinedAt) continue;
      const by = seat.own ? undefined : who.by;
      latest = { ...seat, ...(by && { by }) };
    } catch (thrown) {
      // Over by now, or no place of theirs any more.
      if (!isRefusal(thrown)) throw thrown;
    }
  }
  return latest;
}

function isRunning(state: SessionState | undefined): boolean {
  return state === "active" || state === "ending";
}

/** Under which id somebody waits for the start, and as whom. */
interface OwnWait {
  waiting: string;
  name: string;
}

/**
 * How a browser waits for the class with this code to begin (S-7), also where its page was closed; null: it does not, or
 * was turned away.
 */
export async function ownWait(
  { kv, tokens }: Pick<AppServices, "kv" | "tokens">,
  cookies: ReadonlyMap<string, string>,
  code: string,
): Promise<OwnWait | null> {
  for (const [session, token] of sessionCookies("waiting", cookies)) {
    const record = await sessionRecord(kv, session);
    if (record?.code !== code || record.state === "ended") continue;
    const held = await tokens.find<{ waiting: string }>("waiting", token);
    if (!held) continue;
    const { waiting } = held;
    const { value } = await kv.get<WaitingRecord>(keys.waiting(waiting));
    const isOut = value?.outcome && "refused" in value.outcome;
    if (value?.kind === "start" && !isOut) return { waiting, name: value.name };
  }
  return null;
}

/** Of a merged member: whether it was by a name that they came, and they were let in. */
function isLetIn(merged: Member | undefined): boolean {
  return merged !== undefined && !merged.byName &&
    merged.joinedAs === merged.name;
}
