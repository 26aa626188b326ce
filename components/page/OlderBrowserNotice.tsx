/**
 * Covers every page in browsers that are too old (D-5), until **Open the page anyway**. Needs no script:
 * `styles/older.css` shows it.
 */
import { older as t } from "texts/everywhere.ts";
import { oldestBrowsers } from "./browsers.ts";

/** Stays hidden if no style sheet loads. */
export function OlderBrowserNotice() {
  return (
    <section class="older" hidden>
      <div class="older-page">
        <p class="older-title" role="heading" aria-level={1}>{t.title}</p>
        <p>{t.needs(oldestBrowsers)}</p>
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
