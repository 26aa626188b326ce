/** The accessibility statement (O-7): what tests hold, what does not work yet, and whom to tell. */
import { accessibility as t } from "texts/accessibility.ts";
import { frame } from "texts/everywhere.ts";
import type { RunningSeat } from "../classroom/people/member_page.ts";
import { Page } from "../components/page/Page.tsx";
import { StatementPart } from "../components/page/StatementPart.tsx";
import { findRunningSeat, MemberChat } from "./_member_chat.tsx";
import { handler, page } from "./$accessibility.ts";
import "../styles/open.css";

interface Shown {
  host: string;
  seat: RunningSeat | null;
}

export const handlers = handler({
  async GET({ state }) {
    const data: Shown = {
      host: new URL(state.origin).host,
      seat: await findRunningSeat(state.cookies),
    };
    return { data };
  },
});

export default page(({ data: { host, seat } }) => {
  const { school, ...otherTexts } = t.complainText;
  const complain = [school({ host }), ...Object.values(otherTexts)];
  return (
    <Page
      title={`${t.title} · ${frame.name}`}
      aside={<MemberChat seat={seat} />}
    >
      <article class="statement stack">
        <h1>{t.heading}</h1>
        <p class="quiet">{t.lead}</p>
        <StatementPart heading={t.standard} words={[t.standardText]} />
        <StatementPart
          heading={t.held}
          words={Object.values(t.heldText)}
          isList
        />
        <StatementPart
          heading={t.notHeld}
          words={Object.values(t.notHeldText)}
          isList
        />
        <StatementPart heading={t.complain} words={complain} isList />
      </article>
    </Page>
  );
});
