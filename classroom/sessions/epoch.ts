/** Writes a session's epoch where programs look for it (S17); the store gives it, anew after a restore. */
import { isRefusal } from "../../sync/refusal.ts";
import { info, readSession, setInfo } from "../model/layout.ts";
import { documents as names } from "../model/documents.ts";
import type { AppServices } from "../app_services.ts";

/** Brings `info` up to date. Never throws: the next start makes up for it. */
export async function tellEpoch(
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
  const epoch = await readSession(
    sync,
    session,
    (doc, { epoch }) => info(doc, "epoch") === epoch ? null : epoch,
  );
  if (epoch === null) return;
  await sync.decide(
    session,
    [name],
    (tx) => setInfo(tx.doc(name), { epoch }),
  );
}
