/** Deletes a class's data from the device of a student who is out (S-5, J-4, J-6). */
import type { MemberCommand } from "../../classroom/commands.ts";
import { documentNames } from "../../classroom/model/documents.ts";
import {
  DeviceFiles,
  deviceFilesName,
} from "../../sync/client/device_files.ts";
import {
  deleteSpaceCaches,
  readUnsentCommands,
} from "../../sync/client/delete_caches.ts";
import type { ClassSession } from "../client/class_session.ts";
import { forgetDrafts, listDraftTexts } from "../client/drafts.ts";
import { cacheOwnerOf } from "../client/seat.ts";
import { uploadLabel, type UploadRecord } from "../files/outgoing_file.ts";
import { loadPart } from "../ui/load_part.ts";
import { forgetFormerMembers } from "../client/former_member.ts";
import { collectUnsentTexts, textsOfCommands } from "../client/unsent_texts.ts";

const loadCopies = () => loadPart(() => import("./page_cache.ts"));

/** Resolves to the unsent words. */
export async function clearDevice(session: ClassSession): Promise<string[]> {
  const { seat } = session;
  // Waits for commands that an earlier page has not sent.
  await session.ownDocument.whenLoaded;
  session.storePending();
  // Drafts and commands can have the same words.
  const unsent = [
    ...new Set([...collectUnsentTexts(session), ...listDraftTexts(seat)]),
  ];
  // The stored page first: the next person at the device could open it.
  const { deleteCachedPage } = await loadCopies();
  await deleteCachedPage(seat.session);
  await session.forget();
  await clear(seat.session, seat.member, cacheOwnerOf(seat));
  return unsent;
}

/**
 * Deletes what this device has of a class that it no longer opens. Resolves to
 * the unsent words.
 */
export async function clearDeviceOfEndedClass(
  session: string,
  member: string,
  holder = member,
): Promise<string[]> {
  const documentName = documentNames.member(session, holder);
  const commands = await readUnsentCommands(
    holder,
    documentName,
  ) as MemberCommand[];
  const unsent = textsOfCommands(commands);
  unsent.push(...await unsentFiles(holder, session));
  unsent.push(...listDraftTexts({ session, member }));
  const { deleteCachedPage } = await loadCopies();
  await deleteCachedPage(session);
  await clear(session, member, holder);
  return unsent;
}

async function clear(session: string, member: string, holder: string) {
  forgetDrafts({ session, member });
  forgetFormerMembers(session);
  await deleteSpaceCaches(session, holder);
}

async function unsentFiles(
  holder: string,
  session: string,
): Promise<string[]> {
  const box = new DeviceFiles<UploadRecord>(deviceFilesName(holder, session));
  const files = await box.readAll();
  box.close();
  return files.filter(({ record }) => !record.file)
    .map(({ record }) => uploadLabel(record));
}
