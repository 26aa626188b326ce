/**
 * The page for a school's safeguarding lead (T-4): what is stopped, noticed and reported here, and what is not seen.
 */
import { getApp } from "../classroom/app.ts";
import { Notice } from "../components/ui/Notice.tsx";
import { Page } from "../components/page/Page.tsx";
import { StatementPart } from "../components/page/StatementPart.tsx";
import { localPath } from "../locales/local_path.ts";
import { frame } from "texts/everywhere.ts";
import { safeguarding as t } from "texts/safeguarding.ts";
import type { RunningSeat } from "../classroom/people/member_page.ts";
import { findRunningSeat, MemberChat } from "./_member_chat.tsx";
import { type SafeguardingTexts, safeguardingTexts } from "./_safeguarding.ts";
import { handler, page } from "./$safeguarding.ts";
import "../styles/open.css";

interface Shown extends SafeguardingTexts {
  days: number;
  seat: RunningSeat | null;
}

export const handlers = handler({
  async GET({ state }) {
    const { settings } = getApp();
    const data: Shown = {
      ...safeguardingTexts(settings),
      days: settings.RETENTION_DAYS,
      seat: await findRunningSeat(state.cookies),
    };
    return { data };
  },
});

export default page(({ data }) => {
  const { stopped, help, noticed, told, days } = data;
  return (
    <Page
      title={`${t.title} · ${frame.name}`}
      aside={<MemberChat seat={data.seat} />}
    >
      <article class="statement stack">
        <h1>{t.heading}</h1>
        <p class="quiet">{t.lead}</p>
        <Notice tone="warn">{t.now}</Notice>
        <StatementPart heading={t.yours} words={t.yoursText} isList />
        <StatementPart heading={t.told} words={told} isList />
        <StatementPart heading={t.noticed} words={noticed} isList />
        <StatementPart heading={t.filtered} words={stopped} isList />
        {help !== null && (
          <section class="stack tight">
            <p>{t.help}</p>
            <p>{help}</p>
          </section>
        )}
        <StatementPart heading={t.notSeen} words={t.notSeenText} isList />
        <StatementPart heading={t.refused} words={t.refusedText} isList />
        <StatementPart heading={t.kept} words={[t.keptText({ days })]} />
        <p>
          <a href={localPath("/privacy")}>{t.data}</a>
        </p>
      </article>
    </Page>
  );
});
