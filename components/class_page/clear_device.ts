/**
 * Deletes a class's data from the device of a student who is out (S-5, J-4,
 * J-6).
 */
import type { MemberCommand } from "../../classroom/commands.ts";
import { documents } from "../../classroom/model/documents.ts";
import { boxName, FileBox } from "../../sync/client/blobs.ts";
import { forgetSpace, unsentIn } from "../../sync/client/forget_device.ts";
import type { ClassSession } from "../client/class_session.ts";
import { allDrafts, forgetDrafts } from "../client/drafts.ts";
import { holderOf } from "../client/seat.ts";
import { fileWords, type UploadRecord } from "../files/outgoing.ts";
import { loadPart } from "../ui/load_part.ts";
import { forgetFormer } from "./former.ts";
import { unsentOf, wordsOf } from "./unsent.ts";

const loadCopies = () => loadPart(() => import("./offline.ts"));

/** Resolves to the unsent words. */
export async function clearDevice(session: ClassSession): Promise<string[]> {
  const { seat } = session;
  // Unsent commands of earlier pages are known once the cache has been read.
  await session.own.loaded;
  session.settle();
  // Drafts can repeat words of the page.
  const unsent = [...new Set([...unsentOf(session), ...allDrafts(seat)])];
  // The page first, because the next student at this computer could open it.
  const { forgetPage } = await loadCopies();
  await forgetPage(seat.session);
  await session.forget();
  await clear(seat.session, seat.member, holderOf(seat));
  return unsent;
}

export async function clearClosed(
  session: string,
  member: string,
  holder = member,
): Promise<string[]> {
  const own = documents.member(session, holder);
  const commands = await unsentIn(holder, own) as MemberCommand[];
  const unsent = wordsOf(commands);
  unsent.push(...await unsentFiles(holder, session));
  unsent.push(...allDrafts({ session, member }));
  const { forgetPage } = await loadCopies();
  await forgetPage(session);
  await clear(session, member, holder);
  return unsent;
}

async function clear(session: string, member: string, holder: string) {
  forgetDrafts({ session, member });
  forgetFormer(session);
  await forgetSpace(session, holder);
}

async function unsentFiles(
  holder: string,
  session: string,
): Promise<string[]> {
  const box = new FileBox<UploadRecord>(boxName(holder, session));
  const all = await box.all();
  box.close();
  return all.filter(({ record }) => !record.file)
    .map(({ record }) => fileWords(record));
}
