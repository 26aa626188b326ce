/**
 * The form in which this version keeps its data, as a number in the KV:
 *
 *     ["format"]    a whole number; not there: data of before 0.17, which has form 1
 *
 * It rises when an older version could no longer read the data rightly. That one then says so and touches nothing.
 */
import { version } from "../../classroom/version.ts";
import { startWords as t } from "../../locales/terminal.ts";
import type { Kv, KvEntryMaybe } from "../../sync/kv/kv.ts";

/** The form that this version writes, and the newest that it reads. */
export const format = 1;

const key = ["format"];

/** Throws a sentence where a newer version than this has written the data in `place`. */
export async function checkFormat(kv: Kv, place: string): Promise<void> {
  refuseNewer(await kv.get<number>(key), place);
}

/** As {@link checkFormat}; then notes the form of data that has none noted, or an older one. */
export async function claimFormat(kv: Kv, place: string): Promise<void> {
  for (let ok = false; !ok;) {
    const noted = await kv.get<number>(key);
    refuseNewer(noted, place);
    if (noted.value === format) return;
    // Another instance may do the same at this moment.
    ({ ok } = await kv.atomic().check(noted).set(key, format).commit());
  }
}

/** The form of data that a newer version than this has written; null: this one reads it. */
export async function newerFormat(kv: Kv): Promise<number | null> {
  return newer(await kv.get<number>(key));
}

function refuseNewer(noted: KvEntryMaybe<number>, place: string): void {
  const found = newer(noted);
  if (found === null) return;
  throw new Error(t.newerData(place, found, version, format));
}

function newer({ value }: KvEntryMaybe<number>): number | null {
  return value === null || value <= format ? null : value;
}
