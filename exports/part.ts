/** A part of the record, independent of the format: a list for programs, a table, and a text to read. */
import type { App } from "../classroom/app.ts";
import type { Who } from "../classroom/model/who.ts";
import type { Attached } from "../classroom/model/files.ts";
import type { SessionView } from "../classroom/model/views.ts";
import { writeTime } from "../components/ui/time.ts";
import type { CsvCell } from "./csv_format.ts";
import type { Markup } from "./markup.ts";

/** The reader of a record, the session, and the zone in which times are written. */
export interface Reader {
  app: Pick<App, "kv" | "sync" | "pageWork">;
  who: Who;
  view: Pick<
    SessionView,
    "name" | "state" | "startsAt" | "endsAt" | "collect"
  >;
  zone: string;
}

/** A piece of a text that is made piece by piece. All but `words` is plain text; `words` are Markdown. */
export type TextPiece =
  | { kind: "heading"; level: 2 | 3; text: string }
  /** The speaker of what follows, and notes about it. */
  | { kind: "by"; name: string; about: string[] }
  | { kind: "words"; text: string }
  | { kind: "labelled"; label: string; text: string }
  | { kind: "remark"; text: string }
  /** A file; `alt` is what is to be seen on a picture. */
  | { kind: "file"; file: Attached; alt?: string }
  /** A picture that was drawn, on a file or on none, and what it is in words. */
  | {
    kind: "picture";
    on?: Attached;
    /** With what stands for that file in it. */
    svg: (on: Markup) => Markup;
    text: string;
  }
  /** Begins a table; rows follow, then its end. */
  | { kind: "columns"; cells: string[] }
  | { kind: "row"; cells: CsvCell[] }
  | { kind: "end" };

/** A part of the record. Each of its forms is read separately, from the beginning. */
export interface RecordPart {
  /** The fields of the JSON before the list, and the name of the list. */
  head: Record<string, unknown>;
  list: string;
  items(): AsyncIterable<unknown>;
  columns: string[];
  rows(): AsyncIterable<CsvCell[]>;
  pieces(): AsyncIterable<TextPiece>;
}

/** A time as texts have it. */
export function day(at: number | string, zone: string): string {
  return writeTime(at, "day", zone);
}

/** A line about the record itself. */
export function remark(text: string): TextPiece {
  return { kind: "remark", text };
}

/** The pieces, or this remark where there are none. */
export async function* orRemark(
  pieces: AsyncIterable<TextPiece>,
  text: string,
): AsyncGenerator<TextPiece> {
  let isEmpty = true;
  for await (const piece of pieces) {
    isEmpty = false;
    yield piece;
  }
  if (isEmpty) yield remark(text);
}

/** The table of a part as pieces of a text. */
export async function* table(
  columns: string[],
  rows: AsyncIterable<CsvCell[]>,
): AsyncGenerator<TextPiece> {
  yield { kind: "columns", cells: columns };
  yield* mapped(rows, (cells) => ({ kind: "row", cells }) as const);
  yield { kind: "end" };
}

export async function* mapped<A, B>(
  all: AsyncIterable<A> | Iterable<A>,
  form: (one: A) => B,
): AsyncGenerator<B> {
  for await (const one of all) yield form(one);
}

export async function* flatMapped<A, B>(
  all: AsyncIterable<A> | Iterable<A>,
  form: (one: A) => Iterable<B>,
): AsyncGenerator<B> {
  for await (const one of all) yield* form(one);
}
