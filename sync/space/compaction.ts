/** Folds a space's log into snapshots while commits continue (SYNC-9). */
import { limits } from "../limits.ts";
import { isRefusal, Refusal } from "../refusal.ts";
import type { DocumentSnapshot } from "../store.ts";
import type { EngineContext } from "../engine_context.ts";
import type { CommitLoop } from "./commit_loop.ts";
import type { LoadedDocuments } from "./loaded_documents.ts";

/** Attempts of a purge to fold while commits continue, before it refuses. */
const tries = 50;

export class Compaction {
  #running: Promise<void> | null = null;

  constructor(
    readonly engine: EngineContext,
    readonly documents: LoadedDocuments,
    readonly commits: CommitLoop,
  ) {}

  get isRunning(): boolean {
    return this.#running !== null;
  }

  async whenEnded(): Promise<void> {
    await this.#running;
  }

  runIfLong(): void {
    const commits = this.engine.foldAfterCommits ?? limits.logCommits;
    if (this.documents.log.isLong(commits)) this.run();
  }

  run(): Promise<void> {
    return this.#running ??= this.#fold().finally(() => this.#running = null);
  }

  /**
   * Removes from the store what was deleted from the documents before the call. Throws `not-found` if the space is
   * gone, `storage-unavailable` if other instances are always first.
   */
  async purge(): Promise<void> {
    const { documents, commits, engine: { store } } = this;
    const upTo = await commits.read(() => documents.head.seq);
    for (let attempt = 0; attempt < tries; attempt++) {
      if (await this.#learn() >= upTo) {
        return await store.sweep(documents.space);
      }
      await this.run();
    }
    throw new Refusal("storage-unavailable");
  }

  /**
   * Drops from memory the log that any instance has folded; returns its last sequence number. Throws `not-found` if the
   * space is gone.
   */
  async #learn(): Promise<number> {
    const { space, log } = this.documents;
    const loaded = await this.engine.store.load(space, []);
    if (loaded === null) throw new Refusal("not-found");
    const nextSeq = loaded.logged[0]?.seq ?? loaded.head.seq + 1;
    log.dropUpTo(nextSeq - 1);
    return nextSeq - 1;
  }

  async #fold(): Promise<void> {
    const { store, meter, report } = this.engine;
    const { space, log } = this.documents;
    const beganAt = performance.now();
    const { upTo, documents } = log.findFoldable();
    try {
      const snapshots: DocumentSnapshot[] = [];
      for (const document of documents) {
        await this.documents.load(document);
        snapshots.push(
          await this.commits.read(() => {
            const state = this.documents.replica(document).encodeFull();
            return { document, seq: this.documents.head.seq, state };
          }),
        );
      }
      if (await store.compact(space, upTo, snapshots)) {
        log.dropUpTo(upTo);
        meter?.recordCompaction(performance.now() - beganAt);
      } else await this.#learn();
    } catch (error) {
      log.recordFailedFold();
      if (!isRefusal(error)) report("a space could not be compacted", error);
    }
  }
}
