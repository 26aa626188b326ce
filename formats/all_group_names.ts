import { languages } from "texts/languages.ts";
import { runInLanguage } from "../locales/current.ts";
import { automaticGroupName } from "./group_names.ts";

/** The name of an automatic group in every language, so that no other group gets such a name (B-3). */
export function automaticGroupNames(number: number): string[] {
  return languages.map((language) =>
    runInLanguage(language, () => automaticGroupName(number))
  );
}
