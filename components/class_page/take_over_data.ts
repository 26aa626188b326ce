/** Takes over a former member's data on this device, after a merge or its undo (J-7). */
import { documentNames } from "../../classroom/model/documents.ts";
import { moveCachesToHolder } from "../../sync/client/move_caches.ts";
import { writeStored } from "../client/browser_storage.ts";
import { handOverDrafts } from "../client/drafts.ts";
import { type MemberOfEpoch, takenOverKey } from "../client/former_member.ts";

export async function takeOverMemberData(
  former: string,
  { session, member, epoch }: MemberOfEpoch,
  cookieMember: string | undefined,
): Promise<void> {
  handOverDrafts({ session, member: former }, { session, member });
  const cacheOf = (holder: string) => ({
    holder,
    document: documentNames.member(session, holder),
  });
  try {
    await moveCachesToHolder(cacheOf(former), { epoch, ...cacheOf(member) });
    writeStored(
      takenOverKey(session, cookieMember ?? member),
      cookieMember ? member : null,
    );
  } catch {
    // The next page tries again.
  }
}
