/** The work of this browser's students over all sessions, for reading (S-5). */
import { makePreview } from "../../classroom/model/previews.ts";
import { getApp } from "../../classroom/app.ts";
import {
  type MemberWork,
  type MyConversation,
  type MyDrawing,
  type MyNote,
  type MyPage,
  noWork,
  type OtherBrowserUser,
  unlockBody,
} from "../../classroom/assistant/my_work.ts";
import {
  SubmissionMark,
  TemplateName,
} from "../../components/assistant/ConversationParts.tsx";
import { DownloadIcon } from "../../components/ui/icons.tsx";
import { formatTime } from "../../components/ui/time.ts";
import { textPiecesIn } from "../../classroom/model/pictures_in_pages.ts";
import { describeMarks } from "../../components/drawings/describe_marks.ts";
import { NoteItem } from "../../components/notes/NoteThread.tsx";
import { RecordedPage } from "../../components/pages/RecordedPage.tsx";
import { Page } from "../../components/page/Page.tsx";
import { bounds } from "../../classroom/model/bounds.ts";
import LeaveEndedClasses from "../../islands/LeaveEndedClasses.tsx";
import LocalTime from "../../islands/LocalTime.tsx";
import OwnBoard from "../../islands/OwnBoard.tsx";
import { frame } from "texts/everywhere.ts";
import { notes as noteTexts } from "texts/notes.ts";
import { notesMark } from "texts/notes_mark.ts";
import { leaving } from "texts/people_leaving.ts";
import { review as t } from "texts/review.ts";
import { readForm } from "../(http)/_body.ts";
import { requestSource } from "../(http)/_join_cookies.ts";
import { catchRefusal, refusalStatus } from "../(http)/_problem.ts";
import { readTimeZone } from "../(http)/_time_zone.ts";
import type { MarkdownReaders } from "../../components/markdown/MarkdownParts.tsx";
import {
  MarkdownProvider,
  parseMarkdownTexts,
} from "../_markdown_provider.tsx";
import { findRunningSeat, MemberChat } from "../_member_chat.tsx";
import type { RunningSeat } from "../../classroom/people/member_page.ts";
import { checkTextsOf, OwnChecks } from "./_checks.tsx";
import type { State } from "../_middleware.ts";
import { handler, page } from "./$index.ts";
import "../../components/ui/forms.css";
import "../../styles/my.css";
import { groupName } from "../../locales/group_names.ts";
import { localPath } from "../../locales/local_path.ts";
import { refusalText } from "../../locales/refusal_text.ts";

export const handlers = handler({
  async GET({ state }) {
    const data = await shownTo(state);
    const over = data.classes
      .filter(({ session }) => session.state === "ended")
      .map(({ session, member }) => ({
        session: session.id,
        member: member.id,
      }));
    return { data: { ...data, over } };
  },
  /** Unlocks another name of this browser with its class's code, also without a script. */
  async POST(ctx) {
    const asked = await readForm(ctx, unlockBody);
    const from = requestSource(ctx.state);
    const result = await catchRefusal(() =>
      getApp().myWork.unlock(asked, from)
    );
    if (!("refusal" in result)) return ctx.redirect(localPath("/my"), 303);
    const data: Shown = {
      ...await shownTo(ctx.state),
      wrong: { member: asked.member, detail: refusalText(result.refusal) },
    };
    return { data, status: refusalStatus(result.refusal.kind) };
  },
});

interface Shown {
  classes: OneClass[];
  over: { session: string; member: string }[];
  others: OtherBrowserUser[];
  readers: MarkdownReaders;
  zone: string;
  seat: RunningSeat | null;
  wrong?: { member: string; detail: string };
}

async function shownTo(state: State): Promise<Shown> {
  const all = await getApp().myWork.listAll(requestSource(state));
  return {
    classes: byClass(all),
    over: [],
    others: all.others,
    readers: await parseMarkdownTexts(
      all.checks.flatMap(checkTextsOf),
      all.pages.flatMap(({ pieces }) => textPiecesIn(pieces)),
    ),
    zone: readTimeZone(state.cookies),
    seat: await findRunningSeat(state.cookies),
  };
}

type OneClass = MemberWork & Pick<MyConversation, "session" | "member">;

export default page((
  { data: { classes, over, others, readers, zone, seat, wrong } },
) => (
  <Page
    title={`${t.my.title} · ${frame.name}`}
    aside={<MemberChat seat={seat} />}
  >
    <div class="stack wide">
      <div class="spread">
        <h1>{t.my.title}</h1>
        {classes.length > 0 && (
          <a class="button" href={localPath("/my/download")} download>
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
            <p class="quiet">{t.my.deletable}</p>
            <p>
              <a class="button main" href={localPath("/join")}>{t.my.join}</a>
            </p>
          </section>
        )
        : (
          <div class="stack tight quiet">
            <p>{t.my.lead({ days: bounds.foundDays })}</p>
            <p>{t.my.deletable}</p>
            {classes.some(({ session }) => runs(session)) && (
              <p>{t.my.leadLive}</p>
            )}
          </div>
        )}
      <MarkdownProvider readers={readers}>
        {classes.map((one) => (
          <OneClass key={one.member.id} one={one} zone={zone} />
        ))}
      </MarkdownProvider>
      {others.length > 0 && (
        <section class="card stack tight my-tool">
          <h2>{t.my.others}</h2>
          <p>{t.my.othersText}</p>
          <ul class="stack flush my-list">
            {others.map((one) => (
              <li key={one.member.id}>
                <Other one={one} zone={zone} wrong={wrong} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {over.length > 0 && (
        <section class="card stack tight my-tool">
          <h2>{leaving.shared}</h2>
          <p>{leaving.sharedText}</p>
          <LeaveEndedClasses over={over} />
        </section>
      )}
    </div>
  </Page>
));

function Other(
  { one, zone, wrong }: {
    one: OtherBrowserUser;
    zone: string;
    wrong: Shown["wrong"];
  },
) {
  const { session, member } = one;
  const id = `code-${member.id}`;
  const detail = wrong?.member === member.id ? wrong.detail : "";
  return (
    <form method="post" action={localPath("/my")} class="stack snug">
      <input type="hidden" name="session" value={session.id} />
      <input type="hidden" name="member" value={member.id} />
      <p>
        <strong>{member.name}</strong>{" "}
        <span class="quiet small">
          {session.name} ·{" "}
          <LocalTime at={session.startsAt} zone={zone} how="day" />
        </span>
      </p>
      <div class="actions">
        <label for={id}>{t.my.codeOf}</label>
        <input
          id={id}
          name="code"
          class="input short"
          inputMode="numeric"
          autoComplete="off"
          maxLength={20}
          required
          aria-describedby={detail ? `${id}-wrong` : undefined}
          aria-invalid={detail ? "true" : undefined}
        />
        <button type="submit" class="button">
          {t.my.show({ name: member.name })}
        </button>
      </div>
      {detail && (
        <p class="field-error" id={`${id}-wrong`} role="alert">{detail}</p>
      )}
    </form>
  );
}

function OneClass({ one, zone }: { one: OneClass; zone: string }) {
  const { session, member, conversations, submissions, checks } = one;
  const { drawings, pages, notes } = one;
  const hasAnswer = notes.some(({ unread }) => unread);
  const noteList = notes.length > 0 && (
    <OwnNotes all={notes} zone={zone} hasAnswer={hasAnswer} />
  );
  return (
    <section class="card stack">
      <div class="spread">
        <div>
          <h2>{session.name}</h2>
          <p class="quiet small">
            <LocalTime at={session.startsAt} zone={zone} how="day" />
            {" · "}
            {t.my.as({ name: member.name })}
          </p>
        </div>
        {runs(session) && (
          <a class="button" href={localPath(`/class/${session.id}`)}>
            {t.my.toClass}
          </a>
        )}
      </div>
      {hasAnswer && noteList}
      {conversations.length > 0 && (
        <div class="stack tight">
          <h3>{t.my.conversations}</h3>
          <ul class="stack flush my-list">
            {conversations.map(({ id, title, template, lastAt }) => (
              <li key={id}>
                <a href={localPath(`/my/${id}`)}>
                  {makePreview(title) || title}
                </a>
                {template && <TemplateName name={template} />}
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
          <ul class="stack flush my-list">
            {submissions.map((it) => (
              <li key={it.id} class="stack flush start">
                <a href={localPath(`/my/${it.conversation}#${it.message}`)}>
                  {makePreview(it.prompt)}
                </a>
                {it.gradedAt
                  ? <SubmissionMark grade={it.grade} comment={it.comment} />
                  : <span class="quiet small">{t.my.notMarked}</span>}
              </li>
            ))}
          </ul>
        </div>
      )}
      {checks.length > 0 && <OwnChecks all={checks} zone={zone} />}
      {drawings.length > 0 && (
        <div class="stack tight">
          <h3>{t.my.drawings}</h3>
          <div class="my-pictures">
            {drawings.map((it) => <OneDrawing key={it.id} it={it} />)}
          </div>
        </div>
      )}
      {pages.length > 0 && (
        <div class="stack tight">
          <h3>{t.my.pages}</h3>
          <div class="my-pictures">
            {pages.map((it) => (
              <details key={it.id} class="my-picture">
                <summary dir="auto">{it.name}</summary>
                {it.per !== "student" && (
                  <p class="quiet small">{writersOf(it)}</p>
                )}
                <RecordedPage pieces={it.pieces} />
              </details>
            ))}
          </div>
        </div>
      )}
      {!hasAnswer && noteList}
    </section>
  );
}

function OneDrawing({ it }: { it: MyDrawing }) {
  const { id, name, paper, image, alt, lines, labels } = it;
  const ground = { paper, ...(image && { image }), ...(alt && { alt }) };
  return (
    <OwnBoard id={id} name={name} ground={ground}>
      <p>{describeMarks(lines, labels)}</p>
    </OwnBoard>
  );
}

function writersOf({ group }: MyPage): string {
  return group
    ? t.my.pageOfGroup({ name: groupName(group) })
    : t.my.pageOfClass;
}

/** Folded, so that nobody who looks at the screen reads them. */
function OwnNotes({ all, zone, hasAnswer }: {
  all: readonly MyNote[];
  zone: string;
  hasAnswer: boolean;
}) {
  return (
    <div class="stack tight">
      <h3>{notesMark.tell}</h3>
      {hasAnswer && (
        <p class="cluster">
          <span class="badge active">{t.my.isNew}</span>
          <strong>{notesMark.answered}</strong>
        </p>
      )}
      <details>
        <summary>{noteTexts.thread}</summary>
        <ol class="stack snug note-thread">
          {all.map(({ id, own, name, at, text, unread }) => (
            <NoteItem
              key={id}
              name={own ? noteTexts.you : name || noteTexts.someone}
              text={text}
              isMine={own === true}
              state={[
                formatTime(at, "hour", zone),
                ...unread ? [t.my.isNew] : [],
              ].join(" · ")}
            />
          ))}
        </ol>
      </details>
    </div>
  );
}

function runs({ state }: OneClass["session"]): boolean {
  return state === "active" || state === "ending";
}

/** Groups the work by the student in each class, the latest class first. */
function byClass(all: MemberWork): OneClass[] {
  const classes = new Map<string, OneClass>();
  const classOf = (
    { session, member }: Pick<OneClass, "session" | "member">,
  ) => {
    const existing = classes.get(member.id);
    if (existing) return existing;
    const made: OneClass = { session, member, ...noWork() };
    classes.set(member.id, made);
    return made;
  };
  for (const one of all.conversations) classOf(one).conversations.push(one);
  for (const one of all.submissions) classOf(one).submissions.push(one);
  for (const one of all.checks) classOf(one).checks.push(one);
  for (const one of all.drawings) classOf(one).drawings.push(one);
  for (const one of all.pages) classOf(one).pages.push(one);
  for (const one of all.notes) classOf(one).notes.push(one);
  return [...classes.values()]
    .sort((a, b) => b.session.startsAt.localeCompare(a.session.startsAt));
}
