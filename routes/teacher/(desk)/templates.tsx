/** Not there yet, and says so. */
import { Later } from "../../../components/page/Later.tsx";
import { portal as t } from "texts/sessions_portal.ts";
import { DeskPage } from "../_desk.tsx";
import { handler, page } from "./$templates.ts";

export const handlers = handler({
  GET() {
    return { data: {} };
  },
});

export default page(({ state }) => (
  <DeskPage desk={state.desk} title={t.templates} part="templates">
    <Later text={t.templatesText} />
  </DeskPage>
));
