/** The staff's document as signals, for the grid and marking (M-1). */
import { type Signal, signal } from "@preact/signals";
import type {
  StaffConversation,
  Submission,
  Turn,
} from "../../classroom/model/conversations.ts";
import { newId } from "../../classroom/model/ids.ts";
import type {
  BoardFacts,
  SaidByMinute,
  StudentActivity,
} from "../../classroom/model/monitoring/activity.ts";
import {
  answeredAt,
  type AnswerSheet,
  type Ballot,
} from "../../classroom/model/resources/shared.ts";
import type { OpenDocument } from "../../sync/client/open.ts";
import type { ClassSession } from "../client/class_session.ts";
import { follow, followEphemeral } from "../client/follow.ts";
import { listedStudents } from "../groups/desk/listed_students.ts";
import { HeldCommands } from "../client/held_commands.ts";
import { leaveSignedOut } from "../accounts/signed_out.ts";

export class Watching {
  readonly document: OpenDocument;
  readonly students: Signal<Readonly<Record<string, StudentActivity>>>;
  /** Time of each student's last action. */
  readonly acted: Signal<Readonly<Record<string, number>>>;
  readonly conversations: Signal<Readonly<Record<string, StaffConversation>>>;
  readonly submissions: Signal<Readonly<Record<string, Submission>>>;
  /** Recent messages per minute, by room. */
  readonly said: Signal<Readonly<Record<string, SaidByMinute>>>;
  /** Times of answers to quizzes and polls, without anonymous ones. */
  readonly answered: Signal<readonly number[]>;
  /** The room to which each answer was last sent from this page. */
  readonly sent: Signal<ReadonlyMap<string, string>> = signal(new Map());
  readonly held: HeldCommands;
  /** Turns of conversations read on this page. */
  readonly read: Map<string, readonly Turn[]> = new Map();

  /** Queued answers before each waiting student's. */
  readonly queues: Signal<Readonly<Record<string, number>> | null>;

  readonly #stops: (() => void)[];

  constructor(readonly session: ClassSession) {
    if (!session.staff) throw new Error("students watch nobody");
    this.document = session.staff.document;
    this.held = session.part(HeldCommands);
    this.students = this.#map("students");
    this.acted = this.#map("acted");
    this.conversations = this.#map("conversations");
    this.submissions = this.#map("submissions");
    this.said = this.#map("said");
    this.answered = follow(
      this.document.doc.getMap<AnswerSheet | Ballot>("answers"),
      (map) => answeredAt(map.values()),
    );
    const queues = followEphemeral<Record<string, number>>(
      this.document,
      "queues",
    );
    this.queues = queues.value;
    this.#stops = [
      queues.stop,
      leaveSignedOut(this.document.status),
      this.held.undone.subscribe((undone) => {
        if (!undone) return;
        const sent = new Map(this.sent.peek());
        sent.delete(undone.message);
        this.sent.value = sent;
      }),
    ];
  }

  get facts(): BoardFacts {
    return {
      students: this.students.value,
      acted: this.acted.value,
      said: this.said.value,
      answered: this.answered.value,
      listed: listedStudents(this.session),
    };
  }

  /** Conversations of a student's members (J-7), newest first. */
  of(student: readonly string[]): (StaffConversation & { id: string })[] {
    return Object.entries(this.conversations.value)
      .filter(([, { member }]) => student.includes(member))
      .map(([id, it]) => ({ id, ...it }))
      .sort((a, b) => b.lastAt - a.lastAt);
  }

  /** Posts an answer to a room after the time to undo it. */
  share(
    conversation: string,
    message: string,
    room: string,
    named: boolean,
  ): void {
    const command = { conversation, message, room, ...named && { named } };
    const taken = this.held.hold({ id: newId(), kind: "share", ...command });
    if (taken) this.sent.value = new Map([...this.sent.value, [message, room]]);
  }

  close(): void {
    for (const stop of this.#stops) stop();
  }

  #map<T>(name: string): Signal<Readonly<Record<string, T>>> {
    return follow(this.document.doc.getMap<T>(name), (map) => map.toJSON());
  }
}
