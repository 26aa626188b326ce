/**
 * What a browser shows in place of every page where it is too old for them (D-5): no script, and a stylesheet that shows
 * it to whoever does not know what `styles/older.css` asks for. Any other browser shows nothing of it.
 */
import { older as t } from "texts/everywhere.ts";
import { oldest } from "./browsers.ts";

/** The page, at the end of every other. Without any stylesheet it is hidden. */
export function OlderBrowser() {
  return (
    <section class="older" hidden>
      <div class="older-page">
        <p class="older-title" role="heading" aria-level={1}>{t.title}</p>
        <p>{t.needs(oldest)}</p>
        <ul>
          <li>{t.computer}</li>
          <li>{t.tablet}</li>
          <li>{t.school}</li>
          <li>{t.other}</li>
        </ul>
        <form method="post" action="/older">
          <button type="submit" class="older-button">{t.anyway}</button>
          <p>{t.anywayHint}</p>
        </form>
      </div>
    </section>
  );
}
