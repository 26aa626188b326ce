import {
  type PageRecord,
  pageRecords,
} from "../classroom/record/page_record.ts";
import { record as t } from "texts/record.ts";
import { nameOf } from "./chat.ts";
import { csvTime } from "./csv_format.ts";
import {
  flatMapped,
  mapped,
  orRemark,
  type Reader,
  type RecordPart,
  type TextPiece,
} from "./part.ts";

export function pagesPart({ app, who, zone }: Reader): RecordPart {
  const all = (urlOf?: (file: string) => string) =>
    pageRecords(app, who, { urlOf });
  return {
    head: {},
    list: "pages",
    items: () =>
      mapped(all((id) => `/api/files/${id}`), ({ shared, of, text }) => ({
        resource: shared.id,
        name: shared.name,
        ...(of.kind === "group" && { room: of.id }),
        ...(of.kind === "student" && { member: of.id }),
        by: pageOwner({ of }),
        text,
      })),
    columns: [
      t.columns.pageShared({ zone }),
      t.columns.page,
      t.columns.whose,
      t.columns.text,
    ],
    rows: () =>
      mapped(all(), ({ shared, of, text }) => [
        csvTime(shared.at, zone),
        shared.name,
        pageOwner({ of }),
        text,
      ]),
    pieces: () =>
      orRemark(
        flatMapped(all(), ({ shared, of, pieces }): TextPiece[] => [
          { kind: "heading", level: 2, text: shared.name },
          { kind: "by", name: pageOwner({ of }), about: [] },
          ...pieces.map((it): TextPiece =>
            "text" in it
              ? { kind: "words", text: it.text }
              : { kind: "file", file: it.picture, alt: it.alt }
          ),
        ]),
        t.nothing,
      ),
  };
}

export function pageOwner({ of }: Pick<PageRecord, "of">): string {
  switch (of.kind) {
    case "class":
      return t.wholeClass;
    case "group":
      return of.room ? nameOf(of.room) : t.goneGroup;
    case "student":
      return of.name;
  }
}
