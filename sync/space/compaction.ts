/** Folds a space's log into snapshots while commits go on (S9). */
import { limits } from "../limits.ts";
import type { Log } from "./log.ts";
import { isRefusal, Refusal } from "../refusal.ts";
import type { Space } from "./space.ts";
import type { Snapshot } from "../store.ts";

/** How often a purge folds while commits go on, before it gives up. */
const tries = 50;

/** The folding of one space's log. */
export class Compaction<Who> {
  #running: Promise<void> | null = null;

  constructor(readonly space: Space<Who>, readonly log: Log) {}

  /** Whether it is at it. */
  get running(): boolean {
    return this.#running !== null;
  }

  /** Resolves when it is not at it any more. */
  async ended(): Promise<void> {
    await this.#running;
  }

  /** Begins where the log has become long. */
  runIfLong(): void {
    const { logCommits, logBytes, logDocuments } = limits;
    const isLong = this.log.isLong({
      commits: this.space.world.foldAfter ?? logCommits,
      bytes: logBytes,
      documents: logDocuments,
    });
    if (isLong) this.run();
  }

  /**
   * Folds the log up to now into snapshots of every document that it names. Commits go on; each snapshot is
   * taken from the loaded document, on committed state.
   */
  run(): Promise<void> {
    return this.#running ??= this.#fold().finally(() => this.#running = null);
  }

  /**
   * Sees to it that what was deleted from the documents by now is not in the store any more: folds all of the log
   * up to here, whoever else folds, and deletes what folding leaves. Throws `not-found` where the space is gone,
   * `storage-unavailable` where others always come first.
   */
  async purge(): Promise<void> {
    const { space } = this;
    const upTo = await space.read(() => space.seq);
    for (let attempt = 0; attempt < tries; attempt++) {
      if (await this.#learn() >= upTo) {
        return await space.world.store.sweep(space.name);
      }
      await this.run();
    }
    throw new Refusal("storage-unavailable");
  }

  /** Forgets what any instance has folded; answers with how far that is. Throws `not-found` where the space is gone. */
  async #learn(): Promise<number> {
    const { space, log } = this;
    const loaded = await space.world.store.load(space.name, []);
    if (loaded === null) throw new Refusal("not-found");
    const next = loaded.logged[0]?.seq ?? loaded.head.seq + 1;
    log.folded(next - 1);
    return next - 1;
  }

  async #fold(): Promise<void> {
    const { space, log } = this;
    const { store, meter, report } = space.world;
    const began = performance.now();
    const { upTo, documents } = log.foldable(limits.logDocuments);
    try {
      const snapshots: Snapshot[] = [];
      for (const document of documents) {
        await space.load(document);
        snapshots.push(
          await space.read(() => {
            const state = space.replica(document).whole();
            return { document, seq: space.seq, state };
          }),
        );
      }
      if (await store.compact(space.name, upTo, snapshots)) {
        log.folded(upTo);
        meter?.compacted(performance.now() - began);
      } else await this.#learn();
    } catch (error) {
      log.notFolded();
      if (!isRefusal(error)) report("a space could not be compacted", error);
    }
  }
}
