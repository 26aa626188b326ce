import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { nobodyShown, type OnlineGrace, withGrace } from "./online_grace.ts";

/**
 * Members who are shown as online on the grid.
 *
 * @param connected everybody with a connection, also if it is silent
 * @param isConnected whether this page is connected
 */
export function useOnlineGrace(
  online: ReadonlySet<string>,
  connected: { has(id: string): boolean },
  isConnected: boolean,
): ReadonlySet<string> {
  const state = useRef<OnlineGrace>(nobodyShown);
  const wasConnected = useRef(true);
  const connectedAt = useRef(-Infinity);
  const due = useSignal(0);
  void due.value;
  const now = performance.now();
  if (isConnected && !wasConnected.current) connectedAt.current = now;
  wasConnected.current = isConnected;
  state.current = withGrace(state.current, online, {
    connected,
    now,
    connectedAt: connectedAt.current,
  });
  const { dueAt, shownIds } = state.current;
  useEffect(() => {
    if (dueAt === null) return;
    const wait = dueAt - performance.now();
    const timer = setTimeout(() => due.value++, Math.max(0, wait));
    return () => clearTimeout(timer);
    // Again after a timer that came a moment early.
  }, [dueAt, due.value]);
  return shownIds;
}
