import { loadExamples } from "../../../../classroom/library/starter/examples.ts";
import {
  ExampleList,
  ExampleQuiz,
  exampleTexts,
} from "../../../../components/library/ExampleList.tsx";
import { ArrowLeftIcon } from "../../../../components/ui/icons.tsx";
import { language } from "../../../../locales/current.ts";
import { localPath } from "../../../../locales/local_path.ts";
import { refusalText } from "../../../../locales/refusal_text.ts";
import { starter as t } from "texts/library_starter.ts";
import { refusalStatus } from "../../../(http)/_problem.ts";
import {
  MarkdownProvider,
  parseMarkdownTexts,
} from "../../../_markdown_provider.tsx";
import { DeskPage } from "../../_desk.tsx";
import { copyExampleToLibrary } from "../_copy_example.ts";
import { handler, page } from "./$examples.ts";

export const handlers = handler({
  async GET() {
    return { data: await renderPage() };
  },
  async POST({ req, redirect, state }) {
    const took = await copyExampleToLibrary("quiz", state.teacher.id, {
      req,
      state,
    });
    if (!("refusal" in took)) {
      return redirect(localPath(`/teacher/quizzes/${took.done.id}`), 303);
    }
    const data = await renderPage(refusalText(took.refusal));
    return { data, status: refusalStatus(took.refusal.kind) };
  },
});

async function renderPage(trouble?: string) {
  const examples = await loadExamples("quiz", language().tag);
  const readers = await parseMarkdownTexts(
    examples.flatMap(({ questions }) => exampleTexts(questions)),
  );
  return { examples, readers, trouble };
}

export default page(({ data: { examples, readers, trouble }, state }) => (
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
    <MarkdownProvider readers={readers}>
      <ExampleList
        trouble={trouble}
        examples={examples.map(({ id, name, questions }) => ({
          id,
          name,
          about: t.questions({ count: questions.length }),
          content: <ExampleQuiz questions={questions} />,
        }))}
      />
    </MarkdownProvider>
  </DeskPage>
));
