/** Tells an account without the Teacher plan how to get it (S-10). */
import { getApp } from "../../../classroom/app.ts";
import { plan as t } from "texts/sessions_portal.ts";
import { DeskPage } from "../_desk.tsx";
import { handler, page } from "./$plan.ts";
import { localPath } from "../../../locales/local_path.ts";

export const handlers = handler({
  GET(ctx) {
    const { plan, email } = ctx.state.teacher;
    const { HOMEROOM_COMMAND } = getApp().settings;
    return plan
      ? ctx.redirect(localPath("/teacher/sessions"))
      : { data: { command: `${HOMEROOM_COMMAND} grant ${email}` } };
  },
});

export default page(({ data, state }) => (
  <DeskPage
    desk={state.desk}
    title={t.title}
    heading={t.heading}
    part="sessions"
  >
    <div class="card stack">
      <p>{t.text}</p>
      <p>{t.how}</p>
      <p>
        <code>{data.command}</code>
      </p>
      <p>{t.then}</p>
      <p>
        <a class="button main" href={localPath("/teacher/sessions")}>
          {t.reload}
        </a>
      </p>
    </div>
  </DeskPage>
));
