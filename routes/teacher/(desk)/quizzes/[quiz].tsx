import { HttpError } from "fresh/errors";
import { getApp } from "../../../../classroom/app.ts";
import { isId } from "../../../../classroom/model/ids.ts";
import QuizEditorPage from "../../../../islands/QuizEditorPage.tsx";
import { nullIfNotFound } from "../../../../sync/refusal.ts";
import { quizEditor as t } from "texts/quizzes.ts";
import { DeskPage } from "../../_desk.tsx";
import { runningClassWithName } from "./_running.ts";
import { handler, page } from "./$[quiz].ts";

export const handlers = handler({
  async GET({ params, url, state: { teacher, desk } }) {
    const id = params.quiz;
    if (!isId(id)) throw new HttpError(404);
    const saved = await savedQuiz(teacher.id, id);
    // The draft of a new quiz is only on its device until it is saved.
    if (!saved && !url.searchParams.has("new")) throw new HttpError(404);
    const running = await runningClassWithName(desk);
    const from = url.searchParams.get("class") ?? undefined;
    return {
      data: {
        teacher: teacher.id,
        id,
        saved,
        running,
        ...(from !== undefined && isId(from) && { from }),
      },
    };
  },
});

async function savedQuiz(teacher: string, id: string) {
  return await nullIfNotFound(() => getApp().library.get("quiz", teacher, id));
}

export default page(({ data, state }) => (
  <DeskPage
    desk={state.desk}
    title={data.saved?.name ?? t.newTitle}
    heading={data.saved ? t.title : t.newTitle}
    part="quizzes"
  >
    <QuizEditorPage {...data} />
  </DeskPage>
));
