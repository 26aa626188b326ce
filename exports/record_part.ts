/** A part of the record, independent of format: a list for JSON, a table, and a text. */
import type { App } from "../classroom/app.ts";
import type { Identity } from "../classroom/model/members.ts";
import type { Attachment } from "../classroom/model/files.ts";
import type { MarkdownAuthor } from "../formats/markdown/typed_signs.ts";
import type { SessionView } from "../classroom/model/views.ts";
import { formatTime } from "../formats/format_time.ts";
import type { CsvCell } from "./csv_format.ts";
import type { Markup } from "./markup.ts";

/** The reader of a record, with the time zone for its times. */
export interface RecordReader {
  app: Pick<App, "kv" | "sync" | "pageWork">;
  who: Identity;
  view: Pick<
    SessionView,
    "name" | "state" | "startsAt" | "endsAt" | "collect"
  >;
  zone: string;
}

/** A piece of a text. All are plain text except `words`, which are Markdown, a person's by default. */
export type TextPiece =
  | { kind: "heading"; level: 2 | 3; text: string }
  /** The author of what follows; `about`: details, such as the time. */
  | { kind: "by"; name: string; about: string[] }
  | { kind: "words"; text: string; author?: MarkdownAuthor }
  | { kind: "labelled"; label: string; text: string }
  | { kind: "remark"; text: string }
  | { kind: "file"; file: Attachment; alt?: string }
  /** A drawing, perhaps on a background file, and its description. */
  | {
    kind: "picture";
    background?: Attachment;
    /** Makes the SVG; `background` is the markup of the background. */
    svg: (background: Markup) => Markup;
    text: string;
  }
  /** Begins a table, followed by its rows and its end. */
  | { kind: "columns"; cells: string[] }
  | { kind: "row"; cells: CsvCell[] }
  | { kind: "end" };

/** A part. Each of its forms (items, rows, pieces) can be read separately, from the beginning. */
export interface RecordPart {
  /** Fields of the JSON before the list, and the name of the list. */
  head: Record<string, unknown>;
  list: string;
  items(): AsyncIterable<unknown>;
  columns: string[];
  rows(): AsyncIterable<CsvCell[]>;
  pieces(): AsyncIterable<TextPiece>;
}

export function dayText(time: number | string, zone: string): string {
  return formatTime(time, "day", zone);
}

export function remarkPiece(text: string): TextPiece {
  return { kind: "remark", text };
}

export async function* withRemarkIfEmpty(
  pieces: AsyncIterable<TextPiece>,
  text: string,
): AsyncGenerator<TextPiece> {
  let isEmpty = true;
  for await (const piece of pieces) {
    isEmpty = false;
    yield piece;
  }
  if (isEmpty) yield remarkPiece(text);
}

export async function* tablePieces(
  columns: string[],
  rows: AsyncIterable<CsvCell[]>,
): AsyncGenerator<TextPiece> {
  yield { kind: "columns", cells: columns };
  yield* mapAsync(rows, (cells) => ({ kind: "row", cells }) as const);
  yield { kind: "end" };
}

export async function* mapAsync<A, B>(
  items: AsyncIterable<A> | Iterable<A>,
  convert: (one: A) => B,
): AsyncGenerator<B> {
  for await (const item of items) yield convert(item);
}

/** Texts with a separator between them. */
export async function* separateAsync(
  separator: string,
  texts: AsyncIterable<string>,
): AsyncGenerator<string> {
  let prefix = "";
  for await (const text of texts) {
    yield prefix + text;
    prefix = separator;
  }
}

export async function* flatMapAsync<A, B>(
  items: AsyncIterable<A> | Iterable<A>,
  convert: (one: A) => Iterable<B>,
): AsyncGenerator<B> {
  for await (const item of items) yield* convert(item);
}
