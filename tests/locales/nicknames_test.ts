/** J-1, J-9: every combination of the random names, in each language. */
import assert from "node:assert/strict";
import { languages } from "texts/languages.ts";
import { cleanDisplayName } from "../../classroom/model/display_names.ts";
import { findImpersonation } from "../../classroom/people/names/impersonation.ts";
import { isRefusedName } from "../../classroom/people/names/name_filter.ts";
import { offTaskWords } from "../../classroom/model/off_task_words.ts";
import { projectWords } from "../../classroom/model/words/worrying_words.ts";
import { nameKey } from "../../formats/name_keys.ts";
import { type Language, runInLanguage } from "../../locales/current.ts";
import { makeNickname, nicknameWords } from "../../locales/nicknames.ts";

for (const language of languages as readonly Language[]) {
  const { tag } = language;
  // Test languages are only for layout.
  if (/-X[AB]$/.test(tag)) continue;

  Deno.test(`no nickname in ${tag} is refused by the filter, looks like a badge, or resembles another`, () => {
    runInLanguage(language, () => {
      const { adjectives, animals } = nicknameWords();
      assert(adjectives.length >= 60, `${adjectives.length} adjectives`);
      assert(animals.length >= 60, `${animals.length} animals`);
      const seen = new Set<string>();
      const watched = Object.values(offTaskWords).flat()
        .filter((it) => !it.endsWith("*"));
      for (const adjective of adjectives) {
        for (const animal of animals) {
          const name = makeNickname(adjective, animal);
          assert.equal(cleanDisplayName(name), name);
          assert(name.length <= 40, name);
          assert(!isRefusedName(name), name);
          assert.equal(findImpersonation(name, []), null, name);
          assert(
            !watched.some((it) => name.toLowerCase().includes(it)),
            name,
          );
          assert.deepEqual(projectWords.find(name), [], name);
          seen.add(nameKey(name));
        }
      }
      assert.equal(seen.size, adjectives.length * animals.length);
    });
  });
}
