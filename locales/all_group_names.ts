/** What automatic groups are called in every language, for names that must not be taken for one of them (B-3). */
import { languages } from "texts/languages.ts";
import { speak } from "./current.ts";
import { automaticGroup } from "./group_names.ts";

/** What the automatic group of a number is called, in one language after the other. */
export function automaticGroupInAll(number: number): string[] {
  return languages.map((one) => speak(one, () => automaticGroup(number)));
}
