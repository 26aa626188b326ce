/**
 * What was handed in, one after the other: the unmarked first, question, answer and conversation side by side,
 * a mark and a comment; Enter saves and goes to the next. Live: what is handed in meanwhile joins the list.
 */
import { previewOf } from "../../classroom/model/previews.ts";
import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Submission } from "../../classroom/model/conversations.ts";
import type { Member } from "../../classroom/model/members.ts";
import { chat } from "texts/chat.ts";
import { review as t } from "texts/review.ts";
import { modelName } from "../assistant/model_name.ts";
import { notShown, useTranscript } from "./use_transcript.ts";
import { TemplateName } from "../assistant/ConversationTitle.tsx";
import { Opening } from "../assistant/Opening.tsx";
import { Turns } from "../assistant/Turns.tsx";
import { Watching } from "./watching.ts";
import type { ClassSession } from "../session/class_session.ts";
import type { Seat } from "../session/seat.ts";
import { RefusedNotice } from "../session/RefusedNotice.tsx";
import { SessionApi } from "../session/session_api.ts";
import { useClassSession } from "../session/use_class_session.ts";
import { AssistantIcon, CheckIcon } from "../ui/icons.tsx";
import { Initials } from "../people/Initials.tsx";
import { Markdown } from "../markdown/Markdown.tsx";
import { writeTime } from "../ui/time.ts";
import { MarkForm } from "./MarkForm.tsx";
import { nextOf, type OneSubmission, ordered } from "./order.ts";
import "./Marking.css";

/** What the page is rendered with. */
export interface MarkingProps {
  readonly seat: Seat;
  readonly members: Record<string, Member>;
  readonly submissions: Record<string, Submission>;
  readonly collect: boolean;
  readonly zone: string;
}

/** The page's content. */
export function Marking(props: MarkingProps) {
  const { seat, members, collect, zone } = props;
  const all = useSignal(props.submissions);
  const chosen = useSignal<string | null>(
    ordered(props.submissions).unmarked[0]?.id ?? null,
  );
  const said = useSignal("");
  const api = useMemo(() => new SessionApi(seat.session), []);
  const form = useRef<HTMLDivElement>(null);
  const session = useClassSession(seat);
  useSignalEffect(() => {
    const watching = session.value?.part(Watching);
    const now = watching?.submissions.value;
    // Until the server's state is here, the rendered one is newer than the device's.
    if (now && watching.document.synced.value) all.value = { ...now };
  });

  const { unmarked, marked } = ordered(all.value);
  const nameOf = (one: OneSubmission) =>
    members[one.member]?.name ?? chat.someone;
  const one = [...unmarked, ...marked].find(({ id }) => id === chosen.value);
  const choose = (id: string | null) => {
    chosen.value = id;
    api.trouble.value = null;
  };
  const save = async (grade: string, comment: string): Promise<boolean> => {
    if (!one) return false;
    const path = `/submissions/${one.id}`;
    if (!await api.act("PATCH", path, { grade, comment })) return false;
    const isMarked = grade.trim() !== "" || comment.trim() !== "";
    said.value = (isMarked ? t.marking.saved : t.marking.unmarkedAgain)({
      name: nameOf(one),
    });
    choose(nextOf(unmarked, one.id));
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
  const list = (heading: string, some: OneSubmission[]) =>
    some.length > 0 && (
      <div class="stack tight">
        <h2 class="marking-list-head">
          {heading} <span class="quiet figures">{some.length}</span>
        </h2>
        <ul class="marking-list">
          {some.map((it) => (
            <li key={it.id}>
              <button
                type="button"
                class="marking-one"
                aria-current={it.id === chosen.value ? "true" : undefined}
                onClick={() => choose(it.id)}
              >
                <Initials id={it.member} name={nameOf(it)} />
                <span class="marking-name">{nameOf(it)}</span>
                {it.grade && <span class="badge chalk">{it.grade}</span>}
                <span class="marking-prompt brief quiet small">
                  {previewOf(it.prompt)}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    );
  return (
    <div class="marking">
      <p class="visually-hidden" role="status">{said}</p>
      <nav class="marking-side stack" aria-label={t.marking.list}>
        {list(t.marking.unmarked, unmarked)}
        {list(t.marking.marked, marked)}
      </nav>
      <div class="marking-work stack" ref={form}>
        {!one && (
          <div class="marking-done">
            <CheckIcon />
            <p>{t.marking.allMarked}</p>
          </div>
        )}
        {one && (
          <>
            <h2>
              {t.marking.from({
                name: nameOf(one),
                time: writeTime(one.at, "hour", zone),
              })}
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
              class="marking-answer box"
              tabIndex={0}
              role="group"
              aria-label={t.marking.answer}
            >
              <p class="small quiet answer-who">
                <AssistantIcon />
                {t.marking.answer}
                {one.model && <span class="badge">{modelName(one.model)}</span>}
              </p>
              <Markdown text={one.text} />
            </div>
            <RefusedNotice api={api} />
            <MarkForm key={one.id} one={one} onSave={save} />
          </>
        )}
      </div>
      {one && (
        <section class="marking-conversation" aria-labelledby="conversation">
          <h2 id="conversation">{t.marking.conversation}</h2>
          {collect
            ? session.value && (
              <Conversation
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

/** Where it comes from, with the answer that was handed in marked. */
function Conversation(
  { session, one, name }: {
    session: ClassSession;
    one: OneSubmission;
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
      current.scrollTop = answer.offsetTop - current.offsetTop - 80;
    }
  }, [all.length > 0, one.message]);
  const status = shown?.document.status.value;
  return (
    <div
      ref={place}
      class="marking-scroll"
      tabIndex={0}
      role="group"
      aria-label={t.marking.conversation}
    >
      {one.template && shown && (
        <Opening name={one.template} firstMessage={shown.opening.value} />
      )}
      {all.length > 0 ? <Turns all={all} asker={name} /> : (
        <p class="quiet">
          {notShown(status ?? { state: "connecting" })}
        </p>
      )}
    </div>
  );
}
