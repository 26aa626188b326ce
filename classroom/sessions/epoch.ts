/** Copies the store's epoch, which a restore changes, into the session's document (SYNC-17). */
import { isRefusal } from "../../sync/refusal.ts";
import {
  readSessionDocument,
  sessionInfo,
  setSessionInfo,
} from "../model/layout.ts";
import { documentNames as names } from "../model/documents.ts";
import type { AppServices } from "../app_services.ts";

/** Never throws, as the next start of the server tries again. */
export async function copyEpoch(
  parts: Pick<AppServices, "sync" | "report">,
  session: string,
): Promise<void> {
  try {
    await writeEpoch(parts, session);
  } catch (error) {
    if (!isRefusal(error)) parts.report("an epoch could not be stored", error);
  }
}

async function writeEpoch(
  { sync }: Pick<AppServices, "sync">,
  session: string,
): Promise<void> {
  const name = names.session(session);
  const epoch = await readSessionDocument(
    sync,
    session,
    (doc, { epoch }) => sessionInfo(doc, "epoch") === epoch ? null : epoch,
  );
  if (epoch === null) return;
  await sync.decide(
    session,
    [name],
    (tx) => setSessionInfo(tx.doc(name), { epoch }),
  );
}
