/** A part of the portal that comes in a later version: says what it will be, and leads back to what there is. */
import { portal as t } from "texts/sessions_portal.ts";
import { localPath } from "../../locales/local_path.ts";

/** What stands on its page. */
export function Later({ text }: { text: string }) {
  return (
    <div class="card stack">
      <p>{text}</p>
      <p>
        <a class="button" href={localPath("/teacher/sessions")}>
          {t.toSessions}
        </a>
      </p>
    </div>
  );
}
