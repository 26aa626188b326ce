/** Automatic groups are stored as numbers and named when shown (B-3, L-1). */
import { groupNames as t } from "texts/group_names.ts";
import { automaticGroupNumber, groupLetter } from "./name_keys.ts";

/** The name in the reader's language; a name given by hand stays as it is. */
export function groupName(
  { name, number = automaticGroupNumber(name) }: {
    readonly name: string;
    readonly number?: number | null;
  },
): string {
  return number === null ? name : automaticGroupName(number);
}

export function automaticGroupName(number: number): string {
  return number <= 26
    ? t.lettered({ letter: groupLetter(number) })
    : t.numbered({ number: String(number) });
}
