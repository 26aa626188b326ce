/**
 * Finds which texts of a record have some words (C-9), in another thread, one search at a time: a text may be long, and
 * a search reads all of them (SYNC-18). Ignores case and width.
 */
import { oneTurnInAll, TurnQueue } from "../limits/turn_queue.ts";
import { foldCase } from "../../formats/normalise.ts";
import type { ReportFailure } from "../storage/storage.ts";

export interface SearchJob {
  words: string;
  texts: readonly string[];
}

/** Runs a job within limits of time; its result is whether each text has the words. `ended`: why it was stopped. */
export type RunSearchJob = (
  job: SearchJob,
) => Promise<{ result: boolean[] } | { ended: string }>;

interface Searcher {
  session: string;
  member: string;
}

/** Characters that a job reads, and all jobs of one search: some seconds of work. */
const jobCharacters = 250_000, searchCharacters = 20_000_000;

export function doSearchJob({ words, texts }: SearchJob): boolean[] {
  const foldedWords = foldCase(words).trim();
  return texts.map((text) => foldCase(text).includes(foldedWords));
}

/** Runs a job on this thread: for tests and command-line programs. */
export const runSearchHere: RunSearchJob = (job) =>
  Promise.resolve({ result: doSearchJob(job) });

export class TextSearch {
  readonly #turns = new TurnQueue(oneTurnInAll);

  constructor(
    private readonly run: RunSearchJob,
    private readonly report: ReportFailure,
  ) {}

  begin(who: Searcher, words: string): Search {
    const ticket = () => ({ group: who.session, member: who.member });
    return new Search(words, async (texts) => {
      const outcome = await this.#turns.run(
        ticket(),
        () => this.run({ words, texts }),
      );
      if ("result" in outcome) return outcome.result;
      this.report("a search was ended", new Error(outcome.ended));
      return null;
    });
  }
}

/** One search: it ends where it has read too much. */
export class Search {
  /** True: what came later was not read. */
  isCut = false;
  #left = searchCharacters;

  constructor(
    private readonly words: string,
    private readonly find: (
      texts: readonly string[],
    ) => Promise<boolean[] | null>,
  ) {}

  /** The items whose texts have the words, in order; all if there are no words. */
  async *filter<T>(
    items: AsyncIterable<T>,
    textOf: (item: T) => string,
  ): AsyncGenerator<T> {
    if (this.words.trim() === "") return yield* items;
    let batch: T[] = [], texts: string[] = [], length = 0;
    for await (const item of items) {
      const text = textOf(item);
      batch.push(item);
      texts.push(text);
      length += text.length;
      if (length < jobCharacters) continue;
      yield* await this.#found(batch, texts, length);
      if (this.isCut) return;
      batch = [], texts = [], length = 0;
    }
    yield* await this.#found(batch, texts, length);
  }

  async #found<T>(
    items: readonly T[],
    texts: readonly string[],
    length: number,
  ): Promise<T[]> {
    if (items.length === 0) return [];
    this.#left -= length;
    const has = this.#left < 0 || this.isCut ? null : await this.find(texts);
    this.isCut = has === null;
    return items.filter((_, n) => has?.[n]);
  }
}
