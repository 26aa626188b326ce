/**
 * The exit ticket: shared with the class when it is to end, which then goes on until the time for the ticket is
 * over. Decisions on documents; writes `resources` of `<s>/session` and `<s>/staff`, `exitTicket` of `<s>/staff`, and
 * when the class ends.
 */
import type * as Y from "yjs";
import { type ClassDocuments, info, setInfo } from "../model/layout.ts";
import { refusal } from "../model/refuse.ts";
import { bounds } from "../model/bounds.ts";
import { newId } from "../model/ids.ts";
import type { ExitTicket, SharedQuiz } from "../model/resources/shared.ts";
import {
  findSharedOrTaken,
  replaceShared,
  resources,
  secrets,
  sharedNow,
  sheetsByPerson,
} from "../model/resources_layout.ts";
import { hideNames } from "./picks.ts";
import { withoutSolution } from "./quiz_copy.ts";

/** How long there is for it, in ms. */
const ticketLastsMs = bounds.exitMinutes * 60_000;

/** The exit ticket that is prepared; undefined: none is. */
export function exitTicket(staff: Y.Doc): ExitTicket | undefined {
  return ticketMap(staff).get("ticket");
}

/** Whether this is the ticket that the class answers now. */
export function isTicketOpen(staff: Y.Doc, resource: string): boolean {
  const ticket = exitTicket(staff);
  return ticket?.runs !== undefined && ticket.resource === resource;
}

/** Prepares one, or none; refused while the class answers one. */
export function prepareTicket(staff: Y.Doc, next: ExitTicket | null): void {
  requireNotRunning(staff);
  if (next) ticketMap(staff).set("ticket", next);
  else ticketMap(staff).delete("ticket");
}

/** Shares what is prepared, and the class ends with its time; false: nothing is prepared. Harmless twice. */
export function beginTicket(docs: ClassDocuments, now: number): boolean {
  const { session, staff } = docs;
  const ticket = exitTicket(staff);
  if (!ticket) return false;
  const before = sharedAs(docs, ticket);
  if (ticket.runs) return true;
  const formerEnd = info(session, "endsAt");
  const endsAt = now + ticketLastsMs;
  // After its results nobody answers: then it is another one.
  const known = before?.results ? undefined : ticket.resource;
  const resource = known ?? newId();
  share(docs, ticket, resource, now);
  ticketMap(staff).set("ticket", { ...ticket, resource, runs: { formerEnd } });
  setInfo(session, { endsAt });
  return true;
}

/**
 * The class goes on to its former end; false: no ticket is being answered. What somebody has answered stays, closed; what
 * nobody has is taken back. When the class ends after all it is the same ticket.
 */
export function endTicket(docs: ClassDocuments): boolean {
  const { session, staff } = docs;
  const before = exitTicket(staff);
  if (!before?.runs) return false;
  const { runs, ...ticket } = before;
  ticketMap(staff).set("ticket", ticket);
  // Not to the end of a time that went by meanwhile.
  const endsAt = Math.max(runs.formerEnd, info(session, "endsAt"));
  setInfo(session, { endsAt });
  const shared = sharedNow(session, ticket.resource);
  if (!shared || shared.kind !== "quiz") return true;
  const isAnswered = sheetsByPerson(session, staff, shared.id).size > 0;
  replaceShared(
    session,
    shared.id,
    isAnswered ? { ...shared, closed: true } : null,
  );
  if (!isAnswered) {
    const secret = secrets(staff).get(shared.id) ?? {};
    secrets(staff).set(shared.id, { ...secret, taken: shared });
  }
  return true;
}

/**
 * The class was given more time: it does not end with the ticket, which students have until its own time is over. When
 * the class ends after all it is the same ticket, or what was prepared since.
 */
export function outlastTicket(staff: Y.Doc): void {
  const { runs, ...ticket } = exitTicket(staff) ?? {};
  if (runs) ticketMap(staff).set("ticket", ticket as ExitTicket);
}

/** Puts it where students have it: new, or again with what was answered. */
function share(
  { session, staff }: ClassDocuments,
  { name, of, questions }: ExitTicket,
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
    questions: questions.map(withoutSolution),
    of: questions.length,
    minutes: bounds.exitMinutes,
    endsAt,
    exit: true,
  };
  const { taken: _, ...secret } = secrets(staff).get(id) ?? {};
  // With what its teacher has marked since.
  secrets(staff).set(id, { questions, ...secret, ...(of && { of }) });
  // The newest is the last.
  if (sharedNow(session, id)) replaceShared(session, id, null);
  resources(session).push([shared]);
  hideNames(staff);
}

/** What the class was given as this ticket, also what was taken back. */
function sharedAs(
  docs: ClassDocuments,
  { resource }: ExitTicket,
): SharedQuiz | undefined {
  const found = resource && findSharedOrTaken(docs, resource);
  return found && found.kind === "quiz" ? found : undefined;
}

/** Refused with `ticket-runs` while the class answers one. */
export function requireNotRunning(staff: Y.Doc): void {
  if (exitTicket(staff)?.runs) throw refusal("ticket-runs");
}

function ticketMap(staff: Y.Doc): Y.Map<ExitTicket> {
  return staff.getMap<ExitTicket>("exitTicket");
}
