import { getApp } from "../../../../classroom/app.ts";
import TemplateEditor from "../../../../islands/TemplateEditor.tsx";
import { editor as t } from "texts/templates.ts";
import { DeskPage } from "../../_desk.tsx";
import { handler, page } from "./$[t].ts";
import { BackToTemplates } from "./_back.tsx";

export const handlers = handler({
  async GET({ params, state }) {
    const { assistant, library } = getApp();
    const template = await library.get("template", state.teacher.id, params.t);
    return { data: { template, model: assistant.model } };
  },
});

export default page(({ data: { template, model }, state }) => (
  <DeskPage
    desk={state.desk}
    title={t.editTitle}
    part="templates"
    aside={<BackToTemplates />}
  >
    <TemplateEditor
      teacher={state.teacher.id}
      template={template.id}
      storedAt={template.at}
      stored={{
        name: template.name,
        description: lines(template.description),
        instructions: lines(template.instructions),
        firstMessage: lines(template.firstMessage),
      }}
      model={model}
    />
  </DeskPage>
));

/** Line ends as a text field returns them, so that they do not count as a change. */
function lines(text = ""): string {
  return text.replace(/\r\n?/g, "\n");
}
