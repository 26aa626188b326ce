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
  const statuses = documents.map(({ status }) => status.value);
  for (const state of ["closed", "offline", "connecting"]) {
    const match = statuses.find((status) => status.state === state);
    if (match) return match;
  }
  return statuses[0];
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
  const defaultPort = protocol === "https:" ? "443" : "80";
  return frame.blocked({ host, port: port || defaultPort });
}

export type PageLocation = Pick<Location, "hostname" | "port" | "protocol">;

/** True once connecting has taken a second. */
export function useIsSlowToConnect(
  status: () => ConnectionStatus,
): ReadonlySignal<boolean> {
  const isSlow = useSignal(false);
  useSignalEffect(() => {
    if (status().state !== "connecting") {
      isSlow.value = false;
      return;
    }
    const timer = setTimeout(() => isSlow.value = true, 1_000);
    return () => clearTimeout(timer);
  });
  return isSlow;
}
