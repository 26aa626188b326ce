/**
 * The marking page: submissions, unmarked ones first, each with question, answer and conversation. Saving a mark
 * opens the next unmarked one.
 */
import { bounds } from "../../classroom/model/bounds.ts";
import { makePreview } from "../../classroom/model/previews.ts";
import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useId, useMemo, useRef } from "preact/hooks";
import type { Submission } from "../../classroom/model/conversations.ts";
import type { Member } from "../../classroom/model/members.ts";
import { chat } from "texts/chat.ts";
import { review as t } from "texts/review.ts";
import { displayModelName } from "../ui/model_name.ts";
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
import { huesOf } from "../client/person_mark.ts";
import { Markdown } from "../markdown/Markdown.tsx";
import { formatTime } from "../ui/time.ts";
import {
  nextUnmarked,
  submissionsInOrder,
  type SubmissionWithId,
} from "./submission_order.ts";
import "./monitoring.css";

export interface SubmissionMarkingProps {
  readonly seat: Seat;
  readonly members: Record<string, Member>;
  readonly submissions: Record<string, Submission>;
  readonly collect: boolean;
  readonly zone: string;
}

export function SubmissionMarking(props: SubmissionMarkingProps) {
  const { seat, members, collect, zone } = props;
  const all = useSignal(props.submissions);
  const chosen = useSignal<string | null>(
    submissionsInOrder(props.submissions).unmarked[0]?.id ?? null,
  );
  const said = useSignal("");
  const api = useMemo(() => new SessionApi(seat.session), []);
  const form = useRef<HTMLDivElement>(null);
  const session = useClassSession(seat);
  useSignalEffect(() => {
    const watching = session.value?.part(ClassMonitoring);
    const now = watching?.submissions.value;
    // Until the document has synced, the rendered state is newer than the copy on this device.
    if (now && watching.document.synced.value) all.value = { ...now };
  });

  const { unmarked, marked } = submissionsInOrder(all.value);
  const nameOf = (one: SubmissionWithId) =>
    members[one.member]?.name ?? chat.someone;
  const one = [...unmarked, ...marked].find(({ id }) => id === chosen.value);
  const choose = (id: string | null) => {
    chosen.value = id;
    api.refusal.value = null;
  };
  const save = async (grade: string, comment: string): Promise<boolean> => {
    if (!one) return false;
    if (
      !await api.act("PATCH /submissions/:id", { id: one.id, grade, comment })
    ) return false;
    const isMarked = grade.trim() !== "" || comment.trim() !== "";
    said.value = (isMarked ? t.marking.saved : t.marking.unmarkedAgain)({
      name: nameOf(one),
    });
    choose(nextUnmarked(unmarked, one.id));
    form.current?.scrollIntoView({ block: "nearest" });
    return true;
  };

  if (unmarked.length + marked.length === 0) {
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
      <p class="visually-hidden" role="status">{said}</p>
      <nav class="stack scroll marking-side" aria-label={t.marking.list}>
        <SubmissionList
          {...listProps}
          heading={t.marking.unmarked}
          submissions={unmarked}
        />
        <SubmissionList
          {...listProps}
          heading={t.marking.marked}
          submissions={marked}
        />
      </nav>
      <div class="marking-work stack" ref={form}>
        {!one && (
          <div class="stack tight middle marking-done">
            <CheckIcon />
            <p>{t.marking.allMarked}</p>
          </div>
        )}
        {one && (
          <>
            <SubmittedAnswer one={one} name={nameOf(one)} zone={zone} />
            <RefusedRequestNotice api={api} />
            <MarkForm key={one.id} one={one} onSave={save} />
          </>
        )}
      </div>
      {one && (
        <section class="marking-conversation" aria-labelledby="conversation">
          <h2 id="conversation">{t.marking.conversation}</h2>
          {collect
            ? session.value && (
              <SubmittedConversation
                key={one.conversation}
                session={session.value}
                one={one}
                name={nameOf(one)}
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

function SubmittedAnswer({ one, name, zone }: {
  one: SubmissionWithId;
  name: string;
  zone: string;
}) {
  return (
    <>
      <h2>
        {t.marking.from({ name, time: formatTime(one.at, "hour", zone) })}
      </h2>
      {one.note && (
        <div class="marking-note">
          <p class="small quiet">{t.marking.note}</p>
          <p>{one.note}</p>
        </div>
      )}
      {one.template && <TemplateName name={one.template} />}
      <div>
        <p class="small quiet">{t.marking.question}</p>
        <p class="marking-question">{one.prompt}</p>
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
          {one.model && <span class="badge">{displayModelName(one.model)}
          </span>}
        </p>
        <Markdown text={one.text} by="program" />
      </div>
    </>
  );
}

function SubmittedConversation(
  { session, one, name }: {
    session: ClassSession;
    one: SubmissionWithId;
    name: string;
  },
) {
  const shown = useTranscript(session, one.conversation);
  const place = useRef<HTMLDivElement>(null);
  const all = shown?.exchanges.value ?? [];
  useEffect(() => {
    const { current } = place;
    const answer = current?.querySelector<HTMLElement>(
      `[data-id="${one.message}"]`,
    );
    for (const other of current?.querySelectorAll(".is-shared") ?? []) {
      other.classList.remove("is-shared");
    }
    answer?.classList.add("is-shared");
    if (current && answer) {
      current.scrollTop = answer.offsetTop - 80;
    }
  }, [all.length > 0, one.message]);
  const status = shown?.document.status.value;
  return (
    <div
      ref={place}
      class="scroll marking-scroll"
      tabIndex={0}
      role="group"
      aria-label={t.marking.conversation}
    >
      {one.template && shown && (
        <ConversationOpening
          name={one.template}
          firstMessage={shown.opening.value}
        />
      )}
      {all.length > 0
        ? <ConversationTurns all={all} asker={name} />
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
function MarkForm(
  { one, onSave }: {
    one: SubmissionWithId;
    onSave: (grade: string, comment: string) => Promise<boolean>;
  },
) {
  const id = useId();
  const first = useRef<HTMLInputElement>(null);
  const grade = useSignal(one.grade ?? "");
  const comment = useSignal(one.comment ?? "");
  const busy = useSignal(false);
  const asked = useSignal(false);
  useEffect(() => first.current?.focus({ preventScroll: true }), []);
  const over = [
    grade.value.trim().length - bounds.grade,
    comment.value.trim().length - bounds.comment,
  ];
  const why = over.map((n) => n > 0 ? t.marking.tooLong({ over: n }) : "");
  const isEmpty = grade.value.trim() === "" && comment.value.trim() === "";
  // An unmarked submission needs a mark or a comment. A marked one may be emptied.
  const lacks = isEmpty && one.gradedAt === undefined;
  const save = async () => {
    if (busy.value || why.some(Boolean)) return;
    asked.value = true;
    if (lacks) return first.current?.focus();
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
          aria-invalid={over[0] > 0}
          onKeyDown={submitOnEnter}
          onInput={(event) => grade.value = event.currentTarget.value}
        />
        <p class="hint" role="status">
          {why[0] || (asked.value && lacks && t.marking.empty)}
        </p>
      </div>
      <TextAreaField
        id={`${id}-comment`}
        label={t.marking.comment}
        hint={t.marking.commentHint}
        error={why[1]}
        rows={2}
        value={comment}
        onKeyDown={submitOnEnter}
        onInput={(event) => comment.value = event.currentTarget.value}
      />
      <div class="actions">
        <Button type="submit" look="main" aria-disabled={busy.value || lacks}>
          {busy.value ? t.marking.saving : t.marking.save}
        </Button>
        <span class="quiet small">{t.marking.live}</span>
      </div>
    </Form>
  );
}
