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
        ({ session, member, own = member }) =>
          session === space && own === holder,
      )
    );
  } catch {
    // No network: another time.
  }
}

interface Me {
  teacher?: { id: string } | null;
  members: { session: string; member: string; own?: string }[];
}

/** Why it is no use to connect, or null. Rejects where the server does not answer. */
export async function stillIn(
  seat: Pick<Seat, "session" | "member" | "own" | "as">,
): Promise<{ code: number; reason: string } | null> {
  const response = await fetch("/api/me", { cache: "no-store" });
  if (response.status === 401) return { code: 4401, reason: "not-signed-in" };
  if (!response.ok) return null;
  const me: Me = await response.json();
  if (seat.as === "teacher") {
    return me.teacher ? null : { code: 4401, reason: "not-signed-in" };
  }
  const mine = me.members.find(({ session }) => session === seat.session);
  if (mine?.member === seat.member && mine.own === seat.own) return null;
  if (mine) return { code: 4404, reason: "another-member" };
  return await whyNot(seat.session);
}

/** What the class page says to whoever has no seat any more, as a socket would have said it. */
async function whyNot(
  session: string,
): Promise<{ code: number; reason: string }> {
  const { status } = await fetch(`/class/${session}`, {
    method: "HEAD",
    redirect: "manual",
    cache: "no-store",
  });
  if (status === 410) return { code: 4403, reason: "ended" };
  if (status === 403) return { code: 4403, reason: "removed" };
  return { code: 4404, reason: "not-found" };
}
