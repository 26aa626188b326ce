/** A student's conversations, one of them open; its answers go to the class from here. */
import { createContext } from "preact";
import { type Signal, useSignal } from "@preact/signals";
import { useContext, useId } from "preact/hooks";
import { assistant } from "texts/assistant.ts";
import { review as t } from "texts/review.ts";
import { ConversationTitle } from "../../assistant/ConversationTitle.tsx";
import { Opening } from "../../assistant/Opening.tsx";
import type { Transcript } from "../../assistant/transcript.ts";
import {
  CutOff,
  QueueContext,
  Turns,
  type UnderAnswer,
} from "../../assistant/Turns.tsx";
import { useEnd } from "../../assistant/use_end.ts";
import { Button } from "../../ui/Button.tsx";
import { Check } from "../../ui/Check.tsx";
import { ChatIcon, CheckIcon } from "../../ui/icons.tsx";
import { notShown, useTranscript } from "../use_transcript.ts";
import type { Watching } from "../watching.ts";

interface Tools {
  watching: Watching;
  conversation: string;
  named: Signal<boolean>;
  acts: boolean;
}

const ToolsContext = createContext<Tools | null>(null);

/** The list where there are several, and the newest one. */
export function Conversations({ watching, student, name, live }: {
  watching: Watching;
  /** The members that are this student (J-7). */
  student: readonly string[];
  name: string;
  /** The class runs: something can be sent to the chat room. */
  live: boolean;
}) {
  const id = useId();
  const chosen = useSignal<string | null>(null);
  const named = useSignal(false);
  const all = watching.of(student);
  const current = chosen.value ?? all[0]?.id;
  const shown = useTranscript(watching.session, current, watching.read);
  const end = useEnd(shown);
  const acts = live && watching.session.seat.role === "teacher";
  return (
    <>
      {all.length > 1 && (
        <nav class="conversation-list" aria-label={t.view.conversations}>
          <ul class="conversations-list">
            {all.map(({ id, title, template }) => (
              <li key={id}>
                <button
                  type="button"
                  class="conversations-one"
                  aria-current={id === current ? "true" : undefined}
                  title={title}
                  onClick={() => chosen.value = id}
                >
                  <ConversationTitle title={title} template={template} />
                </button>
              </li>
            ))}
          </ul>
        </nav>
      )}
      <div
        ref={end.scroller}
        class="conversation-scroll"
        tabIndex={0}
        role="group"
        aria-label={assistant.place}
        onScroll={end.onScroll}
      >
        <div>
          {all.length === 0 && <p class="quiet">{t.view.empty}</p>}
          <ToolsContext.Provider
            value={{ watching, conversation: current ?? "", named, acts }}
          >
            {shown && (
              <Shown
                key={shown.id}
                transcript={shown}
                template={all.find(({ id }) => id === shown.id)?.template}
                name={name}
              />
            )}
          </ToolsContext.Provider>
        </div>
      </div>
      {all.length > 0 && (acts || !live) && (
        <div class="conversation-foot">
          {acts
            ? (
              <Check
                id={`${id}-named`}
                label={t.view.named}
                hint={t.view.namedHint}
                checked={named.value}
                onChange={(event) => named.value = event.currentTarget.checked}
              />
            )
            : <p class="quiet small">{t.view.readOnly}</p>}
        </div>
      )}
    </>
  );
}

function Shown({ transcript, template, name }: {
  transcript: Transcript;
  template: string | undefined;
  name: string;
}) {
  const all = transcript.exchanges.value;
  const { status, synced } = transcript.document;
  // What was read before is not shown of one that is there no more.
  const isGone = !synced.value && status.value.state === "closed";
  if (all.length === 0 || isGone) {
    return (
      <p class="quiet" role="status">
        {synced.value ? t.view.empty : notShown(status.value)}
      </p>
    );
  }
  return (
    <>
      {template && (
        <Opening name={template} firstMessage={transcript.opening.value} />
      )}
      <QueueContext.Provider value={transcript.queue}>
        <Turns all={all} asker={name} Under={StaffTools} />
      </QueueContext.Provider>
    </>
  );
}

/** Sends an answer to the class, once from this page. */
function StaffTools({ answer }: UnderAnswer) {
  const tools = useContext(ToolsContext);
  if (answer.state === "streaming") {
    const { status } = tools?.watching.session.facts.document ?? {};
    return status?.value.state === "offline" ? <CutOff /> : null;
  }
  if (!tools?.acts || !answer.text.trim()) return null;
  const { watching, conversation, named } = tools;
  return (
    <div class="answer-tools">
      {watching.sent.value.has(answer.id)
        ? (
          <span class="answer-given small" role="status">
            <CheckIcon />
            {assistant.sentToChat}
          </span>
        )
        : (
          <Button
            look="small"
            onClick={() => watching.share(conversation, answer.id, named.value)}
          >
            <ChatIcon />
            {t.view.toChat}
          </Button>
        )}
    </div>
  );
}
