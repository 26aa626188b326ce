/**
 * Runs a program apart from the main thread, without a permission, within a ceiling of time and memory. A worker that
 * computes cannot be ended from outside: in Deno 2.9 `terminate()` waits for its next turn, and V8's own ceiling of
 * memory for a worker may end the whole process. So V8's watchdog ends what computes for too long (`within`), what grows
 * is looked at between two steps (`steps`), and who waits gives up at last.
 */
import process from "node:process";
import { runInThisContext } from "node:vm";
import { late } from "../../classroom/limits/turn_queue.ts";
import { answerApart, type Apart, startApart } from "../platform/worker.ts";

/** What a program may take. */
export interface Ceiling {
  /** So long it may compute (ms). */
  time: number;
  /** So long it is waited for, with its start (ms). */
  patience: number;
  /** So large its heap may be between two steps (bytes). */
  memory: number;
}

/** The longest honest file, 600 questions, takes a tenth of it. */
const readerCeiling: Ceiling = {
  time: 2000,
  patience: 10_000,
  memory: 96 * 1024 * 1024,
};

/** What came of it: what it said, or why it said nothing. */
type Ended<T> = { said: T } | { ended: string };

interface Given<J> {
  job: J;
  ceiling: Ceiling;
}

/**
 * A program that stays for its next job, one job at a time: to start it takes longer than most of its jobs. It ends after
 * a while without a job, and when a job did not end in time or failed.
 */
export class LastingProgram {
  #apart: Apart | null = null;
  #over: (ended: Ended<unknown>) => void = () => {};
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly program: URL,
    readonly ceiling: Ceiling = readerCeiling,
    readonly idleMs = 10_000,
  ) {}

  /** Runs a job; the one before must have ended. These bytes are given away. */
  async run<T>(
    job: unknown,
    bytes: readonly ArrayBuffer[] = [],
  ): Promise<Ended<T>> {
    clearTimeout(this.#idle);
    const over = Promise.withResolvers<Ended<unknown>>();
    this.#over = over.resolve;
    this.#apart ??= startApart(
      this.program,
      (said) => this.#over(said as Ended<unknown>),
      (ended) => this.#over({ ended }),
    );
    const patience = setTimeout(
      () => over.resolve({ ended: late }),
      this.ceiling.patience,
    );
    try {
      const given: Given<unknown> = { job, ceiling: this.ceiling };
      this.#apart.post(given, bytes);
      const ended = await over.promise;
      if ("said" in ended) {
        this.#idle = setTimeout(() => this.end(), this.idleMs);
      } else this.end();
      return ended as Ended<T>;
    } finally {
      clearTimeout(patience);
    }
  }

  /** Ends the program. */
  end(): void {
    clearTimeout(this.#idle);
    // What it says from now on is of no job.
    this.#over = () => {};
    this.#apart?.end();
    this.#apart = null;
  }
}

/** Runs one job in a program of its own, a module of one file; the bytes of the job are given away. */
export async function runApart<T>(
  program: URL,
  job: { bytes: Uint8Array<ArrayBuffer> },
  ceiling: Ceiling = readerCeiling,
): Promise<Ended<T>> {
  const once = new LastingProgram(program, ceiling);
  try {
    return await once.run<T>(job, [job.bytes.buffer]);
  } finally {
    once.end();
  }
}

/** Has a program that runs apart do its job. */
export function serve<J, T>(
  work: (given: Given<J>) => Promise<Ended<T>>,
): void {
  answerApart((given) =>
    work(given as Given<J>).catch((error) => ({ ended: String(error) }))
  );
}

/** What some work comes to, which is ended when it takes too long, whatever it does; for a program that runs apart. */
export function withinTime<T>({ time }: Ceiling, work: () => T): T {
  const place = globalThis as { homeroomWork?: () => T };
  place.homeroomWork = work;
  return runInThisContext("homeroomWork()", { timeout: time }) as T;
}

/** The steps of some work, which end where the heap has grown too large. */
export function* steps<T>(
  { memory }: Ceiling,
  work: Iterable<T>,
): Generator<T, void> {
  let looked = 0;
  for (const step of work) {
    const now = performance.now();
    if (now - looked > 5) {
      if (process.memoryUsage().heapUsed > memory) {
        throw new Error("its heap has grown too large");
      }
      looked = now;
    }
    yield step;
  }
}
