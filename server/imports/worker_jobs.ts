/**
 * Runs a program in a worker, on Deno without permissions, within limits of time and memory. A computing worker cannot
 * be ended from outside: in Deno 2.9 `terminate()` waits for its next turn. So V8's watchdog ends computations
 * (`runWithinTime`), and memory is checked between their steps (`checkedSteps`).
 */
import process from "node:process";
import { runInThisContext } from "node:vm";
import { takenTooLong } from "../../classroom/limits/turn_queue.ts";
import {
  answerInWorker,
  startWorker,
  type WorkerHandle,
} from "../platform/worker.ts";

export interface WorkerLimits {
  time: number;
  /** Waiting time of the caller in ms, including the start. */
  patience: number;
  memory: number;
}

/** The longest honest file, 600 questions, takes a tenth of this. */
const readerCeiling: WorkerLimits = {
  time: 2000,
  patience: 10_000,
  memory: 96 * 1024 * 1024,
};

type JobResult<T> = { result: T } | { ended: string };

interface JobMessage<J> {
  job: J;
  ceiling: WorkerLimits;
}

/**
 * A program that is kept for its next job, one at a time, because starting it takes longer than most jobs. It ends when
 * idle, and after a job that failed or was too slow.
 */
export class ReusableWorker {
  #worker: WorkerHandle | null = null;
  #onResult: (ended: JobResult<unknown>) => void = () => {};
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly program: URL,
    readonly ceiling: WorkerLimits = readerCeiling,
    readonly idleMs = 10_000,
  ) {}

  /** Runs a job. Call it only once the previous job has ended. `bytes` are transferred. */
  async run<T>(
    job: unknown,
    bytes: readonly ArrayBuffer[] = [],
  ): Promise<JobResult<T>> {
    clearTimeout(this.#idle);
    const over = Promise.withResolvers<JobResult<unknown>>();
    this.#onResult = over.resolve;
    this.#worker ??= startWorker(
      this.program,
      (result) => this.#onResult(result as JobResult<unknown>),
      (ended) => this.#onResult({ ended }),
    );
    const patience = setTimeout(
      () => over.resolve({ ended: takenTooLong }),
      this.ceiling.patience,
    );
    try {
      const message: JobMessage<unknown> = { job, ceiling: this.ceiling };
      this.#worker.post(message, bytes);
      const ended = await over.promise;
      if ("result" in ended) {
        this.#idle = setTimeout(() => this.end(), this.idleMs);
      } else this.end();
      return ended as JobResult<T>;
    } finally {
      clearTimeout(patience);
    }
  }

  end(): void {
    clearTimeout(this.#idle);
    this.#onResult = () => {};
    this.#worker?.end();
    this.#worker = null;
  }
}

/** Runs one job in its own worker; `program` is a module of one file. The job's bytes are transferred. */
export async function runInWorker<T>(
  program: URL,
  job: { bytes: Uint8Array<ArrayBuffer> },
  ceiling: WorkerLimits = readerCeiling,
): Promise<JobResult<T>> {
  const once = new ReusableWorker(program, ceiling);
  try {
    return await once.run<T>(job, [job.bytes.buffer]);
  } finally {
    once.end();
  }
}

/** Handles jobs inside a worker's program. */
export function serveJobs<J, T>(
  work: (message: JobMessage<J>) => Promise<JobResult<T>>,
): void {
  answerInWorker((message) =>
    work(message as JobMessage<J>).catch((error) => ({
      ended: error instanceof MachineBusyError ? takenTooLong : String(error),
    }))
  );
}

/** Runs `work`, and ends it after `time` whatever it does. For use inside a worker's program. */
export function runWithinTime<T>({ time }: WorkerLimits, work: () => T): T {
  const place = globalThis as { homeroomWork?: () => T };
  place.homeroomWork = work;
  return runInThisContext("homeroomWork()", { timeout: time }) as T;
}

/** The time was over although this thread hardly had a processor: the job itself may be quick. */
export class MachineBusyError extends Error {}

/**
 * Like {@link runWithinTime}; work that had a processor for less than half of its time runs once more, for three times
 * as long. Throws {@link MachineBusyError} if it had no more of a processor then.
 */
export function runAgainIfBusy<T>(limits: WorkerLimits, work: () => T): T {
  const { time } = limits;
  for (const longest of [time, 3 * time]) {
    const startTime = processorTime();
    try {
      return runWithinTime({ ...limits, time: longest }, work);
    } catch (error) {
      const isOver = error instanceof Error && "code" in error &&
        error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
      if (!isOver || processorTime() - startTime >= time / 2) throw error;
    }
  }
  throw new MachineBusyError("the machine is busy");
}

/** The time in ms for which this thread had a processor; on Node before 23.9, all threads of the process. */
function processorTime(): number {
  const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage();
  return (user + system) / 1000;
}

/** Yields the steps of `work`; throws if the heap grows too large. */
export function* checkedSteps<T>(
  { memory }: WorkerLimits,
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
