/**
 * Those whose name is in use by somebody online (J-2), or is that of somebody of the class before, in a browser that is
 * not theirs (S-6): they wait until the teacher decides, the other one goes offline, or they lose patience and join as
 * new.
 */
import { z } from "zod";
import type * as Y from "yjs";
import type { Tx } from "../sync/authority.ts";
import { isRefusal, Refusal } from "../sync/refusal.ts";
import type { Sync } from "../sync/sync.ts";
import { classOver } from "./acting.ts";
import {
  addStudent,
  type Admission,
  asFormer,
  asNew,
  gateOf,
  numbered,
  removedRefusal,
} from "./admission.ts";
import { deskOf, returning } from "./breakouts_layout.ts";
import type { Who } from "./identity.ts";
import { isRunning, members, waiting } from "./layout.ts";
import { isSamePerson, personIn } from "./persons.ts";
import { keys, type WaitingRecord } from "./records.ts";
import {
  documents as names,
  isId,
  type Member,
  newId,
  type Waiting,
} from "./schema.ts";

/** Body of `POST /api/sessions/:s/waiting/:id`. */
export const decisionAsk = z.strictObject({
  decision: z.enum(["let-in", "make-new", "refuse"]),
});

/** What a teacher can decide on somebody who waits. */
export type WaitingDecision = z.output<typeof decisionAsk>["decision"];

/** How it stands with somebody who waits. */
export type Standing =
  | { kind: "waiting"; session: string }
  | {
    kind: "in";
    session: string;
    member: string;
    rejoined: boolean;
    former?: string;
  };

/** How long one waits for the teacher before one may join as new (J-2), in ms. */
export const patience = 60_000;

/** How long after its last question a page counts as closed, in ms. */
export const awayAfter = 90_000;
/** How often it is written down that a page still asks, in ms. */
const seenEvery = 15_000;
/** How long it can be asked how it stands, in ms: longer than any session lasts. */
const keptFor = 25 * 60 * 60_000;
/** How many may wait at once in a session. */
const most = 100;

type Outcome = NonNullable<WaitingRecord["outcome"]>;
/** Whose name it is that somebody waits under. */
type Whose = Pick<Waiting, "kind" | "member">;

/** The waiting rooms of all sessions. */
export class WaitingRoom {
  readonly #kv: Deno.Kv;
  readonly #sync: Sync<Who>;
  readonly #clock: () => number;

  constructor(kv: Deno.Kv, sync: Sync<Who>, clock: () => number) {
    this.#kv = kv;
    this.#sync = sync;
    this.#clock = clock;
  }

  /** Within a decision: somebody begins to wait under this id. */
  enter(
    tx: Tx,
    session: string,
    id: string,
    name: string,
    whose: Whose,
  ): void {
    const list = waiting(tx.doc(names.staff(session)));
    if (list.size >= most) {
      throw new Refusal("too-often", "Too many are waiting to be let in.", {
        retryAfter: 30,
      });
    }
    const entry: Waiting = { ...whose, name, at: tx.now };
    list.set(id, entry);
    const record: WaitingRecord = { session, ...entry };
    tx.fact({ key: keys.waiting(id), value: record });
  }

  /** What is kept of somebody who waits or has waited; null: nobody did under this id. */
  async record(id: string): Promise<WaitingRecord | null> {
    if (!isId(id)) return null;
    return (await this.#kv.get<WaitingRecord>(keys.waiting(id))).value;
  }

  /** How it stands; lets them in where the one who was online has gone. */
  async look(id: string): Promise<Standing> {
    const record = await this.#open(id);
    const { session, outcome } = record;
    if (outcome && !("away" in outcome)) return standing(record);
    await this.#seen(id);
    if (outcome) await this.#comeBack(id, record);
    const nothingNew = await this.#sync.read(
      session,
      this.#needs(session),
      (reading) => {
        const desk = deskOf(reading, session);
        if (!waiting(desk.staff).has(id)) return false;
        const { kind, member } = whoseOf(desk.staff, record);
        return kind === "return" ||
          reading.online.has(personIn(desk.session, member)) &&
            entryOf(desk.session, member)?.removed !== true;
      },
    );
    if (nothingNew) return standing(record);
    await this.#settle(id, record, (tx) => {
      const doc = tx.doc(names.session(session));
      const { kind, member } = whoseOf(tx.doc(names.staff(session)), record);
      if (kind === "return") return null;
      const known = entryOf(doc, member);
      if (!known || known.removed) return { refused: "removed" };
      const person = personIn(doc, member);
      return tx.online.has(person) ? null : { in: person, rejoined: true };
    });
    return standing(await this.#open(id));
  }

  /** Joins as a new member instead of waiting on; after a minute. */
  async joinAsNew(id: string): Promise<Standing> {
    const record = await this.#open(id);
    const { session, name } = record;
    await this.#settle(id, record, (tx) => {
      const left = record.at + patience - tx.now;
      if (left > 0) {
        throw new Refusal(
          "conflict",
          "The teacher has a minute to answer. Please wait a little longer.",
          { waitFor: Math.ceil(left / 1000) },
        );
      }
      const desk = deskOf(tx, session);
      return this.#add(
        tx,
        session,
        asNew(gateOf(desk, tx.online, tx.now), name),
      );
    });
    return standing(await this.#open(id));
  }

  /** The teacher decides. Refused with `conflict` where it has been settled before. */
  async decide(
    session: string,
    id: string,
    decision: WaitingDecision,
  ): Promise<void> {
    const record = await this.record(id);
    if (record?.session !== session) throw new Refusal("not-found");
    const settled = await this.#settle(id, record, (tx) => {
      const desk = deskOf(tx, session);
      const known = {
        members: new Map(members(desk.session)),
        returning: new Map(returning(desk.staff)),
      };
      switch (decision) {
        case "refuse":
          return { refused: "not-allowed" };
        case "let-in": {
          const { kind, member } = whoseOf(desk.staff, record);
          const outcome: Outcome = kind === "rejoin"
            ? { in: personIn(desk.session, member), rejoined: true }
            : this.#add(tx, session, asFormer(known, member, record.name));
          return record.kind === "return"
            ? { ...outcome, former: record.member }
            : outcome;
        }
        case "make-new":
          return this.#add(tx, session, numbered(known, record.name));
        default:
          return decision satisfies never;
      }
    });
    if (!settled) {
      throw new Refusal("conflict", "This has been settled already.");
    }
  }

  /** Within a decision: nobody waits for this member any more, they are told `removed`. */
  turnAway(tx: Tx, session: string, member: string): void {
    const { session: doc, staff } = deskOf(tx, session);
    const list = waiting(staff);
    for (const [id, entry] of list) {
      if (!isSamePerson(doc, whoseOf(staff, entry).member, member)) continue;
      list.delete(id);
      const { name, at } = entry;
      const outcome: Outcome = { refused: "removed" };
      const record: WaitingRecord = { session, name, member, at, outcome };
      tx.fact({ key: keys.waiting(id), value: record });
    }
  }

  /** Nobody waits under this id any more: they are told `removed`. Nothing where that is settled. */
  async putOut(session: string, id: string): Promise<void> {
    const record = await this.#open(id);
    if (record.session !== session) throw new Refusal("not-found");
    await this.#settle(id, record, () => ({ refused: "removed" }));
  }

  /** Takes those off the lists whose pages have stopped asking, and forgets what is long settled. */
  async sweep(): Promise<void> {
    const now = this.#clock();
    const all = this.#kv.list<WaitingRecord>({ prefix: keys.waiting() });
    for await (const { key, value: record } of all) {
      const id = String(key.at(-1));
      if (record.at + keptFor < now) {
        await this.#kv.delete(key);
        await this.#kv.delete(keys.waitingSeen(id));
        await this.#kv.delete(keys.waitingOf(record.session, id));
      }
      if (record.outcome) continue;
      const seen = (await this.#kv.get<number>(keys.waitingSeen(id))).value;
      if ((seen ?? record.at) + awayAfter > now) continue;
      await this.#settle(id, record, () => ({ away: true }))
        .catch((thrown) => {
          if (!isRefusal(thrown)) throw thrown;
        });
    }
  }

  async #seen(id: string): Promise<void> {
    const key = keys.waitingSeen(id);
    const now = this.#clock();
    const seen = (await this.#kv.get<number>(key)).value ?? 0;
    if (now - seen >= seenEvery) {
      await this.#kv.set(key, now, { expireIn: keptFor });
    }
  }

  /** Puts somebody back on the list whose page had stopped asking. */
  async #comeBack(id: string, record: WaitingRecord): Promise<void> {
    const { session, name, at } = record;
    await this.#sync.decide(session, this.#needs(session), (tx) => {
      const list = waiting(tx.doc(names.staff(session)));
      const over = !isRunning(tx.doc(names.session(session)), tx.now);
      if (over || list.has(id)) return;
      const entry = {
        ...whoseOf(tx.doc(names.staff(session)), record),
        name,
        at,
      };
      list.set(id, entry);
      tx.fact({ key: keys.waiting(id), value: { session, ...entry } });
    });
  }

  #add(
    tx: Tx,
    session: string,
    { name, former, rejoined = false }: Admission & { kind: "new" },
  ): { in: string; rejoined: boolean } {
    const id = newId();
    addStudent(deskOf(tx, session), id, name, tx.now, former);
    return { in: id, rejoined };
  }

  /** Settles what is open; false where it was settled before, or `outcome` leaves it open. */
  async #settle(
    id: string,
    record: WaitingRecord,
    outcome: (tx: Tx) => Outcome | null,
  ): Promise<boolean> {
    const { session } = record;
    return await this.#sync.decide(session, this.#needs(session), (tx) => {
      const doc = tx.doc(names.session(session));
      if (!isRunning(doc, tx.now)) {
        throw classOver();
      }
      const list = waiting(tx.doc(names.staff(session)));
      const decided = list.has(id) ? outcome(tx) : null;
      if (!decided) return false;
      list.delete(id);
      tx.fact({
        key: keys.waiting(id),
        value: { ...record, outcome: decided },
      });
      return true;
    });
  }

  async #open(id: string): Promise<WaitingRecord> {
    const record = await this.record(id);
    if (!record) throw new Refusal("not-found");
    return record;
  }

  #needs(session: string): string[] {
    return [names.session(session), names.staff(session)];
  }
}

/** Whose place somebody waits for: once who it was is here again, it is theirs of this class. */
function whoseOf(
  staff: Y.Doc,
  { kind = "rejoin", member }: Pick<WaitingRecord, "kind" | "member">,
): Whose {
  const here = kind === "return" ? returning(staff).get(member)?.member : null;
  return here ? { kind: "rejoin", member: here } : { kind, member };
}

/** The entry of whoever this member is now. */
function entryOf(session: Y.Doc, member: string): Member | undefined {
  return members(session).get(personIn(session, member));
}

function standing({ session, outcome }: WaitingRecord): Standing {
  if (!outcome || "away" in outcome) return { kind: "waiting", session };
  if ("in" in outcome) {
    const { in: member, ...rest } = outcome;
    return { kind: "in", session, member, ...rest };
  }
  if (outcome.refused === "removed") throw removedRefusal();
  throw new Refusal("not-allowed", "The teacher has not let you in.");
}
