/** The checks of the `doctor` command that the server can run itself. */
import { getApp } from "../../classroom/app.ts";
import type { CheckLine } from "../../classroom/operator/machine.ts";
import { RowTable } from "../../components/page/RowTable.tsx";
import { Notice } from "../../components/ui/Notice.tsx";
import { formatTime } from "../../formats/format_time.ts";
import { operator as t } from "texts/operator.ts";
import { readTimeZone } from "../(http)/_time_zone.ts";
import { OperatorPage } from "./_frame.tsx";
import { handler, page } from "./$checks.ts";

interface Shown {
  doctorCommand: string;
  hasMachine: boolean;
  ran: { at: string; lines: readonly CheckLine[] } | null;
}

export const handlers = handler({
  GET() {
    return { data: shown(null) };
  },
  async POST({ state }) {
    const lines = await getApp().machine?.runChecks();
    const time = formatTime(Date.now(), "second", readTimeZone(state.cookies));
    return { data: shown(lines ? { at: time, lines } : null) };
  },
});

function shown(ran: Shown["ran"]): Shown {
  const { machine, settings } = getApp();
  return {
    doctorCommand: `${settings.HOMEROOM_COMMAND} doctor`,
    hasMachine: machine !== null,
    ran,
  };
}

export default page(({ data: { doctorCommand, hasMachine, ran } }) => (
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
