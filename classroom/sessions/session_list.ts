/** The sessions of a teacher, and the order in which they are listed. */
import { keys, type SessionRecord } from "./session_keys.ts";

/** All that a teacher owns, in any order. */
export async function ownedSessions(
  kv: Deno.Kv,
  teacher: string,
): Promise<SessionRecord[]> {
  const ids: string[] = [];
  for await (const { key } of kv.list({ prefix: keys.owned(teacher) })) {
    ids.push(String(key.at(-1)));
  }
  const records: SessionRecord[] = [];
  for (let at = 0; at < ids.length; at += 10) {
    const wanted = ids.slice(at, at + 10).map((id) => keys.session(id));
    for (const { value } of await kv.getMany<SessionRecord[]>(wanted)) {
      if (value) records.push(value);
    }
  }
  return records;
}

/** Those that run first, then those that are scheduled, the next one first, then those that are over, the newest first. */
export function inOrder(records: readonly SessionRecord[]): SessionRecord[] {
  return records.toSorted((a, b) =>
    rank(a) - rank(b) ||
    (a.state === "scheduled" ? a.startsAt - b.startsAt : wentOn(b) - wentOn(a))
  );
}

function rank({ state }: SessionRecord): number {
  if (state === "ended") return 2;
  return state === "scheduled" ? 1 : 0;
}

/** When it began, or was cancelled. */
function wentOn({ startsAt, endsAt }: SessionRecord): number {
  return Math.min(startsAt, endsAt);
}
