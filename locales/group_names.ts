/** Automatic groups are kept as their number, and put in words by who shows them (B-3, L-1). */
import { groupNames as t } from "texts/group_names.ts";
import { automaticNumber, groupLetter } from "../classroom/model/names.ts";

/** What a group is called in the reader's language; a name given by hand is kept as it is. */
export function groupName(
  { name, number = automaticNumber(name) }: {
    readonly name: string;
    readonly number?: number | null;
  },
): string {
  return number === null ? name : automaticGroup(number);
}

/** What the automatic group of a number is called in the reader's language. */
export function automaticGroup(number: number): string {
  return number <= 26
    ? t.lettered({ letter: groupLetter(number) })
    : t.numbered({ number: String(number) });
}
