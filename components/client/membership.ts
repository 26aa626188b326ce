/**
 * Whether this browser still has its seat. A refused socket looks to a page like a lost network, so
 * that after some failures it asks over HTTP.
 */
import { isOurs, ourStatus } from "./our_answer.ts";
import type { Seat } from "./seat.ts";

/** Who the server says this browser is. */
export interface Me {
  teacher?: { id: string } | null;
  members: { session: string; member: string; own?: string }[];
}

/** Why it is no use to connect, or null. Rejects where the server does not answer. */
export async function stillIn(
  seat: Pick<Seat, "session" | "member" | "own" | "as">,
): Promise<{ code: number; reason: string } | null> {
  const response = await fetch("/api/me", { cache: "no-store" });
  if (!isOurs(response)) throw new Error("the network answered");
  if (response.status === 401) return { code: 4401, reason: "not-signed-in" };
  if (!response.ok) throw new Error(`/api/me answered ${response.status}`);
  const me: Me = await response.json();
  if (seat.as === "teacher") {
    return me.teacher ? null : { code: 4401, reason: "not-signed-in" };
  }
  const mine = me.members.find(({ session }) => session === seat.session);
  if (mine?.member === seat.member && mine.own === seat.own) return null;
  if (mine) return { code: 4404, reason: "another-member" };
  return await whyNot(seat.session);
}

/** Waits until this browser has its place in a class again, and the server says so; never longer than the signal. */
export async function backIn(
  session: string,
  signal: AbortSignal,
): Promise<boolean> {
  // What removes a student offers Undo for a while: then they are back within seconds.
  for (
    let pause = 2_000;
    !signal.aborted;
    pause = Math.min(1.2 * pause, 60_000)
  ) {
    await eitherOf(pause * (0.75 + Math.random() / 2), signal);
    try {
      if (signal.aborted) break;
      if (await ourStatus(`/class/${session}`) === 200) return true;
    } catch {
      // No network: later.
    }
  }
  return false;
}

/** Waits so long (ms), or until somebody looks at the page, or it has a network again. */
function eitherOf(pause: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const listening = new AbortController();
    const done = () => {
      clearTimeout(timer);
      listening.abort();
      resolve();
    };
    const timer = setTimeout(done, pause);
    for (const what of ["online", "focus"]) {
      addEventListener(what, done, listening);
    }
    signal.addEventListener("abort", done, listening);
  });
}

/** What the class page says to whoever has no seat any more, as a socket would have said it. */
export async function whyNot(
  session: string,
): Promise<{ code: number; reason: string }> {
  const status = await ourStatus(`/class/${session}`);
  if (status === 410) return { code: 4403, reason: "ended" };
  if (status === 403) return { code: 4403, reason: "removed" };
  return { code: 4404, reason: "not-found" };
}
