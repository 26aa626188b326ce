/** The part `notes` of the record (T-1): notes to staff with their answers, by student. */
import {
  type NotedMessage,
  readNotes,
  type RecordNote,
} from "../classroom/record/note_record.ts";
import { toIsoString } from "../classroom/model/times.ts";
import { record as t } from "texts/record.ts";
import { claimCells, claimsJson } from "./alerts.ts";
import { type CsvCell, csvTime } from "./csv_format.ts";
import {
  dayText,
  mapAsync,
  type RecordPart,
  type RecordReader,
  type TextPiece,
  withRemarkIfEmpty,
} from "./record_part.ts";

export function notesPart({ app, who, zone }: RecordReader): RecordPart {
  const all = () => readNotes(app.sync, who);
  return {
    head: {},
    list: "notes",
    items: () => mapAsync(all(), noteJson),
    columns: [
      t.columns.name,
      t.columns.time({ zone }),
      t.columns.who,
      t.columns.role,
      t.columns.text,
      t.columns.about,
      t.columns.takenBy,
      t.columns.taken({ zone }),
    ],
    rows: () =>
      mapAsync(all(), (it): CsvCell[] => [
        it.student.name,
        csvTime(it.at, zone),
        it.by.name,
        t.roles[it.by.role],
        it.text,
        it.about && aboutText(it.about),
        ...claimCells(it.taken ?? [], zone),
      ]),
    pieces: () => withRemarkIfEmpty(notePieces(all(), zone), t.nothing),
  };
}

function noteJson(
  { student, by, at, writtenAt, about, taken, ...note }: RecordNote,
) {
  const { by: author, ...message } = about ?? {};
  return {
    ...note,
    member: student.id,
    name: student.name,
    from: by.id,
    by: by.name,
    role: by.role,
    at: toIsoString(at),
    ...(writtenAt !== undefined && { writtenAt: toIsoString(writtenAt) }),
    ...(taken && { taken: claimsJson(taken) }),
    ...(about && {
      about: { ...message, ...(author && { from: author.id }) },
    }),
  };
}

async function* notePieces(
  all: AsyncIterable<RecordNote>,
  zone: string,
): AsyncGenerator<TextPiece> {
  let student: string | undefined;
  for await (const it of all) {
    if (it.student.id !== student) {
      student = it.student.id;
      yield { kind: "heading", level: 2, text: it.student.name };
    }
    yield {
      kind: "by",
      name: it.by.name,
      about: [
        dayText(it.at, zone),
        ...it.writtenAt === undefined
          ? []
          : [t.written({ time: dayText(it.writtenAt, zone) })],
      ],
    };
    if (it.about) {
      const text = aboutText(it.about);
      yield { kind: "labelled", label: t.columns.about, text };
    }
    yield { kind: "words", text: it.text };
    if (it.taken) {
      const text = it.taken.map(({ by, at }) =>
        t.nameAndTime({ name: by.name, time: dayText(at, zone) })
      ).join("; ");
      yield { kind: "labelled", label: t.columns.takenBy, text };
    }
  }
}

function aboutText({ by, text = t.deleted }: NotedMessage): string {
  return by ? t.saidThen({ when: by.name, words: text }) : text;
}
