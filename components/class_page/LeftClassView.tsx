/**
 * The page of a student who is out of the class: why, and their unsent words (S-5). If let back, they rejoin
 * automatically unless that loses words (J-4).
 */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { classPage } from "texts/sessions_class.ts";
import { over as t } from "texts/sessions_over.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import { makePreview } from "../../formats/markdown/previews.ts";
import { sendRequest } from "../client/send_request.ts";
import { waitForSeat } from "../client/membership.ts";
import { Button } from "../ui/Button.tsx";
import { CopyButton } from "../ui/CopyButton.tsx";
import { LanguageChoice } from "../page/LanguageChoice.tsx";
import { LeaveClass } from "../people/joining/LeaveClass.tsx";
import type { ClassExitReason } from "./class_exit.ts";
import "./class_page.css";
import { localPath } from "../../locales/local_path.ts";

export function LeftClassView(
  { session, reason, unsent }: {
    session: string;
    reason: ClassExitReason;
    unsent: string[];
  },
) {
  const words = reason === "ended"
    ? { title: classPage.isOver, text: t.thanks }
    : t[reason];
  const isBack = useSignal(false);
  const head = useRef<HTMLDivElement>(null);
  useEffect(() => {
    globalThis.document.title = words.title;
    head.current?.focus({ preventScroll: true });
  }, [words.title]);
  useEffect(() => {
    if (reason !== "removed") return;
    const closing = new AbortController();
    void waitForSeat(session, closing.signal).then((back) =>
      isBack.value = back
    );
    return () => closing.abort();
  }, [session, reason]);
  const goesBack = isBack.value && unsent.length === 0;
  useEffect(() => {
    if (goesBack) location.reload();
  }, [goesBack]);
  return (
    <main class="over stack wide">
      <div class="stack tight" tabIndex={-1} ref={head}>
        <h1>{isBack.value ? t.back.title : words.title}</h1>
        <p>{isBack.value ? t.back.text : words.text}</p>
      </div>
      {isBack.value && (
        <div>
          <Button look="main" onClick={() => location.reload()}>
            {t.back.open}
          </Button>
        </div>
      )}
      {unsent.length > 0 && (
        <section class="card stack">
          <h2>{t.unsent}</h2>
          <p class="quiet">{t.unsentHint}</p>
          <ul class="over-unsent stack tight">
            {unsent.map((text) => <li key={text}>{text}</li>)}
          </ul>
          <div>
            <CopyButton text={unsent.join("\n\n")} label={t.copyAll} />
          </div>
        </section>
      )}
      {reason === "ended" && <OwnWork session={session} />}
      <div class="actions over-acts">
        {reason === "gone" && (
          <a class="button" href={localPath("/my")}>{classPage.my}</a>
        )}
        <a class="button" href={localPath("/join")}>{t.joinAgain}</a>
        {reason === "ended" && <LeaveClass session={session} />}
      </div>
      {/* Changing the language reloads the page, which would lose unsent words. */}
      {unsent.length === 0 && <LanguageChoice />}
    </main>
  );
}

// The student's work in an ended class (S-5): conversations, submissions, answers, and a link to all of it.

interface OfClass {
  session: { id: string };
}

interface Mine {
  conversations: (OfClass & { id: string; title: string })[];
  submissions: (OfClass & { gradedAt?: string })[];
  checks: OfClass[];
  drawings: OfClass[];
  pages: OfClass[];
  notes: (OfClass & { unread?: true })[];
}

const maxNamed = 4;

function OwnWork({ session }: { session: string }) {
  const ownWork = useSignal<Mine | null>(null);
  useEffect(() => {
    void sendRequest<Mine>("GET", "/api/my").then((answer) => {
      if (answer.ok) ownWork.value = answer.body;
    });
  }, []);
  const workOfClass = ownWork.value && ofClass(ownWork.value, session);
  const counts = workOfClass ? countsOf(workOfClass) : [];
  const threads = workOfClass?.conversations ?? [];
  const isEmpty = workOfClass !== null && threads.length + counts.length === 0;
  // Until the list has loaded, conversations are assumed.
  const { conversations = null, submissions = [], checks = [] } =
    ownWork.value ??
      {};
  const { drawings = [], pages = [], notes = [] } = ownWork.value ?? {};
  const hasConversations = conversations === null || conversations.length > 0;
  const hasAny = hasConversations ||
    [submissions, checks, drawings, pages, notes].some((it) => it.length > 0);
  const hasAnswer = workOfClass?.notes.some(({ unread }) => unread);
  return (
    <section class="card stack over-made">
      <h2>{t.made}</h2>
      <div class="over-list stack tight">
        {hasAnswer && (
          <p>
            <strong>{t.teacherAnswered}</strong>
          </p>
        )}
        {isEmpty && !hasAnswer && <p>{hasAny ? t.nothing : t.nothingYet}</p>}
        {threads.length > 0 && (
          <ul>
            {threads.slice(0, maxNamed).map(({ id, title }) => (
              <li key={id}>
                <a href={localPath(`/my/${id}`)}>
                  {makePreview(title) || title}
                </a>
              </li>
            ))}
          </ul>
        )}
        {threads.length > maxNamed && (
          <p class="quiet small">
            {t.more({ count: threads.length - maxNamed })}
          </p>
        )}
        {counts.length > 0 && (
          <p>
            <a href={localPath("/my")}>{counts.join(" · ")}</a>
          </p>
        )}
      </div>
      {hasAny && (
        <p>
          <a class="button" href={localPath("/my")}>{classPage.my}</a>
        </p>
      )}
      {!isEmpty && (
        <p class="quiet small">{t.keeps({ days: bounds.foundDays })}</p>
      )}
    </section>
  );
}

function ofClass(work: Mine, id: string): Mine {
  const isHere = (item: OfClass) => item.session.id === id;
  return {
    conversations: work.conversations.filter(isHere),
    submissions: work.submissions.filter(isHere),
    checks: work.checks.filter(isHere),
    drawings: work.drawings.filter(isHere),
    pages: work.pages.filter(isHere),
    notes: work.notes.filter(isHere),
  };
}

function countsOf({ submissions, checks, drawings, pages }: Mine): string[] {
  const gradedCount = submissions.filter(({ gradedAt }) => gradedAt).length;
  return [
    ...submissions.length > 0
      ? [t.handedIn({ count: submissions.length })]
      : [],
    ...gradedCount > 0 ? [t.marked({ count: gradedCount })] : [],
    ...checks.length > 0 ? [t.checks({ count: checks.length })] : [],
    ...drawings.length > 0 ? [t.drawings({ count: drawings.length })] : [],
    ...pages.length > 0 ? [t.pages({ count: pages.length })] : [],
  ];
}
