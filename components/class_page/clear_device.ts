/** Deletes what a class leaves on the device of a student who is out of it (S-5, J-4, J-6). */
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

/** Loads what keeps the page for times without a network. */
const loadCopies = () => loadPart(() => import("./offline.ts"));

/** Deletes what this device keeps of the class. Gives back the words that were not sent. */
export async function clearDevice(session: ClassSession): Promise<string[]> {
  const { seat } = session;
  // What another page had written is known only when the cache has been read.
  await session.own.loaded;
  session.settle();
  // A page's words are among the drafts, too.
  const unsent = [...new Set([...unsentOf(session), ...allDrafts(seat)])];
  // First what another child at this computer could open, whatever the databases do.
  const { forgetPage } = await loadCopies();
  await forgetPage(seat.session);
  await session.forget();
  await clear(seat.session, seat.member, holderOf(seat));
  return unsent;
}

/** The same for a class that was over before the page was opened. */
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

/** What is kept besides the page. */
async function clear(session: string, member: string, holder: string) {
  forgetDrafts({ session, member });
  forgetFormer(session);
  await forgetSpace(session, holder);
}

/** The words that a device keeps with files that were not sent. */
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
