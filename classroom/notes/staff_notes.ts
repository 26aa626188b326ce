/**
 * **Tell a teacher** (T-1): a student writes to all staff of the class; any teacher answers. Works while the student is
 * muted, the chat paused, or **Eyes on me** is on, and no note is held for blocked words. Writes `notes` of the thread,
 * of `<s>/staff` and of the student's own document.
 */
import { z } from "zod";
import type { AppServices } from "../app_services.ts";
import { defineActsFor, emptyBody } from "../define_act.ts";
import {
  type CommandContext,
  defineCommand,
  noteText,
} from "../define_command.ts";
import { bounds } from "../model/bounds.ts";
import { documentNames as names } from "../model/documents.ts";
import {
  idSchema,
  roomIdSchema,
  typedTextSchema,
} from "../model/field_schemas.ts";
import { decideOnClass } from "../model/layout.ts";
import type { Identity, Member } from "../model/members.ts";
import { isLongWait } from "../model/messages.ts";
import {
  requireActiveMember,
  requireRunning,
  requireTeacherRole,
} from "../model/permissions.ts";
import {
  findPerson,
  findSeat,
  isSamePerson,
  membersOfPerson,
} from "../model/persons.ts";
import { refusal } from "../model/refuse.ts";
import { cleanMessageText } from "../model/room_messages.ts";
import type { StaffNote } from "../model/staff_notes.ts";
import { removeWorriesIn } from "../model/words/worries.ts";
import {
  attentionMap,
  claimAttention,
} from "../monitoring/attention_claims.ts";
import { isId } from "../model/ids.ts";
import {
  formerRooms,
  members,
  notesOf,
  ownNoteThreads,
} from "../model/roots.ts";
import { causeClaims, noteThreads } from "../model/staff_roots.ts";

const aboutSchema = z.strictObject({ room: roomIdSchema, message: idSchema });

type NoteContext = CommandContext<"staff" | "ownDocument" | "note">;

export const noteCommand = defineCommand({
  kind: "note",
  fields: {
    text: typedTextSchema,
    about: aboutSchema.optional(),
    writtenAt: z.int().nonnegative().optional(),
    offline: z.literal(true).optional(),
  },
  needs: ["staff", "ownDocument", "note"],
  mayCauseAlert: true,
  pace: { lane: "notes", uses: { notes: 1 } },
  decide(context, command) {
    const { session, seat, staff, ownDocument, tx } = context;
    const notes = notesOf(context.note);
    if (notes.toArray().some(({ id }) => id === command.id)) return;
    const member = requireActiveMember(session, context.member, tx.now);
    if (member.role !== "student") throw refusal("students-note");
    const text = cleanMessageText(command.text, bounds.staffNote);
    requireRoom(notes.toArray(), (from) => from === seat);
    const note: StaffNote = {
      id: command.id,
      from: seat,
      at: tx.now,
      text,
      ...(isLongWait(command, members(session).get(seat), tx.now) &&
        { writtenAt: command.writtenAt }),
      ...(isReadable(context, member, command.about) &&
        { about: command.about }),
    };
    tx.reserveBytes(3 * text.length);
    notes.push([note]);
    noteText(context, { where: "note", of: seat, text });
    const previousThread = noteThreads(staff).get(seat);
    noteThreads(staff).set(seat, {
      ...previousThread,
      since: previousThread?.since ?? tx.now,
      lastAt: tx.now,
    });
    ownNoteThreads(ownDocument).set(seat, {
      ...ownNoteThreads(ownDocument).get(seat),
      lastAt: tx.now,
    });
  },
});

/** Whether the student can have read the message that a note is about. If not, the note is stored without it. */
function isReadable(
  { session, seat }: NoteContext,
  member: Member,
  about: StaffNote["about"],
): boolean {
  if (!about) return false;
  return about.room === "main" || about.room === member.room ||
    (formerRooms(session).get(seat) ?? []).includes(about.room);
}

/** Refuses more notes than a thread can have from one side, the student or staff. */
function requireRoom(
  notes: readonly StaffNote[],
  isSide: (from: string) => boolean,
): void {
  const max = bounds.staffNotes;
  if (notes.filter(({ from }) => isSide(from)).length < max) return;
  throw refusal("notes-full", { most: max });
}

const answerBody = z.strictObject({ id: idSchema, text: typedTextSchema });

export class StaffNotes {
  readonly #sync: AppServices["sync"];

  constructor({ sync }: Pick<AppServices, "sync">) {
    this.#sync = sync;
  }

  /**
   * Answers in a student's thread, or begins it after the student's worrying words (M-4); claims it for this teacher if
   * nobody has. A repeated request does nothing (SYNC-3).
   */
  async answer(
    who: Identity,
    m: string,
    { id, text }: z.output<typeof answerBody>,
  ): Promise<void> {
    requireTeacherRole(who);
    if (!isId(m)) throw refusal("not-found");
    const s = who.session;
    const thread = names.note(s, m);
    await decideOnClass(
      this.#sync,
      who,
      ({ session, staff }, tx) => {
        const entry = noteThreads(staff).get(m);
        const key = `${entry ? "note" : "words"}-${m}` as const;
        const since = entry ? entry.since : attentionMap(staff).get(key);
        // A colleague may have dealt with the words while this one typed.
        const wasAlerted = () =>
          [...causeClaims(staff).values()].some((it) => it.key === key);
        if (!entry && since === undefined && !wasAlerted()) {
          throw refusal("not-found");
        }
        const notes = notesOf(tx.doc(thread));
        const existingNote = notes.toArray().find((it) => it.id === id);
        if (
          existingNote && isSamePerson(session, existingNote.from, who.member)
        ) return;
        if (existingNote) throw refusal("id-taken");
        requireRunning(session, tx.now);
        const words = cleanMessageText(text, bounds.staffNote);
        requireRoom(notes.toArray(), (from) => from !== m);
        tx.reserveBytes(3 * words.length);
        notes.push([{ id, from: who.member, at: tx.now, text: words }]);
        const { lastAt } = entry ?? { lastAt: tx.now };
        noteThreads(staff).set(m, { ...entry, lastAt, answeredAt: tx.now });
        const ownDocument = tx.doc(names.member(s, findSeat(session, m)));
        ownNoteThreads(ownDocument).set(m, { lastAt, answer: id });
        if (since === undefined) return;
        const claim = { by: who.member, at: tx.now, of: since };
        claimAttention({ session, staff }, key, claim);
      },
      ({ session }) => [thread, names.member(s, findSeat(session, m))],
    );
  }

  /**
   * **Dealt with**: the thread no longer waits, until the student writes again. Claims it for this teacher if nobody
   * has.
   */
  async settle(who: Identity, m: string): Promise<void> {
    requireTeacherRole(who);
    await decideOnClass(this.#sync, who, ({ session, staff }, { now }) => {
      const entry = noteThreads(staff).get(m);
      if (!entry) throw refusal("not-found");
      const { since, ...rest } = entry;
      if (since === undefined) return;
      const claim = { by: who.member, at: now, of: since };
      claimAttention({ session, staff }, `note-${m}`, claim);
      noteThreads(staff).set(m, rest);
      for (const id of membersOfPerson(session, findPerson(session, m))) {
        removeWorriesIn(staff, id, "note");
      }
    });
  }
}

const act = defineActsFor<{ notes: StaffNotes }>();

export const noteActs = [
  act(
    "POST /notes/:m",
    "teacher",
    ({ app, who, params, body }) => app.notes.answer(who, params.m, body),
    { body: answerBody },
  ),
  act(
    "POST /notes/:m/settle",
    "teacher",
    ({ app, who, params }) => app.notes.settle(who, params.m),
    { body: emptyBody },
  ),
] as const;
