import type { ConnectionStatus } from "../../sync/client/open_document.ts";
import type { ClassSession } from "../client/class_session.ts";
import { isShutOut } from "../client/connection_status.ts";
import { sendRequest } from "../client/send_request.ts";
import { loadPart } from "../ui/load_part.ts";

export type ClassExitReason = "ended" | "removed" | "gone";

/** Why the student is out, by the status of a connection; null: they are in. */
export function findExitReason(
  status: ConnectionStatus,
): ClassExitReason | null {
  if (!isShutOut(status)) return null;
  return status.reason === "ended" || status.reason === "removed"
    ? status.reason
    : "gone";
}

/** Deletes the class's data from this device. Resolves to the unsent words. */
export async function loadAndClearDevice(
  session: ClassSession,
): Promise<string[]> {
  const part = await loadPart(() => import("../sessions/clear_device.ts"));
  return await part.clearDevice(session);
}

/**
 * Leaves the class, and deletes its data from this device. Resolves to whether both were done.
 *
 * @param undo deletes a member who has just joined by a link and did nothing yet
 */
export async function leaveClass(
  session: ClassSession,
  options: { undo?: boolean } = {},
): Promise<boolean> {
  const answer = await sendRequest("POST", "/api/leave", {
    session: session.seat.session,
    ...options,
  });
  const { status } = answer.ok ? answer : answer.problem;
  // Refusals do not matter: the student may be out already.
  if (status === 0 || status >= 500) return false;
  return await loadAndClearDevice(session).then(() => true, () => false);
}

/**
 * Reloads a page that no longer fits its member, once the server answers. Resolves to false if it was reloaded in the
 * last 30 s, against endless reloads.
 *
 * @param renew rejects until the server answers
 */
export async function reloadClassPage(
  member: string,
  renew: () => Promise<unknown> = async () =>
    await (await loadPart(() => import("../sessions/page_cache.ts")))
      .refreshCachedPage(),
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

/** Waits for a network, at most for about `pause` ms. */
function network(pause: number): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      removeEventListener("online", finish);
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(finish, pause * (0.5 + Math.random()));
    addEventListener("online", finish);
  });
}
