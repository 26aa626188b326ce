/**
 * Runs page jobs (`page_jobs.ts`) in another thread: one at a time, by turns of classes and members, with limited time
 * and memory. A job that exceeds them gives plain text, nothing or a refusal. Caches results by content.
 */
import type { Attachment } from "../model/files.ts";
import { deleteOldest } from "../../formats/memoize.ts";
import type { PageVersion } from "../model/pages.ts";
import { tooOftenRefusal } from "../limits/rate_limiter.ts";
import { oneTurnInAll, takenTooLong, TurnQueue } from "../limits/turn_queue.ts";
import type { ReportFailure } from "../storage/storage.ts";
import {
  doPageJob,
  makePlainPage,
  type PageJob,
  type PageJobName,
  type PageJobs,
  type PageMarkdown,
} from "./page_jobs.ts";

/** Runs a job within its limits. `ended`: why it was stopped. */
export type RunPageJob = (
  job: PageJob,
) => Promise<{ result: PageJobs[PageJobName]["result"] } | { ended: string }>;

/** Runs a job on this thread: for tests and command-line programs. */
export const runPageJobHere: RunPageJob = (job) =>
  Promise.resolve({ result: doPageJob(job) });

interface PageClient {
  session: string;
  member: string;
}

/** Maximum number of new pages, and of Markdown texts, in the cache. */
const maxKept = 32;

export class PageWork {
  readonly #turns = new TurnQueue(oneTurnInAll);
  readonly #madePages = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  readonly #markdown = new Map<string, PageMarkdown>();

  constructor(
    private readonly run: RunPageJob,
    private readonly report: ReportFailure,
  ) {}

  /**
   * Makes a page's document from Markdown. Refuses with `too-often` if that takes too long, as a page that began as
   * plain text would stay so.
   */
  async makePage(
    client: PageClient,
    text: string,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const cached = this.#madePages.get(text);
    this.#madePages.delete(text);
    const state = cached ??
      this.#runJob<"begin">(client, () => ({ name: "begin", text }))
        .then((it) => it ?? makePlainPage(text));
    this.#madePages.set(text, state);
    deleteOldest(this.#madePages, maxKept);
    try {
      return await state;
    } catch (error) {
      if (this.#madePages.get(text) === state) this.#madePages.delete(text);
      throw error;
    }
  }

  /**
   * Writes a page as Markdown.
   * @param page reads the document, once it is the job's turn
   * @param urls addresses of pictures by file; others become descriptions
   */
  async writeMarkdown(
    client: PageClient,
    page: () => Promise<Uint8Array<ArrayBuffer>>,
    { urls = {}, pictures = new Map() }: {
      urls?: Readonly<Record<string, string>>;
      pictures?: ReadonlyMap<string, Attachment>;
    } = {},
  ): Promise<PageMarkdown> {
    let key = "";
    const written = await this.#runJob<"write">(client, async () => {
      const bytes = await page();
      const about = JSON.stringify([urls, [...pictures]]);
      key = await digest(bytes) + about;
      const cached = this.#markdown.get(key);
      if (cached) return { known: cached };
      return { name: "write", page: bytes, urls, pictures };
    });
    const result = written ?? await this.#runJob<"writePlain">(
      client,
      async () => ({ name: "writePlain", page: await page() }),
    ) ?? emptyMarkdown;
    this.#markdown.delete(key);
    this.#markdown.set(key, result);
    deleteOldest(this.#markdown, maxKept);
    return result;
  }

  /** Makes a version of a page without the text of some members; null: it takes too long. */
  makeVersion(
    client: PageClient,
    page: Uint8Array<ArrayBuffer>,
    without?: ReadonlySet<string>,
  ): Promise<PageVersion | null> {
    return this.#runJob<"copy">(
      client,
      () => ({ name: "copy", page, without }),
    );
  }

  /** Null: it takes too long. */
  findWorries(
    client: PageClient,
    input: PageJobs["worries"]["input"],
  ): Promise<string[] | null> {
    const job = { name: "worries" as const, ...input };
    return this.#runJob<"worries">(client, () => job);
  }

  async findNewLines(
    client: PageClient,
    states: readonly Uint8Array[],
  ): Promise<(string | undefined)[]> {
    const job = { name: "newLines" as const, states };
    return await this.#runJob<"newLines">(client, () => job) ??
      states.map(() => undefined);
  }

  /** Runs a job when it is its turn; null: it was stopped. `make` may return a known result instead of a job. */
  async #runJob<Name extends PageJobName>(
    { session, member }: PageClient,
    make: () =>
      | Extract<PageJob, { name: Name }>
      | Promise<
        Extract<PageJob, { name: Name }> | { known: PageJobs[Name]["result"] }
      >,
  ): Promise<PageJobs[Name]["result"] | null> {
    return await this.#turns.run({ group: session, member }, async () => {
      const job = await make();
      if ("known" in job) return job.known;
      const outcome = await this.run(job);
      if ("result" in outcome) {
        return outcome.result as PageJobs[Name]["result"];
      }
      this.report("work on a page was ended", new Error(outcome.ended));
      if (outcome.ended === takenTooLong && job.name === "begin") {
        throw tooOftenRefusal(10_000);
      }
      return null;
    });
  }
}

const emptyMarkdown: PageMarkdown = { text: "", pieces: [] };

async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return new Uint8Array(hash).toHex();
}
