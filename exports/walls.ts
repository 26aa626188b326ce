/** The part `walls` of the record: the questions on the question walls, the most wanted first, and whose they are. */
import {
  type Recorded,
  type RecordedWish,
  records,
} from "../classroom/record/resource_record.ts";
import { given as t } from "texts/sharing_record.ts";
import { type CsvCell, csvTime } from "./csv_format.ts";
import { day, type Reader, type RecordPart, type TextPiece } from "./part.ts";

/** Makes the part. */
export function walls({ app, who, zone }: Reader): RecordPart {
  const all = () => records(app, who, ["wall"]);
  return {
    head: {},
    list: "questions",
    async *items() {
      for await (const { shared, wishes } of all()) {
        for (const { by, ...wish } of wishes) {
          const of = { resource: shared.id, member: by.id, name: by.name };
          yield { ...wish, ...of };
        }
      }
    },
    columns: [
      t.columns.shared({ zone }),
      t.columns.question,
      t.columns.by,
      t.columns.asked({ zone }),
      t.columns.votes,
      t.columns.answered,
      t.columns.hidden,
    ],
    async *rows() {
      for await (const { shared, wishes } of all()) {
        const first = csvTime(shared.at, zone);
        for (const wish of wishes) yield [first, ...wishRow(wish, zone)];
      }
    },
    async *pieces() {
      let isEmpty = true;
      for await (const one of all()) {
        isEmpty = false;
        yield* piecesOf(one, zone);
      }
      if (isEmpty) yield { kind: "remark", text: t.nobody };
    },
  };
}

function wishRow(
  { text, by, at, votes, answered, hidden }: RecordedWish,
  zone: string,
): CsvCell[] {
  return [
    text,
    by.name,
    csvTime(at, zone),
    votes,
    answered ? t.yes : "",
    hidden ? t.yes : "",
  ];
}

function* piecesOf(
  { shared, wishes }: Recorded,
  zone: string,
): Generator<TextPiece> {
  const text = t.by({ name: t.kinds.wall, time: day(shared.at, zone) });
  yield { kind: "heading", level: 2, text };
  for (const { text, by, at, votes, answered, hidden } of wishes) {
    const about = [
      t.votes({ count: votes }),
      answered ? t.answered : "",
      hidden ? t.hidden : "",
      day(at, zone),
    ].filter((it) => it !== "");
    yield { kind: "by", name: by.name, about };
    yield { kind: "words", text };
  }
  if (wishes.length === 0) yield { kind: "remark", text: t.nobody };
}
