/**
 * Forms that change the language, without a script.
 *
 * @param isOffline disables them, since the page must be loaded again
 */
import { languages } from "texts/languages.ts";
import { frame } from "texts/everywhere.ts";
import { language } from "../../locales/current.ts";
import "./page.css";

export function LanguageChoice({ isOffline = false }: { isOffline?: boolean }) {
  return (
    <form
      class="cluster flush inline page-choice"
      method="post"
      action="/language"
    >
      <div role="group" aria-label={frame.language}>
        {languages.filter(({ tag }) => tag !== language().tag).map((
          { tag, name, direction },
        ) => (
          <button
            key={tag}
            type="submit"
            name="language"
            value={tag}
            lang={tag}
            dir={direction}
            disabled={isOffline}
          >
            {name}
          </button>
        ))}
      </div>
    </form>
  );
}
