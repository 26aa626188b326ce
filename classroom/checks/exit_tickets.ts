/** The exit ticket of a class: a short quiz of the library, or one question. */
import type * as Y from "yjs";
import { z } from "zod";
import {
  requireNotEnded,
  requireStaffRole,
  requireTeacherRole,
} from "../model/permissions.ts";
import {
  keepPictureCopies,
  type PictureCopy,
  withPictureCopy,
} from "../files/picture_copies.ts";
import type { Identity } from "../model/members.ts";
import {
  type ClassDocuments,
  decideOnClass,
  readClassDocuments,
  sessionInfo,
  setSessionInfo,
} from "../model/layout.ts";
import type { AppServices } from "../app_services.ts";
import { refusal } from "../model/refuse.ts";
import { bounds } from "../model/bounds.ts";
import { idSchema, typedTextSchema } from "../model/field_schemas.ts";
import { faultMessage } from "../model/faults.ts";
import { newId } from "../model/ids.ts";
import { makePreview } from "../../formats/markdown/previews.ts";
import { removeSolution } from "../model/resources/questions.ts";
import type {
  ExitTicket,
  SharedQuiz,
} from "../model/resources/shared_resources.ts";
import type { Library } from "../library/library.ts";
import {
  copyPictures,
  dropCopiesOnFailure,
  type PictureParts,
} from "../library/resource_pictures.ts";
import { withChoiceIds } from "./quiz_copy.ts";
import { defineActsFor } from "../define_act.ts";
import {
  answerSheetsByPerson,
  findShared,
  findSharedOrTakenBack,
  replaceShared,
} from "../model/resources_layout.ts";
import { sharedResources } from "../model/roots.ts";
import { exitTickets, resourceSecrets } from "../model/staff_roots.ts";
import { hidePickedNames } from "./picks.ts";
import {
  type ExitTicketView,
  exitTicketViewSchema,
} from "../model/resources/views.ts";

const exitTicketBody = z.union([
  z.strictObject({ quiz: idSchema }),
  z.strictObject({
    question: typedTextSchema.trim().min(1, faultMessage("blank")).max(
      bounds.question,
    ),
  }),
]);

interface TicketParts extends PictureParts, Pick<AppServices, "sync"> {
  library: Pick<Library, "get">;
}

export class ExitTickets {
  constructor(private readonly parts: TicketParts) {}

  /** The prepared ticket; null: there is none. */
  async view(who: Identity): Promise<ExitTicketView | null> {
    requireStaffRole(who);
    const { sync } = this.parts;
    return await readClassDocuments(sync, who.session, ({ staff }) => {
      const ticket = exitTicket(staff);
      return ticket ? ticketView(ticket) : null;
    });
  }

  async prepare(
    who: Identity,
    ask: z.output<typeof exitTicketBody>,
  ): Promise<ExitTicketView> {
    requireTeacherRole(who);
    const bare = await this.#ticketOf(who, ask);
    const copies = await copyPictures(this.parts, who, bare.questions);
    const questions = bare.questions.map((it) => withPictureCopy(copies, it));
    const ticket = { ...bare, questions };
    await this.#storeTicket(who, ticket, copies);
    return ticketView(ticket);
  }

  async remove(who: Identity): Promise<void> {
    requireTeacherRole(who);
    await this.#storeTicket(who, null);
  }

  async #storeTicket(
    who: Identity,
    ticket: ExitTicket | null,
    copies: readonly PictureCopy[] = [],
  ): Promise<void> {
    const { sync, files } = this.parts;
    const decided = decideOnClass(sync, who, (docs, tx) => {
      requireNotEnded(docs.session);
      // Checked before the copies are kept, which a later refusal could not undo.
      requireNotRunning(docs.staff);
      keepPictureCopies(docs, tx, who.own ?? who.member, copies, files.quota);
      prepareTicket(docs.staff, ticket);
    });
    await dropCopiesOnFailure(this.parts, who.session, copies, decided);
  }

  async #ticketOf(
    who: Identity,
    ask: z.output<typeof exitTicketBody>,
  ): Promise<ExitTicket> {
    if ("question" in ask) {
      const { question: text } = ask;
      const name = makePreview(text, bounds.resourceName) || text;
      return { name, questions: [{ id: newId(), kind: "text", text }] };
    }
    // Only accounts have a library.
    if (who.teacher === undefined) throw refusal("not-allowed");
    const quiz = await this.parts.library.get("quiz", who.teacher, ask.quiz);
    if (quiz.unfinished || quiz.questions.length === 0) {
      throw refusal("quiz-unfinished");
    }
    if (quiz.questions.length > bounds.exitQuestions) {
      throw refusal("ticket-too-long", { most: bounds.exitQuestions });
    }
    return {
      name: quiz.name,
      of: ask.quiz,
      questions: quiz.questions.map(withChoiceIds),
    };
  }
}

function ticketView(
  { name, of: quizId, questions, resource }: ExitTicket,
): ExitTicketView {
  return {
    name,
    questions,
    ...(quizId && { quiz: quizId }),
    ...(resource && { resource }),
  };
}

const act = defineActsFor<{ exitTickets: ExitTickets }>();

export const exitTicketActs = [
  act("GET /exit-ticket", "observer", async ({ app, who }) => ({
    ticket: await app.exitTickets.view(who),
  }), { result: z.object({ ticket: exitTicketViewSchema.nullable() }) }),
  act("PUT /exit-ticket", "teacher", async ({ app, who, body }) => ({
    ticket: await app.exitTickets.prepare(who, body),
  }), {
    body: exitTicketBody,
    result: z.object({ ticket: exitTicketViewSchema }),
  }),
  act(
    "DELETE /exit-ticket",
    "teacher",
    ({ app, who }) => app.exitTickets.remove(who),
  ),
] as const;

const ticketLastsMs = bounds.exitMinutes * 60_000;

export function exitTicket(staff: Y.Doc): ExitTicket | undefined {
  return exitTickets(staff).get("ticket");
}

export function isTicketOpen(staff: Y.Doc, resource: string): boolean {
  const ticket = exitTicket(staff);
  return ticket?.runs !== undefined && ticket.resource === resource;
}

/** Prepares a ticket, or deletes it (null). Refuses while the class is answering one. */
export function prepareTicket(staff: Y.Doc, next: ExitTicket | null): void {
  requireNotRunning(staff);
  if (next) exitTickets(staff).set("ticket", next);
  else exitTickets(staff).delete("ticket");
}

/**
 * Shares the ticket, and moves the end of the class to the ticket's end. Does nothing if it runs. False: none is
 * prepared.
 */
export function beginTicket(docs: ClassDocuments, now: number): boolean {
  const { session, staff } = docs;
  const ticket = exitTicket(staff);
  if (!ticket) return false;
  const shared = sharedTicket(docs, ticket);
  if (ticket.runs) return true;
  const formerEnd = sessionInfo(session, "endsAt");
  const endsAt = now + ticketLastsMs;
  // After results were shown nobody may answer, so the ticket is shared as a new quiz.
  const resourceId = shared?.results ? undefined : ticket.resource;
  const resource = resourceId ?? newId();
  shareTicket(docs, ticket, resource, now);
  exitTickets(staff).set("ticket", {
    ...ticket,
    resource,
    runs: { formerEnd },
  });
  setSessionInfo(session, { endsAt });
  return true;
}

/**
 * Stops the running ticket: the class continues to its former end, or to the ticket's if that is later. An answered
 * ticket is closed, an unanswered one taken back; the next end of the class uses it again. False: no ticket runs.
 */
export function endTicket(docs: ClassDocuments): boolean {
  const { session, staff } = docs;
  const runningTicket = exitTicket(staff);
  if (!runningTicket?.runs) return false;
  const { runs, ...ticket } = runningTicket;
  exitTickets(staff).set("ticket", ticket);
  const endsAt = Math.max(runs.formerEnd, sessionInfo(session, "endsAt"));
  setSessionInfo(session, { endsAt });
  const shared = findShared(session, ticket.resource, "quiz");
  if (!shared) return true;
  const isAnswered = answerSheetsByPerson(session, staff, shared.id).size > 0;
  replaceShared(
    session,
    shared.id,
    isAnswered ? { ...shared, closed: true } : null,
  );
  if (!isAnswered) {
    const secret = resourceSecrets(staff).get(shared.id) ?? {};
    resourceSecrets(staff).set(shared.id, { ...secret, taken: shared });
  }
  return true;
}

/** Called when the class is extended: it no longer ends with the ticket, which stays open for its own time. */
export function detachTicket(staff: Y.Doc): void {
  const { runs, ...ticket } = exitTicket(staff) ?? {};
  if (runs) exitTickets(staff).set("ticket", ticket as ExitTicket);
}

function shareTicket(
  { session, staff }: ClassDocuments,
  { name, of: quizId, questions }: ExitTicket,
  id: string,
  now: number,
): void {
  const endsAt = now + ticketLastsMs;
  const shared: SharedQuiz = {
    id,
    kind: "quiz",
    at: now,
    name,
    pace: "own",
    questions: questions.map(removeSolution),
    of: questions.length,
    minutes: bounds.exitMinutes,
    endsAt,
    exit: true,
  };
  const { taken: _, ...secret } = resourceSecrets(staff).get(id) ?? {};
  resourceSecrets(staff).set(id, {
    questions,
    ...secret,
    ...(quizId && { of: quizId }),
  });
  // Moves the quiz to the end, as the newest.
  if (findShared(session, id)) replaceShared(session, id, null);
  sharedResources(session).push([shared]);
  hidePickedNames(staff);
}

/** The ticket's quiz, shared or taken back; undefined: none. */
function sharedTicket(
  docs: ClassDocuments,
  { resource }: ExitTicket,
): SharedQuiz | undefined {
  return resource === undefined
    ? undefined
    : findSharedOrTakenBack(docs, resource, "quiz");
}

function requireNotRunning(staff: Y.Doc): void {
  if (exitTicket(staff)?.runs) throw refusal("ticket-runs");
}
