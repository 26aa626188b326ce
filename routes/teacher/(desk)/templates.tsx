/** Not there yet, and says so. */
import { Later } from "../../../components/Later.tsx";
import { en as t } from "../../../locales/en.ts";
import { DeskPage } from "../../_desk.tsx";
import { handler, page } from "./$templates.ts";

export const handlers = handler({
  GET() {
    return { data: {} };
  },
});

export default page(({ state }) => (
  <DeskPage desk={state.desk} title={t.portal.templates} part="templates">
    <Later text={t.portal.templatesText} />
  </DeskPage>
));
