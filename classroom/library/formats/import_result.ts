/** Validates what a reader found, and collects remarks on what cannot be kept. */
import { bounds } from "../../model/bounds.ts";
import { type Fault, faultsOf } from "../../model/faults.ts";
import {
  questionBody,
  type QuizQuestion,
  type Template,
  templateBody,
} from "../resource_bodies.ts";
import type {
  AskedQuizColumns,
  ParsedItem,
  ParsedItems,
  RemarkReason,
} from "./parsed_items.ts";

/** Something that could not be kept: the reason of a reader (`why`), or faults found by validation. */
export interface Remark {
  line: number;
  /** Further lines with the same remark. */
  also?: number[];
  /** The name of the sheet, if several are read. */
  sheet?: string;
  why?: RemarkReason;
  faults?: Fault[];
}

export type WithLine<T> = T & { line: number };

export interface QuizWithLine {
  name: string;
  line: number;
  questions: WithLine<QuizQuestion>[];
}

export interface ParsedImport<T> {
  read: T[];
  failed: Remark[];
  leftOut: Remark[];
  /** The number of remarks above the limit. */
  untold: number;
  /** The columns to ask about, if the headings are unknown. */
  columns?: AskedQuizColumns;
}

const maxRead = 600;
const maxRemarks = 200;
/** The limit of items and remarks that a reader may yield. */
const maxFound = 20_000;

/** Collects quizzes. One with too many questions continues in another quiz. */
export function collectQuizzes(
  items: ParsedItems,
): ParsedImport<QuizWithLine> {
  const quizzes: QuizWithLine[] = [];
  let openQuiz: QuizWithLine | null = null;
  const named = (name: string, line: number): QuizWithLine => {
    openQuiz = { name: shortName(name), line, questions: [] };
    quizzes.push(openQuiz);
    return openQuiz;
  };
  const { failed, ...rest } = collectItems(items, (item) => {
    if (item.what === "quiz") {
      named(item.name, item.line);
      return null;
    }
    const read = questionBody.safeParse(item.item);
    if (!read.success) return faultsOf(read.error);
    let target = openQuiz ?? named("", item.line);
    if (target.questions.length >= bounds.questions) {
      target = named(target.name, item.line);
    }
    target.questions.push({ ...read.data, line: item.line });
    return null;
  });
  const read = quizzes.filter(({ questions }) => questions.length > 0);
  return { read, failed: orNothingFound(read, failed), ...rest };
}

export function collectTemplates(
  items: ParsedItems,
): ParsedImport<WithLine<Template>> {
  const read: WithLine<Template>[] = [];
  const { failed, ...rest } = collectItems(items, (item) => {
    if (item.what === "quiz") return null;
    const template = templateBody.safeParse(item.item);
    if (!template.success) return faultsOf(template.error);
    read.push({ ...template.data, line: item.line });
    return null;
  });
  return { read, failed: orNothingFound(read, failed), ...rest };
}

/** Shortens a name to one line; it may become empty. */
function shortName(name: string): string {
  return name.replace(/\s+/gu, " ").trim().slice(0, bounds.resourceName)
    .toWellFormed().trim();
}

function isLong(name: string): boolean {
  return name.replace(/\s+/gu, " ").trim().length > bounds.resourceName;
}

function orNothingFound(read: unknown[], failed: Remark[]): Remark[] {
  return read.length > 0 || failed.length > 0
    ? failed
    : [{ line: 1, why: { reason: "nothing-found", values: {} } }];
}

type TakenItem = Extract<ParsedItem, { what: "quiz" | "item" }>;

function collectItems(
  items: ParsedItems,
  take: (item: TakenItem) => Fault[] | null,
): Omit<ParsedImport<never>, "read"> {
  const failed = new Remarks(), leftOut = new Remarks();
  let itemCount = 0, totalCount = 0;
  let columns: AskedQuizColumns | undefined;
  for (const item of items) {
    if (!item) continue;
    const { line, sheet: worksheet } = item;
    const where = worksheet === undefined ? {} : { sheet: worksheet };
    if (++totalCount > maxFound) {
      failed.add({
        line,
        why: { reason: "too-many", values: { most: maxFound } },
      });
      break;
    }
    if (item.what === "failed") {
      failed.add({ line, ...where, why: item.why });
    } else if (item.what === "left-out") {
      leftOut.add({ line, ...where, why: item.why });
    } else if (item.what === "columns") {
      columns ??= item.columns;
    } else {
      if (item.what === "item" && ++itemCount > maxRead) {
        const values = { most: maxRead };
        failed.add({ line, why: { reason: "too-many", values } });
        break;
      }
      if (item.what === "quiz" && isLong(item.name)) {
        const values = { name: shortName(item.name) };
        leftOut.add({ line, why: { reason: "name-shortened", values } });
      }
      const faults = take(item);
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

class Remarks {
  readonly #byText = new Map<string, Remark>();
  untold = 0;

  get all(): Remark[] {
    return [...this.#byText.values()];
  }

  add({ line, ...about }: Remark): void {
    const key = JSON.stringify(about);
    const earlier = this.#byText.get(key);
    if (!earlier) {
      if (this.#byText.size >= maxRemarks) this.untold++;
      else this.#byText.set(key, { line, ...about });
    } else if (earlier.line !== line && earlier.also?.at(-1) !== line) {
      earlier.also ??= [];
      if (earlier.also.length >= maxRemarks) this.untold++;
      else earlier.also.push(line);
    }
  }
}
