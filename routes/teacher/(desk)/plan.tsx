/** What an account without the Teacher plan sees: what it is, and how to get it (S-10). */
import { en as t } from "../../../locales/en.ts";
import { DeskPage } from "../../_desk.tsx";
import { handler, page } from "./$plan.ts";

export const handlers = handler({
  GET(ctx) {
    const { plan, email } = ctx.state.teacher;
    return plan ? ctx.redirect("/teacher/sessions") : { data: { email } };
  },
});

export default page(({ data, state }) => (
  <DeskPage
    desk={state.desk}
    title={t.plan.title}
    heading={t.plan.heading}
    part="sessions"
  >
    <div class="card stack">
      <p>{t.plan.text}</p>
      <p>{t.plan.how}</p>
      <p>
        <code>{t.plan.command(data.email)}</code>
      </p>
      <p>{t.plan.then}</p>
      <p>
        <a class="button main" href="/teacher/sessions">{t.plan.reload}</a>
      </p>
    </div>
  </DeskPage>
));
