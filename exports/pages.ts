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
  const readPages = (urlOf?: (file: string) => string) =>
    readPageRecords(app, who, { urlOf });
  return {
    head: {},
    list: "pages",
    items: () =>
      mapAsync(
        readPages((id) => `/api/files/${id}`),
        ({ shared, owner, text }) => ({
          resource: shared.id,
          name: shared.name,
          ...(owner.kind === "group" && { room: owner.id }),
          ...(owner.kind === "student" && { member: owner.id }),
          by: pageOwnerText({ owner }),
          text,
        }),
      ),
    columns: [
      t.columns.pageShared({ zone }),
      t.columns.page,
      t.columns.whose,
      t.columns.text,
    ],
    rows: () =>
      mapAsync(readPages(), ({ shared, owner, text }) => [
        csvTime(shared.at, zone),
        shared.name,
        pageOwnerText({ owner }),
        text,
      ]),
    pieces: () =>
      withRemarkIfEmpty(
        flatMapAsync(readPages(), ({ shared, owner, pieces }): TextPiece[] => [
          { kind: "heading", level: 2, text: shared.name },
          { kind: "by", name: pageOwnerText({ owner }), about: [] },
          ...pieces.map((piece): TextPiece =>
            "text" in piece
              ? { kind: "words", text: piece.text, author: "program" }
              : { kind: "file", file: piece.picture, alt: piece.alt }
          ),
        ]),
        t.nothing,
      ),
  };
}

export function pageOwnerText({ owner }: Pick<PageRecord, "owner">): string {
  switch (owner.kind) {
    case "class":
      return t.wholeClass;
    case "group":
      return owner.room ? roomDisplayName(owner.room) : t.goneGroup;
    case "student":
      return owner.name;
  }
}
