/** The part `notes` of the record (T-1): notes to staff with their answers, by student. */
import {
  type NotedMessage,
  readNotes,
  type RecordNote,
} from "../classroom/record/note_record.ts";
import { toIsoString } from "../formats/times.ts";
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
  const readAllNotes = () => readNotes(app.sync, who);
  return {
    head: {},
    list: "notes",
    items: () => mapAsync(readAllNotes(), noteJson),
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
      mapAsync(readAllNotes(), (note): CsvCell[] => [
        note.student.name,
        csvTime(note.at, zone),
        note.author.name,
        t.roles[note.author.role],
        note.text,
        note.about && aboutText(note.about),
        ...claimCells(note.claims ?? [], zone),
      ]),
    pieces: () =>
      withRemarkIfEmpty(notePieces(readAllNotes(), zone), t.nothing),
  };
}

function noteJson(
  { student, author, at, writtenAt, about, claims, ...note }: RecordNote,
) {
  const { author: messageAuthor, ...message } = about ?? {};
  return {
    ...note,
    member: student.id,
    name: student.name,
    from: author.id,
    by: author.name,
    role: author.role,
    at: toIsoString(at),
    ...(writtenAt !== undefined && { writtenAt: toIsoString(writtenAt) }),
    ...(claims && { taken: claimsJson(claims) }),
    ...(about && {
      about: { ...message, ...(messageAuthor && { from: messageAuthor.id }) },
    }),
  };
}

async function* notePieces(
  notes: AsyncIterable<RecordNote>,
  zone: string,
): AsyncGenerator<TextPiece> {
  let student: string | undefined;
  for await (const note of notes) {
    if (note.student.id !== student) {
      student = note.student.id;
      yield { kind: "heading", level: 2, text: note.student.name };
    }
    yield {
      kind: "by",
      name: note.author.name,
      about: [
        dayText(note.at, zone),
        ...note.writtenAt === undefined
          ? []
          : [t.written({ time: dayText(note.writtenAt, zone) })],
      ],
    };
    if (note.about) {
      const text = aboutText(note.about);
      yield { kind: "labelled", label: t.columns.about, text };
    }
    yield { kind: "words", text: note.text };
    if (note.claims) {
      const text = note.claims.map(({ teacher, takenAt }) =>
        t.nameAndTime({ name: teacher.name, time: dayText(takenAt, zone) })
      ).join("; ");
      yield { kind: "labelled", label: t.columns.takenBy, text };
    }
  }
}

function aboutText({ author, text = t.deleted }: NotedMessage): string {
  return author ? t.saidThen({ when: author.name, words: text }) : text;
}
