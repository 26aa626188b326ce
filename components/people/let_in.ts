import type { ClassSession } from "../client/class_session.ts";

/** Sends one request after another, so that other requests are not held up. Stops at a refusal, which is shown. */
export async function letIn(
  { api, staff }: ClassSession,
  ids: readonly string[],
): Promise<void> {
  for (const id of ids) {
    const isWaiting = staff !== null &&
      (id in staff.membersByName.peek() || id in staff.joinRequests.peek());
    if (!isWaiting) continue;
    const ask = { id, decision: "let-in" } as const;
    if (!await api.act("POST /waiting/:id", ask)) return;
  }
}
