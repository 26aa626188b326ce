/**
 * Reads imports outside of the main thread: one at a time, teachers in turn, each with limited time and memory. A
 * pause after a long import leaves half of the machine's time to the classes.
 */
import { RateLimiter, tooOftenRefusal } from "../limits/rate_limiter.ts";
import { oneTurnInAll, TurnQueue } from "../limits/turn_queue.ts";
import { refusal, type RefusalFields, refusalOf } from "../model/refuse.ts";
import type { FileText } from "../../formats/file_text.ts";
import type {
  QuizImportFormat,
  TemplateImportFormat,
  TrueFalseWords,
} from "./formats/parsed_items.ts";
import type {
  ParsedImport,
  QuizWithLine,
  WithLine,
} from "./formats/import_result.ts";
import type { Template } from "./resource_bodies.ts";

export interface ImportRequest {
  what: "quiz" | "template";
  bytes: Uint8Array<ArrayBuffer>;
  type: string;
  words: TrueFalseWords;
}

export interface ImportReply
  extends Partial<Pick<FileText, "charset" | "possible">> {
  format: QuizImportFormat | TemplateImportFormat;
  /** Whether the result is added to the library; if false, the page only shows it. */
  keep: boolean;
  names: string[];
  quizzes?: ParsedImport<QuizWithLine>;
  templates?: ParsedImport<WithLine<Template>>;
}

/** A refusal in a form that can be sent between threads. */
export interface ImportRefusal {
  refused: RefusalFields;
}

/** `ended` says for the log why reading was stopped. */
export type ReadInWorker = (
  brought: ImportRequest,
) => Promise<{ result: ImportReply | ImportRefusal } | { ended: string }>;

export const importLimits = {
  /** Imports of one teacher at once; a dialog that reads again while a teacher types has one or two. */
  perTeacher: 4,
  all: 40,
  /** Bytes that may be received or queued at once, without the first `free` of each import. */
  held: 24 * 1024 * 1024,
  free: 256 * 1024,
} as const;

export class Imports {
  readonly #readInWorker: ReadInWorker;
  readonly #report: (what: string, error: unknown) => void;
  readonly #limiter: RateLimiter;
  readonly #turns = new TurnQueue(oneTurnInAll);
  readonly #countByTeacher = new Map<string, number>();
  #count = 0;
  #heldBytes = 0;

  constructor(
    { readInWorker, report, clock }: {
      readInWorker: ReadInWorker;
      report: (what: string, error: unknown) => void;
      clock: () => number;
    },
  ) {
    this.#limiter = new RateLimiter(clock);
    this.#readInWorker = readInWorker;
    this.#report = report;
  }

  /**
   * Reads an import when it is this teacher's turn. Refuses if too many wait.
   *
   * @param bring receives the import, and reports how many bytes it holds
   * @param signal aborted when the request is
   */
  async read(
    teacher: string,
    bring: (holds: (bytes: number) => void) => Promise<ImportRequest>,
    signal: AbortSignal,
  ): Promise<ImportReply> {
    const ownCount = this.#countByTeacher.get(teacher) ?? 0;
    if (
      ownCount >= importLimits.perTeacher || this.#count >= importLimits.all
    ) {
      throw tooOftenRefusal(1000);
    }
    this.#limiter.requireTry(["importOfTeacher", teacher]);
    this.#countByTeacher.set(teacher, ownCount + 1);
    this.#count++;
    let bytesInUse = 0;
    try {
      const request = await bring((bytes) => {
        const extraBytes = Math.max(0, bytes - importLimits.free) - bytesInUse;
        if (this.#heldBytes + extraBytes > importLimits.held) {
          throw tooOftenRefusal(10_000);
        }
        bytesInUse += extraBytes;
        this.#heldBytes += extraBytes;
      });
      return await this.#readInTurn(teacher, request, signal);
    } finally {
      this.#heldBytes -= bytesInUse;
      this.#count--;
      const left = this.#countByTeacher.get(teacher)! - 1;
      if (left === 0) this.#countByTeacher.delete(teacher);
      else this.#countByTeacher.set(teacher, left);
    }
  }

  async #readInTurn(
    teacher: string,
    request: ImportRequest,
    signal: AbortSignal,
  ): Promise<ImportReply> {
    const answer = await this.#turns.run(
      { group: teacher, member: "" },
      () => this.#readInWorker(request),
      signal,
    );
    if (answer === null) throw refusal("body-too-slow");
    if ("result" in answer) {
      if (!("refused" in answer.result)) return answer.result;
      throw refusalOf(answer.result.refused);
    }
    this.#report("an import was ended", new Error(answer.ended));
    throw refusal("import-too-heavy");
  }
}
