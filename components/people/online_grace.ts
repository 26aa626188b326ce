/**
 * Decides who is shown as online, so that a short gap in a connection is not shown (V-6). Whom the server calls silent
 * has had their grace there. Pure.
 */

/** A gap up to this long is not shown (ms): 2 s without a network, and the pause before the next attempt. */
export const gapGraceMs = 4_000;
/** After this page has reconnected, others have this long to return (ms). */
export const ownReconnectGraceMs = 8_000;

export interface OnlineGrace {
  readonly shownIds: ReadonlySet<string>;
  /** When those left who are still shown as online (ms). */
  readonly leftAt: ReadonlyMap<string, number>;
  /** When the next of those stops being shown (ms); null: there is none. */
  readonly dueAt: number | null;
}

export const nobodyShown: OnlineGrace = {
  shownIds: new Set(),
  leftAt: new Map(),
  dueAt: null,
};

/**
 * @param online who is connected and answers
 * @param connected who is connected, also if silent
 * @param connectedAt since when this page is connected (ms)
 */
export function withGrace(
  previousGrace: OnlineGrace,
  online: ReadonlySet<string>,
  { connected, now, connectedAt }: {
    connected: { has(id: string): boolean };
    now: number;
    connectedAt: number;
  },
): OnlineGrace {
  const shownIds = new Set(online), leftAt = new Map<string, number>();
  let dueAt: number | null = null;
  for (const id of previousGrace.shownIds) {
    if (online.has(id) || connected.has(id)) continue;
    const left = previousGrace.leftAt.get(id) ?? now;
    const due = Math.max(left + gapGraceMs, connectedAt + ownReconnectGraceMs);
    if (due <= now) continue;
    shownIds.add(id);
    leftAt.set(id, left);
    dueAt = Math.min(dueAt ?? due, due);
  }
  return { shownIds, leftAt, dueAt };
}
