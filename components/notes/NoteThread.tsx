import type { ComponentChildren } from "preact";
import { notes as t } from "texts/notes.ts";
import type { StaffNote } from "../../classroom/model/staff_notes.ts";
import type { ClassSession } from "../client/class_session.ts";
import { formatTime } from "../../formats/format_time.ts";
import { useNotedMessage } from "./use_notes.ts";
import "./notes.css";

export function NoteThread({ session, label, notes, children }: {
  session: ClassSession;
  label: string;
  notes: readonly StaffNote[];
  /** Notes that are not in the thread yet. */
  children?: ComponentChildren;
}) {
  const { facts, seat } = session;
  return (
    <ol class="stack snug note-thread" aria-label={label}>
      {notes.map(({ id, from, at, writtenAt, text, about }) => {
        const isMine = facts.personOf(from) === seat.member;
        const sentTime = formatTime(at, "hour");
        return (
          <NoteItem
            key={id}
            name={isMine ? t.you : facts.nameOf(from) ?? t.someone}
            text={text}
            isMine={isMine}
            state={writtenAt === undefined
              ? isMine ? t.sent({ time: sentTime }) : sentTime
              : t.written({
                written: formatTime(writtenAt, "hour"),
                time: sentTime,
              })}
            above={about && <NotedMessage session={session} about={about} />}
          />
        );
      })}
      {children}
    </ol>
  );
}

export function NoteItem(
  { name, text, isMine, state, isUnsent = false, above, children }: {
    name: string;
    text: string;
    isMine: boolean;
    state: string;
    isUnsent?: boolean;
    above?: ComponentChildren;
    children?: ComponentChildren;
  },
) {
  return (
    <li class="stack tight note" data-mine={isMine} data-unsent={isUnsent}>
      <strong class="small">{name}</strong>
      {above}
      <p class="note-text" dir="auto">{text}</p>
      <p class={isUnsent ? "small" : "quiet small"}>{state}</p>
      {children}
    </li>
  );
}

export function NotedMessage({ session, about }: {
  session: ClassSession;
  about: NonNullable<StaffNote["about"]>;
}) {
  const message = useNotedMessage(session, about);
  if (message === undefined) return null;
  const text = message && "text" in message ? message.text : undefined;
  const name = message ? session.facts.nameOf(message.from) : undefined;
  return <NoteSubject name={name ?? t.someone} text={text} />;
}

/** The message that a note is about; without text, it is gone. */
export function NoteSubject(
  { name, text }: { name: string; text: string | undefined },
) {
  return (
    <p class="quiet small note-about">
      {text ? t.about({ name, text }) : t.aboutGone}
    </p>
  );
}
