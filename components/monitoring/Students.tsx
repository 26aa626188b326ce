/**
 * The board of all students (M-1): the newest activity first, with what each of them asks the assistant, live; after
 * the class the same, to be read. With collection off it says why there is nothing to read (M-2).
 */
import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { type Member, personOf } from "../../classroom/schema/members.ts";
import { review as t } from "texts/review.ts";
import { ask } from "../session/ask.ts";
import type { Seat } from "../session/seat.ts";
import { useClassSession } from "../session/use_class_session.ts";
import { HandInIcon } from "../ui/icons.tsx";
import type { OpenMenu } from "../ui/Menu.tsx";
import { Notice } from "../ui/Notice.tsx";
import { People } from "../people/People.tsx";
import { selvesOf, type Student, studentsOf } from "../people/students.ts";
import { asOne } from "./as_one.ts";
import { ClassLine } from "./ClassLine.tsx";
import { ConversationDialog } from "./ConversationDialog.tsx";
import { StudentTile } from "./StudentTile.tsx";
import { Taking } from "./taking/taking.ts";
import { Watching } from "./watching.ts";
import { viewRequest } from "./taking/WordCalls.tsx";
import "./Students.css";
import { localPath } from "../../locales/local_path.ts";

/** What the board needs; the actions are those of a running class. */
export interface StudentsProps {
  readonly seat: Seat;
  readonly members: Record<string, Member>;
  readonly online: ReadonlySet<string>;
  readonly lastKnown: string | null;
  readonly zone: string;
  readonly collect: boolean;
  readonly startsAt: number;
  readonly now: number;
  readonly live: boolean;
  onMenu?: (opened: OpenMenu<Student>) => void;
  onAllow?: (student: Student) => void;
}

/** So long after a hand has moved over the board nothing on it changes its place (ms). */
const still = 4_000;

/** The board. */
export function Students(props: StudentsProps) {
  const { seat, collect, live } = props;
  const session = useClassSession(seat);
  const watching = useComputed(() => session.value?.part(Watching) ?? null);
  const viewed = useSignal<Student | null>(null);
  // Who looks on reads, and does nothing (S-8).
  const reads = seat.role === "observer";
  const order = useRef<string[]>([]);
  const heldUntil = useRef(0);

  const students = watching.value?.students.value ?? {};
  const byPerson = Map.groupBy(
    Object.entries(students),
    ([id]) => personOf((member) => props.members[member], id),
  );
  const activityOf = (id: string) =>
    asOne((byPerson.get(id) ?? []).map(([, activity]) => activity));
  const templateOf = (id: string) => {
    const { conversation = "" } = activityOf(id) ?? {};
    return watching.value?.conversations.value[conversation]?.template;
  };
  const callsOf = (id: string) =>
    (byPerson.get(id) ?? []).filter(([, { signals }]) =>
      signals.some(({ kind }) => kind === "worrying")
    ).map(([member]) => `words-${member}` as const);
  /** Whoever opens the conversation is on it (S-9). */
  const view = (student: Student) => {
    if (live && !reads) {
      session.value?.part(Taking).take(...callsOf(student.id));
    }
    viewed.value = student;
  };
  useSignalEffect(() => {
    const asked = viewRequest.value;
    if (asked === null || !watching.value) return;
    viewRequest.value = null;
    const person = personOf((member) => props.members[member], asked);
    const student = studentsOf(props.members).present
      .find(({ id }) => id === person);
    if (student) viewed.value = student;
  });
  const lastAt = (id: string) => activityOf(id)?.lastAt ?? 0;
  const isWorrying = (id: string) =>
    Number(
      activityOf(id)?.signals.some(({ kind }) => kind === "worrying") ?? false,
    );
  /** The newest first; nothing moves under a hand that is about to press something. */
  const sorted = (all: Student[]) => {
    const known = new Map(order.current.map((id, i) => [id, i]));
    const next = [...all].sort((a, b) =>
      Date.now() < heldUntil.current
        ? (known.get(a.id) ?? 1e9) - (known.get(b.id) ?? 1e9)
        : isWorrying(b.id) - isWorrying(a.id) || lastAt(b.id) - lastAt(a.id)
    );
    order.current = next.map(({ id }) => id);
    return next;
  };
  const hold = () => void (heldUntil.current = Date.now() + still);
  const settle = ({ id }: Student) =>
    ask("DELETE", `/api/sessions/${seat.session}/members/${id}/signals`);
  const asked = Object.values(students).reduce((n, it) => n + it.turns, 0);
  const here = Object.values(props.members)
    .filter(({ role }) => role === "student").length;
  const unmarked = Object.values(watching.value?.submissions.value ?? {})
    .filter(({ gradedAt }) => gradedAt === undefined).length;
  return (
    <div
      class="students stack"
      onPointerMove={hold}
      onKeyDown={hold}
    >
      {!collect && <Notice tone="plain">{t.board.notCollected}</Notice>}
      <div class="students-head">
        {watching.value && (live ? here > 0 : asked > 0) && (
          <ClassLine {...props} watching={watching.value} />
        )}
        {!reads && (
          <a
            class="button small"
            href={localPath(`/teacher/sessions/${seat.session}/submissions`)}
          >
            <HandInIcon />
            {t.board.submissions}
            {unmarked > 0 && (
              <span class="badge chalk">
                {t.board.unmarked({ count: unmarked })}
              </span>
            )}
          </a>
        )}
      </div>
      <People
        {...props}
        sorted={sorted}
        detail={(student) =>
          student.removed && !activityOf(student.id) ? null : (
            <StudentTile
              session={session.value}
              name={student.name}
              activity={activityOf(student.id)}
              template={templateOf(student.id)}
              collect={collect}
              startsAt={props.startsAt}
              now={props.now}
              here={live && !student.removed}
              calls={reads ? [] : callsOf(student.id)}
              onView={() => view(student)}
              onSettle={reads ? undefined : () => settle(student)}
            />
          )}
      />
      {watching.value && viewed.value && (
        <ConversationDialog
          watching={watching.value}
          student={selvesOf(props.members, viewed.value.id)}
          name={viewed.value.name}
          online={props.online.has(viewed.value.id)}
          live={live}
          onClose={() => viewed.value = null}
        />
      )}
    </div>
  );
}
