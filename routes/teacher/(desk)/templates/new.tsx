import { getApp } from "../../../../classroom/app.ts";
import TemplateEditor from "../../../../islands/TemplateEditor.tsx";
import { editor as t } from "texts/templates.ts";
import { DeskPage } from "../../_desk.tsx";
import { handler, page } from "./$new.ts";
import { BackToTemplates } from "./_back.tsx";

export const handlers = handler({
  GET() {
    return { data: { model: getApp().assistant.model } };
  },
});

export default page(({ data: { model }, state }) => (
  <DeskPage
    desk={state.desk}
    title={t.newTitle}
    part="templates"
    aside={<BackToTemplates />}
  >
    <TemplateEditor
      teacher={state.teacher.id}
      template={null}
      stored={{
        name: "",
        description: "",
        instructions: "",
        firstMessage: "",
      }}
      model={model}
    />
  </DeskPage>
));
