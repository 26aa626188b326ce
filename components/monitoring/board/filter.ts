/** Whom a kind of what waits is about. */
import type { Member } from "../../../classroom/model/members.ts";
import { type WaitKind, withSignals } from "../../desk/waits.ts";
import type { ClassSession } from "../../session/class_session.ts";

/** The students that it is about; null: it is about none in particular. */
export function waitingOnes(
  session: ClassSession | null,
  members: Readonly<Record<string, Member>>,
  kind: WaitKind | null,
): ReadonlySet<string> | null {
  const staff = session?.staff;
  if (!session || !staff || kind === null || kind === "door") return null;
  const person = (member: string) => session.facts.personOf(member);
  switch (kind) {
    case "hand": {
      const up = staff.help.value.map(({ member }) => person(member));
      // With none up the list has what was just lowered, and the board everybody.
      return up.length > 0 ? new Set(up) : null;
    }
    case "held":
      return new Set(
        staff.held.value.map(([, { by, message }]) =>
          person(by ?? message.from)
        ),
      );
    default:
      return new Set(withSignals(session, members, kind));
  }
}
