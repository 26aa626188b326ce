/**
 * The grading page: submissions, ungraded ones first, each with question, answer and conversation. Saving a grade
 * opens the next ungraded one.
 */
import { bounds } from "../../classroom/model/bounds.ts";
import { makePreview } from "../../formats/markdown/previews.ts";
import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useId, useMemo, useRef } from "preact/hooks";
import type { Submission } from "../../classroom/model/conversations.ts";
import type { Member } from "../../classroom/model/members.ts";
import { chat } from "texts/chat.ts";
import { review as t } from "texts/review.ts";
import { displayModelName } from "../../formats/model_name.ts";
import { TextAreaField } from "../ui/TextAreaField.tsx";
import { Button, Form } from "../ui/Button.tsx";
import { submitOnEnter } from "../ui/submit_on_enter.ts";
import { describeMissingTranscript, useTranscript } from "./use_transcript.ts";
import {
  ConversationOpening,
  TemplateName,
} from "../assistant/ConversationParts.tsx";
import { ConversationTurns } from "../assistant/ConversationTurns.tsx";
import { ClassMonitoring } from "./class_monitoring.ts";
import type { ClassSession } from "../client/class_session.ts";
import type { Seat } from "../client/seat.ts";
import { RefusedRequestNotice } from "../client/RefusedRequestNotice.tsx";
import { SessionApi } from "../client/session_api.ts";
import { useClassSession } from "../client/use_class_session.ts";
import { AssistantIcon, CheckIcon } from "../ui/icons.tsx";
import { Initials } from "../people/Initials.tsx";
import { huesOf } from "../client/person_avatar.ts";
import { Markdown } from "../markdown/Markdown.tsx";
import { formatTime } from "../../formats/format_time.ts";
import {
  nextUngraded,
  submissionsInOrder,
  type SubmissionWithId,
} from "./submission_order.ts";
import "./monitoring.css";

export interface SubmissionGradingProps {
  readonly seat: Seat;
  readonly members: Record<string, Member>;
  readonly submissions: Record<string, Submission>;
  readonly isCollected: boolean;
  readonly zone: string;
}

export function SubmissionGrading(props: SubmissionGradingProps) {
  const { seat, members, isCollected, zone } = props;
  const submissions = useSignal(props.submissions);
  const chosen = useSignal<string | null>(
    submissionsInOrder(props.submissions).ungraded[0]?.id ?? null,
  );
  const announcement = useSignal("");
  const api = useMemo(() => new SessionApi(seat.session), []);
  const form = useRef<HTMLDivElement>(null);
  const session = useClassSession(seat);
  useSignalEffect(() => {
    const watching = session.value?.part(ClassMonitoring);
    const latest = watching?.submissions.value;
    // Until the document has synced, the rendered state is newer than the copy on this device.
    if (latest && watching.document.synced.value) {
      submissions.value = { ...latest };
    }
  });

  const { ungraded, graded } = submissionsInOrder(submissions.value);
  const nameOf = ({ member }: SubmissionWithId) =>
    members[member]?.name ?? chat.someone;
  const submission = [...ungraded, ...graded].find(({ id }) =>
    id === chosen.value
  );
  const choose = (id: string | null) => {
    chosen.value = id;
    api.refusal.value = null;
  };
  const save = async (grade: string, comment: string): Promise<boolean> => {
    if (!submission) return false;
    if (
      !await api.act("PATCH /submissions/:id", {
        id: submission.id,
        grade,
        comment,
      })
    ) return false;
    const isGraded = grade.trim() !== "" || comment.trim() !== "";
    announcement.value = (isGraded ? t.marking.saved : t.marking.unmarkedAgain)(
      {
        name: nameOf(submission),
      },
    );
    choose(nextUngraded(ungraded, submission.id));
    form.current?.scrollIntoView({ block: "nearest" });
    return true;
  };

  if (ungraded.length + graded.length === 0) {
    return (
      <section class="card stack">
        <h2>{t.marking.none}</h2>
        <p class="quiet">{t.marking.noneText}</p>
      </section>
    );
  }
  const listProps = { members, chosen: chosen.value, onChoose: choose };
  return (
    <div class="stack wide marking">
      <p class="visually-hidden" role="status">{announcement}</p>
      <nav class="stack scroll marking-side" aria-label={t.marking.list}>
        <SubmissionList
          {...listProps}
          heading={t.marking.unmarked}
          submissions={ungraded}
        />
        <SubmissionList
          {...listProps}
          heading={t.marking.marked}
          submissions={graded}
        />
      </nav>
      <div class="marking-work stack" ref={form}>
        {!submission && (
          <div class="stack tight middle marking-done">
            <CheckIcon />
            <p>{t.marking.allMarked}</p>
          </div>
        )}
        {submission && (
          <>
            <SubmittedAnswer
              submission={submission}
              name={nameOf(submission)}
              zone={zone}
            />
            <RefusedRequestNotice api={api} />
            <GradeForm
              key={submission.id}
              submission={submission}
              onSave={save}
            />
          </>
        )}
      </div>
      {submission && (
        <section class="marking-conversation" aria-labelledby="conversation">
          <h2 id="conversation">{t.marking.conversation}</h2>
          {isCollected
            ? session.value && (
              <SubmittedConversation
                key={submission.conversation}
                session={session.value}
                submission={submission}
                name={nameOf(submission)}
              />
            )
            : <p class="quiet">{t.board.notCollectedShort}</p>}
        </section>
      )}
    </div>
  );
}

function SubmissionList(
  { heading, submissions, members, chosen, onChoose }: {
    heading: string;
    submissions: readonly SubmissionWithId[];
    members: Record<string, Member>;
    chosen: string | null;
    onChoose: (id: string) => void;
  },
) {
  const hues = useMemo(() => huesOf(members), [members]);
  if (submissions.length === 0) return null;
  return (
    <div class="stack tight">
      <h2 class="marking-list-head">
        {heading} <span class="quiet figures">{submissions.length}</span>
      </h2>
      <ul class="stack marking-list">
        {submissions.map(({ id, member, grade, prompt }) => {
          const name = members[member]?.name ?? chat.someone;
          return (
            <li key={id}>
              <button
                type="button"
                class="marking-one"
                aria-current={id === chosen ? "true" : undefined}
                onClick={() => onChoose(id)}
              >
                <Initials id={member} hue={hues.get(member)} name={name} />
                <span class="marking-name">{name}</span>
                {grade && <span class="badge highlight">{grade}</span>}
                <span class="marking-prompt brief quiet small">
                  {makePreview(prompt)}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function SubmittedAnswer({ submission, name, zone }: {
  submission: SubmissionWithId;
  name: string;
  zone: string;
}) {
  return (
    <>
      <h2>
        {t.marking.from({
          name,
          time: formatTime(submission.at, "hour", zone),
        })}
      </h2>
      {submission.note && (
        <div class="marking-note">
          <p class="small quiet">{t.marking.note}</p>
          <p>{submission.note}</p>
        </div>
      )}
      {submission.template && <TemplateName name={submission.template} />}
      <div>
        <p class="small quiet">{t.marking.question}</p>
        <p class="marking-question">{submission.prompt}</p>
      </div>
      <div
        class="box stack tight scroll marking-answer"
        tabIndex={0}
        role="group"
        aria-label={t.marking.answer}
      >
        <p class="small quiet answer-who">
          <AssistantIcon />
          {t.marking.answer}
          {submission.model && (
            <span class="badge">{displayModelName(submission.model)}</span>
          )}
        </p>
        <Markdown text={submission.text} by="program" />
      </div>
    </>
  );
}

function SubmittedConversation(
  { session, submission, name }: {
    session: ClassSession;
    submission: SubmissionWithId;
    name: string;
  },
) {
  const transcript = useTranscript(session, submission.conversation);
  const place = useRef<HTMLDivElement>(null);
  const exchanges = transcript?.exchanges.value ?? [];
  useEffect(() => {
    const { current } = place;
    const answer = current?.querySelector<HTMLElement>(
      `[data-id="${submission.message}"]`,
    );
    for (const element of current?.querySelectorAll(".is-shared") ?? []) {
      element.classList.remove("is-shared");
    }
    answer?.classList.add("is-shared");
    if (current && answer) {
      current.scrollTop = answer.offsetTop - 80;
    }
  }, [exchanges.length > 0, submission.message]);
  const status = transcript?.document.status.value;
  return (
    <div
      ref={place}
      class="scroll marking-scroll"
      tabIndex={0}
      role="group"
      aria-label={t.marking.conversation}
    >
      {submission.template && transcript && (
        <ConversationOpening
          name={submission.template}
          firstMessage={transcript.opening.value}
        />
      )}
      {exchanges.length > 0
        ? <ConversationTurns exchanges={exchanges} asker={name} />
        : (
          <p class="quiet">
            {describeMissingTranscript(status ?? { state: "connecting" })}
          </p>
        )}
    </div>
  );
}

/**
 * Enter saves in both fields; Shift+Enter breaks a line of the comment.
 *
 * @param onSave resolves to whether it was saved
 */
function GradeForm(
  { submission, onSave }: {
    submission: SubmissionWithId;
    onSave: (grade: string, comment: string) => Promise<boolean>;
  },
) {
  const id = useId();
  const first = useRef<HTMLInputElement>(null);
  const grade = useSignal(submission.grade ?? "");
  const comment = useSignal(submission.comment ?? "");
  const busy = useSignal(false);
  const hasTriedToSave = useSignal(false);
  useEffect(() => first.current?.focus({ preventScroll: true }), []);
  const excess = [
    grade.value.trim().length - bounds.grade,
    comment.value.trim().length - bounds.comment,
  ];
  const errors = excess.map((n) => n > 0 ? t.marking.tooLong({ over: n }) : "");
  const isEmpty = grade.value.trim() === "" && comment.value.trim() === "";
  // An ungraded submission needs a grade or a comment. A graded one may be emptied.
  const lacksGrade = isEmpty && submission.gradedAt === undefined;
  const save = async () => {
    if (busy.value || errors.some(Boolean)) return;
    hasTriedToSave.value = true;
    if (lacksGrade) return first.current?.focus();
    busy.value = true;
    await onSave(grade.value, comment.value);
    busy.value = false;
  };
  return (
    <Form class="stack tight mark-form" onSubmit={save}>
      <div class="field">
        <label htmlFor={`${id}-mark`}>{t.marking.mark}</label>
        <input
          id={`${id}-mark`}
          ref={first}
          class="input"
          value={grade}
          placeholder={t.marking.markHint}
          autocomplete="off"
          aria-invalid={excess[0] > 0}
          onKeyDown={submitOnEnter}
          onInput={(event) => grade.value = event.currentTarget.value}
        />
        <p class="hint" role="status">
          {errors[0] || (hasTriedToSave.value && lacksGrade && t.marking.empty)}
        </p>
      </div>
      <TextAreaField
        id={`${id}-comment`}
        label={t.marking.comment}
        hint={t.marking.commentHint}
        error={errors[1]}
        rows={2}
        value={comment}
        onKeyDown={submitOnEnter}
        onInput={(event) => comment.value = event.currentTarget.value}
      />
      <div class="actions">
        <Button
          type="submit"
          look="main"
          aria-disabled={busy.value || lacksGrade}
        >
          {busy.value ? t.marking.saving : t.marking.save}
        </Button>
        <span class="quiet small">{t.marking.live}</span>
      </div>
    </Form>
  );
}
