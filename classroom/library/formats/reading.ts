/**
 * Reads what a teacher brings from elsewhere: whatever is found is held against what may be kept, and what may not
 * is told with its line.
 */
import { bounds } from "../../model/bounds.ts";
import { type Fault, faultsOf } from "../../model/faults.ts";
import {
  questionBody,
  type QuizQuestion,
  type Template,
  templateBody,
} from "../resource_bodies.ts";
import type { AskedQuizColumns, Finding, Found, WhyNot } from "./found.ts";

/** What could not be read at a line, or is left out there: a reason of a reader's, or what is wrong with the fields. */
export interface Remark {
  line: number;
  /** The further lines of which the same is to be said. */
  also?: number[];
  /** The sheet that the lines are of, where several are read. */
  sheet?: string;
  why?: WhyNot;
  faults?: Fault[];
}

/** Something that was read, and where it stands. */
export type Read<T> = T & { line: number };

/** A quiz that was read; its name may be empty. */
export interface ReadQuiz {
  name: string;
  line: number;
  questions: Read<QuizQuestion>[];
}

export interface ImportReading<T> {
  read: T[];
  failed: Remark[];
  leftOut: Remark[];
  /** How many remarks there are beyond those. */
  untold: number;
  /** Of a sheet whose headings are not known: what a teacher is asked. */
  columns?: AskedQuizColumns;
}

/** So many questions or templates are read at once, and so much is told of what could not be. */
const mostRead = 600;
const mostRemarks = 200;
/** So much is looked at: a question that is read brings some remarks at most. */
const mostFound = 20_000;

/** Quizzes with their questions; what is too long for one goes on in the next. */
export function readQuizzes(finding: Finding): ImportReading<ReadQuiz> {
  const quizzes: ReadQuiz[] = [];
  let now: ReadQuiz | null = null;
  const named = (name: string, line: number): ReadQuiz => {
    now = { name: shortName(name), line, questions: [] };
    quizzes.push(now);
    return now;
  };
  const { failed, ...rest } = gather(finding, (found) => {
    if (found.what === "quiz") {
      named(found.name, found.line);
      return null;
    }
    const read = questionBody.safeParse(found.item);
    if (!read.success) return faultsOf(read.error);
    let into = now ?? named("", found.line);
    if (into.questions.length >= bounds.questions) {
      into = named(into.name, found.line);
    }
    into.questions.push({ ...read.data, line: found.line });
    return null;
  });
  const read = quizzes.filter(({ questions }) => questions.length > 0);
  return { read, failed: orNothing(read, failed), ...rest };
}

export function readTemplates(finding: Finding): ImportReading<Read<Template>> {
  const read: Read<Template>[] = [];
  const { failed, ...rest } = gather(finding, (found) => {
    if (found.what === "quiz") return null;
    const template = templateBody.safeParse(found.item);
    if (!template.success) return faultsOf(template.error);
    read.push({ ...template.data, line: found.line });
    return null;
  });
  return { read, failed: orNothing(read, failed), ...rest };
}

/** A name that may be kept, of one line; what is left of it may be nothing. */
function shortName(name: string): string {
  return name.replace(/\s+/gu, " ").trim().slice(0, bounds.resourceName)
    .toWellFormed().trim();
}

function isLong(name: string): boolean {
  return name.replace(/\s+/gu, " ").trim().length > bounds.resourceName;
}

/** Somebody who brings a file with nothing in it is told so. */
function orNothing(read: unknown[], failed: Remark[]): Remark[] {
  return read.length > 0 || failed.length > 0
    ? failed
    : [{ line: 1, why: { reason: "nothing-found", values: {} } }];
}

type Taken = Extract<Found, { what: "quiz" | "item" }>;

function gather(
  finding: Finding,
  take: (found: Taken) => Fault[] | null,
): Omit<ImportReading<never>, "read"> {
  const failed = new Remarks(), leftOut = new Remarks();
  let items = 0, all = 0;
  let columns: AskedQuizColumns | undefined;
  for (const found of finding) {
    if (!found) continue;
    const { line, sheet } = found;
    const where = sheet === undefined ? {} : { sheet };
    if (++all > mostFound) {
      failed.add({
        line,
        why: { reason: "too-many", values: { most: mostFound } },
      });
      break;
    }
    if (found.what === "failed") {
      failed.add({ line, ...where, why: found.why });
    } else if (found.what === "left-out") {
      leftOut.add({ line, ...where, why: found.why });
    } else if (found.what === "columns") {
      columns ??= found.columns;
    } else {
      if (found.what === "item" && ++items > mostRead) {
        const values = { most: mostRead };
        failed.add({ line, why: { reason: "too-many", values } });
        break;
      }
      if (found.what === "quiz" && isLong(found.name)) {
        const values = { name: shortName(found.name) };
        leftOut.add({ line, why: { reason: "name-shortened", values } });
      }
      const faults = take(found);
      if (faults) failed.add({ line, ...where, faults });
    }
  }
  const untold = failed.untold + leftOut.untold;
  return {
    failed: failed.all,
    leftOut: leftOut.all,
    untold,
    ...(columns && { columns }),
  };
}

/** Remarks in the order of their lines; the same of several lines is one. */
class Remarks {
  readonly #byText = new Map<string, Remark>();
  untold = 0;

  get all(): Remark[] {
    return [...this.#byText.values()];
  }

  add({ line, ...about }: Remark): void {
    const key = JSON.stringify(about);
    const known = this.#byText.get(key);
    if (!known) {
      if (this.#byText.size >= mostRemarks) this.untold++;
      else this.#byText.set(key, { line, ...about });
    } else if (known.line !== line && known.also?.at(-1) !== line) {
      known.also ??= [];
      if (known.also.length >= mostRemarks) this.untold++;
      else known.also.push(line);
    }
  }
}
