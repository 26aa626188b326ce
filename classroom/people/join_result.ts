import type * as Y from "yjs";
import { info, members } from "../model/layout.ts";
import type { Waiting } from "../model/members.ts";
import type { CookieChange, Pass } from "./session_tokens.ts";
import { personIn, seatIn } from "../model/persons.ts";

export type JoinResult =
  & { session: { id: string; name: string }; cookies: CookieChange[] }
  & (
    /** `byName`: earlier conversations wait for the teacher (J-2). */
    | { kind: "in"; member: SeatedStudent; rejoined: boolean; byName: boolean }
    | {
      kind: "waiting";
      waiting: string;
      /** `start`: the class begins without a decision (S-7). */
      for: "teacher" | "start";
      /** `new`: many are joining. */
      as: Waiting["kind"];
      /** Start of the class, in ms; may change. */
      startsAt?: number;
      /** The start is due, but another class of the teacher still runs. */
      late?: true;
    }
  );

interface SeatedStudent {
  id: string;
  name: string;
  role: "student";
}

export function inResult(
  { id, name }: { id: string; name: string },
  member: string,
  memberName: string,
  how: { rejoined: boolean; byName: boolean },
  { cookies }: Pass,
): JoinResult {
  return {
    kind: "in",
    session: { id, name },
    member: { id: member, name: memberName, role: "student" },
    ...how,
    cookies,
  };
}

export function seatedResult(
  session: Y.Doc,
  id: string,
  member: string,
  rejoined: boolean,
  pass: Pass,
): JoinResult {
  const person = personIn(session, member);
  const name = members(session).get(person)?.name ?? "";
  const byName = seatIn(session, member) !== person;
  const of = classIn(session, id);
  return inResult(of, person, name, { rejoined, byName }, pass);
}

export function howOf(entry: JoinResult): "new" | "returned" | "waiting" {
  if (entry.kind === "waiting") return "waiting";
  return entry.rejoined ? "returned" : "new";
}

export function waitingResult(
  { startsAt, late, ...session }: ReturnType<typeof classIn>,
  waiting: string,
  as: Waiting["kind"],
  cookies: CookieChange[],
): JoinResult {
  return {
    kind: "waiting",
    session,
    waiting,
    as,
    cookies,
    ...(as === "start"
      ? { for: "start", startsAt, ...(late && { late }) }
      : { for: "teacher" }),
  };
}

export function classIn(
  session: Y.Doc,
  id: string,
): { id: string; name: string; startsAt: number; late?: true } {
  return {
    id,
    name: info(session, "name"),
    startsAt: info(session, "startsAt"),
    late: info(session, "late"),
  };
}
