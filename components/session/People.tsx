/** Who is here: a card a student, those online first; the removed ones apart, to be allowed back (J-4). */
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import type { Member } from "../../classroom/schema.ts";
import { en } from "../../locales/en.ts";
import { session as t } from "../../locales/en_session.ts";
import { CloseIcon, PeopleIcon, RemovePersonIcon } from "../icons.tsx";
import { writeTime } from "../time.ts";
import "./People.css";

/** A student with their id. */
export type Student = Member & { id: string };

/** The students among the members: those in the class, and those removed from it. */
export function studentsOf(members: Record<string, Member>): {
  present: Student[];
  removed: Student[];
} {
  const students = Object.entries(members)
    .map(([id, member]) => ({ id, ...member }))
    .filter(({ role }) => role === "student")
    .sort((a, b) => a.name.localeCompare(b.name) || a.joinedAt - b.joinedAt);
  return {
    present: students.filter(({ removed }) => !removed),
    removed: students.filter(({ removed }) => removed),
  };
}

/** The list. `zone` is the device's time zone, as far as the server knows. */
export function People(props: {
  members: Record<string, Member>;
  online: ReadonlySet<string>;
  /** When they were, where nothing new comes in. */
  lastKnown: string | null;
  zone: string;
  /** The class runs: whether somebody is online is of interest. */
  live?: boolean;
  /** Left out: nobody can be removed or allowed back. */
  onRemove?: (student: Student) => void;
  onAllow?: (student: Student) => void;
  /** Another order than those online first. */
  sorted?: (students: Student[]) => Student[];
  /** More of a student, under the name. */
  detail?: (student: Student) => ComponentChildren;
}) {
  const { members, online, zone, live = true, onRemove, onAllow } = props;
  const { present, removed } = studentsOf(members);
  const ordered = [
    ...present.filter(({ id }) => online.has(id)),
    ...present.filter(({ id }) => !online.has(id)),
  ];
  const students = props.sorted?.(ordered) ?? ordered;
  const dialog = useRef<HTMLDialogElement>(null);
  const asked = useSignal<Student | null>(null);
  return (
    <section class="stack" aria-labelledby="people-heading">
      <h2 id="people-heading">{t.people}</h2>
      {present.length === 0
        ? (
          <div class="card people-empty">
            <PeopleIcon />
            <p>
              <strong>{t.nobody}</strong>
            </p>
            <p class="quiet">{t.nobodyText}</p>
          </div>
        )
        : (
          <ul class="people">
            {students.map((student) => (
              <li class="person" key={student.id}>
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
                      ? t.lastKnown(props.lastKnown)
                      : online.has(student.id)
                      ? en.frame.online
                      : en.frame.offline}
                    {live && " · "}
                    {t.joinedAt(
                      writeTime(student.joinedAt, "hour", zone),
                    )}
                  </p>
                </div>
                {onRemove && (
                  <button
                    type="button"
                    class="button bare icon-only"
                    aria-label={t.removeName(student.name)}
                    title={t.remove}
                    onClick={() => {
                      asked.value = student;
                      dialog.current?.showModal();
                    }}
                  >
                    <RemovePersonIcon />
                  </button>
                )}
                {props.detail?.(student)}
              </li>
            ))}
          </ul>
        )}
      {removed.length > 0 && (
        <div class="stack tight">
          <h3>{t.removed}</h3>
          <ul class="people">
            {removed.map((student) => (
              <li class="person removed" key={student.id}>
                <p class="person-text person-name">{student.name}</p>
                {onAllow && (
                  <button
                    type="button"
                    class="button small"
                    aria-label={t.allowName(student.name)}
                    onClick={() => onAllow(student)}
                  >
                    {t.allow}
                  </button>
                )}
                {props.detail?.(student)}
              </li>
            ))}
          </ul>
        </div>
      )}
      <dialog class="dialog" ref={dialog} aria-labelledby="remove-heading">
        <div class="dialog-head">
          <h2 id="remove-heading">
            {t.removeAsk(asked.value?.name ?? "")}
          </h2>
          <button
            type="button"
            class="button bare icon-only"
            aria-label={en.frame.close}
            onClick={() => dialog.current?.close()}
          >
            <CloseIcon />
          </button>
        </div>
        <div class="stack">
          <p>{t.removeText}</p>
          <div class="actions">
            <button
              type="button"
              class="button stop"
              onClick={() => {
                dialog.current?.close();
                if (asked.value) onRemove?.(asked.value);
              }}
            >
              <RemovePersonIcon />
              {t.remove}
            </button>
            <button
              type="button"
              class="button"
              onClick={() => dialog.current?.close()}
            >
              {en.frame.cancel}
            </button>
          </div>
        </div>
      </dialog>
    </section>
  );
}
