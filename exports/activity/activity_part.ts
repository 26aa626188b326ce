/**
 * The part `activity` of the record (M-4): what the class, each group and each student did in each interval of the
 * lesson. Empty intervals of groups and students are left out.
 */
import {
  type Activity,
  activityKinds,
  type ActivitySubject,
  type ClassEvent,
  countActivity,
} from "../../classroom/monitoring/activity.ts";
import {
  type ClassActivity,
  readClassActivity,
} from "../../classroom/monitoring/activity_record.ts";
import { TimeSlices } from "../../classroom/limits/time_slices.ts";
import { minuteMs, toIsoString } from "../../formats/times.ts";
import { activity as t } from "texts/monitoring_activity.ts";
import { exportTitleOf } from "../answer_texts.ts";
import { type CsvCell, csvTime } from "../csv_format.ts";
import {
  mapAsync,
  type RecordPart,
  type RecordReader,
  tablePieces,
} from "../record_part.ts";
import { activityAnnotations, happeningsByPiece } from "./annotations.ts";
import { writeSvg } from "./svg.ts";
import {
  happeningsText,
  lessonTimeFormat,
  subjectName,
  timeRangeOfInterval,
} from "./activity_text.ts";

export async function activityPart(
  { app, who, zone }: RecordReader,
): Promise<RecordPart> {
  const read = await readClassActivity(app, who, Date.now());
  const whole = countActivity(read, { kind: "class" });
  const columns = [
    t.columns.whose,
    t.columns.fromIn({ zone }),
    t.columns.untilIn({ zone }),
    ...activityKinds.map((kind) => t.kinds[kind]),
    t.columns.happened,
  ];
  return {
    head: {
      from: toIsoString(read.from),
      until: toIsoString(read.to),
      minutes: whole.step / minuteMs,
      collect: read.isCollected,
      happenings: whole.happenings.map(happeningAnswer),
    },
    list: "activity",
    items: () =>
      mapAsync(
        piecesOf(read),
        ({ subject, from, until, happened: _, ...counts }) => ({
          ...subject,
          ...(subject.kind !== "class" && { name: subjectName(read, subject) }),
          from: toIsoString(from),
          until: toIsoString(until),
          ...counts,
        }),
      ),
    columns,
    rows: () =>
      mapAsync(
        piecesOf(read),
        ({ subject, from, until, happened, ...counts }): CsvCell[] => [
          subjectName(read, subject),
          csvTime(from, zone),
          csvTime(until, zone),
          ...activityKinds.map((kind) => counts[kind]),
          subject.kind === "class" ? happeningsText(happened) : "",
        ],
      ),
    async *pieces() {
      yield { kind: "remark", text: t.hint };
      if (!read.isCollected) yield { kind: "remark", text: t.notCollected };
      const time = lessonTimeFormat(whole, zone);
      const cells = activityTable(whole, zone);
      yield* tablePieces(cells.columns, mapAsync(cells.rows, (row) => row));
      yield { kind: "heading", level: 2, text: t.happened };
      for (const { timeMs, happened } of activityAnnotations(whole)) {
        yield {
          kind: "labelled",
          label: time(timeMs),
          text: happeningsText(happened),
        };
      }
    },
  };
}

export function activityTable(
  whole: Activity,
  zone: string,
): { columns: string[]; rows: string[][] } {
  const kinds = activityKinds.filter((kind) => whole.counts[kind]);
  const time = lessonTimeFormat(whole, zone);
  const happened = happeningsByPiece(whole);
  const { length } = whole.counts.messages ?? [];
  const rows = Array.from({ length }, (_, i) => [
    time(timeRangeOfInterval(whole, i).from),
    ...kinds.map((kind) => String(whole.counts[kind]![i])),
    happeningsText(happened.get(i) ?? []),
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
export async function* activityPlots(
  { app, who, view, zone }: RecordReader,
): AsyncGenerator<{ group: string | null; svg: string }> {
  const read = await readClassActivity(app, who, Date.now());
  const groups = read.groups.filter(({ id }) =>
    read.stays.some(({ room }) => room === id) ||
    read.acts.some(({ room }) => room === id)
  );
  const subjects: ActivitySubject[] = [
    { kind: "class" },
    ...groups.map(({ id }): ActivitySubject => ({ kind: "group", id })),
  ];
  const slices = new TimeSlices();
  for (const subject of subjects) {
    await slices.pauseIfLong();
    const whose = subjectName(read, subject);
    const group = subject.kind === "class" ? null : whose;
    const plotted = countActivity(read, subject);
    yield {
      group,
      svg: writeSvg(plotted, { whose, session: view.name, zone }),
    };
  }
}

type Piece =
  & {
    subject: ActivitySubject;
    from: number;
    until: number;
    happened: ClassEvent[];
  }
  & {
    [K in (typeof activityKinds)[number]]?: number;
  };

/** All intervals of the class, and those of groups and students with activity. */
async function* piecesOf(read: ClassActivity): AsyncGenerator<Piece> {
  const subjects: ActivitySubject[] = [
    { kind: "class" },
    ...read.groups.map(({ id }): ActivitySubject => ({ kind: "group", id })),
    ...read.students.map(({ id }): ActivitySubject => ({
      kind: "student",
      id,
    })),
  ];
  const byPerson = Map.groupBy(read.acts, ({ member }) => member);
  const slices = new TimeSlices();
  for (const subject of subjects) {
    await slices.pauseIfLong();
    const acts = subject.kind === "student"
      ? byPerson.get(subject.id) ?? []
      : read.acts;
    const subjectActivity = countActivity({ ...read, acts }, subject);
    const happenings = happeningsByPiece(subjectActivity);
    const kinds = activityKinds.filter((kind) => subjectActivity.counts[kind]);
    for (const index of (subjectActivity.counts.messages ?? []).keys()) {
      const counts = kinds.map((kind) =>
        [kind, subjectActivity.counts[kind]![index]] as const
      );
      const isEmpty = counts.every(([, count]) => count === 0);
      if (isEmpty && subject.kind !== "class") continue;
      const happened = happenings.get(index) ?? [];
      const piece = {
        subject,
        ...timeRangeOfInterval(subjectActivity, index),
        happened,
      };
      yield { ...piece, ...Object.fromEntries(counts) };
    }
  }
}

function happeningAnswer({ kind, at, resource, rooms }: ClassEvent) {
  return {
    kind,
    at: toIsoString(at),
    ...(resource && { resource: resource.id, name: exportTitleOf(resource) }),
    ...(rooms && { rooms }),
  };
}
