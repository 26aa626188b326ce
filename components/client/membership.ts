/** Asks over HTTP whether a page still has its seat, since a refused socket looks like a lost network. */
import { fetchServerStatus, isServerResponse } from "./server_response.ts";
import type { Seat } from "./seat.ts";

export interface OwnIdentities {
  teacher?: { id: string } | null;
  members: { session: string; member: string; own?: string }[];
}

/** Why the seat cannot connect; null: it can. Rejects if the server does not answer. */
export async function findSeatLoss(
  seat: Pick<Seat, "session" | "member" | "alias" | "cookieRole">,
): Promise<{ code: number; reason: string } | null> {
  const response = await fetch("/api/me", { cache: "no-store" });
  if (!isServerResponse(response)) throw new Error("the network answered");
  if (response.status === 401) return { code: 4401, reason: "not-signed-in" };
  if (!response.ok) throw new Error(`/api/me answered ${response.status}`);
  const identities: OwnIdentities = await response.json();
  if (seat.cookieRole === "teacher") {
    return identities.teacher ? null : { code: 4401, reason: "not-signed-in" };
  }
  const ownMember = identities.members.find(({ session }) =>
    session === seat.session
  );
  if (ownMember?.member === seat.member && ownMember.own === seat.alias) {
    return null;
  }
  if (ownMember) return { code: 4404, reason: "another-member" };
  return await findNoSeatReason(seat.session);
}

/** Waits until this browser has a seat in the class again (true), or the signal aborts (false). */
export async function waitForSeat(
  session: string,
  signal: AbortSignal,
): Promise<boolean> {
  // Often at first, since the teacher may undo a removal.
  for (
    let pause = 2_000;
    !signal.aborted;
    pause = Math.min(1.2 * pause, 60_000)
  ) {
    await eitherOf(pause * (0.75 + Math.random() / 2), signal);
    try {
      if (signal.aborted) break;
      if (await fetchServerStatus(`/class/${session}`) === 200) return true;
    } catch {
      // No network: tries again.
    }
  }
  return false;
}

/** Waits for `pause` ms; less if the page gets the focus or a network, or `signal` aborts. */
function eitherOf(pause: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const listening = new AbortController();
    const finish = () => {
      clearTimeout(timer);
      listening.abort();
      resolve();
    };
    const timer = setTimeout(finish, pause);
    for (const eventName of ["online", "focus"]) {
      addEventListener(eventName, finish, listening);
    }
    signal.addEventListener("abort", finish, listening);
  });
}

export async function findNoSeatReason(
  session: string,
): Promise<{ code: number; reason: string }> {
  const status = await fetchServerStatus(`/class/${session}`);
  if (status === 410) return { code: 4403, reason: "ended" };
  if (status === 403) return { code: 4403, reason: "removed" };
  return { code: 4404, reason: "not-found" };
}
