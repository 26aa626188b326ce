import { readValues } from "../storage/read_all.ts";
import { kvKeys, type SessionRecord } from "../storage/kv_keys.ts";
import type { Kv } from "../../sync/kv/kv.ts";

/** All sessions that a teacher owns, in any order. */
export async function ownedSessions(
  kv: Kv,
  teacher: string,
): Promise<SessionRecord[]> {
  const ids: string[] = [];
  for await (const { key } of kv.list({ prefix: kvKeys.owned(teacher) })) {
    ids.push(String(key.at(-1)));
  }
  return (await readValues<SessionRecord>(
    kv,
    ids.map((id) => kvKeys.session(id)),
  ))
    .filter((it) => it !== null);
}

/** Sorts sessions: running, then scheduled by start, then ended ones, newest first. */
export function sessionsInOrder(
  records: readonly SessionRecord[],
): SessionRecord[] {
  return records.toSorted((a, b) =>
    rank(a) - rank(b) ||
    (a.state === "scheduled"
      ? a.startsAt - b.startsAt
      : lastTime(b) - lastTime(a))
  );
}

function rank({ state }: SessionRecord): number {
  if (state === "ended") return 2;
  return state === "scheduled" ? 1 : 0;
}

/** When a session began or was cancelled. */
function lastTime({ startsAt, endsAt }: SessionRecord): number {
  return Math.min(startsAt, endsAt);
}
