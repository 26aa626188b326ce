/** The checks of the `doctor` command that the server can run itself. */
import { getApp } from "../../classroom/app.ts";
import type { CheckLine } from "../../classroom/operator/machine.ts";
import { RowTable } from "../../components/page/RowTable.tsx";
import { Notice } from "../../components/ui/Notice.tsx";
import { formatTime } from "../../components/ui/time.ts";
import { operator as t } from "texts/operator.ts";
import { readTimeZone } from "../(http)/_time_zone.ts";
import { OperatorPage } from "./_frame.tsx";
import { handler, page } from "./$checks.ts";

const doctorCommand = "deno task doctor";

interface Shown {
  hasMachine: boolean;
  ran: { at: string; lines: readonly CheckLine[] } | null;
}

export const handlers = handler({
  GET() {
    const data: Shown = { hasMachine: getApp().machine !== null, ran: null };
    return { data };
  },
  async POST({ state }) {
    const { machine } = getApp();
    const lines = await machine?.runChecks();
    const at = formatTime(Date.now(), "second", readTimeZone(state.cookies));
    const data: Shown = {
      hasMachine: machine !== null,
      ran: lines ? { at, lines } : null,
    };
    return { data };
  },
});

export default page(({ data: { hasMachine, ran } }) => (
  <OperatorPage part="checks">
    <section class="card stack">
      <p>
        {t.checksText} <code>{doctorCommand}</code>
      </p>
      {hasMachine
        ? (
          <form method="post" class="actions">
            <button type="submit" class="button main">{t.run}</button>
          </form>
        )
        : <Notice tone="warn">{t.noMachine}</Notice>}
      {ran && (
        <>
          <p role="status">{t.ranAt({ at: ran.at })}</p>
          <RowTable
            label={t.checks}
            heads={[t.check, t.state, t.result]}
            rows={ran.lines.map(({ name, state, text }) => [
              <span key={name} lang="en">{name}</span>,
              <span key={name} class="operator-state" data-state={state}>
                {t.states[state]}
              </span>,
              <span key={name} lang="en">{text}</span>,
            ])}
          />
        </>
      )}
    </section>
  </OperatorPage>
));
