/** The data page (O-4): what is stored, where, how long and who sees it, with this server's settings. */
import process from "node:process";
import { getApp } from "../classroom/app.ts";
import { Notice } from "../components/ui/Notice.tsx";
import { Page } from "../components/page/Page.tsx";
import { RowTable } from "../components/page/RowTable.tsx";
import { StatementPart } from "../components/page/StatementPart.tsx";
import { localPath } from "../locales/local_path.ts";
import { frame } from "texts/everywhere.ts";
import { deletion } from "texts/deletion.ts";
import { privacy as t } from "texts/privacy.ts";
import {
  alertTexts,
  assistantText,
  callTexts,
  fillPolicyValues,
  guardTexts,
  mailTexts,
  schoolSignInText,
  storageText,
  tracesText,
} from "./_privacy.ts";
import type { RunningSeat } from "../classroom/people/member_page.ts";
import { findRunningSeat, MemberChat } from "./_member_chat.tsx";
import { handler, page } from "./$privacy.ts";
import "../styles/open.css";

export const handlers = handler({
  async GET({ state, url }) {
    const { settings, assistant } = getApp();
    const data: Shown = {
      days: settings.RETENTION_DAYS,
      host: new URL(state.origin).host,
      assistant: assistantText(settings, assistant.model),
      guard: guardTexts(settings),
      calls: callTexts(settings),
      school: schoolSignInText(settings),
      alerts: alertTexts(settings),
      mail: mailTexts(settings),
      retention: storageText(settings),
      traces: tracesText(settings, process.argv.includes("--launched")),
      seat: await findRunningSeat(state.cookies),
      isAccountDeleted: url.searchParams.get("done") === "account",
    };
    return { data };
  },
});

interface Shown {
  days: number;
  host: string;
  assistant: string;
  guard: string[];
  calls: string[];
  school: string | null;
  alerts: string[];
  mail: string[];
  retention: string;
  traces: string;
  seat: RunningSeat | null;
  isAccountDeleted: boolean;
}

export default page(({ data }) => {
  const { days, host, assistant, alerts, guard, calls, school, mail } = data;
  const { retention, traces, isAccountDeleted } = data;
  const { summary, short, rows } = t;
  return (
    <Page
      title={`${t.title} · ${frame.name}`}
      aside={<MemberChat seat={data.seat} />}
    >
      <article class="statement stack">
        {isAccountDeleted && (
          <Notice tone="good">{deletion.accountDeleted}</Notice>
        )}
        <h1>{t.heading}</h1>
        <p class="quiet">{t.lead}</p>
        <section class="card stack tight">
          <h2>{summary}</h2>
          <ul>
            <li>{short.who}</li>
            <li>{short.place({ host })}</li>
            <li>{short.long({ days })}</li>
            <li>{short.now}</li>
          </ul>
          <p>
            <a href={localPath("/safeguarding")}>{t.safety}</a>
          </p>
        </section>
        <section class="stack tight">
          <h2>{t.stored}</h2>
          <RowTable
            heads={[t.what, t.whoSees, t.howLong]}
            rows={Object.values(rows).map((row) => [
              row.what,
              fillPolicyValues(row.who, days),
              "long" in row
                ? fillPolicyValues(row.long, days)
                : t.untilSession({ days }),
            ])}
          />
        </section>
        <StatementPart heading={t.notStored} words={[t.notStoredText]} />
        <StatementPart heading={t.colleagues} words={t.colleaguesText} isList />
        {alerts.length > 0 && (
          <StatementPart heading={t.alerts} words={alerts} isList />
        )}
        <StatementPart
          heading={t.assistant}
          words={[assistant, ...guard]}
          isList={guard.length > 0}
        />
        <StatementPart heading={t.calls} words={calls} isList />
        {school && <StatementPart heading={t.school} words={[school]} />}
        {mail.length > 0 && (
          <StatementPart heading={t.mail} words={mail} isList />
        )}
        <section class="stack tight">
          <h2>{t.browser}</h2>
          <p>{t.cookies}</p>
          <ul>
            {Object.entries(t.cookie).map(([name, purpose]) => (
              <li key={name}>
                <code>{name}</code> {fillPolicyValues(purpose, days)}
              </li>
            ))}
          </ul>
          <p>{fillPolicyValues(t.copies, days)}</p>
        </section>
        <StatementPart heading={t.kept} words={[retention, t.atRest]} />
        <StatementPart heading={t.ways} words={t.waysText} isList />
        <StatementPart
          heading={t.traces}
          words={[...t.tracesText, traces]}
          isList
        />
        <p class="quiet small">{t.source}</p>
      </article>
    </Page>
  );
});
