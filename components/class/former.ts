/**
 * Who one was on this device before the teacher merged two members, or undid that (J-7): what it keeps for that one is
 * to be taken over before the class is opened, so that no word is lost.
 */
import { documents } from "../../classroom/schema.ts";
import { handOver } from "../../sync/client/device.ts";
import { handOverDrafts } from "../chat/drafts.ts";

interface Sitting {
  readonly session: string;
  readonly member: string;
  readonly epoch: string;
}

const mark = (session: string, member: string) =>
  `homeroom/merged/${session}/${member}`;

/**
 * Who one was; null: nobody else.
 *
 * @param by the member that this browser's cookie names, where that one is merged
 */
export function formerSelf(
  { session, member }: Sitting,
  by: string | undefined,
): string | null {
  try {
    if (by === undefined) return localStorage.getItem(mark(session, member));
    // Undone, it is the other way round.
    localStorage.setItem(mark(session, by), member);
  } catch {
    // A device that keeps nothing has nothing to be taken over.
  }
  return by ?? null;
}

/** Takes over what this device keeps for who one was: words under way and half written, files. Never rejects. */
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
  await handOver(own(former), { epoch, ...own(member) }).catch(() => {});
  if (by === undefined) localStorage.removeItem(mark(session, member));
}
