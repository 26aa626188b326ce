/**
 * A space: the unit of atomicity and order. It is its documents in memory, the loop that commits to them, what each
 * member may still spend, and who is connected.
 */
import type { Figures } from "../meter.ts";
import { Refusal } from "../refusal.ts";
import { SharedLook } from "../shared_look.ts";
import type { Head, Loaded } from "../store.ts";
import type { World } from "../world.ts";
import { Audience } from "./audience.ts";
import { CommitLoop } from "./commit_loop.ts";
import { Compaction } from "./compaction.ts";
import { LoadedDocuments } from "./loaded_documents.ts";
import { Spending } from "./spending.ts";

/** A loaded space. */
export class Space<Who> {
  readonly documents: LoadedDocuments;
  readonly spending: Spending;
  /** Who is connected. */
  readonly audience: Audience<Who>;
  readonly commits: CommitLoop;
  readonly compaction: Compaction;
  /** Where it stands in the store; null: it is gone. */
  readonly #head: SharedLook<Head | null>;
  #ended = false;

  private constructor(
    readonly name: string,
    readonly world: World<Who>,
    loaded: Loaded,
    readonly onEnd: () => void,
    turn: number,
  ) {
    this.documents = new LoadedDocuments(
      name,
      world,
      loaded,
      (seq) => this.commits.reach(seq),
    );
    this.spending = new Spending(world.clock);
    this.#head = new SharedLook(() => world.store.head(name));
    this.audience = new Audience(world, this.documents, turn);
    const { documents, spending, audience: { presence } } = this;
    this.commits = new CommitLoop({ world, documents, spending, presence }, {
      announce: (updates) => this.audience.forward(updates),
      logged: () => this.compaction.runIfLong(),
      failed: (why) => {
        const code = why.kind === "not-found" ? 4404 : 1013;
        this.#end(code, why.kind, why);
      },
    });
    this.compaction = new Compaction(world, documents, this.commits);
  }

  /** Loads a space with its root document; null where there is no such space. */
  static async open<Who>(
    name: string,
    world: World<Who>,
    onEnd: () => void,
    turn: number,
  ): Promise<Space<Who> | null> {
    const began = performance.now();
    const loaded = await world.store.load(name, [world.authority.root(name)]);
    if (loaded === null) return null;
    world.meter?.loaded(performance.now() - began);
    return new Space(name, world, loaded, onEnd, turn);
  }

  /** What is in memory and what waits here now. */
  get figures(): Figures {
    return {
      documents: this.documents.size,
      connections: this.audience.size,
      queued: this.commits.queued + this.audience.waiting,
    };
  }

  /** Whether nobody is connected and nothing waits. */
  get idle(): boolean {
    return this.audience.size === 0 && this.commits.idle &&
      !this.documents.loading && !this.compaction.running;
  }

  /**
   * Brings memory up to where the store stands now, where other instances write to it: their watch tells late. Throws
   * `not-found` where the space is gone.
   */
  async current(): Promise<void> {
    if (!this.world.peers) return;
    this.documents.used();
    const head = await this.#head.ask();
    if (head === null) throw new Refusal("not-found");
    // What was under way already may not reach so far.
    while (this.documents.head.seq < head.seq) {
      await this.commits.reach(head.seq);
    }
  }

  /** S10: lets go of the documents that nobody has used for a while. */
  clearOut(): void {
    const { audience, commits, documents } = this;
    commits.whenSettled(() => {
      if (commits.queued > 0) return;
      documents.clearOut((name) => audience.isOn(name) || commits.isDue(name));
    });
  }

  /** Takes no more work, lets what has queued come to its end and closes every connection. */
  async end(code: number, reason: string): Promise<void> {
    const why = new Refusal("storage-unavailable");
    await this.commits.finish(why);
    this.#end(code, reason, why);
    await this.#quiet();
  }

  /** The store has dropped it: everybody hears that it is not there; resolves when nothing of it runs any more. */
  async dropped(): Promise<void> {
    await this.commits.dropped();
    await this.#quiet();
  }

  #end(code: number, reason: string, why: Refusal): void {
    if (this.#ended) return;
    this.#ended = true;
    this.commits.end(why);
    this.audience.end(code, reason);
    this.documents.clear();
    this.onEnd();
  }

  async #quiet(): Promise<void> {
    await this.compaction.ended();
    await this.audience.published();
  }
}
