/** `/my`: what the students of this browser asked the assistant and handed in, over all sessions, to be read (S-5). */
import { theApp } from "../../classroom/app.ts";
import type { MyConversation, MySubmission } from "../../classroom/my.ts";
import { MarkNote } from "../../components/assistant/MarkNote.tsx";
import { DownloadIcon } from "../../components/icons.tsx";
import { Page } from "../../components/Page.tsx";
import LeaveClasses from "../../islands/LeaveClasses.tsx";
import LocalTime from "../../islands/LocalTime.tsx";
import { en } from "../../locales/en.ts";
import { leaving } from "../../locales/en_leaving.ts";
import { review as t } from "../../locales/en_review.ts";
import { fromOf } from "../_entry.ts";
import { zoneOf } from "../_zone.ts";
import { handler, page } from "./$index.ts";
import "../../styles/my.css";

export const handlers = handler({
  async GET({ state }) {
    const all = await theApp().my.all(fromOf(state));
    const classes = byClass(all);
    const over = classes.filter(({ session }) => session.state === "ended")
      .map(({ session, member }) => ({
        session: session.id,
        member: member.id,
      }));
    return { data: { classes, over, zone: zoneOf(state.cookies) } };
  },
});

interface OneClass {
  session: MyConversation["session"];
  member: MyConversation["member"];
  conversations: MyConversation[];
  submissions: MySubmission[];
}

export default page(({ data: { classes, over, zone } }) => (
  <Page title={`${t.my.title} · ${en.name}`}>
    <div class="stack wide">
      <div class="my-head">
        <h1>{t.my.title}</h1>
        {classes.length > 0 && (
          <a class="button" href="/my/download" download>
            <DownloadIcon />
            {t.my.downloadAll}
          </a>
        )}
      </div>
      {classes.length === 0
        ? (
          <section class="card stack">
            <h2>{t.my.empty}</h2>
            <p>{t.my.emptyText}</p>
            <p>
              <a class="button main" href="/join">{t.my.join}</a>
            </p>
          </section>
        )
        : <p class="quiet">{t.my.lead}</p>}
      {classes.map((one) => (
        <OneClass key={one.member.id} one={one} zone={zone} />
      ))}
      {over.length > 0 && (
        <section class="card stack tight my-tool">
          <h2>{leaving.shared}</h2>
          <p>{leaving.sharedText}</p>
          <LeaveClasses over={over} />
        </section>
      )}
    </div>
  </Page>
));

function OneClass({ one, zone }: { one: OneClass; zone: string }) {
  const { session, member, conversations, submissions } = one;
  const running = session.state === "active" || session.state === "ending";
  return (
    <section class="card stack">
      <div class="my-head">
        <div>
          <h2>{session.name}</h2>
          <p class="quiet small">
            <LocalTime at={session.startsAt} zone={zone} how="day" />
            {" · "}
            {t.my.as(member.name)}
          </p>
        </div>
        {running && (
          <a class="button" href={`/class/${session.id}`}>{t.my.toClass}</a>
        )}
      </div>
      {conversations.length > 0 && (
        <div class="stack tight">
          <h3>{t.my.conversations}</h3>
          <ul class="my-list">
            {conversations.map(({ id, title, lastAt }) => (
              <li key={id}>
                <a href={`/my/${id}`}>{title}</a>
                <span class="quiet small">
                  <LocalTime at={lastAt} zone={zone} how="hour" />
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {submissions.length > 0 && (
        <div class="stack tight">
          <h3>{t.my.shared}</h3>
          <ul class="my-list">
            {submissions.map((it) => (
              <li key={it.id} class="my-shared">
                <a href={`/my/${it.conversation}#${it.message}`}>
                  {it.prompt}
                </a>
                {it.gradedAt
                  ? <MarkNote grade={it.grade} comment={it.comment} />
                  : <span class="quiet small">{t.my.notMarked}</span>}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

/** What there is, class by class, the latest first. */
function byClass(
  all: { conversations: MyConversation[]; submissions: MySubmission[] },
): OneClass[] {
  const classes = new Map<string, OneClass>();
  const of = ({ session, member }: MyConversation | MySubmission) => {
    const known = classes.get(member.id);
    if (known) return known;
    const made = { session, member, conversations: [], submissions: [] };
    classes.set(member.id, made);
    return made;
  };
  for (const one of all.conversations) of(one).conversations.push(one);
  for (const one of all.submissions) of(one).submissions.push(one);
  return [...classes.values()]
    .sort((a, b) => b.session.startsAt.localeCompare(a.session.startsAt));
}
