/** Who is here: a card a student, those online first; the removed ones apart, to be allowed back (J-4). */
import type { ComponentChildren } from "preact";
import type { Member } from "../../classroom/schema/members.ts";
import { frame } from "texts/everywhere.ts";
import { session as t } from "texts/sessions_live.ts";
import { people as more } from "texts/people.ts";
import { Button } from "../ui/Button.tsx";
import { MutedIcon, PeopleIcon } from "../ui/icons.tsx";
import type { OpenMenu } from "../ui/Menu.tsx";
import { writeTime } from "../ui/time.ts";
import { MenuButton } from "./MemberMenu.tsx";
import { type Student, studentsOf } from "./students.ts";
import "./People.css";

/** More removed ones than so many are folded away. */
const folds = 12;

/** The list. `zone` is the device's time zone, as far as the server knows. */
export function People(props: {
  members: Record<string, Member>;
  online: ReadonlySet<string>;
  /** When they were, where nothing new comes in. */
  lastKnown: string | null;
  zone: string;
  /** The class runs: whether somebody is online is of interest. */
  live?: boolean;
  /** Left out: nothing can be done with a student, and nobody allowed back. */
  onMenu?: (opened: OpenMenu<Student>) => void;
  onAllow?: (student: Student) => void;
  /** Another order than those online first. */
  sorted?: (students: Student[]) => Student[];
  /** More of a student, under the name. */
  detail?: (student: Student) => ComponentChildren;
}) {
  const { members, online, zone, live = true, onMenu, onAllow } = props;
  const { present, removed } = studentsOf(members);
  const ordered = [
    ...present.filter(({ id }) => online.has(id)),
    ...present.filter(({ id }) => !online.has(id)),
  ];
  const students = props.sorted?.(ordered) ?? ordered;
  const out = (
    <ul class="people">
      {removed.map((student) => (
        <li class="person box removed" key={student.id}>
          <p class="person-text person-name">{student.name}</p>
          {onAllow && (
            <Button
              look="small"
              aria-label={t.allowName({ name: student.name })}
              onClick={() => onAllow(student)}
            >
              {t.allow}
            </Button>
          )}
          {props.detail?.(student)}
        </li>
      ))}
    </ul>
  );
  return (
    <section class="stack" aria-labelledby="people-heading">
      <h2 id="people-heading">{live ? t.people : t.peopleWere}</h2>
      {present.length === 0
        ? (
          <div class="card people-empty">
            <PeopleIcon />
            <p>
              <strong>{live ? t.nobody : t.nobodyCame}</strong>
            </p>
            {live && <p class="quiet">{t.nobodyText}</p>}
          </div>
        )
        : (
          <ul class="people">
            {students.map((student) => (
              <li class="person box" key={student.id}>
                {live && (
                  <span
                    class={props.lastKnown === null && online.has(student.id)
                      ? "dot on"
                      : "dot"}
                  />
                )}
                <div class="person-text">
                  <p class="person-name">{student.name}</p>
                  <p class="quiet small">
                    {!live
                      ? null
                      : props.lastKnown !== null
                      ? t.lastKnown({ time: props.lastKnown })
                      : online.has(student.id)
                      ? frame.online
                      : frame.offline}
                    {live && " · "}
                    {t.joinedAt(
                      { time: writeTime(student.joinedAt, "hour", zone) },
                    )}
                  </p>
                  {student.muted && (
                    <p class="person-mark small">
                      <MutedIcon />
                      {more.muted}
                    </p>
                  )}
                </div>
                {onMenu && <MenuButton student={student} onMenu={onMenu} />}
                {props.detail?.(student)}
              </li>
            ))}
          </ul>
        )}
      {removed.length > folds
        ? (
          <details class="stack tight">
            <summary>{t.removedCount({ count: removed.length })}</summary>
            {out}
          </details>
        )
        : removed.length > 0 && (
          <div class="stack tight">
            <h3>{t.removed}</h3>
            {out}
          </div>
        )}
    </section>
  );
}
