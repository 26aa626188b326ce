/** How it stands with several connections together, and when that is worth a word. */
import {
  type ReadonlySignal,
  useSignal,
  useSignalEffect,
} from "@preact/signals";
import type { OpenDocument, Status } from "../../sync/client/open.ts";
import { frame } from "texts/everywhere.ts";

/** The worst of them: closed, offline, connecting, or else online. */
export function worst(documents: readonly OpenDocument[]): Status {
  const now = documents.map(({ status }) => status.value);
  for (const state of ["closed", "offline", "connecting"]) {
    const found = now.find((status) => status.state === state);
    if (found) return found;
  }
  return now[0];
}

/** Whether the server has closed a connection for good because what it is about is not this member's (any more), or gone. */
export function isShutOut(
  status: Status,
): status is Extract<Status, { state: "closed" }> {
  return status.state === "closed" &&
    (status.code === 4403 || status.code === 4404);
}

/** What is blocked and whom to ask, where the network lets pages through and no connection; null: it does not. */
export function blockedWords(
  status: Status | undefined,
  place?: Place,
): string | null {
  if (status?.state !== "offline" || !status.isBlocked) return null;
  const { hostname: host, port, protocol } = place ?? location;
  const usual = protocol === "https:" ? "443" : "80";
  return frame.blocked({ host, port: port || usual });
}

/** The server's address. */
export type Place = Pick<Location, "hostname" | "port" | "protocol">;

/** Whether it has been connecting for longer than a second: a shorter while is nobody's trouble. */
export function useConnecting(status: () => Status): ReadonlySignal<boolean> {
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
