/** Not there yet, and says so. */
import { Later } from "../../../components/page/Later.tsx";
import { portal as t } from "texts/sessions_portal.ts";
import { DeskPage } from "../_desk.tsx";
import { handler, page } from "./$quizzes.ts";

export const handlers = handler({
  GET() {
    return { data: {} };
  },
});

export default page(({ state }) => (
  <DeskPage desk={state.desk} title={t.quizzes} part="quizzes">
    <Later text={t.quizzesText} />
  </DeskPage>
));
