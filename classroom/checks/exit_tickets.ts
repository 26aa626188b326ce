/** Prepares the exit ticket of a class: a short quiz of the teacher's library, or one line. */
import { z } from "zod";
import {
  requireNotEnded,
  requireStaff,
  requireTeacher,
} from "../model/acting.ts";
import { type ClassCopy, keepCopies } from "../files/class_copies.ts";
import type { Who } from "../model/who.ts";
import { decideOnClass, readClass } from "../model/layout.ts";
import type { AppServices } from "../app_services.ts";
import { refusal } from "../model/refuse.ts";
import { Refusal } from "../../sync/refusal.ts";
import { bounds } from "../model/bounds.ts";
import { writtenText } from "../model/controls.ts";
import { fault } from "../model/faults.ts";
import { id } from "../model/id_schemas.ts";
import { newId } from "../model/ids.ts";
import { previewOf } from "../model/previews.ts";
import type { Question } from "../model/resources/questions.ts";
import type { ExitTicket } from "../model/resources/shared.ts";
import { exitTicket, prepareTicket, requireNotRunning } from "./exit_ticket.ts";
import type { Library } from "../library/library.ts";
import {
  keeping,
  type PictureParts,
  withPictures,
} from "../library/pictures.ts";
import { solved } from "./quiz_copy.ts";
import { actsWith } from "../define_act.ts";

/** Body of `PUT /api/sessions/:s/exit-ticket`. */
const exitTicketBody = z.union([
  z.strictObject({ quiz: id }),
  z.strictObject({
    question: writtenText.trim().min(1, fault("blank")).max(bounds.question),
  }),
]);

/** A prepared exit ticket in answers. */
interface ExitTicketView {
  name: string;
  /** The quiz that it is a copy of. */
  quiz?: string;
  questions: Question[];
  /** As what the class was given it. */
  resource?: string;
}

interface TicketParts extends PictureParts, Pick<AppServices, "sync"> {
  library: Pick<Library, "get">;
}

/** The exit tickets of all sessions. */
export class ExitTickets {
  readonly #parts: TicketParts;

  constructor(parts: TicketParts) {
    this.#parts = parts;
  }

  /** The one that is prepared; null: none is. */
  async view(who: Who): Promise<ExitTicketView | null> {
    requireStaff(who);
    const { sync } = this.#parts;
    return await readClass(sync, who.session, ({ staff }) => {
      const ticket = exitTicket(staff);
      return ticket ? viewOf(ticket) : null;
    });
  }

  /** Prepares one in place of the one before. */
  async prepare(
    who: Who,
    ask: z.output<typeof exitTicketBody>,
  ): Promise<ExitTicketView> {
    requireTeacher(who);
    const bare = await this.#ticketOf(who, ask);
    const { questions, copies } = await withPictures(
      this.#parts,
      who,
      bare.questions,
    );
    const ticket = { ...bare, questions };
    await this.#put(who, ticket, copies);
    return viewOf(ticket);
  }

  /** Prepares none. */
  async remove(who: Who): Promise<void> {
    requireTeacher(who);
    await this.#put(who, null);
  }

  async #put(
    who: Who,
    ticket: ExitTicket | null,
    copies: readonly ClassCopy[] = [],
  ): Promise<void> {
    const { sync, files } = this.#parts;
    const decided = decideOnClass(sync, who, (docs, tx) => {
      requireNotEnded(docs.session);
      // Before the copies are the class's: a refusal does not take them back.
      requireNotRunning(docs.staff);
      keepCopies(docs, tx, who.own ?? who.member, copies, files.quota);
      prepareTicket(docs.staff, ticket);
    });
    await keeping(this.#parts, who.session, copies, decided);
  }

  async #ticketOf(
    who: Who,
    ask: z.output<typeof exitTicketBody>,
  ): Promise<ExitTicket> {
    if ("question" in ask) {
      const { question: text } = ask;
      const name = previewOf(text, bounds.resourceName) || text;
      return { name, questions: [{ id: newId(), kind: "text", text }] };
    }
    // Only the owner of a class has a library here.
    if (who.teacher === undefined) throw new Refusal("not-allowed");
    const quiz = await this.#parts.library.get("quiz", who.teacher, ask.quiz);
    if (quiz.unfinished || quiz.questions.length === 0) {
      throw refusal("quiz-unfinished");
    }
    if (quiz.questions.length > bounds.exitQuestions) {
      throw refusal("ticket-too-long", { most: bounds.exitQuestions });
    }
    return {
      name: quiz.name,
      of: ask.quiz,
      questions: quiz.questions.map(solved),
    };
  }
}

function viewOf({ name, of, questions, resource }: ExitTicket): ExitTicketView {
  return {
    name,
    questions,
    ...(of && { quiz: of }),
    ...(resource && { resource }),
  };
}

const act = actsWith<{ exitTickets: ExitTickets }>();

/** The exit ticket that is prepared. */
export const exitTicketActs = [
  act("GET /exit-ticket", "observer", async ({ app, who }) => ({
    ticket: await app.exitTickets.view(who),
  })),
  act("PUT /exit-ticket", "teacher", async ({ app, who, body }) => ({
    ticket: await app.exitTickets.prepare(who, body),
  }), { body: exitTicketBody }),
  act(
    "DELETE /exit-ticket",
    "teacher",
    ({ app, who }) => app.exitTickets.remove(who),
  ),
] as const;
