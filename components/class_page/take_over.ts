/**
 * Takes over a former member's data on this device after a merge or its undo
 * (J-7). Loaded on demand.
 */
import { documents } from "../../classroom/model/documents.ts";
import { handOver } from "../../sync/client/hand_over.ts";
import { remember } from "../client/browser_memory.ts";
import { handOverDrafts } from "../client/drafts.ts";
import { formerMarkKey, type Sitting } from "./former.ts";

export async function takeOverFrom(
  former: string,
  { session, member, epoch }: Sitting,
  by: string | undefined,
): Promise<void> {
  handOverDrafts({ session, member: former }, { session, member });
  const own = (holder: string) => ({
    holder,
    document: documents.member(session, holder),
  });
  try {
    await handOver(own(former), { epoch, ...own(member) });
    remember(formerMarkKey(session, by ?? member), by ? member : null);
  } catch {
    // The next page retries.
  }
}
