/** **Erase data** of one student, live or after the class; confirmed on its own page, because it cannot be undone. */
import { getApp } from "../../../../../../classroom/app.ts";
import { frame } from "texts/everywhere.ts";
import { deletion as t } from "texts/deletion.ts";
import { refusal } from "../../../../../../classroom/model/refuse.ts";
import { DeskPage } from "../../../../_desk.tsx";
import { requireSessionOwner } from "../../../../../(http)/_staff.ts";
import { handler, page } from "./$[m].ts";
import "../../../../../../styles/session_pages.css";
import { localPath } from "../../../../../../locales/local_path.ts";

export const handlers = handler({
  async GET(ctx) {
    const { session, m } = ctx.params;
    const { who } = await requireSessionOwner(ctx.state, session);
    const members = await getApp().membership.listMembers(who);
    const member = members.find(({ id, role }) =>
      id === m && role === "student"
    );
    if (!member) throw refusal("not-found");
    return { data: { session, name: member.name } };
  },
  async POST(ctx) {
    const { session, m } = ctx.params;
    const { who } = await requireSessionOwner(ctx.state, session);
    await getApp().erasure.erase(who, m);
    return ctx.redirect(
      localPath(`/teacher/sessions/${session}?done=erased`),
      303,
    );
  },
});

export default page(({ data: { session, name }, state }) => (
  <DeskPage desk={state.desk} title={t.eraseAsk({ name })} part="sessions">
    <form method="post" class="card stack asking">
      <p>{t.eraseGoes}</p>
      <p>{t.eraseStays}</p>
      <p>{t.eraseOut}</p>
      <p>{t.forGood}</p>
      <div class="actions">
        <button type="submit" class="button stop">{t.erase}</button>
        <a class="button" href={localPath(`/teacher/sessions/${session}`)}>
          {frame.cancel}
        </a>
      </div>
    </form>
  </DeskPage>
));
