import type * as Y from "yjs";
import { sessionInfo } from "../model/layout.ts";
import type { WaitingEntry } from "../model/members.ts";
import type { CookieChange, CookiePass } from "./session_tokens.ts";
import { findPerson, findSeat } from "../model/persons.ts";
import { members } from "../model/roots.ts";

export type JoinResult =
  & { session: { id: string; name: string }; cookies: CookieChange[] }
  & (
    /** `byName`: the browser is unconfirmed; earlier conversations stay hidden until a teacher confirms it (J-2). */
    | { kind: "in"; member: JoinedStudent; rejoined: boolean; byName: boolean }
    | {
      kind: "waiting";
      waiting: string;
      /** `start`: for the class to begin, which needs no decision (S-7). */
      for: "teacher" | "start";
      /** Why the student waits. `new`: as a new student, because many are joining at once, or after a refusal. */
      as: WaitingEntry["kind"];
      /** Start of the class, in ms; may change. */
      startsAt?: number;
      /** The class is due, but another class of its owner still runs. */
      late?: true;
    }
  );

interface JoinedStudent {
  id: string;
  name: string;
  role: "student";
}

export function makeJoinedResult(
  { id, name }: { id: string; name: string },
  member: string,
  memberName: string,
  flags: { rejoined: boolean; byName: boolean },
  { cookies }: CookiePass,
): JoinResult {
  return {
    kind: "in",
    session: { id, name },
    member: { id: member, name: memberName, role: "student" },
    ...flags,
    cookies,
  };
}

/** The result for a member, with the name and the person of whom the class knows it. */
export function readJoinedResult(
  session: Y.Doc,
  id: string,
  member: string,
  hasRejoined: boolean,
  pass: CookiePass,
): JoinResult {
  const person = findPerson(session, member);
  const name = members(session).get(person)?.name ?? "";
  const byName = findSeat(session, member) !== person;
  const info = classInfo(session, id);
  return makeJoinedResult(
    info,
    person,
    name,
    { rejoined: hasRejoined, byName },
    pass,
  );
}

export function joinOutcome(entry: JoinResult): "new" | "returned" | "waiting" {
  if (entry.kind === "waiting") return "waiting";
  return entry.rejoined ? "returned" : "new";
}

export function makeWaitingResult(
  { startsAt, late, ...session }: ReturnType<typeof classInfo>,
  waiting: string,
  waitKind: WaitingEntry["kind"],
  cookies: CookieChange[],
): JoinResult {
  return {
    kind: "waiting",
    session,
    waiting,
    as: waitKind,
    cookies,
    ...(waitKind === "start"
      ? { for: "start", startsAt, ...(late && { late }) }
      : { for: "teacher" }),
  };
}

export function classInfo(
  session: Y.Doc,
  id: string,
): { id: string; name: string; startsAt: number; late?: true } {
  return {
    id,
    name: sessionInfo(session, "name"),
    startsAt: sessionInfo(session, "startsAt"),
    late: sessionInfo(session, "late"),
  };
}
