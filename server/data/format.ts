/**
 * The format of this version's data, as a number in the KV:
 *
 *     ["format"]    an integer; absent in data from before 0.17, which has format 1
 *     ["version"]   the version of the last server on this data; absent before 0.20
 *
 * The format is increased when older versions could no longer read the data correctly. They then refuse to start. An
 * older version of the same format refuses too, unless `NEWER_DATA` is `open`: it may not know all that is there.
 */
import type { Settings } from "../../classroom/settings.ts";
import { version } from "../../classroom/version.ts";
import { startTexts as t } from "../../locales/terminal.ts";
import type { Kv, KvEntryMaybe } from "../../sync/kv/kv.ts";

/** The format that this version writes, and the newest that it reads. */
export const formatVersion = 1;

const key = ["format"];
const versionKey = ["version"];

type Rules = Pick<Settings, "NEWER_DATA">;

/** The data was written by a newer version; the message says what to do. */
export class NewerDataError extends Error {
  override name = "NewerData";
}

/** Throws {@link NewerDataError} if a newer version has written the data in `place`. */
export async function checkFormat(
  kv: Kv,
  place: string,
  rules: Rules,
): Promise<void> {
  refuseNewer(await kv.get<number>(key), place);
  const dataVersion = await findVersion(kv);
  const isRefused = dataVersion !== null && isNewer(dataVersion, version) &&
    rules.NEWER_DATA === "refuse";
  if (isRefused) {
    throw new NewerDataError(t.newerVersion(place, dataVersion, version));
  }
}

/** Like {@link checkFormat}, and records this version and this format. */
export async function recordFormat(
  kv: Kv,
  place: string,
  rules: Rules,
): Promise<void> {
  for (let ok = false; !ok;) {
    const entry = await kv.get<number>(key);
    await checkFormat(kv, place, rules);
    if (entry.value === formatVersion && await findVersion(kv) === version) {
      return;
    }
    // Fails if another instance has written meanwhile.
    ({ ok } = await kv.atomic().check(entry).set(key, formatVersion)
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

/** Whether a version such as 0.21.0 is newer than another. */
export function isNewer(first: string, second: string): boolean {
  const [numbers, otherNumbers] = [first, second].map((text) =>
    text.split(/[.+-]/).slice(0, 3).map(Number)
  );
  for (const [index, number] of numbers.entries()) {
    if (number !== otherNumbers[index]) return number > otherNumbers[index];
  }
  return false;
}

function refuseNewer(entry: KvEntryMaybe<number>, place: string): void {
  const newerFormat = newer(entry);
  if (newerFormat === null) return;
  throw new NewerDataError(
    t.newerData(place, newerFormat, version, formatVersion),
  );
}

function newer({ value }: KvEntryMaybe<number>): number | null {
  return value === null || value <= formatVersion ? null : value;
}
