import {
  type PageRecord,
  readPageRecords,
} from "../classroom/record/page_record.ts";
import { record as t } from "texts/record.ts";
import { roomDisplayName } from "./chat.ts";
import { csvTime } from "./csv_format.ts";
import {
  flatMapAsync,
  mapAsync,
  type RecordPart,
  type RecordReader,
  type TextPiece,
  withRemarkIfEmpty,
} from "./record_part.ts";

export function pagesPart({ app, who, zone }: RecordReader): RecordPart {
  const all = (urlOf?: (file: string) => string) =>
    readPageRecords(app, who, { urlOf });
  return {
    head: {},
    list: "pages",
    items: () =>
      mapAsync(all((id) => `/api/files/${id}`), ({ shared, of, text }) => ({
        resource: shared.id,
        name: shared.name,
        ...(of.kind === "group" && { room: of.id }),
        ...(of.kind === "student" && { member: of.id }),
        by: pageOwnerText({ of }),
        text,
      })),
    columns: [
      t.columns.pageShared({ zone }),
      t.columns.page,
      t.columns.whose,
      t.columns.text,
    ],
    rows: () =>
      mapAsync(all(), ({ shared, of, text }) => [
        csvTime(shared.at, zone),
        shared.name,
        pageOwnerText({ of }),
        text,
      ]),
    pieces: () =>
      withRemarkIfEmpty(
        flatMapAsync(all(), ({ shared, of, pieces }): TextPiece[] => [
          { kind: "heading", level: 2, text: shared.name },
          { kind: "by", name: pageOwnerText({ of }), about: [] },
          ...pieces.map((it): TextPiece =>
            "text" in it
              ? { kind: "words", text: it.text, author: "program" }
              : { kind: "file", file: it.picture, alt: it.alt }
          ),
        ]),
        t.nothing,
      ),
  };
}

export function pageOwnerText({ of }: Pick<PageRecord, "of">): string {
  switch (of.kind) {
    case "class":
      return t.wholeClass;
    case "group":
      return of.room ? roomDisplayName(of.room) : t.goneGroup;
    case "student":
      return of.name;
  }
}
