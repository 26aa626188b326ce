/**
 * Whether this browser still has its seat. A refused socket looks to a page like a lost network, so
 * that after some failures it asks over HTTP.
 */
import { tidy } from "../../sync/client/device.ts";
import type { Seat } from "./chat.ts";

/** Deletes what this device keeps for people who are not here any more. */
export async function tidyDevice(): Promise<void> {
  try {
    const response = await fetch("/api/me", { cache: "no-store" });
    if (!response.ok) return;
    const me: Me = await response.json();
    await tidy((holder, space) =>
      holder === "teacher" ? me.teacher != null : me.members.some(
        ({ session, member }) => session === space && member === holder,
      )
    );
  } catch {
    // No network: another time.
  }
}

interface Me {
  teacher?: { id: string } | null;
  members: { session: string; member: string }[];
}

/** Why it is no use to connect, or null. Rejects where the server does not answer. */
export async function stillIn(
  seat: Seat,
): Promise<{ code: number; reason: string } | null> {
  const response = await fetch("/api/me", { cache: "no-store" });
  if (response.status === 401) return { code: 4401, reason: "not-signed-in" };
  if (!response.ok) return null;
  const me: Me = await response.json();
  if (seat.as === "teacher") {
    return me.teacher ? null : { code: 4401, reason: "not-signed-in" };
  }
  const mine = me.members.find(({ session }) => session === seat.session);
  if (mine?.member === seat.member) return null;
  return { code: 4404, reason: mine ? "another-member" : "not-found" };
}
