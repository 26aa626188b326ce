/**
 * What the teacher's pages know of the students' work with the assistant (M-1): the staff's document as
 * signals, and what a teacher does with an answer, as commands of their own.
 */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type * as Y from "yjs";
import type { MemberCommand } from "../../classroom/commands.ts";
import type {
  StaffConversation,
  Submission,
} from "../../classroom/schema/conversations.ts";
import { documents } from "../../classroom/schema/documents.ts";
import { newId } from "../../classroom/schema/ids.ts";
import type { StudentActivity } from "../../classroom/schema/monitoring.ts";
import type { OpenDocument } from "../../sync/client/open.ts";
import { Outbox } from "../../sync/client/outbox.ts";
import { openAs, type Seat } from "../chat/chat.ts";
import { followInto } from "../session/follow.ts";
import { leaveSignedOut } from "../accounts/signed_out.ts";

/** The staff's view of a class. */
export class Watching {
  readonly staff: OpenDocument;
  readonly own: OpenDocument;
  readonly outbox: Outbox<MemberCommand>;
  readonly students: Signal<Readonly<Record<string, StudentActivity>>>;
  readonly conversations: Signal<Readonly<Record<string, StaffConversation>>>;
  readonly submissions: Signal<Readonly<Record<string, Submission>>>;
  /** The answers that were sent to the chat room from this page. */
  readonly sent: ReadonlySignal<ReadonlySet<string>>;

  readonly #sent: Signal<ReadonlySet<string>> = signal(new Set());
  readonly #stops: (() => void)[] = [];

  constructor(readonly seat: Seat) {
    const { session, member } = seat;
    const openOne = (document: string) => openAs(seat, document);
    this.staff = openOne(documents.staff(session));
    this.own = openOne(documents.member(session, member));
    this.outbox = new Outbox(this.own.doc);
    this.students = this.#map("students");
    this.conversations = this.#map("conversations");
    this.submissions = this.#map("submissions");
    this.sent = this.#sent;
    this.#stops.push(leaveSignedOut(this.staff.status));
  }

  /** The conversations of a student, who may be several members (J-7), the newest first. */
  of(student: readonly string[]): (StaffConversation & { id: string })[] {
    return Object.entries(this.conversations.value)
      .filter(([, { member }]) => student.includes(member))
      .map(([id, it]) => ({ id, ...it }))
      .sort((a, b) => b.lastAt - a.lastAt);
  }

  /** Posts a student's answer to the chat room, with or without the name. */
  share(conversation: string, message: string, named: boolean): void {
    const taken = this.outbox.push({
      id: newId(),
      kind: "share",
      conversation,
      message,
      room: "main",
      ...named && { named },
    });
    if (taken) this.#sent.value = new Set([...this.#sent.value, message]);
  }

  /** Lets go of everything. */
  close(): void {
    for (const stop of this.#stops) stop();
    this.staff.close();
    this.own.close();
  }

  #map<T>(name: string): Signal<Readonly<Record<string, T>>> {
    const value = signal<Readonly<Record<string, T>>>({});
    const read = (map: Y.Map<unknown>) => map.toJSON() as Record<string, T>;
    this.#stops.push(followInto(value, this.staff.doc.getMap(name), read));
    return value;
  }
}
