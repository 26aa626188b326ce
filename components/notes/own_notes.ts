/** A student's notes to staff (T-1): what the page needs before the dialog is open. */
import {
  computed,
  type ReadonlySignal,
  type Signal,
  signal,
} from "@preact/signals";
import type { MemberCommand } from "../../classroom/commands.ts";
import type {
  OwnNoteThread,
  StaffNote,
} from "../../classroom/model/staff_notes.ts";
import { ownNoteThreads, readMarkers } from "../../classroom/model/roots.ts";
import type { ClassSession, SessionPart } from "../client/class_session.ts";
import { signalOfMap } from "../client/document_signals.ts";

export interface NoteRequest {
  readonly about?: StaffNote["about"];
}

export class OwnNotes implements SessionPart {
  /** The reason for which **Tell a teacher** was opened; null: it is closed. */
  readonly dialog: Signal<NoteRequest | null> = signal(null);
  /** The text that is not sent. Kept in this page only, since another student may use the device next. */
  readonly draft: Signal<string> = signal("");
  /** Ids of the notes in the open dialog; null: it is closed. */
  readonly arrivedIds: Signal<ReadonlySet<string> | null> = signal(null);
  readonly threads: ReadonlySignal<Readonly<Record<string, OwnNoteThread>>>;
  readonly hasNewAnswer: ReadonlySignal<boolean>;
  /** Ids of the unread answers that a notice shows: those that the student has not put aside. */
  readonly shownAnswers: ReadonlySignal<readonly string[]>;
  readonly #hidden: Signal<readonly string[]> = signal([]);
  readonly #read: ReadonlySignal<Readonly<Record<string, string>>>;

  constructor(readonly session: ClassSession) {
    const { doc } = session.ownDocument;
    this.threads = signalOfMap(ownNoteThreads(doc));
    this.#read = signalOfMap(readMarkers(doc));
    const unread = computed(() =>
      Object.entries(this.threads.value).flatMap(([thread, { answer }]) =>
        answer !== undefined && this.#read.value[thread] !== answer
          ? answer
          : []
      )
    );
    this.hasNewAnswer = computed(() => unread.value.length > 0);
    this.shownAnswers = computed(() =>
      unread.value.filter((id) => !this.#hidden.value.includes(id))
    );
  }

  markRead(): void {
    const markers = readMarkers(this.session.ownDocument.doc);
    for (const [thread, { answer }] of Object.entries(this.threads.peek())) {
      if (answer && markers.get(thread) !== answer) markers.set(thread, answer);
    }
  }

  /** Puts the notice of the new answers aside. They stay unread. */
  hideAnswers(): void {
    this.#hidden.value = this.shownAnswers.peek();
  }

  isEffectPending(command: MemberCommand): boolean {
    const arrived = this.arrivedIds.value;
    return command.kind === "note" && arrived !== null &&
      !arrived.has(command.id);
  }

  unsentTexts(): readonly string[] {
    return [this.draft.peek()];
  }

  close(): void {}
}
