/** Not there yet, and says so. */
import { Later } from "../../../components/Later.tsx";
import { en as t } from "../../../locales/en.ts";
import { handler, page } from "./$templates.ts";

export const handlers = handler({
  GET() {
    return { data: {} };
  },
});

export default page(() => (
  <Later part="templates" text={t.portal.templatesText} />
));
