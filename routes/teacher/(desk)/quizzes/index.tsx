import { getApp } from "../../../../classroom/app.ts";
import { PlusIcon } from "../../../../components/ui/icons.tsx";
import LibraryFiles from "../../../../islands/LibraryFiles.tsx";
import QuizzesPage from "../../../../islands/QuizzesPage.tsx";
import { localPath } from "../../../../locales/local_path.ts";
import { quizList } from "texts/quizzes.ts";
import { starter } from "texts/library_starter.ts";
import { portal as t } from "texts/sessions_portal.ts";
import { readTimeZone } from "../../../(http)/_time_zone.ts";
import { DeskPage } from "../../_desk.tsx";
import { runningClassWithName } from "./_running.ts";
import { handler, page } from "./$index.ts";

export const handlers = handler({
  async GET({ state: { teacher, desk, cookies }, url }) {
    const summaries = await getApp().library.listSummaries("quiz", teacher.id);
    return {
      data: {
        teacher: teacher.id,
        quizzes: summaries.map(({ id, name, at, count = 0, left = 0 }) => ({
          id,
          name,
          at,
          count,
          left,
        })),
        search: url.searchParams.get("q") ?? "",
        running: await runningClassWithName(desk),
        zone: readTimeZone(cookies),
      },
    };
  },
});

export default page(({ data, state }) => (
  <DeskPage
    desk={state.desk}
    title={t.quizzes}
    part="quizzes"
    aside={
      <div class="actions">
        <LibraryFiles
          kind="quizzes"
          isEmpty={data.quizzes.length === 0}
          running={data.running}
        />
        <a class="button" href={localPath("/teacher/quizzes/examples")}>
          {starter.start}
        </a>
        <a class="button main" href={localPath("/teacher/quizzes/new")}>
          <PlusIcon />
          {quizList.new}
        </a>
      </div>
    }
  >
    <QuizzesPage {...data} />
  </DeskPage>
));
