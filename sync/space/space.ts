import type { SyncFigures } from "../meter.ts";
import { Refusal } from "../refusal.ts";
import { CoalescedLookup } from "../coalesced_lookup.ts";
import type { Head, LoadedSpace } from "../store.ts";
import type { EngineContext } from "../engine_context.ts";
import { Subscribers } from "./subscribers.ts";
import { CommitLoop } from "./commit_loop.ts";
import { Compaction } from "./compaction.ts";
import { LoadedDocuments } from "./loaded_documents.ts";
import { MemberBudgets } from "./member_budgets.ts";

/** A loaded space, the unit of atomicity and order: its documents, commit loop, members' budgets and connections. */
export class Space<Who> {
  readonly documents: LoadedDocuments;
  readonly budgets: MemberBudgets;
  readonly subscribers: Subscribers<Who>;
  readonly commits: CommitLoop;
  readonly compaction: Compaction;
  /** The head in the store; null if the space is gone. */
  readonly #head: CoalescedLookup<Head | null>;
  #ended = false;

  private constructor(
    readonly name: string,
    readonly engine: EngineContext<Who>,
    loaded: LoadedSpace,
    readonly onEnd: () => void,
    turn: number,
  ) {
    this.documents = new LoadedDocuments(
      name,
      engine,
      loaded,
      (seq) => this.commits.catchUpTo(seq),
    );
    this.budgets = new MemberBudgets(engine.clock);
    this.#head = new CoalescedLookup(() => engine.store.readHead(name));
    this.subscribers = new Subscribers(engine, this.documents, turn);
    const { documents, budgets, subscribers: { presence, carets } } = this;
    const context = { engine, documents, budgets, presence, carets };
    this.commits = new CommitLoop(context, {
      announce: (updates) => this.subscribers.forward(updates),
      onLogged: () => this.compaction.runIfLong(),
      onUpdatesMissing: () => this.subscribers.askWriters(),
      onFailure: (refusal) => {
        const code = refusal.kind === "not-found" ? 4404 : 1013;
        this.#end(code, refusal.kind, refusal);
      },
    });
    this.compaction = new Compaction(engine, documents, this.commits);
  }

  static async open<Who>(
    name: string,
    engine: EngineContext<Who>,
    onEnd: () => void,
    turn: number,
  ): Promise<Space<Who> | null> {
    const beganAt = performance.now();
    const loaded = await engine.store.load(name, [
      engine.authority.rootDocument(name),
    ]);
    if (loaded === null) return null;
    engine.meter?.recordLoad(performance.now() - beganAt);
    return new Space(name, engine, loaded, onEnd, turn);
  }

  get figures(): SyncFigures {
    return {
      documents: this.documents.size,
      connections: this.subscribers.size,
      queued: this.commits.queueLength + this.subscribers.waitingUpdates,
    };
  }

  get isIdle(): boolean {
    return this.subscribers.size === 0 && this.commits.isIdle &&
      !this.documents.isLoading && !this.compaction.isRunning;
  }

  /**
   * Updates memory to the store's state if other instances write to it, because their changes are reported late. Throws
   * `not-found` if the space is gone.
   */
  async refresh(): Promise<void> {
    if (!this.engine.presenceExchange) return;
    this.documents.markUsed();
    const head = await this.#head.run();
    if (head === null) throw new Refusal("not-found");
    // A catch-up that was already running may not reach that far.
    while (this.documents.head.seq < head.seq) {
      await this.commits.catchUpTo(head.seq);
    }
  }

  dropUnused(): void {
    const { subscribers, commits, documents } = this;
    commits.whenSettled(() => {
      if (commits.queueLength > 0) return;
      documents.dropUnused((name) =>
        subscribers.hasDocument(name) || commits.isDue(name)
      );
    });
  }

  /** Finishes queued work until `patience` resolves, accepts no more, and closes every connection. */
  async end(
    code: number,
    reason: string,
    patience?: Promise<void>,
  ): Promise<void> {
    const refusal = new Refusal("storage-unavailable");
    await this.commits.finish(refusal, patience);
    this.#end(code, reason, refusal);
    await this.#quiet();
  }

  /** The store has dropped the space: closes every connection, and resolves when nothing of it runs. */
  async endAfterDrop(): Promise<void> {
    await this.commits.stopAfterDrop();
    await this.#quiet();
  }

  #end(code: number, reason: string, refusal: Refusal): void {
    if (this.#ended) return;
    this.#ended = true;
    this.commits.end(refusal);
    this.subscribers.end(code, reason);
    this.documents.dropAll();
    this.onEnd();
  }

  async #quiet(): Promise<void> {
    await this.compaction.whenEnded();
    await this.subscribers.whenPublished();
  }
}
