/** The other languages, each by its own name: a plain form, so that it works before any script. */
import { languages } from "texts/languages.ts";
import { frame } from "texts/everywhere.ts";
import { language } from "../../locales/current.ts";
import "./page.css";

/**
 * A button for each language but the one that is spoken. The page comes again in the one that is pressed; `offline`
 * says that it could not.
 */
export function LanguageChoice({ offline = false }: { offline?: boolean }) {
  return (
    <form class="page-choice" method="post" action="/language">
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
            disabled={offline}
          >
            {name}
          </button>
        ))}
      </div>
    </form>
  );
}
