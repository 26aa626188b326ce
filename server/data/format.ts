/**
 * The format of this version's data, as a number in the KV:
 *
 *     ["format"]    an integer; absent in data from before 0.17, which has format 1
 *
 * It is increased when older versions could no longer read the data correctly. They then refuse to start.
 */
import { version } from "../../classroom/version.ts";
import { startTexts as t } from "../../locales/terminal.ts";
import type { Kv, KvEntryMaybe } from "../../sync/kv/kv.ts";

/** The format that this version writes, and the newest that it reads. */
export const formatVersion = 1;

const key = ["format"];

/** Throws a sentence if a newer version has written the data in `place`. */
export async function checkFormat(kv: Kv, place: string): Promise<void> {
  refuseNewer(await kv.get<number>(key), place);
}

/** Like {@link checkFormat}, and records this format if an older or none is recorded. */
export async function claimFormat(kv: Kv, place: string): Promise<void> {
  for (let ok = false; !ok;) {
    const noted = await kv.get<number>(key);
    refuseNewer(noted, place);
    if (noted.value === formatVersion) return;
    // Another instance may do the same.
    ({ ok } = await kv.atomic().check(noted).set(key, formatVersion).commit());
  }
}

export async function findNewerFormat(kv: Kv): Promise<number | null> {
  return newer(await kv.get<number>(key));
}

function refuseNewer(noted: KvEntryMaybe<number>, place: string): void {
  const found = newer(noted);
  if (found === null) return;
  throw new Error(t.newerData(place, found, version, formatVersion));
}

function newer({ value }: KvEntryMaybe<number>): number | null {
  return value === null || value <= formatVersion ? null : value;
}
