import { useRef } from "preact/hooks";
import { useRenderAfter } from "../ui/use_render_after.ts";
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
  const now = performance.now();
  if (isConnected && !wasConnected.current) connectedAt.current = now;
  wasConnected.current = isConnected;
  state.current = withGrace(state.current, online, {
    connected,
    now,
    connectedAt: connectedAt.current,
  });
  const { dueAt, shownIds } = state.current;
  useRenderAfter(dueAt === null ? null : dueAt - now);
  return shownIds;
}
