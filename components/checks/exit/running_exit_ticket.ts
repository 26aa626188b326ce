import { computed, type ReadonlySignal, type Signal } from "@preact/signals";
import type {
  ExitTicket,
  SharedQuiz,
  SharedResource,
} from "../../../classroom/model/resources/shared_resources.ts";
import { sharedResources } from "../../../classroom/model/roots.ts";
import {
  answerSheets,
  exitTickets,
} from "../../../classroom/model/staff_roots.ts";
import { splitByRemoval } from "../../people/students.ts";
import type { ClassSession, SessionPart } from "../../client/class_session.ts";
import { signalOfList, signalOfType } from "../../client/document_signals.ts";

interface RunningTicket {
  readonly quiz: SharedQuiz;
  readonly doneCount: number;
  /** Number of students who are done, online, or both. */
  readonly studentCount: number;
  readonly isEverybodyDone: boolean;
}

/** Time left (ms): at most the whole time, if the device's clock is late. */
export function timeLeftMs({ at }: SharedQuiz, endsAt: number, now: number) {
  return Math.min(endsAt - at, Math.max(0, endsAt - now));
}

/** The exit ticket that is being answered, which **Present** shows before anything shared; null: none. */
export function runningTicketId(session: ClassSession | null): string | null {
  return session?.staff
    ? session.part(RunningExitTicket).running.value?.quiz.id ?? null
    : null;
}

export class RunningExitTicket implements SessionPart {
  /** Null: none is prepared, or it has not loaded. */
  readonly ticket: ReadonlySignal<ExitTicket | null>;
  /** Null: no ticket is being answered. */
  readonly running: ReadonlySignal<RunningTicket | null>;
  readonly #session: ClassSession;
  readonly #shared: Signal<readonly SharedResource[]>;
  readonly #done: Signal<readonly string[]>;

  constructor(session: ClassSession) {
    if (!session.staff) throw new Error("students have a page of their own");
    this.#session = session;
    const { doc } = session.staff.document;
    this.ticket = signalOfType(
      exitTickets(doc),
      (map) => map.get("ticket") ?? null,
    );
    this.#shared = signalOfList(
      sharedResources(session.facts.document.doc),
    );
    this.#done = signalOfType(
      answerSheets(doc),
      (map) =>
        [...map].filter(([, answerSheet]) =>
          answerSheet !== true && answerSheet.done
        )
          .map(([key]) => key),
    );
    this.running = computed(() => this.#running());
  }

  close(): void {}

  #running(): RunningTicket | null {
    const { resource, runs } = this.ticket.value ?? {};
    const quiz = this.#shared.value.find(({ id }) => id === resource);
    if (!runs || !quiz?.pace) return null;
    const { facts } = this.#session;
    const prefix = `${resource} `;
    const doneMembers = new Set(
      this.#done.value.filter((key) => key.startsWith(prefix))
        .map((key) => facts.personOf(key.slice(prefix.length))),
    );
    const { present } = splitByRemoval(facts.members.value);
    const online = present.filter(({ id }) => facts.online.value.has(id));
    const left = online.filter(({ id }) => !doneMembers.has(id)).length;
    return {
      quiz,
      doneCount: doneMembers.size,
      studentCount: doneMembers.size + left,
      isEverybodyDone: online.length > 0 && left === 0,
    };
  }
}
