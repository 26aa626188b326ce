/**
 * When somebody was there (M-3), as little of it as works: for each student since when they are in, when they were last
 * out, and how long they were in altogether; no list of comings and goings. Writes `attendance` of the staff's document,
 * and `attending`, by which it is known how far that holds when a server ends without a word. Functions of documents.
 */
import type * as Y from "yjs";
import { info, isRunning, members } from "./layout.ts";
import type { Attended } from "./schema.ts";

/** Who has no connection for so long is out, from when they had none, in ms. */
export const outAfter = 60_000;
/** So often it is written down that those who are in still are, in ms. */
export const saidEvery = 45_000;
/** After a silence that is longer, nobody knows who was in: it counts as out, in ms. */
const silence = 120_000;

/** `attendance` of the staff's document. */
export function attended(staff: Y.Doc): Y.Map<Attended> {
  return staff.getMap<Attended>("attendance");
}

/** When it was last written down that those who are in still are; undefined: never. */
export function saidAt(staff: Y.Doc): number | undefined {
  return staff.getMap<number>("attending").get("at");
}

/** Whether somebody counts as in. */
export function isAnybodyIn(staff: Y.Doc): boolean {
  return [...attended(staff).values()].some(({ since }) => since !== undefined);
}

/** What there is to be written now; empty: nothing. */
export interface News {
  changed: [member: string, entry: Attended][];
  /** To be said again that those who are in still are. */
  say: boolean;
}

/**
 * Looks who came and who went; once the class is over, all have gone.
 *
 * @param lastSeen when a member was last seen online, as far as this server knows
 */
export function newsOf(
  session: Y.Doc,
  staff: Y.Doc,
  online: ReadonlySet<string>,
  lastSeen: ReadonlyMap<string, number>,
  now: number,
): News {
  const said = saidAt(staff);
  if (info(session, "state") === "ended") {
    const at = untilOf(said, info(session, "endsAt"));
    const open = [...attended(staff)].filter(([, it]) =>
      it.since !== undefined
    );
    const changed = open.map((
      [id, it],
    ): News["changed"][0] => [id, out(it, at)]);
    return { changed, say: false };
  }
  if (!isRunning(session, now)) return { changed: [], say: false };
  const silent = said !== undefined && now - said > silence;
  const changed: News["changed"] = [];
  let anybody = false;
  for (const [id, { role, joinedAt }] of members(session)) {
    if (role !== "student") continue;
    const before = attended(staff).get(id);
    let entry = before;
    if (entry?.since !== undefined && said !== undefined && silent) {
      entry = out(entry, said);
    }
    if (online.has(id)) {
      // The first look after a join comes a little after it.
      const since = before || now - joinedAt > outAfter ? now : joinedAt;
      if (entry?.since === undefined) entry = { ms: 0, ...entry, since };
    } else if (entry?.since !== undefined) {
      const last = lastSeen.get(id) ?? said ?? entry.since;
      if (now - last >= outAfter) entry = out(entry, last);
    }
    anybody ||= entry?.since !== undefined;
    if (entry && entry !== before) changed.push([id, entry]);
  }
  return {
    changed,
    say: anybody && (said === undefined || now - said >= saidEvery),
  };
}

/** Writes it down. */
export function writeNews(staff: Y.Doc, { changed, say }: News, now: number) {
  for (const [id, entry] of changed) attended(staff).set(id, entry);
  // Whoever comes in says by it that the server is there.
  if (say || changed.length > 0) staff.getMap("attending").set("at", now);
}

/** When somebody was last out, and how long they were in. */
export interface Presence {
  /** Null: they are in. */
  outAt: number | null;
  ms: number;
}

/** How it stands with somebody's attendance; null: nothing is known of it. `ids`: the members that are one person. */
export function presenceOf(
  session: Y.Doc,
  staff: Y.Doc,
  ids: readonly string[],
  now: number,
): Presence | null {
  const over = info(session, "state") === "ended";
  const end = over ? info(session, "endsAt") : now;
  const until = untilOf(saidAt(staff), end);
  const inside = over || until < end ? until : null;
  let ms = 0, outAt: number | null = -Infinity, first = Infinity;
  let last = -Infinity;
  for (const id of ids) {
    const entry = attended(staff).get(id);
    if (!entry) continue;
    const open = entry.since !== undefined;
    ms += entry.ms + (open ? Math.max(0, until - entry.since!) : 0);
    const to = open ? inside : entry.last ?? null;
    outAt = to === null || outAt === null ? null : Math.max(outAt, to);
    last = Math.max(last, open ? until : entry.last ?? -Infinity);
    first = Math.min(first, members(session).get(id)?.joinedAt ?? Infinity);
  }
  if (last === -Infinity) return null;
  // On two devices at once one is there once.
  return { outAt, ms: Math.min(ms, last - first) };
}

/** Whoever was in when the server was last heard of was so until the end, or until it fell silent. */
function untilOf(said: number | undefined, end: number): number {
  return said !== undefined && end - said > silence ? said : end;
}

function out({ since, ms }: Attended, at: number): Attended {
  const last = Math.max(at, since ?? at);
  return { ms: ms + last - (since ?? last), last };
}
