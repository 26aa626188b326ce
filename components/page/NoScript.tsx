/** Said where a browser runs no scripts, on the pages that are of no use without. */
import { older as t } from "texts/everywhere.ts";
import "./page.css";

/** The sentence; nothing where there are scripts. */
export function NoScript() {
  return (
    <noscript>
      <p class="no-script">{t.noScript}</p>
    </noscript>
  );
}
