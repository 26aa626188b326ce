/**
 * The format of this version's data, as a number in the KV:
 *
 *     ["format"]    an integer; absent in data from before 0.17, which has format 1
 *     ["version"]   the version of the last server on this data; absent before 0.20
 *
 * The format is increased when older versions could no longer read the data correctly. They then refuse to start.
 */
import { version } from "../../classroom/version.ts";
import { startTexts as t } from "../../locales/terminal.ts";
import type { Kv, KvEntryMaybe } from "../../sync/kv/kv.ts";

/** The format that this version writes, and the newest that it reads. */
export const formatVersion = 1;

const key = ["format"];
const versionKey = ["version"];

/** Throws a sentence if a newer version has written the data in `place`. */
export async function checkFormat(kv: Kv, place: string): Promise<void> {
  refuseNewer(await kv.get<number>(key), place);
}

/** Like {@link checkFormat}, and records this version and this format. */
export async function claimFormat(kv: Kv, place: string): Promise<void> {
  for (let ok = false; !ok;) {
    const noted = await kv.get<number>(key);
    refuseNewer(noted, place);
    if (noted.value === formatVersion && await findVersion(kv) === version) {
      return;
    }
    // Fails if another instance has written meanwhile.
    ({ ok } = await kv.atomic().check(noted).set(key, formatVersion)
      .set(versionKey, version).commit());
  }
}

/** The version of the last server on this data; null: none, or older than 0.20. */
export async function findVersion(kv: Kv): Promise<string | null> {
  return (await kv.get<string>(versionKey)).value;
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
