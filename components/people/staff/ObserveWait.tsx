/** What a teacher sees who has knocked at a colleague's class (S-8). */
import { observe as t } from "texts/people_staff.ts";
import { localPath } from "../../../locales/local_path.ts";
import "../joining/joining.css";

/** That they wait, and the way back to the form. */
export function ObserveWait() {
  return (
    <div class="stack">
      <div class="waiting" role="status">
        <span class="waiting-mark" aria-hidden="true" />
        <p>{t.waiting}</p>
      </div>
      <p>
        <a class="button" href={localPath("/teacher/observe")}>{t.another}</a>
      </p>
    </div>
  );
}
