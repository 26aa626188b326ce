/** Takes over what this device keeps for who one was before a merge, or its undoing (J-7). Loaded when that is so. */
import { documents } from "../../classroom/model/documents.ts";
import { handOver } from "../../sync/client/hand_over.ts";
import { remember } from "../client/browser_memory.ts";
import { handOverDrafts } from "../client/drafts.ts";
import { formerMarkKey, type Sitting } from "./former.ts";

/** Takes it over: words under way and half written, files. Never rejects. */
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
    // The next page tries again.
  }
}
