/**
 * Leases of answers (SYNC-2). Each answer is given by the server instance that the commit of its prompt names, and
 * instances renew a lease. When one has died, its answers that the model was asked for become `failed`; others take
 * over waiting ones, in the order of asking.
 */
import { isRefusal, Refusal } from "../../sync/refusal.ts";
import type { SyncEngine } from "../../sync/sync_engine.ts";
import type { Tx } from "../../sync/authority.ts";
import { requireActiveMember } from "../model/permissions.ts";
import {
  type ClassDocuments,
  decideOnClass,
  sessionInfo,
} from "../model/layout.ts";
import type { Identity } from "../model/members.ts";
import type { AppServices } from "../app_services.ts";
import { findPerson, findSeat } from "../model/persons.ts";
import { documentNames as names } from "../model/documents.ts";
import { type AnswerLease, kvKeys } from "../storage/kv_keys.ts";
import type * as Y from "yjs";
import type { AnswerTask } from "../define_command.ts";
import { type AnswerEnding, endAnswer, startWaiting } from "./conversations.ts";
import { systemPrompt, templateIdOf } from "./conversation_templates.ts";
import type { ModelRequest } from "./model.ts";
import { delay } from "./model_queue.ts";
import {
  buildModelInput,
  conversationOwner,
  findTurn,
  turnState,
} from "../model/turns.ts";
import { members } from "../model/roots.ts";
import { tokenReservations } from "../model/staff_roots.ts";

const leaseMs = 15_000;
/** Pause between tries of a commit while the storage fails (ms), and number of tries. */
export const retryDelayMs = 1_000, maxAttempts = 30;

export const interruptedEnding: AnswerEnding = {
  state: "failed",
  failure: "interrupted",
};
export const notBegunEnding: AnswerEnding = {
  state: "failed",
  failure: "not-begun",
};

interface LeaseHolder {
  readonly instance: string;
  isAnswering(session: string, turn: string): boolean;
  beginAnswer(task: AnswerTask): void;
}

/**
 * An answer taken over from a dead instance. `at`: time of the answer's turn; `nth`: its place among the unfinished
 * answers of the class.
 */
interface TakenOver {
  task: AnswerTask;
  at: number;
  nth: number;
}

export class AnswerLeases {
  readonly #parts: Pick<
    AppServices,
    "kv" | "clock" | "isKvShared" | "report" | "sync"
  >;
  readonly #holder: LeaseHolder;
  /** Leases of this instance without a running answer at the last check; the next check settles them. */
  #suspects: ReadonlySet<string> = new Set();

  constructor(
    parts: Pick<AppServices, "kv" | "clock" | "isKvShared" | "report" | "sync">,
    holder: LeaseHolder,
  ) {
    this.#parts = parts;
    this.#holder = holder;
  }

  /**
   * Renews the lease. Takes over or ends answers of dead instances, and leases of this one that two checks in a row
   * found without a running answer. Never throws.
   */
  async renew(): Promise<void> {
    const { kv, clock, isKvShared, report } = this.#parts;
    const { instance } = this.#holder;
    const takenOver: TakenOver[] = [];
    try {
      if (isKvShared) {
        const until = clock() + leaseMs;
        const expireIn = 10 * leaseMs;
        await kv.set(kvKeys.instance(instance), until, { expireIn });
      }
      const suspects = new Set<string>();
      const alive = new Map<string, boolean>();
      const leases = kv.list<AnswerLease>({ prefix: kvKeys.answering() });
      for await (const { key, value } of leases) {
        const session = String(key[1]), turn = String(key[2]);
        if (value.instance === instance) {
          if (this.#holder.isAnswering(session, turn)) continue;
          suspects.add(turn);
          if (!this.#suspects.has(turn)) continue;
        } else if (await this.#isAlive(value.instance, alive)) continue;
        const takenAnswer = await this.#settleLease(session, turn, value);
        if (takenAnswer) takenOver.push(takenAnswer);
      }
      this.#suspects = suspects;
    } catch (error) {
      report("claims could not be checked", error);
    }
    // Questions of one commit have the same time.
    takenOver.sort((a, b) => a.at - b.at || a.nth - b.nth);
    for (const { task } of takenOver) this.#holder.beginAnswer(task);
  }

  /** Ends the lease at once, so that others take over sooner. */
  async release(): Promise<void> {
    const { kv, isKvShared } = this.#parts;
    if (!isKvShared) return;
    await kv.delete(kvKeys.instance(this.#holder.instance)).catch(() => {});
  }

  async #isAlive(instance: string, aliveByInstance: Map<string, boolean>) {
    const { kv, clock, isKvShared } = this.#parts;
    if (!isKvShared) return false;
    let alive = aliveByInstance.get(instance);
    if (alive === undefined) {
      const { value } = await kv.get<number>(kvKeys.instance(instance));
      alive = value !== null && value > clock();
      aliveByInstance.set(instance, alive);
    }
    return alive;
  }

  /** Takes over a waiting answer; else returns null. Marks an answer that the model was asked for as `failed`. */
  async #settleLease(
    s: string,
    turn: string,
    { instance: oldInstance, conversation }: AnswerLease,
  ): Promise<TakenOver | null> {
    const { kv, report, sync } = this.#parts;
    const { instance } = this.#holder;
    const name = names.conversation(s, conversation);
    try {
      return await decideOnClass(sync, s, ({ session, staff }, tx) => {
        const turnMap = findTurn(tx.doc(name), turn);
        const member = conversationOwner(tx.doc(name));
        const key = kvKeys.answering(s, turn);
        if (!turnMap || !member || turnState(turnMap) !== "streaming") {
          tx.addFact({ key, delete: true });
          return null;
        }
        const reservation = tokenReservations(staff).get(turn);
        // Another instance has taken it over.
        if ((reservation?.instance ?? oldInstance) !== oldInstance) return null;
        if (!reservation?.waits) {
          const place = { tx, s, session, staff, conversation, member };
          endAnswer(place, turnMap, interruptedEnding);
          return null;
        }
        tokenReservations(staff).set(turn, { ...reservation, instance });
        tx.addFact({ key, value: { instance, conversation } });
        const person = findPerson(session, member);
        const prompt = String(turnMap.get("prompt"));
        const words = buildModelInput(tx.doc(name), prompt);
        const task: AnswerTask = {
          session: s,
          conversation,
          member: person,
          seat: findSeat(session, member),
          turn,
          prompt,
          question: words.at(-1)?.text ?? "",
          // The reservation at the dead instance stays counted, as after any crash.
          command: turn,
          inputTokens: reservation.prompts,
          isCollected: sessionInfo(session, "collect") &&
            members(session).get(person)?.role === "student",
        };
        const nth = [...tokenReservations(staff).keys()].indexOf(turn);
        return { task, at: Number(turnMap.get("at")), nth };
      }, [name]);
    } catch (error) {
      const gone = isRefusal(error, "not-found");
      if (gone) await kv.delete(kvKeys.answering(s, turn));
      else report("an answer could not be settled", error);
      return null;
    }
  }
}

/** Whether a member's answer may begin now; `later` during **Eyes on me**. */
export function decideWhetherToBegin(
  session: Y.Doc,
  id: string,
  now: number,
): "yes" | "later" | "no" {
  const person = findPerson(session, id);
  try {
    requireActiveMember(session, person, now);
  } catch (error) {
    if (error instanceof Refusal) return "no";
    throw error;
  }
  if (members(session).get(person)?.role !== "student") return "yes";
  if (sessionInfo(session, "assistantPaused")) return "no";
  return sessionInfo(session, "eyesOnMe") ? "later" : "yes";
}

/** The words that the model gets; no others. */
export type ModelQuestion = Pick<ModelRequest, "system" | "words">;

export function modelQuestionOf(
  staff: Y.Doc,
  conversation: Y.Doc,
  prompt: string,
): ModelQuestion {
  return {
    system: systemPrompt(staff, templateIdOf(conversation)),
    words: buildModelInput(conversation, prompt),
  };
}

/**
 * Marks an answer as begun, so that the model is asked once. `later`: it may not begin yet; `no`: not any more; null:
 * it has ended or was taken over. Retries while the storage fails, as otherwise all waiting answers would fail one
 * after the other.
 */
export async function startTurn(
  sync: SyncEngine<Identity>,
  task: AnswerTask,
  instance: string,
  { isStopping, signal }: { isStopping: () => boolean; signal: AbortSignal },
): Promise<ReturnType<typeof beginTurn>> {
  const { session, conversation } = task;
  for (let tries = 1;; tries++) {
    try {
      return await decideOnClass(
        sync,
        session,
        // No answer begins while this instance stops, as another would mark it as failed.
        (docs, tx) =>
          isStopping() ? "later" : beginTurn(docs, tx, task, instance),
        [names.conversation(session, conversation)],
      );
    } catch (error) {
      const isAway = isRefusal(error, "storage-unavailable");
      if (!isAway || tries === maxAttempts || signal.aborted) throw error;
      await delay(retryDelayMs, signal);
    }
  }
}

function beginTurn(
  { session, staff }: ClassDocuments,
  tx: Tx,
  { session: s, conversation, member, prompt, turn }: AnswerTask,
  instance: string,
): ModelQuestion | "later" | "no" | null {
  const doc = tx.doc(names.conversation(s, conversation));
  const turnMap = findTurn(doc, turn);
  const reservation = tokenReservations(staff).get(turn);
  if (!turnMap || turnState(turnMap) !== "streaming") return null;
  if (reservation?.instance !== instance) return null;
  const may = decideWhetherToBegin(session, member, tx.now);
  if (may === "no") {
    const place = { tx, s, session, staff, conversation, member };
    endAnswer(place, turnMap, notBegunEnding, 0);
  }
  if (may !== "yes") return may;
  const { waits: _, ...activeReservation } = reservation;
  tokenReservations(staff).set(turn, activeReservation);
  startWaiting(staff, member, tx.now);
  tx.reserveBytes(500);
  return modelQuestionOf(staff, doc, prompt);
}
