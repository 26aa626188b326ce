/** The work of this browser's students over all sessions, for reading (S-5). */
import { makePreview } from "../../formats/markdown/previews.ts";
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
} from "../../classroom/my/my_work.ts";
import {
  SubmissionGrade,
  TemplateName,
} from "../../components/assistant/ConversationParts.tsx";
import { DownloadIcon } from "../../components/ui/icons.tsx";
import { formatTime } from "../../formats/format_time.ts";
import { textPiecesIn } from "../../classroom/model/pictures_in_pages.ts";
import { describeShapes } from "../../components/drawings/describe_shapes.ts";
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
import { groupName } from "../../formats/group_names.ts";
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
    const form = await readForm(ctx, unlockBody);
    const from = requestSource(ctx.state);
    const result = await catchRefusal(() => getApp().myWork.unlock(form, from));
    if (!("refusal" in result)) return ctx.redirect(localPath("/my"), 303);
    const data: Shown = {
      ...await shownTo(ctx.state),
      wrong: { member: form.member, detail: refusalText(result.refusal) },
    };
    return { data, status: refusalStatus(result.refusal.kind) };
  },
});

interface Shown {
  classes: OneClass[];
  over: { session: string; member: string }[];
  otherUsers: OtherBrowserUser[];
  readers: MarkdownReaders;
  zone: string;
  seat: RunningSeat | null;
  wrong?: { member: string; detail: string };
}

async function shownTo(state: State): Promise<Shown> {
  const work = await getApp().myWork.listAll(requestSource(state));
  return {
    classes: byClass(work),
    over: [],
    otherUsers: work.others,
    readers: await parseMarkdownTexts(
      work.checks.flatMap(checkTextsOf),
      work.pages.flatMap(({ pieces }) => textPiecesIn(pieces)),
    ),
    zone: readTimeZone(state.cookies),
    seat: await findRunningSeat(state.cookies),
  };
}

type OneClass = MemberWork & Pick<MyConversation, "session" | "member">;

export default page((
  { data: { classes, over, otherUsers, readers, zone, seat, wrong } },
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
        {classes.map((classWork) => (
          <OneClass
            key={classWork.member.id}
            classWork={classWork}
            zone={zone}
          />
        ))}
      </MarkdownProvider>
      {otherUsers.length > 0 && (
        <section class="card stack tight my-tool">
          <h2>{t.my.others}</h2>
          <p>{t.my.othersText}</p>
          <ul class="stack flush my-list">
            {otherUsers.map((user) => (
              <li key={user.member.id}>
                <Other user={user} zone={zone} wrong={wrong} />
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
  { user, zone, wrong }: {
    user: OtherBrowserUser;
    zone: string;
    wrong: Shown["wrong"];
  },
) {
  const { session, member } = user;
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
          <LocalTime at={session.startsAt} zone={zone} format="day" />
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

function OneClass({ classWork, zone }: { classWork: OneClass; zone: string }) {
  const { session, member, conversations, submissions, checks } = classWork;
  const { drawings, pages, notes } = classWork;
  const hasAnswer = notes.some(({ unread }) => unread);
  const noteList = notes.length > 0 && (
    <OwnNotes notes={notes} zone={zone} hasAnswer={hasAnswer} />
  );
  return (
    <section class="card stack">
      <div class="spread">
        <div>
          <h2>{session.name}</h2>
          <p class="quiet small">
            <LocalTime at={session.startsAt} zone={zone} format="day" />
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
                  <LocalTime at={lastAt} zone={zone} format="hour" />
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
            {submissions.map((submission) => (
              <li key={submission.id} class="stack flush start">
                <a
                  href={localPath(
                    `/my/${submission.conversation}#${submission.message}`,
                  )}
                >
                  {makePreview(submission.prompt)}
                </a>
                {submission.gradedAt
                  ? (
                    <SubmissionGrade
                      grade={submission.grade}
                      comment={submission.comment}
                    />
                  )
                  : <span class="quiet small">{t.my.notMarked}</span>}
              </li>
            ))}
          </ul>
        </div>
      )}
      {checks.length > 0 && <OwnChecks checks={checks} zone={zone} />}
      {drawings.length > 0 && (
        <div class="stack tight">
          <h3>{t.my.drawings}</h3>
          <div class="my-pictures">
            {drawings.map((it) => <OneDrawing key={it.id} drawing={it} />)}
          </div>
        </div>
      )}
      {pages.length > 0 && (
        <div class="stack tight">
          <h3>{t.my.pages}</h3>
          <div class="my-pictures">
            {pages.map((recordedPage) => (
              <details key={recordedPage.id} class="my-picture">
                <summary dir="auto">{recordedPage.name}</summary>
                {recordedPage.per !== "student" && (
                  <p class="quiet small">{writersOf(recordedPage)}</p>
                )}
                <RecordedPage pieces={recordedPage.pieces} />
              </details>
            ))}
          </div>
        </div>
      )}
      {!hasAnswer && noteList}
    </section>
  );
}

function OneDrawing({ drawing }: { drawing: MyDrawing }) {
  const { id, name, paper, image, alt, lines, labels } = drawing;
  const ground = { paper, ...(image && { image }), ...(alt && { alt }) };
  return (
    <OwnBoard id={id} name={name} ground={ground}>
      <p>{describeShapes(lines, labels)}</p>
    </OwnBoard>
  );
}

function writersOf({ group }: MyPage): string {
  return group
    ? t.my.pageOfGroup({ name: groupName(group) })
    : t.my.pageOfClass;
}

/** Folded, so that nobody who looks at the screen reads them. */
function OwnNotes({ notes, zone, hasAnswer }: {
  notes: readonly MyNote[];
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
          {notes.map(({ id, own, name, at, text, unread }) => (
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
function byClass(work: MemberWork): OneClass[] {
  const classes = new Map<string, OneClass>();
  const classOf = (
    { session, member }: Pick<OneClass, "session" | "member">,
  ) => {
    const existing = classes.get(member.id);
    if (existing) return existing;
    const classWork: OneClass = { session, member, ...noWork() };
    classes.set(member.id, classWork);
    return classWork;
  };
  for (const conversation of work.conversations) {
    classOf(conversation).conversations.push(conversation);
  }
  for (const submission of work.submissions) {
    classOf(submission).submissions.push(submission);
  }
  for (const check of work.checks) classOf(check).checks.push(check);
  for (const drawing of work.drawings) classOf(drawing).drawings.push(drawing);
  for (const recordedPage of work.pages) {
    classOf(recordedPage).pages.push(recordedPage);
  }
  for (const note of work.notes) classOf(note).notes.push(note);
  return [...classes.values()]
    .sort((a, b) => b.session.startsAt.localeCompare(a.session.startsAt));
}
