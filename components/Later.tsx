/** A part of the portal that comes in a later version: says what it will be, and leads back to what there is. */
import { en as t } from "../locales/en.ts";
import { type PortalPart, TeacherPage } from "./TeacherPage.tsx";

/** The page. */
export function Later({ part, text }: { part: PortalPart; text: string }) {
  return (
    <TeacherPage title={t.portal[part]} part={part}>
      <div class="card stack">
        <p>{text}</p>
        <p>
          <a class="button" href="/teacher/sessions">{t.portal.toSessions}</a>
        </p>
      </div>
    </TeacherPage>
  );
}
