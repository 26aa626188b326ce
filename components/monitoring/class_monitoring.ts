/** The activity in the staff's document as signals, for the grid and marking (M-1). */
import { type Signal, signal } from "@preact/signals";
import type {
  StaffConversation,
  Submission,
  Turn,
} from "../../classroom/model/conversations.ts";
import { newId } from "../../classroom/model/ids.ts";
import type {
  MessagesByMinute,
  OverviewData,
  StaffLiveState,
  StudentActivity,
} from "../../classroom/model/monitoring/activity.ts";
import { answerTimes } from "../../classroom/model/resources/shared_resources.ts";
import {
  answerSheets,
  conversationsForStaff,
  lastActionTimes,
  messageCountsOf,
  studentActivities,
  submissionsOf,
} from "../../classroom/model/staff_roots.ts";
import type { OpenDocument } from "../../sync/client/open_document.ts";
import type { ClassSession } from "../client/class_session.ts";
import {
  signalOfEphemeral,
  signalOfMap,
  signalOfType,
} from "../client/document_signals.ts";
import { studentsOnClassList } from "../groups/desk/listed_students.ts";
import { HeldCommands } from "../client/held_commands.ts";
import { redirectWhenSignedOut } from "../accounts/signed_out.ts";

export class ClassMonitoring {
  readonly document: OpenDocument;
  readonly students: Signal<Readonly<Record<string, StudentActivity>>>;
  readonly lastActionTimes: Signal<Readonly<Record<string, number>>>;
  readonly conversations: Signal<Readonly<Record<string, StaffConversation>>>;
  readonly submissions: Signal<Readonly<Record<string, Submission>>>;
  readonly messagesByMinute: Signal<Readonly<Record<string, MessagesByMinute>>>;
  /** The time of each student's last answer to each quiz or poll, except anonymous polls. */
  readonly answerTimes: Signal<readonly number[]>;
  /** The room to which each answer was last sent from this page. */
  readonly roomsByAnswer: Signal<ReadonlyMap<string, string>> = signal(
    new Map(),
  );
  readonly heldCommands: HeldCommands;
  /** Turns of conversations that were opened on this page. */
  readonly cachedTranscripts: Map<string, readonly Turn[]> = new Map();

  /** For each waiting student, the number of answers that are queued before theirs; null: unknown. */
  readonly queuedAnswersBefore: Signal<Readonly<Record<string, number>> | null>;
  readonly work: Signal<StaffLiveState["work"] | null>;
  /** The beginnings of answers that the assistant is writing. */
  readonly answers: Signal<StaffLiveState["answers"] | null>;

  readonly #stops: (() => void)[];

  constructor(readonly session: ClassSession) {
    if (!session.staff) throw new Error("students watch nobody");
    this.document = session.staff.document;
    this.heldCommands = session.part(HeldCommands);
    const { doc } = this.document;
    this.students = signalOfMap(studentActivities(doc));
    this.lastActionTimes = signalOfMap(lastActionTimes(doc));
    this.conversations = signalOfMap(conversationsForStaff(doc));
    this.submissions = signalOfMap(submissionsOf(doc));
    this.messagesByMinute = signalOfMap(messageCountsOf(doc));
    this.answerTimes = signalOfType(
      answerSheets(doc),
      (allAnswerSheets) => answerTimes(allAnswerSheets.values()),
    );
    const queues = signalOfEphemeral<Record<string, number>>(
      this.document,
      "queues",
    );
    this.queuedAnswersBefore = queues.value;
    const work = signalOfEphemeral<StaffLiveState["work"]>(
      this.document,
      "work",
    );
    this.work = work.value;
    const answers = signalOfEphemeral<StaffLiveState["answers"]>(
      this.document,
      "answers",
    );
    this.answers = answers.value;
    this.#stops = [
      queues.stop,
      work.stop,
      answers.stop,
      redirectWhenSignedOut(this.document.status),
      this.heldCommands.lastUndone.subscribe((undone) => {
        if (!undone) return;
        const roomsByAnswer = new Map(this.roomsByAnswer.peek());
        roomsByAnswer.delete(undone.message);
        this.roomsByAnswer.value = roomsByAnswer;
      }),
    ];
  }

  get facts(): OverviewData {
    return {
      students: this.students.value,
      acted: this.lastActionTimes.value,
      said: this.messagesByMinute.value,
      answered: this.answerTimes.value,
      listed: studentsOnClassList(this.session),
    };
  }

  /** Conversations of a student and their aliases (J-7), newest first. */
  conversationsOf(
    memberIds: readonly string[],
  ): (StaffConversation & { id: string })[] {
    return Object.entries(this.conversations.value)
      .filter(([, { member }]) => memberIds.includes(member))
      .map(([id, conversation]) => ({ id, ...conversation }))
      .sort((a, b) => b.lastAt - a.lastAt);
  }

  /** Posts an answer to a room, once the time to undo it is over. */
  shareAnswer(
    conversation: string,
    message: string,
    room: string,
    isNamed: boolean,
  ): void {
    const command = {
      conversation,
      message,
      room,
      ...isNamed && { named: isNamed },
    };
    const isHeld = this.heldCommands.holdCommand({
      id: newId(),
      kind: "share",
      ...command,
    });
    if (isHeld) {
      this.roomsByAnswer.value = new Map([...this.roomsByAnswer.value, [
        message,
        room,
      ]]);
    }
  }

  close(): void {
    for (const stop of this.#stops) stop();
  }
}
