/**
 * **Activity** of an ended class (M-4): a server-drawn plot of the class, a group or a student with its events, and the
 * same as a table. Links select, so it needs no script.
 */
import { minuteMs } from "../../../../../formats/times.ts";
import { h, type VNode } from "preact";
import {
  type Activity,
  activityKinds,
  type ActivitySubject,
  countActivity,
  sum,
} from "../../../../../classroom/monitoring/activity.ts";
import type { ClassActivity } from "../../../../../classroom/monitoring/activity_record.ts";
import { activityTable } from "../../../../../exports/activity/activity_part.ts";
import {
  type ActivityPlot,
  drawPlot,
  plotWidths,
  type SvgShape,
} from "../../../../../exports/activity/plot.ts";
import {
  describeActivity,
  happeningsText,
  lessonTimeFormat,
  subjectName,
} from "../../../../../exports/activity/activity_text.ts";
import { localPath } from "../../../../../locales/local_path.ts";
import { language } from "../../../../../locales/current.ts";
import { activity as t } from "texts/monitoring_activity.ts";
import "../../../../../styles/record.css";

interface ActivityShown {
  subject: ActivitySubject;
  whose: string;
  isCollected: boolean;
  activity: Activity;
  groups: { id: string; name: string }[];
  students: { id: string; name: string }[];
}

/** The activity of the group or student with this id, else of the class. */
export function activityOfSubject(
  read: ClassActivity,
  subjectId: string | null,
): ActivityShown {
  const { isCollected, groups, students } = read;
  const has = ({ id }: { id: string }) => id === subjectId;
  const subject: ActivitySubject = subjectId !== null && students.some(has)
    ? { kind: "student", id: subjectId }
    : subjectId !== null && groups.some(has)
    ? { kind: "group", id: subjectId }
    : { kind: "class" };
  return {
    subject,
    whose: subjectName(read, subject),
    isCollected,
    activity: countActivity(read, subject),
    groups: groups.map(({ id }) => ({
      id,
      name: subjectName(read, { kind: "group", id }),
    })),
    students,
  };
}

interface Props {
  session: string;
  summary: ActivityShown;
  zone: string;
}

export function ActivitySection({ session, summary, zone }: Props) {
  const { subject, whose, isCollected, activity } = summary;
  const time = lessonTimeFormat(activity, zone);
  const number = new Intl.NumberFormat(language().formats);
  const drawn = (width: number) =>
    drawPlot(activity, {
      width,
      zone,
      number: (count) => number.format(count),
    });
  const wide = drawn(plotWidths.wide), narrow = drawn(plotWidths.narrow);
  const isEmpty = activityKinds.every((kind) =>
    sum(activity.counts[kind] ?? []) === 0
  );
  return (
    <section class="card stack activity" id="activity" aria-labelledby="acts">
      <h2 id="acts">{t.title}</h2>
      <Choice session={session} summary={summary} />
      <h3>{whose}</h3>
      {isEmpty ? <p>{t.empty}</p> : (
        <>
          <PlotOf
            drawing={wide}
            name="wide"
            label={t.name({ whose })}
            about={describeActivity(activity, zone)}
          />
          <PlotOf
            drawing={narrow}
            name="narrow"
            label={t.name({ whose })}
            about={describeActivity(activity, zone)}
          />
        </>
      )}
      <h3>{t.happened}</h3>
      <ol class="stack snug activity-happened">
        {wide.annotations.map(({ number, timeMs, happened }) => (
          <li key={number}>
            <span class="activity-number">{number}</span>{" "}
            <span class="figures quiet">{time(timeMs)}</span>{" "}
            <span>{happeningsText(happened)}</span>
          </li>
        ))}
      </ol>
      {!isEmpty && (
        <>
          <Table activity={activity} whose={whose} zone={zone} />
          <p class="quiet small">
            {t.step({ minutes: activity.step / minuteMs })} {t.hint}
            {subject.kind === "group" && " " + t.groupHint}
          </p>
        </>
      )}
      {!isCollected && <p class="quiet small">{t.notCollected}</p>}
    </section>
  );
}

function Choice({ session, summary }: Omit<Props, "zone">) {
  const { subject, groups, students } = summary;
  const subjectId = subject.kind === "class" ? null : subject.id;
  const link = (id: string | null, name: string) => (
    <a
      class="button small"
      key={id}
      href={localPath(
        `/teacher/sessions/${session}${id ? `?of=${id}` : ""}#activity`,
      )}
      aria-current={id === subjectId ? "true" : undefined}
    >
      {name}
    </a>
  );
  return (
    <nav class="cluster activity-choice" aria-label={t.whose}>
      {link(null, t.class)}
      {groups.map(({ id, name }) => link(id, name))}
      {students.length > 0 && (
        <details open={subject.kind === "student"}>
          <summary class="button small">
            {t.students({ count: students.length })}
          </summary>
          <div class="cluster scroll activity-students">
            {students.map(({ id, name }) => link(id, name))}
          </div>
        </details>
      )}
    </nav>
  );
}

/** The plot in one width; the stylesheet shows the one that fits. */
function PlotOf(
  { drawing: { width, height, shapes }, name, label, about }: {
    drawing: ActivityPlot;
    name: keyof typeof plotWidths;
    label: string;
    about: string;
  },
) {
  return (
    <svg
      class={`activity-plot ${name}`}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-labelledby={`activity-${name}`}
      aria-describedby={`activity-${name}-about`}
    >
      <title id={`activity-${name}`}>{label}</title>
      <desc id={`activity-${name}-about`}>{about}</desc>
      {shapes.map(drawnShape)}
    </svg>
  );
}

function drawnShape({ tag, attributes, inner }: SvgShape): VNode {
  const content = typeof inner === "string" ? inner : inner.map(drawnShape);
  return h(tag, attributes, content);
}

function Table(
  { activity, whose, zone }: {
    activity: Activity;
    whose: string;
    zone: string;
  },
) {
  const { columns, rows } = activityTable(activity, zone);
  return (
    <details class="activity-rows">
      <summary>{t.table}</summary>
      <div
        class="scroll activity-table"
        role="region"
        tabIndex={0}
        aria-label={t.name({ whose })}
      >
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">{column}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([from, ...cells]) => (
              <tr key={from}>
                <th scope="row" class="figures">{from}</th>
                {cells.map((cell, i) => (
                  <td key={i} class={i < cells.length - 1 ? "figures" : ""}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
