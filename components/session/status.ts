/** How it stands with several connections together. */
import type { OpenDocument, Status } from "../../sync/client/open.ts";

/** The worst of them: closed, offline, connecting, or else online. */
export function worst(documents: readonly OpenDocument[]): Status {
  const now = documents.map(({ status }) => status.value);
  for (const state of ["closed", "offline", "connecting"]) {
    const found = now.find((status) => status.state === state);
    if (found) return found;
  }
  return now[0];
}
