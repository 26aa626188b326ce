/** The projector's page. Its first rendering contains no student's name. */
import { Head } from "fresh/runtime";
import type { Member } from "../../../../../classroom/model/members.ts";
import { makeQrPath } from "../../../../../formats/qr.ts";
import Present from "../../../../../islands/Present.tsx";
import { present as t } from "texts/sessions_live.ts";
import { loadLivePageData } from "./_live_page_data.ts";
import { handler, page } from "./$present.ts";
import { localPath } from "../../../../../locales/local_path.ts";

export const handlers = handler({
  async GET(ctx) {
    const { view, start } = await loadLivePageData(
      ctx.state,
      ctx.params.session,
    );
    const members: Record<string, Member> = {};
    for (const [id, member] of Object.entries(start.members)) {
      members[id] = { ...member, name: "" };
    }
    const qr = makeQrPath(view.link);
    return { data: { view, start: { ...start, members }, qr } };
  },
});

export default page(({ data: { view, start, qr } }) => (
  <>
    <Head>
      <title>{t.title({ name: view.name })}</title>
    </Head>
    <Present
      code={view.code}
      link={view.link}
      qr={qr}
      start={start}
      back={localPath(`/teacher/sessions/${view.id}`)}
    />
  </>
));
