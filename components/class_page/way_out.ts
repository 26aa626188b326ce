/** How a student's time in a class comes to its end (S-5, J-4, J-6); what is deleted then: `clear_device.ts`. */
import type { Status } from "../../sync/client/open.ts";
import type { ClassSession } from "../client/class_session.ts";
import { isShutOut } from "../client/status.ts";
import { loadPart } from "../ui/load_part.ts";

export type WhyNotInClass = "ended" | "removed" | "gone";

/** Why one is out, from how the connection was closed; null where that is not what it says. */
export function whyOut(status: Status): WhyNotInClass | null {
  if (!isShutOut(status)) return null;
  return status.reason === "ended" || status.reason === "removed"
    ? status.reason
    : "gone";
}

/** Deletes what this device keeps of the class. Gives back the words that were not sent. */
export async function clearDevice(session: ClassSession): Promise<string[]> {
  const part = await loadPart(() => import("./clear_device.ts"));
  return await part.clearDevice(session);
}

/**
 * Loads the page again because the server asked for it (4409), or because it is another member's; as soon as the
 * server answers, since one that does not leaves the browser's own page in its place. Once in a while only, as each
 * member: a page that does so forever helps nobody.
 *
 * @param renew rejects as long as the server does not answer
 */
export async function loadAgain(
  member: string,
  renew: () => Promise<unknown> = async () =>
    await (await loadPart(() => import("./offline.ts"))).renewPage(),
): Promise<boolean> {
  const key = `homeroom/reloaded/${member}`;
  const last = Number(sessionStorage.getItem(key) ?? 0);
  if (Date.now() - last < 30_000) return false;
  for (let pause = 1_000;; pause = Math.min(2 * pause, 15_000)) {
    try {
      await renew();
      break;
    } catch {
      await network(pause);
    }
  }
  sessionStorage.setItem(key, String(Date.now()));
  location.reload();
  return true;
}

/** Waits for the network to come back, or as long, more or less. */
function network(pause: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      removeEventListener("online", done);
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, pause * (0.5 + Math.random()));
    addEventListener("online", done);
  });
}
