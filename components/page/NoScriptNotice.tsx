import { older as t } from "texts/everywhere.ts";
import "./page.css";

export function NoScriptNotice() {
  return (
    <noscript>
      <p class="no-script">{t.noScript}</p>
    </noscript>
  );
}
