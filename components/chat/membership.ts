/**
 * Whether this browser still has its seat. A refused socket looks to a page like a lost network, so
 * that after some failures it asks over HTTP.
 */
import type { Seat } from "./chat.ts";

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
