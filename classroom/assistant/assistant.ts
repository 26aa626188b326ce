/**
 * Gives the answers: asks the model, gathers what comes to about ten commits a second for a whole class (S1,
 * S6), and sees to it that no answer is left hanging. An answer is claimed by one instance in the commit that
 * begins it; an instance lives as long as it renews its lease, and what a dead one left is marked `failed`.
 */
import { isRefusal } from "../../sync/refusal.ts";
import type { Sync } from "../../sync/sync.ts";
import type { Answering, Task } from "./answering.ts";
import { endAnswer, type Ending } from "./conversations.ts";
import type { Who } from "../identity.ts";
import {
  isModelFailure,
  type Model,
  ModelFailure,
  type TokenUsage,
} from "./model.ts";
import { FairSemaphore } from "../limits/fair_semaphore.ts";
import { type AnswerClaim, keys } from "../sessions/session_keys.ts";
import { bounds } from "../schema/bounds.ts";
import { documents as names } from "../schema/documents.ts";
import { newId } from "../schema/ids.ts";
import { systemText, templateOf } from "./openings.ts";
import type { Spending } from "./spending.ts";
import { contextOf, findTurn, ownerOf, stateOf } from "./turns.ts";
import {
  type AnswerBuffer,
  nextParts,
  tokensTaken,
  writePart,
} from "./answer_buffer.ts";
import { estimateTokens } from "./usage.ts";
import { decideOnClass, readClass } from "../layout.ts";
import type { Parts } from "../parts.ts";

/** How long the words of a class's answers gather, in ms. */
const gathers = 100;
/** How many answers this process lets come at once, and of them to one class; further ones wait for their turn. */
const sideBySide = 200;
const toOneClass = 100;
/** How many times its limit a model's answer may be long, since tokens are estimated. */
const lengthTolerance = 1.5;
/** For how long an instance is held to be alive, and how often it says so and looks for dead ones, in ms. */
const leaseLasts = 15_000;
const looksEvery = 5_000;
/** After a commit that failed, in ms; and how often it is tried. */
const pause = 1_000;
const attempts = 30;

/** The end of an answer that nobody writes any more. */
const interrupted: Ending = { state: "failed", failure: "interrupted" };

/** The answers of one class. */
interface Gathering {
  readonly runs: Set<AnswerBuffer>;
  timer?: ReturnType<typeof setTimeout>;
  flushing: Promise<void> | null;
  flushedAt: number;
  failures: number;
}

interface AssistantParts
  extends Pick<Parts, "kv" | "clock" | "shared" | "report" | "meter"> {
  model: Model;
  spending: Spending;
}

/** The assistant of all classes of this process. */
export class Assistant implements Answering {
  readonly instance: string = newId();
  readonly model: string;
  readonly spending: Spending;
  readonly #parts: AssistantParts;
  #sync: Sync<Who> | null = null;
  readonly #gatherings = new Map<string, Gathering>();
  /** By conversation: its answers are given one after the other. */
  readonly #last = new Map<string, Promise<void>>();
  readonly #semaphore = new FairSemaphore(sideBySide, toOneClass);
  /** Own claims without an answer under way, as the last look found them. */
  #suspects: ReadonlySet<string> = new Set();
  #round: ReturnType<typeof setInterval> | undefined;
  #looking: Promise<void> = Promise.resolve();
  #stopping = false;

  constructor(parts: AssistantParts) {
    this.#parts = parts;
    this.model = parts.model.name;
    this.spending = parts.spending;
  }

  /** Takes over: what a server before this one left half-written is marked `failed`. */
  async start(sync: Sync<Who>): Promise<void> {
    this.#sync = sync;
    const look = () => this.#looking = this.#look();
    await look();
    this.#round = setInterval(look, looksEvery);
  }

  /** Ends every answer, so that none is left hanging; resolves when that is stored. */
  async close(): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    clearInterval(this.#round);
    await this.#looking;
    const ends = [...this.#gatherings].map(async ([session, gathering]) => {
      clearTimeout(gathering.timer);
      await gathering.flushing;
      for (const run of gathering.runs) {
        run.ending ??= interrupted;
        run.abort.abort();
      }
      while (gathering.runs.size > 0 && gathering.failures === 0) {
        await this.#flush(session, gathering);
      }
    });
    await Promise.all(ends);
    if (this.#parts.shared) {
      await this.#parts.kv.delete(keys.instance(this.instance)).catch(() => {});
    }
  }

  begin(task: Task): void {
    const { session, conversation } = task;
    // What comes now is left to the instance that looks for the claims of this one.
    if (this.#stopping) return;
    const run: AnswerBuffer = {
      task,
      abort: new AbortController(),
      settled: Promise.withResolvers(),
      pending: "",
      written: 0,
      tokens: 0,
      began: performance.now(),
      heard: false,
    };
    this.#gathering(session).runs.add(run);
    this.#parts.meter?.asked();
    const name = names.conversation(session, conversation);
    const before = this.#last.get(name) ?? Promise.resolve();
    const mine = before.then(() => this.#give(run));
    this.#last.set(name, mine);
    mine.then(() => {
      if (this.#last.get(name) === mine) this.#last.delete(name);
    });
  }

  stop(session: string, conversation: string): void {
    const gathering = this.#gatherings.get(session);
    for (const run of gathering?.runs ?? []) {
      if (run.task.conversation === conversation) {
        this.#drop(run, { state: "stopped" });
      }
    }
  }

  /** Ends what is being answered in a session that was deleted, and keeps none of it. */
  forget(session: string): void {
    const gathering = this.#gatherings.get(session);
    clearTimeout(gathering?.timer);
    for (const run of gathering?.runs ?? []) {
      this.#drop(run, { state: "stopped" });
    }
    this.#gatherings.delete(session);
  }

  #gathering(session: string): Gathering {
    const gathering = this.#gatherings.get(session) ??
      { runs: new Set(), flushing: null, flushedAt: 0, failures: 0 };
    this.#gatherings.set(session, gathering);
    return gathering;
  }

  /** Asks the model and takes what it says, to the end. Never throws. */
  async #give(run: AnswerBuffer): Promise<void> {
    const { signal } = run.abort;
    if (signal.aborted) return;
    const { session } = run.task;
    await this.#semaphore.acquire(session);
    try {
      if (signal.aborted) return;
      const question = await this.#question(run.task);
      const { model } = this.#parts;
      const maxTokens = this.spending.limits.answer;
      const onUsage = (took: TokenUsage) => run.took = took;
      const asked = { ...question, maxTokens, onUsage, signal };
      for await (const piece of model.answer(asked)) {
        if (signal.aborted) break;
        this.#hear(run, piece);
      }
      const silent = run.written + run.pending.length === 0;
      run.ending ??= silent
        ? { state: "failed", failure: "unknown" }
        : { state: "done" };
    } catch (thrown) {
      if (!signal.aborted) run.ending ??= this.#endingOf(run, thrown);
    } finally {
      this.#semaphore.release(session);
    }
    if (!signal.aborted) this.#schedule(session);
    await run.settled.promise;
  }

  /** The model's input: nothing but words. */
  async #question({ session, conversation, prompt }: Task) {
    const name = names.conversation(session, conversation);
    return await readClass(this.#store, session, ({ staff }, { doc }) => ({
      system: systemText(staff, templateOf(doc(name))),
      words: contextOf(doc(name), prompt),
    }), [name]);
  }

  #hear(run: AnswerBuffer, piece: string): void {
    const room = bounds.answer - run.written - run.pending.length;
    run.pending += piece.slice(0, room);
    if (!run.heard) {
      run.heard = true;
      this.#parts.meter?.answering(performance.now() - run.began);
    }
    this.#schedule(run.task.session);
    // Whatever the provider makes of what it was told.
    const tooMany = run.tokens + estimateTokens(run.pending) >
      lengthTolerance * this.spending.limits.answer;
    if (piece.length > room || tooMany) throw new ModelFailure("too-long");
  }

  #endingOf(run: AnswerBuffer, thrown: unknown): Ending {
    const failure = isModelFailure(thrown)
      ? thrown.failure
      : isRefusal(thrown)
      ? "interrupted"
      : "unknown";
    // A model's failure has the provider's codes as its message, and nobody's words.
    this.#parts.report(`an answer failed: ${failure}`, thrown);
    const cut = failure === "too-long" && run.written + run.pending.length > 0;
    return { state: cut ? "stopped" : "failed", failure };
  }

  #schedule(session: string): void {
    const gathering = this.#gathering(session);
    if (gathering.timer !== undefined || gathering.flushing) return;
    if (this.#stopping) return;
    const since = Date.now() - gathering.flushedAt;
    const wait = gathering.failures > 0 ? pause : Math.max(0, gathers - since);
    gathering.timer = setTimeout(() => {
      gathering.timer = undefined;
      gathering.flushing = this.#flush(session, gathering).finally(() => {
        gathering.flushing = null;
        if (nextParts(gathering).length > 0) this.#schedule(session);
        else if (gathering.runs.size === 0) this.#gatherings.delete(session);
      });
    }, wait);
  }

  /** Stores what has gathered in a class, as one decision. Never throws. */
  async #flush(session: string, gathering: Gathering): Promise<void> {
    const parts = nextParts(gathering);
    if (parts.length === 0) return;
    gathering.flushedAt = Date.now();
    const needs = new Set(
      parts.map(({ run }) =>
        names.conversation(session, run.task.conversation)
      ),
    );
    try {
      const stored = await decideOnClass(
        this.#store,
        session,
        (_, tx) => parts.map((part) => [part, writePart(tx, part)] as const),
        [...needs],
      );
      gathering.failures = 0;
      for (const [{ run, text, ending }, how] of stored) {
        if (how === "later") continue;
        run.pending = run.pending.slice(text.length);
        run.written += text.length;
        run.tokens += estimateTokens(text);
        // Only its student can have ended it: Stop comes here by another instance, too.
        if (how === "gone") this.#drop(run, { state: "stopped" });
        else if (ending) this.#drop(run, ending);
      }
    } catch (thrown) {
      const again = isRefusal(thrown) && thrown.kind === "storage-unavailable";
      if (again && ++gathering.failures < attempts) return;
      const gone = isRefusal(thrown) && thrown.kind === "not-found";
      if (!gone) this.#parts.report("an answer could not be stored", thrown);
      // Their claims stay, and are found without an answer under way.
      for (const { run } of parts) this.#drop(run, interrupted);
      gathering.failures = 0;
    }
  }

  /** Is done with an answer, here. */
  #drop(run: AnswerBuffer, { state, failure }: Ending): void {
    const { tokens, began, task, abort, settled } = run;
    abort.abort();
    const isNew = this.#gatherings.get(task.session)?.runs.delete(run);
    settled.resolve();
    if (!isNew) return;
    this.spending.settle(task.command, tokensTaken(run, { failure }));
    const took = performance.now() - began;
    this.#parts.meter?.answered({ state, failure, tokens, took });
  }

  /** Renews this instance's lease, and ends the answers of dead instances. Never throws. */
  async #look(): Promise<void> {
    const { kv, clock, shared, report } = this.#parts;
    try {
      if (shared) {
        const until = clock() + leaseLasts;
        const expireIn = 10 * leaseLasts;
        await kv.set(keys.instance(this.instance), until, { expireIn });
      }
      const suspects = new Set<string>();
      const alive = new Map<string, boolean>();
      const claims = kv.list<AnswerClaim>({ prefix: keys.answering() });
      for await (const { key, value } of claims) {
        const session = String(key[1]), turn = String(key[2]);
        if (value.instance === this.instance) {
          if (this.#isGiving(session, turn)) continue;
          suspects.add(turn);
          if (!this.#suspects.has(turn)) continue;
        } else if (await this.#lives(value.instance, alive)) continue;
        await this.#fail(session, turn, value.conversation);
      }
      this.#suspects = suspects;
    } catch (error) {
      report("claims could not be looked through", error);
    }
  }

  #isGiving(session: string, turn: string): boolean {
    const runs = this.#gatherings.get(session)?.runs ?? [];
    return [...runs].some(({ task }) => task.turn === turn);
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

  /** Marks an answer `failed` that nobody writes any more; what there is of it stays. */
  async #fail(s: string, turn: string, conversation: string): Promise<void> {
    const name = names.conversation(s, conversation);
    try {
      await decideOnClass(this.#store, s, ({ staff }, tx) => {
        const found = findTurn(tx.doc(name), turn);
        const member = ownerOf(tx.doc(name));
        if (found && member && stateOf(found) === "streaming") {
          endAnswer({ tx, s, staff, member }, found, interrupted);
        } else tx.fact({ key: keys.answering(s, turn), delete: true });
      }, [name]);
    } catch (thrown) {
      const gone = isRefusal(thrown) && thrown.kind === "not-found";
      if (gone) await this.#parts.kv.delete(keys.answering(s, turn));
      else this.#parts.report("an answer could not be ended", thrown);
    }
  }

  get #store(): Sync<Who> {
    if (!this.#sync) throw new Error("the assistant has not been started");
    return this.#sync;
  }
}
