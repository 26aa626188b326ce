import { languages } from "texts/languages.ts";
import { speak } from "./current.ts";
import { automaticGroup } from "./group_names.ts";

/** The name of an automatic group in every language, so that no other group gets such a name (B-3). */
export function automaticGroupInAll(number: number): string[] {
  return languages.map((one) => speak(one, () => automaticGroup(number)));
}
