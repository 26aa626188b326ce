import { loadExamples } from "../../../../classroom/library/starter/examples.ts";
import {
  ExampleList,
  ExampleTemplate,
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
    const took = await copyExampleToLibrary("template", state.teacher.id, {
      req,
      state,
    });
    if (!("refusal" in took)) {
      return redirect(localPath(`/teacher/templates/${took.done.id}`), 303);
    }
    const data = await renderPage(refusalText(took.refusal));
    return { data, status: refusalStatus(took.refusal.kind) };
  },
});

async function renderPage(trouble?: string) {
  const examples = await loadExamples("template", language().tag);
  const readers = await parseMarkdownTexts(
    examples.map((it) => it.firstMessage ?? ""),
  );
  return { examples, readers, trouble };
}

export default page(({ data: { examples, readers, trouble }, state }) => (
  <DeskPage
    desk={state.desk}
    title={t.templates}
    part="templates"
    aside={
      <a class="button bare" href={localPath("/teacher/templates")}>
        <ArrowLeftIcon />
        {t.toTemplates}
      </a>
    }
  >
    <MarkdownProvider readers={readers}>
      <ExampleList
        trouble={trouble}
        examples={examples.map((
          { id, name, description = "", ...example },
        ) => ({
          id,
          name,
          about: description,
          content: <ExampleTemplate {...example} />,
        }))}
      />
    </MarkdownProvider>
  </DeskPage>
));
