import {
  type ReadonlySignal,
  useSignal,
  useSignalEffect,
} from "@preact/signals";
import type {
  ConnectionStatus,
  OpenDocument,
} from "../../sync/client/open_document.ts";
import { frame } from "texts/everywhere.ts";

export function findWorstStatus(
  documents: readonly OpenDocument[],
): ConnectionStatus {
  const now = documents.map(({ status }) => status.value);
  for (const state of ["closed", "offline", "connecting"]) {
    const found = now.find((status) => status.state === state);
    if (found) return found;
  }
  return now[0];
}

/** Whether the connection is closed because there is no such document, or the member may not read it. */
export function isShutOut(
  status: ConnectionStatus,
): status is Extract<ConnectionStatus, { state: "closed" }> {
  return status.state === "closed" &&
    (status.code === 4403 || status.code === 4404);
}

/** If the network lets pages through but no socket: a sentence with the blocked host and port; otherwise null. */
export function describeBlockedConnection(
  status: ConnectionStatus | undefined,
  place?: PageLocation,
): string | null {
  if (status?.state !== "offline" || !status.isBlocked) return null;
  const { hostname: host, port, protocol } = place ?? location;
  const usual = protocol === "https:" ? "443" : "80";
  return frame.blocked({ host, port: port || usual });
}

export type PageLocation = Pick<Location, "hostname" | "port" | "protocol">;

/** True once connecting has taken a second. */
export function useIsSlowToConnect(
  status: () => ConnectionStatus,
): ReadonlySignal<boolean> {
  const slow = useSignal(false);
  useSignalEffect(() => {
    if (status().state !== "connecting") {
      slow.value = false;
      return;
    }
    const timer = setTimeout(() => slow.value = true, 1_000);
    return () => clearTimeout(timer);
  });
  return slow;
}
