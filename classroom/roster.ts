/**
 * Who is in a session: joining, coming back, leaving, and what the teacher does about it (J-1 to
 * J-6). Every change is a decision in the session's queue.
 */
import { z } from "zod";
import type * as Y from "yjs";
import type { Tx } from "../sync/authority.ts";
import { Refusal } from "../sync/refusal.ts";
import type { Reading, Sync } from "../sync/sync.ts";
import { classOver, mustTeach } from "./acting.ts";
import { addStudent, admit, gateOf, removedRefusal } from "./admission.ts";
import { deskOf } from "./breakouts_layout.ts";
import type { Guesses } from "./guesses.ts";
import { id as anId } from "./id_schemas.ts";
import { type Identities, memberCookies, type Who } from "./identity.ts";
import { info, isRunning, members } from "./layout.ts";
import {
  allowMember,
  changeMember,
  type changeMemberAsk,
  livingEntry,
  type MemberDocuments,
  memberView,
  removeMember,
} from "./member_changes.ts";
import { merge, type mergeAsk, unmerge } from "./merging.ts";
import type { ClassMeter } from "./meter.ts";
import { cleanName, nameKey } from "./names.ts";
import { type CookieChange, type From, type Pass, Passes } from "./passes.ts";
import { membersOf } from "./persons.ts";
import { keys } from "./records.ts";
import {
  documents as names,
  isId,
  type Member,
  type MemberView,
  newId,
  type SessionState,
} from "./schema.ts";
import type { Sessions } from "./sessions.ts";
import type { Tokens } from "./tokens.ts";
import {
  type Standing,
  type WaitingDecision,
  WaitingRoom,
} from "./waiting_room.ts";

/** Body of `POST /api/join`. */
export const joinAsk = z.strictObject({
  code: z.string().max(100),
  name: z.string().max(1000),
});

/** Body of `POST /api/leave`. */
export const leaveAsk = z.strictObject({ session: anId });

/** What came of an attempt to get in. */
export type Entry =
  & { session: { id: string; name: string }; cookies: CookieChange[] }
  & (
    | { kind: "in"; member: SeatedStudent; rejoined: boolean }
    | { kind: "waiting"; waiting: string; for: "teacher" }
  );

/** A student who is in. */
export interface SeatedStudent {
  id: string;
  name: string;
  role: "student";
}

/** What a member's page begins with. */
export interface Seat {
  session: { id: string; name: string; state: SessionState };
  member: { id: string; name: string; role: Member["role"] };
  epoch: string;
  collect: boolean;
}

/** What the roster works with. */
export interface RosterParts {
  kv: Deno.Kv;
  sync: Sync<Who>;
  tokens: Tokens;
  sessions: Sessions;
  identities: Identities;
  guesses: Guesses;
  /** Milliseconds since 1970; the same as the engine's. */
  clock: () => number;
  meter?: ClassMeter;
  /** Told, once it is stored, that somebody was let in: a group may have been made for them. Never throws. */
  seated?: (session: string) => Promise<void>;
}

/** The members of all sessions. */
export class Roster {
  readonly #parts: RosterParts;
  readonly #passes: Passes;
  readonly #waitingRoom: WaitingRoom;

  constructor(parts: RosterParts) {
    this.#parts = parts;
    this.#passes = new Passes(parts.kv, parts.tokens, parts.clock);
    this.#waitingRoom = new WaitingRoom(parts.kv, parts.sync, parts.clock);
  }

  /** Takes those off the lists who have stopped waiting, and forgets what is settled long since. */
  async sweep(): Promise<void> {
    await this.#waitingRoom.sweep();
  }

  /** Joins with a code and a name, or comes back, or begins to wait. */
  async join(ask: z.output<typeof joinAsk>, from: From): Promise<Entry> {
    const { guesses, sessions } = this.#parts;
    const session = await guesses.guess(
      from.address,
      () => sessions.byCode(ask.code),
      ask.code.trim(),
    );
    if (session === null) {
      throw new Refusal("no-such-code", "There is no class with this code.");
    }
    const entry = await this.#alreadyIn(session, from);
    if (entry) return entry;
    const name = cleanName(ask.name);
    return await this.#alreadyWaiting(session, name, from) ??
      await this.#login(session, name, from);
  }

  /** How it stands with somebody who waits: in, refused, or still waiting. */
  async waiting(id: string, from: From): Promise<Entry> {
    await this.#mayAskFor(id, from);
    return await this.#enter(id, await this.#waitingRoom.look(id), from);
  }

  /** Joins as a new member instead of waiting on; after a minute. */
  async joinAsNew(id: string, from: From): Promise<Entry> {
    await this.#mayAskFor(id, from);
    return await this.#enter(id, await this.#waitingRoom.joinAsNew(id), from);
  }

  /** The teacher decides on somebody who waits. */
  async decideWaiting(
    who: Who,
    id: string,
    decision: WaitingDecision,
  ): Promise<void> {
    mustTeach(who);
    await this.#waitingRoom.decide(who.session, id, decision);
  }

  /** This browser forgets the member (J-6); other devices of theirs stay in. */
  async leave(session: string, from: From): Promise<void> {
    const { identities, sync, tokens } = this.#parts;
    const waits = from.waiting(session);
    if (waits) await tokens.drop("waiting", waits);
    const token = from.member(session);
    const who = await identities.member(session, token);
    if (!who || !token) return;
    await this.#passes.leave(who, token, from);
    // A socket does not remember by which cookie it came: all of them close, those of other devices come back.
    const theirs = (it: Who) =>
      it.member === who.member && it.role === "student";
    sync.close(session, theirs, 1012, "left");
  }

  /** Everybody who is or was in the session, in the order in which they came. */
  async members(who: Who): Promise<MemberView[]> {
    mustTeach(who);
    return await this.#read(who.session, (doc, { online }) =>
      [...members(doc)]
        .sort(([, a], [, b]) => a.joinedAt - b.joinedAt)
        .map(([id]) => memberView(doc, id, online)));
  }

  /** Renames or mutes a member. */
  async change(
    who: Who,
    id: string,
    ask: z.output<typeof changeMemberAsk>,
  ): Promise<MemberView> {
    return await this.#change(
      who,
      id,
      ({ session }) => changeMember(session, id, ask),
    );
  }

  /** Removes a student: their connections close as soon as it is stored (J-4). */
  async remove(who: Who, id: string): Promise<MemberView> {
    return await this.#change(who, id, (documents, tx) => {
      removeMember(documents, id, tx.now);
      this.#waitingRoom.turnAway(tx, who.session, id);
    });
  }

  /** Lets a removed student come back, into the group that was theirs if it has room. */
  async allow(who: Who, id: string): Promise<MemberView> {
    const member = await this.#change(
      who,
      id,
      (documents, tx) => allowMember(documents, id, tx.now),
    );
    await this.#parts.seated?.(who.session);
    return member;
  }

  /** Makes a member one with another, who is the same child (J-7): their browsers are that one's from here on. */
  async merge(
    who: Who,
    id: string,
    { into }: z.output<typeof mergeAsk>,
  ): Promise<MemberView> {
    const { session } = who;
    return await this.#change(who, id, (documents, tx) => {
      const others = tx.doc(names.member(session, into));
      merge({ ...documents, others }, id, into, tx.now);
      tx.fact({ key: keys.merged(session, id), value: into });
    }, [names.member(session, into)]);
  }

  /** Makes them two again. */
  async unmerge(who: Who, id: string): Promise<MemberView> {
    mustTeach(who);
    const { session } = who;
    const into = isId(id)
      ? await this.#read(session, (doc) => members(doc).get(id)?.mergedInto)
      : undefined;
    const other = names.member(session, into ?? id);
    return await this.#change(who, id, (documents, tx) => {
      if (members(documents.session).get(id)?.mergedInto !== into) {
        throw new Refusal("conflict", "Please try again.");
      }
      unmerge({ ...documents, others: tx.doc(other) }, id, tx.now);
      tx.fact({ key: keys.merged(session, id), delete: true });
    }, [other]);
  }

  /** Voids the cookie with which somebody came in last as this member: it was not them (J-2). */
  async notThem(who: Who, id: string): Promise<MemberView> {
    const { sync } = this.#parts;
    const { session } = who;
    const view = await this.#change(
      who,
      id,
      (documents) => void livingEntry(documents.session, id),
    );
    const ids = await this.#read(session, (doc) => membersOf(doc, id));
    if (!await this.#passes.voidLast(session, ids)) {
      throw new Refusal("conflict", "Nobody is in as this student any more.");
    }
    // Those of other browsers come back.
    const theirs = (it: Who) => it.member === id && it.role === "student";
    sync.close(session, theirs, 1012, "left");
    return view;
  }

  /** What a member's page begins with. Refused with `removed` or `ended` where they have no seat any more. */
  async seat(who: Who): Promise<Seat> {
    return await this.#read(who.session, (doc, { epoch }) => {
      const member = members(doc).get(who.member);
      if (!member) throw new Refusal("not-found");
      const state = info(doc, "state");
      if (who.role === "student") {
        if (member.removed) throw removedRefusal();
        if (state === "ended") {
          throw classOver();
        }
      }
      return {
        session: { id: who.session, name: info(doc, "name"), state },
        member: { id: who.member, name: member.name, role: member.role },
        epoch,
        collect: info(doc, "collect"),
      };
    });
  }

  /** The members that a browser is now, by its cookies. */
  async mine(
    cookies: ReadonlyMap<string, string>,
  ): Promise<{ session: string; member: string; name: string }[]> {
    const mine: { session: string; member: string; name: string }[] = [];
    for (const [session, token] of memberCookies(cookies)) {
      const who = await this.#parts.identities.member(session, token);
      if (!who) continue;
      const name = await this.#read(session, (doc) => {
        const member = members(doc).get(who.member);
        return member && !member.removed && info(doc, "state") !== "ended"
          ? member.name
          : null;
      });
      if (name !== null) mine.push({ session, member: who.member, name });
    }
    return mine;
  }

  /** Whoever is in already by the cookie of this browser: they are asked nothing, not even their name. */
  async #alreadyIn(session: string, from: From): Promise<Entry | null> {
    const token = from.member(session);
    const who = await this.#parts.identities.member(session, token);
    if (!who) return null;
    const { session: { id, name }, member } = await this.seat(who);
    return {
      kind: "in",
      session: { id, name },
      member: { ...member, role: "student" },
      rejoined: true,
      cookies: [],
    };
  }

  /** Whoever waits already under this name goes on waiting, or goes in. */
  async #alreadyWaiting(
    session: string,
    name: string,
    from: From,
  ): Promise<Entry | null> {
    const id = await this.#passes.waits(session, from);
    const record = id === null ? null : await this.#waitingRoom.record(id);
    if (!id || !record || nameKey(record.name) !== nameKey(name)) return null;
    // What the teacher has refused can be asked again.
    if (record.outcome && "refused" in record.outcome) return null;
    return await this.#enter(id, await this.#waitingRoom.look(id), from);
  }

  /** A login by name. The pass rides in the commit that makes or restores the member. */
  async #login(session: string, name: string, from: From): Promise<Entry> {
    const { clock, sync } = this.#parts;
    const fresh = newId();
    const waitingId = newId();
    const needs = [names.session(session), names.staff(session)];
    const tied = await this.#formerly(session, from);
    const decideOn = (doc: Y.Doc, online: ReadonlySet<string>, now: number) => {
      const admission = admit(gateOf(doc, online, now), name);
      const member = admission.kind === "new" ? fresh : admission.member;
      return { admission, member };
    };
    // The pass names the member, and is made before the decision: where that comes out differently, again.
    for (let tries = 0; tries < 20; tries++) {
      const plan = await this.#read(
        session,
        (doc, { online }) => decideOn(doc, online, clock()),
      );
      const waits = plan.admission.kind === "wait";
      const pass = waits
        ? this.#passes.waiting(session, waitingId)
        : await this.#passes.member({ session, member: plan.member }, from);
      const entry = await sync.decide(session, needs, (tx): Entry | null => {
        const doc = tx.doc(names.session(session));
        const { admission, member } = decideOn(doc, tx.online, tx.now);
        if (member !== plan.member) return null;
        if ((admission.kind === "wait") !== waits) return null;
        if (admission.kind === "new") {
          const desk = deskOf(tx, session);
          addStudent(desk, member, admission.name, tx.now, tied);
        } else if (admission.kind === "wait") {
          this.#waitingRoom.enter(tx, session, waitingId, name, member);
        }
        pass.facts.forEach((fact) => tx.fact(fact));
        const of = { id: session, name: info(doc, "name") };
        return admission.kind === "wait"
          ? waitingEntry(of, waitingId, pass.cookies)
          : inEntry(
            of,
            member,
            admission.name,
            admission.kind === "back",
            pass,
          );
      });
      if (!entry) continue;
      await this.#parts.seated?.(session);
      this.#parts.meter?.joined(howOf(entry));
      return entry;
    }
    throw new Refusal("storage-unavailable", "Please try again.");
  }

  /** The members that a browser was in the class that is held again; none where it is not. */
  async #formerly(session: string, from: From): Promise<string[]> {
    const { identities, sessions } = this.#parts;
    const before = (await sessions.record(session))?.restartOf;
    if (!before) return [];
    const tied = await this.#passes.tied(before, from);
    const token = from.member(before);
    const who = await identities.member(before, token);
    const people = await Promise.all(
      tied.map((member) => identities.person(before, member)),
    );
    return [...new Set([...who ? [who.member] : [], ...people])];
  }

  /** Only the browser that began to wait may ask how it stands. */
  async #mayAskFor(id: string, from: From): Promise<void> {
    const record = await this.#waitingRoom.record(id);
    const held = record && await this.#passes.waits(record.session, from);
    if (held !== id) throw new Refusal("not-found");
  }

  /** Lets somebody in who has waited, or on waiting. */
  async #enter(id: string, standing: Standing, from: From): Promise<Entry> {
    const { session } = standing;
    if (standing.kind === "waiting") {
      const of = await this.#read(session, (doc) => {
        if (!isRunning(doc, this.#parts.clock())) {
          throw classOver();
        }
        return { id: session, name: info(doc, "name") };
      });
      return waitingEntry(of, id, []);
    }
    const { rejoined } = standing;
    const member = await this.#parts.identities.person(
      session,
      standing.member,
    );
    const seat = await this.seat({ role: "student", session, member });
    const pass = await this.#passes.member({ session, member }, from);
    await this.#keep(pass, session, member);
    this.#parts.meter?.joined(rejoined ? "returned" : "new");
    return inEntry(seat.session, member, seat.member.name, rejoined, pass);
  }

  /** Makes a pass good in the session's queue: none is for somebody who was deleted meanwhile. */
  async #keep(pass: Pass, session: string, member: string): Promise<void> {
    const root = names.session(session);
    await this.#parts.sync.decide(session, [root], (tx) => {
      if (!members(tx.doc(root)).has(member)) throw new Refusal("not-found");
      pass.facts.forEach((fact) => tx.fact(fact));
    });
  }

  /** Changes a member; they come back as they then are. */
  async #change(
    who: Who,
    id: string,
    change: (documents: MemberDocuments, tx: Tx) => void,
    more: readonly string[] = [],
  ): Promise<MemberView> {
    mustTeach(who);
    if (!isId(id)) throw new Refusal("not-found");
    const { session } = who;
    const root = names.session(session), own = names.member(session, id);
    const needs = [root, names.staff(session), own, ...more];
    return await this.#parts.sync.decide(session, needs, (tx) => {
      const doc = tx.doc(root);
      if (!members(doc).has(id)) throw new Refusal("not-found");
      if (info(doc, "state") === "ended") {
        throw classOver();
      }
      const staff = tx.doc(names.staff(session));
      change({ session: doc, staff, own: tx.doc(own) }, tx);
      return memberView(doc, id, tx.online);
    });
  }

  #read<T>(
    session: string,
    read: (doc: Y.Doc, reading: Reading) => T,
  ): Promise<T> {
    const name = names.session(session);
    return this.#parts.sync.read(
      session,
      [name],
      (reading) => read(reading.doc(name), reading),
    );
  }
}

function inEntry(
  { id, name }: { id: string; name: string },
  member: string,
  memberName: string,
  rejoined: boolean,
  { cookies }: Pass,
): Entry {
  return {
    kind: "in",
    session: { id, name },
    member: { id: member, name: memberName, role: "student" },
    rejoined,
    cookies,
  };
}

function howOf(entry: Entry): "new" | "returned" | "waiting" {
  if (entry.kind === "waiting") return "waiting";
  return entry.rejoined ? "returned" : "new";
}

function waitingEntry(
  session: { id: string; name: string },
  waiting: string,
  cookies: CookieChange[],
): Entry {
  return { kind: "waiting", session, waiting, for: "teacher", cookies };
}
