/**
 * Claims on answers (S2): each is given by one instance, which says so in the commit that begins it and lives as long as
 * it renews its lease. Of what a dead one left, an answer that the model had been asked for is marked `failed`; one that
 * still waited for its turn is taken over, in the order of asking, so that it is asked for once and not lost.
 */
import { isRefusal, Refusal } from "../../sync/refusal.ts";
import type { Sync } from "../../sync/sync.ts";
import type { Tx } from "../../sync/authority.ts";
import { requireActiveMember } from "../model/acting.ts";
import {
  type ClassDocuments,
  decideOnClass,
  info,
  members,
} from "../model/layout.ts";
import type { Who } from "../model/who.ts";
import type { AppServices } from "../app_services.ts";
import { personIn } from "../model/persons.ts";
import { documents as names } from "../model/documents.ts";
import { type AnswerClaim, keys } from "../storage/session_keys.ts";
import type * as Y from "yjs";
import type { Task } from "../answering.ts";
import { endAnswer, type Ending, startWaiting } from "./conversations.ts";
import { systemText, templateOf } from "./openings.ts";
import type { ModelRequest } from "./model.ts";
import { delay } from "./model_queue.ts";
import { contextOf, findTurn, ownerOf, stateOf } from "../model/turns.ts";
import { askingOf } from "../model/usage.ts";

/** How long a lease lasts. */
const leaseMs = 15_000;
/** A commit that the storage refuses is tried so often, a second apart. */
export const retryAfterMs = 1_000, maxAttempts = 30;

/** The end of an answer that nobody writes any more. */
export const interrupted: Ending = { state: "failed", failure: "interrupted" };
/** The end of one that may not begin any more. */
export const notBegun: Ending = { state: "failed", failure: "not-begun" };

/** The assistant whose claims these are. */
interface ClaimHolder {
  readonly instance: string;
  isGiving(session: string, turn: string): boolean;
  begin(task: Task): void;
}

/** An answer taken over from a dead instance, with the time of its question and its place among those of its class. */
interface TakenOver {
  task: Task;
  at: number;
  nth: number;
}

export class AnswerLeases {
  readonly #parts: Pick<
    AppServices,
    "kv" | "clock" | "shared" | "report" | "sync"
  >;
  readonly #holder: ClaimHolder;
  /** Own claims without an answer in progress, as of the last look: a second look settles them. */
  #suspects: ReadonlySet<string> = new Set();

  constructor(
    parts: Pick<AppServices, "kv" | "clock" | "shared" | "report" | "sync">,
    holder: ClaimHolder,
  ) {
    this.#parts = parts;
    this.#holder = holder;
  }

  /** Renews this instance's lease, and settles the claims of dead instances. Never throws. */
  async look(): Promise<void> {
    const { kv, clock, shared, report } = this.#parts;
    const { instance } = this.#holder;
    const takenOver: TakenOver[] = [];
    try {
      if (shared) {
        const until = clock() + leaseMs;
        const expireIn = 10 * leaseMs;
        await kv.set(keys.instance(instance), until, { expireIn });
      }
      const suspects = new Set<string>();
      const alive = new Map<string, boolean>();
      const claims = kv.list<AnswerClaim>({ prefix: keys.answering() });
      for await (const { key, value } of claims) {
        const session = String(key[1]), turn = String(key[2]);
        if (value.instance === instance) {
          if (this.#holder.isGiving(session, turn)) continue;
          suspects.add(turn);
          if (!this.#suspects.has(turn)) continue;
        } else if (await this.#lives(value.instance, alive)) continue;
        const mine = await this.#settle(session, turn, value);
        if (mine) takenOver.push(mine);
      }
      this.#suspects = suspects;
    } catch (error) {
      report("claims could not be checked", error);
    }
    // Questions of one commit have the same time.
    takenOver.sort((a, b) => a.at - b.at || a.nth - b.nth);
    for (const { task } of takenOver) this.#holder.begin(task);
  }

  /** Ends the lease, so that other instances need not wait until it runs out. */
  async giveUp(): Promise<void> {
    const { kv, shared } = this.#parts;
    if (!shared) return;
    await kv.delete(keys.instance(this.#holder.instance)).catch(() => {});
  }

  async #lives(instance: string, known: Map<string, boolean>) {
    const { kv, clock, shared } = this.#parts;
    if (!shared) return false;
    let alive = known.get(instance);
    if (alive === undefined) {
      const { value } = await kv.get<number>(keys.instance(instance));
      alive = value !== null && value > clock();
      known.set(instance, alive);
    }
    return alive;
  }

  /** Takes over an answer that still waits; marks any other `failed`, and keeps its words. */
  async #settle(
    s: string,
    turn: string,
    { instance: before, conversation }: AnswerClaim,
  ): Promise<TakenOver | null> {
    const { kv, report, sync } = this.#parts;
    const { instance } = this.#holder;
    const name = names.conversation(s, conversation);
    try {
      return await decideOnClass(sync, s, ({ session, staff }, tx) => {
        const found = findTurn(tx.doc(name), turn);
        const member = ownerOf(tx.doc(name));
        const key = keys.answering(s, turn);
        if (!found || !member || stateOf(found) !== "streaming") {
          tx.fact({ key, delete: true });
          return null;
        }
        const asking = askingOf(staff).get(turn);
        // Another instance was first.
        if ((asking?.instance ?? before) !== before) return null;
        if (!asking?.waits) {
          endAnswer({ tx, s, staff, member }, found, interrupted);
          return null;
        }
        askingOf(staff).set(turn, { ...asking, instance });
        tx.fact({ key, value: { instance, conversation } });
        const person = personIn(session, member);
        const task: Task = {
          session: s,
          conversation,
          member: person,
          turn,
          prompt: String(found.get("prompt")),
          // What was reserved for it under the command stays counted, as after any crash.
          command: turn,
          prompts: asking.prompts,
          isCollected: info(session, "collect") &&
            members(session).get(person)?.role === "student",
        };
        const nth = [...askingOf(staff).keys()].indexOf(turn);
        return { task, at: Number(found.get("at")), nth };
      }, [name]);
    } catch (thrown) {
      const gone = isRefusal(thrown) && thrown.kind === "not-found";
      if (gone) await kv.delete(keys.answering(s, turn));
      else report("an answer could not be settled", thrown);
      return null;
    }
  }
}

/** Whether an answer may begin now: not in a class that is over or for who is gone, and not during **Eyes on me**. */
export function mayBegin(
  session: Y.Doc,
  id: string,
  now: number,
): "yes" | "later" | "no" {
  const person = personIn(session, id);
  try {
    requireActiveMember(session, person, now);
  } catch (thrown) {
    if (thrown instanceof Refusal) return "no";
    throw thrown;
  }
  if (members(session).get(person)?.role !== "student") return "yes";
  if (info(session, "assistantPaused")) return "no";
  return info(session, "eyesOnMe") ? "later" : "yes";
}

/** What a model gets of a conversation: nothing but words. */
export type ModelQuestion = Pick<ModelRequest, "system" | "words">;

/** Reads the question that an answer is for. */
export function modelQuestionOf(
  staff: Y.Doc,
  conversation: Y.Doc,
  prompt: string,
): ModelQuestion {
  return {
    system: systemText(staff, templateOf(conversation)),
    words: contextOf(conversation, prompt),
  };
}

/**
 * An answer has its turn: from this commit on the model is asked for it, once. Null: somebody has ended it. While the
 * storage is away it is tried again, or all that waits would fail by turns.
 */
export async function takeTurn(
  sync: Sync<Who>,
  task: Task,
  instance: string,
  { isStopping, signal }: { isStopping: () => boolean; signal: AbortSignal },
): Promise<ReturnType<typeof beginTurn>> {
  const { session, conversation } = task;
  for (let tries = 1;; tries++) {
    try {
      return await decideOnClass(
        sync,
        session,
        // Of what begins while it stops, the next instance would know that the model was asked for it.
        (docs, tx) =>
          isStopping() ? "later" : beginTurn(docs, tx, task, instance),
        [names.conversation(session, conversation)],
      );
    } catch (thrown) {
      const isAway = isRefusal(thrown) && thrown.kind === "storage-unavailable";
      if (!isAway || tries === maxAttempts || signal.aborted) throw thrown;
      await delay(retryAfterMs, signal);
    }
  }
}

function beginTurn(
  { session, staff }: ClassDocuments,
  tx: Tx,
  { session: s, conversation, member, prompt, turn }: Task,
  instance: string,
): ModelQuestion | "later" | "no" | null {
  const doc = tx.doc(names.conversation(s, conversation));
  const found = findTurn(doc, turn);
  const asking = askingOf(staff).get(turn);
  if (!found || stateOf(found) !== "streaming") return null;
  if (asking?.instance !== instance) return null;
  const may = mayBegin(session, member, tx.now);
  if (may === "no") endAnswer({ tx, s, staff, member }, found, notBegun, 0);
  if (may !== "yes") return may;
  const { waits: _, ...begun } = asking;
  askingOf(staff).set(turn, begun);
  startWaiting(staff, member, tx.now);
  tx.weigh(500);
  return modelQuestionOf(staff, doc, prompt);
}
