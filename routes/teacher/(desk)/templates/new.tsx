import { theApp } from "../../../../classroom/app.ts";
import TemplateEditor from "../../../../islands/TemplateEditor.tsx";
import { editor as t } from "texts/templates.ts";
import { DeskPage } from "../../_desk.tsx";
import { handler, page } from "./$new.ts";
import { ToTemplates } from "./_back.tsx";

export const handlers = handler({
  GET() {
    return { data: { model: theApp().assistant.model } };
  },
});

export default page(({ data: { model }, state }) => (
  <DeskPage
    desk={state.desk}
    title={t.newTitle}
    part="templates"
    aside={<ToTemplates />}
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
