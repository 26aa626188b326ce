/**
 * **Delete session**, with a confirmation and no undo, because deletion is promised to be final. A plain form, so it
 * works before any script has run.
 */
import { getApp } from "../../../../../classroom/app.ts";
import { countMessages } from "../../../../../classroom/record/session_record.ts";
import { Notice } from "../../../../../components/ui/Notice.tsx";
import { splitByRemoval } from "../../../../../components/people/students.ts";
import { frame } from "texts/everywhere.ts";
import { deletion as t } from "texts/deletion.ts";
import { DeskPage } from "../../../_desk.tsx";
import { ExportEverything } from "./_exports.tsx";
import { loadLivePageData } from "./_live_page_data.ts";
import { requireSessionOwner } from "../../../../(http)/_staff.ts";
import { handler, page } from "./$delete.ts";
import "../../../../../styles/session_pages.css";
import { localPath } from "../../../../../locales/local_path.ts";

export const handlers = handler({
  async GET(ctx) {
    const { view, start } = await loadLivePageData(
      ctx.state,
      ctx.params.session,
    );
    const { who } = await requireSessionOwner(ctx.state, ctx.params.session);
    const messages = await countMessages(getApp().sync, who);
    const { present, removed } = splitByRemoval(start.members);
    const students = present.length + removed.length;
    return { data: { view, messages, students } };
  },
  async POST(ctx) {
    const { who } = await requireSessionOwner(ctx.state, ctx.params.session);
    await getApp().deletion.deleteSession(who.session);
    return ctx.redirect(localPath("/teacher/sessions?done=deleted"), 303);
  },
});

export default page(({ data: { view, messages, students }, state }) => (
  <DeskPage
    desk={state.desk}
    title={t.deleteAsk({ name: view.name })}
    part="sessions"
  >
    <form method="post" class="card stack asking">
      {view.state !== "ended" && <Notice tone="warn">{t.running}</Notice>}
      <p>{t.goes({ messages, students })}</p>
      <p>{t.forGood}</p>
      <p>{t.exportFirst}</p>
      <ExportEverything session={view.id} />
      <div class="actions">
        <button type="submit" class="button stop">{t.delete}</button>
        <a class="button" href={localPath(`/teacher/sessions/${view.id}`)}>
          {frame.cancel}
        </a>
      </div>
    </form>
  </DeskPage>
));
