import { minuteMs } from "../../formats/times.ts";
import {
  type Activity,
  type ActivityKind,
  activityKinds,
  type ActivitySubject,
  type ClassEvent,
  sum,
} from "../../classroom/monitoring/activity.ts";
import type { ClassActivity } from "../../classroom/monitoring/activity_record.ts";
import type { SharedResource } from "../../classroom/model/resources/shared_resources.ts";
import { formatTime } from "../../formats/format_time.ts";
import { language } from "../../locales/current.ts";
import { activity as t } from "texts/monitoring_activity.ts";
import { given } from "texts/sharing_record.ts";
import { exportTitleOf } from "../answer_texts.ts";
import { roomDisplayName } from "../chat.ts";

export function subjectName(
  { groups, students }: Pick<ClassActivity, "groups" | "students">,
  subject: ActivitySubject,
): string {
  if (subject.kind === "class") return t.class;
  if (subject.kind === "student") {
    return students.find(({ id }) => id === subject.id)?.name ?? t.class;
  }
  const group = groups.find(({ id }) => id === subject.id);
  return group ? roomDisplayName(group) : t.class;
}

export function happeningsText(happened: readonly ClassEvent[]): string {
  return happened.map(happeningWords).join(t.between);
}

function happeningWords({ kind, resource }: ClassEvent): string {
  switch (kind) {
    case "shared":
      return resource ? sharedWords(resource) : "";
    case "results":
      return t.happenings.results({
        name: resource ? exportTitleOf(resource) : given.kinds.quiz,
      });
    default:
      return t.happenings[kind];
  }
}

function sharedWords(resource: SharedResource): string {
  const kind = given.kinds[resource.exit ? "exit" : resource.kind];
  const name = exportTitleOf(resource);
  return name === kind
    ? t.happenings.sharedKind({ kind })
    : t.happenings.shared({ kind, name });
}

export function panelTitle(
  kind: ActivityKind,
  counts: readonly number[],
): string {
  return t.panel({ kind: t.kinds[kind], count: sum(counts) });
}

/** The plot in words, for people who cannot see it. */
export function describeActivity(activity: Activity, zone: string): string {
  const { counts, step } = activity;
  const sentences = activityKinds.flatMap((kind) => {
    const kindCounts = counts[kind];
    if (!kindCounts) return [];
    const count = sum(kindCounts);
    if (count === 0) return [t.none({ kind: t.kinds[kind] })];
    const max = Math.max(...kindCounts);
    const { from, until } = timeRangeOfInterval(
      activity,
      kindCounts.indexOf(max),
    );
    return [t.most({
      kind: t.kinds[kind],
      count,
      most: max,
      from: hour(from, zone),
      until: hour(until, zone),
    })];
  });
  return [...sentences, t.step({ minutes: step / minuteMs })].join(" ");
}

export function timeRangeOfInterval(
  { from, to, step }: Pick<Activity, "from" | "to" | "step">,
  index: number,
): { from: number; until: number } {
  const start = from + index * step;
  return { from: start, until: Math.min(to, start + step) };
}

function hour(timeMs: number, zone: string): string {
  return formatTime(timeMs, "hour", zone);
}

/** The time on an axis, with 24 hours in every language. */
export function axisTime(timeMs: number, zone: string): string {
  return new Intl.DateTimeFormat(language().formats, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: zone,
  }).format(timeMs);
}

/** Formats times of a lesson, with the day if it goes past midnight. */
export function lessonTimeFormat(
  { from, to }: Pick<Activity, "from" | "to">,
  zone: string,
): (at: number) => string {
  const isOneDay = formatTime(from, "date", zone) ===
    formatTime(to - 1, "date", zone);
  return (at) => formatTime(at, isOneDay ? "hour" : "day", zone);
}
