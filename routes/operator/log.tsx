import { getApp } from "../../classroom/app.ts";
import { RowTable } from "../../components/page/RowTable.tsx";
import { formatTime } from "../../formats/format_time.ts";
import { operator as t } from "texts/operator.ts";
import { readTimeZone } from "../(http)/_time_zone.ts";
import { OperatorPage } from "./_frame.tsx";
import { handler, page } from "./$log.ts";

const mostEntries = 500;

export const handlers = handler({
  async GET({ state }) {
    const { operatorLog, settings } = getApp();
    const data = {
      entries: await operatorLog.readLast(mostEntries),
      days: settings.RETENTION_DAYS,
      zone: readTimeZone(state.cookies),
    };
    return { data };
  },
});

export default page(({ data: { entries, days, zone } }) => (
  <OperatorPage part="log">
    <section class="card stack">
      <p class="quiet">{t.logText({ days })}</p>
      {entries.length === 0 ? <p>{t.noLog}</p> : (
        <RowTable
          label={t.log}
          heads={[t.when, t.who, t.what, t.whose]}
          rows={entries.map(({ at, by, deed: action, account }) => [
            formatTime(at, "day", zone),
            by ?? t.command,
            t.deeds[action],
            account,
          ])}
        />
      )}
    </section>
  </OperatorPage>
));
