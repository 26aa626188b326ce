/** All submissions, to be marked during and after the class. Teachers only. */
import { getApp } from "../../../../../classroom/app.ts";
import type { Submission } from "../../../../../classroom/model/conversations.ts";
import { listSubmissions } from "../../../../../classroom/monitoring/transcripts.ts";
import GradingPage from "../../../../../islands/GradingPage.tsx";
import { review as t } from "texts/review.ts";
import { DeskPage } from "../../../_desk.tsx";
import { loadLivePageData } from "./_live_page_data.ts";
import { requireStaff } from "../../../../(http)/_staff.ts";
import { readTimeZone } from "../../../../(http)/_time_zone.ts";
import { handler, page } from "./$submissions.ts";
import { localPath } from "../../../../../locales/local_path.ts";

export const handlers = handler({
  async GET({ params, state }) {
    const { who } = await requireStaff(state, params.session, "teacher");
    const { view, start } = await loadLivePageData(state, params.session);
    const submissions: Record<string, Submission> = {};
    for (const submission of await listSubmissions(getApp().sync, who)) {
      const { id, name: _, at, gradedAt, ...rest } = submission;
      submissions[id] = {
        ...rest,
        at: Date.parse(at),
        ...gradedAt && { gradedAt: Date.parse(gradedAt) },
      };
    }
    return {
      data: { view, start, submissions, zone: readTimeZone(state.cookies) },
    };
  },
});

export default page(({ data: { view, start, submissions, zone }, state }) => (
  <DeskPage
    desk={state.desk}
    title={t.marking.title({ name: view.name })}
    heading={t.marking.heading}
    part="sessions"
    aside={
      <a class="button" href={localPath(`/teacher/sessions/${view.id}`)}>
        {t.marking.back}
      </a>
    }
  >
    <GradingPage
      seat={{
        session: view.id,
        member: view.member,
        role: "teacher",
        cookieRole: "teacher",
        epoch: start.epoch,
      }}
      members={start.members}
      submissions={submissions}
      isCollected={view.collect}
      zone={zone}
    />
  </DeskPage>
));
