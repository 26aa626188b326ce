import { examples } from "../../../../classroom/library/starter/examples.ts";
import {
  ExampleQuiz,
  Examples,
  exampleTexts,
} from "../../../../components/library/Examples.tsx";
import { ArrowLeftIcon } from "../../../../components/ui/icons.tsx";
import { language } from "../../../../locales/current.ts";
import { localPath } from "../../../../locales/local_path.ts";
import { refusalText } from "../../../../locales/refusal_text.ts";
import { starter as t } from "texts/library_starter.ts";
import { statusOf } from "../../../(http)/_problem.ts";
import { Formatted, readAhead } from "../../../_formatted.tsx";
import { DeskPage } from "../../_desk.tsx";
import { takeExample } from "../_take.ts";
import { handler, page } from "./$examples.ts";

export const handlers = handler({
  async GET() {
    return { data: await shown() };
  },
  async POST({ req, redirect, state }) {
    const took = await takeExample("quiz", state.teacher.id, req);
    if (!("refusal" in took)) {
      return redirect(localPath(`/teacher/quizzes/${took.done.id}`), 303);
    }
    const data = await shown(refusalText(took.refusal));
    return { data, status: statusOf(took.refusal.kind) };
  },
});

async function shown(trouble?: string) {
  const all = await examples("quiz", language().tag);
  const readers = await readAhead(
    all.flatMap(({ questions }) => exampleTexts(questions)),
  );
  return { all, readers, trouble };
}

export default page(({ data: { all, readers, trouble }, state }) => (
  <DeskPage
    desk={state.desk}
    title={t.quizzes}
    part="quizzes"
    aside={
      <a class="button bare" href={localPath("/teacher/quizzes")}>
        <ArrowLeftIcon />
        {t.toQuizzes}
      </a>
    }
  >
    <Formatted readers={readers}>
      <Examples
        trouble={trouble}
        all={all.map(({ id, name, questions }) => ({
          id,
          name,
          about: t.questions({ count: questions.length }),
          content: <ExampleQuiz questions={questions} />,
        }))}
      />
    </Formatted>
  </DeskPage>
));
