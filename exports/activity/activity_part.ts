/**
 * The part `activity` of the record (M-4): the class, each group and each student, by interval of the lesson. Empty
 * intervals of groups and students are left out.
 */
import {
  type Activity,
  activityOf,
  actKinds,
  type Happening,
  type Subject,
} from "../../classroom/monitoring/activity.ts";
import {
  type ClassActivity,
  classActivity,
} from "../../classroom/monitoring/activity_record.ts";
import { TimeSlices } from "../../classroom/limits/time_slices.ts";
import { iso } from "../../classroom/model/times.ts";
import { activity as t } from "texts/monitoring_activity.ts";
import { exportTitleOf } from "../answer_words.ts";
import { type CsvCell, csvTime } from "../csv_format.ts";
import { mapped, type Reader, type RecordPart, table } from "../part.ts";
import { activityMarks, happenedByPiece } from "./marks.ts";
import { svgFile } from "./svg.ts";
import { pieceOf, said, subjectName, timeIn } from "./words.ts";

export async function activity(
  { app, who, zone }: Reader,
): Promise<RecordPart> {
  const read = await classActivity(app, who, Date.now());
  const whole = activityOf(read, { kind: "class" });
  const columns = [
    t.columns.whose,
    t.columns.fromIn({ zone }),
    t.columns.untilIn({ zone }),
    ...actKinds.map((kind) => t.kinds[kind]),
    t.columns.happened,
  ];
  return {
    head: {
      from: iso(read.from),
      until: iso(read.to),
      minutes: whole.step / 60_000,
      collect: read.collect,
      happenings: whole.happenings.map(happeningAnswer),
    },
    list: "activity",
    items: () =>
      mapped(
        piecesOf(read),
        ({ subject, from, until, happened: _, ...counts }) => ({
          ...subject,
          ...(subject.kind !== "class" && { name: subjectName(read, subject) }),
          from: iso(from),
          until: iso(until),
          ...counts,
        }),
      ),
    columns,
    rows: () =>
      mapped(
        piecesOf(read),
        ({ subject, from, until, happened, ...counts }): CsvCell[] => [
          subjectName(read, subject),
          csvTime(from, zone),
          csvTime(until, zone),
          ...actKinds.map((kind) => counts[kind]),
          subject.kind === "class" ? said(happened) : "",
        ],
      ),
    async *pieces() {
      yield { kind: "remark", text: t.hint };
      if (!read.collect) yield { kind: "remark", text: t.notCollected };
      const time = timeIn(whole, zone);
      const cells = activityTable(whole, zone);
      yield* table(cells.columns, mapped(cells.rows, (row) => row));
      yield { kind: "heading", level: 2, text: t.happened };
      for (const { at, happened } of activityMarks(whole)) {
        yield { kind: "labelled", label: time(at), text: said(happened) };
      }
    },
  };
}

export function activityTable(
  whole: Activity,
  zone: string,
): { columns: string[]; rows: string[][] } {
  const kinds = actKinds.filter((kind) => whole.counts[kind]);
  const time = timeIn(whole, zone);
  const happened = happenedByPiece(whole);
  const { length } = whole.counts.messages ?? [];
  const rows = Array.from({ length }, (_, i) => [
    time(pieceOf(whole, i).from),
    ...kinds.map((kind) => String(whole.counts[kind]![i])),
    said(happened.get(i) ?? []),
  ]);
  return {
    columns: [
      t.columns.from,
      ...kinds.map((kind) => t.kinds[kind]),
      t.columns.happened,
    ],
    rows,
  };
}

/** The plots of the class (`group` null) and of each group with activity. */
export async function* plotFiles(
  { app, who, view, zone }: Reader,
): AsyncGenerator<{ group: string | null; svg: string }> {
  const read = await classActivity(app, who, Date.now());
  const groups = read.groups.filter(({ id }) =>
    read.stays.some(({ room }) => room === id) ||
    read.acts.some(({ room }) => room === id)
  );
  const subjects: Subject[] = [
    { kind: "class" },
    ...groups.map(({ id }): Subject => ({ kind: "group", id })),
  ];
  const slices = new TimeSlices();
  for (const subject of subjects) {
    await slices.between();
    const whose = subjectName(read, subject);
    const group = subject.kind === "class" ? null : whose;
    const plotted = activityOf(read, subject);
    yield { group, svg: svgFile(plotted, { whose, session: view.name, zone }) };
  }
}

type Piece =
  & {
    subject: Subject;
    from: number;
    until: number;
    happened: Happening[];
  }
  & {
    [K in (typeof actKinds)[number]]?: number;
  };

/** All intervals of the class, and those of groups and students with activity. */
async function* piecesOf(read: ClassActivity): AsyncGenerator<Piece> {
  const subjects: Subject[] = [
    { kind: "class" },
    ...read.groups.map(({ id }): Subject => ({ kind: "group", id })),
    ...read.students.map(({ id }): Subject => ({ kind: "student", id })),
  ];
  const byPerson = Map.groupBy(read.acts, ({ by }) => by);
  const slices = new TimeSlices();
  for (const subject of subjects) {
    await slices.between();
    const acts = subject.kind === "student"
      ? byPerson.get(subject.id) ?? []
      : read.acts;
    const one = activityOf({ ...read, acts }, subject);
    const happenings = happenedByPiece(one);
    const kinds = actKinds.filter((kind) => one.counts[kind]);
    for (const at of (one.counts.messages ?? []).keys()) {
      const counts = kinds.map((kind) =>
        [kind, one.counts[kind]![at]] as const
      );
      const isEmpty = counts.every(([, count]) => count === 0);
      if (isEmpty && subject.kind !== "class") continue;
      const happened = happenings.get(at) ?? [];
      const piece = { subject, ...pieceOf(one, at), happened };
      yield { ...piece, ...Object.fromEntries(counts) };
    }
  }
}

function happeningAnswer({ kind, at, resource, rooms }: Happening) {
  return {
    kind,
    at: iso(at),
    ...(resource && { resource: resource.id, name: exportTitleOf(resource) }),
    ...(rooms && { rooms }),
  };
}
