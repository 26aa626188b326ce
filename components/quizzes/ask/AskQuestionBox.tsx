/**
 * The box of **Ask** (N-5). A question is sent by one press as a poll. With choices it becomes a quiz, which
 * is stored under **Quizzes**.
 */
import { useSignal } from "@preact/signals";
import type { Ref } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { ask as t } from "texts/checks_ask.ts";
import { pollMenu as polls } from "texts/sharing_live.ts";
import { quizList } from "texts/quizzes.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import {
  minAnonymousVotes,
  minAnonymousVotesWhileOpen,
  pollKinds,
} from "../../../classroom/model/resources/shared_resources.ts";
import { RefusedRequestNotice } from "../../client/RefusedRequestNotice.tsx";
import { useItemDraft } from "../../library/item_draft.ts";
import { isSameQuiz, type StoredQuiz } from "../stored_quiz.ts";
import { ChoicesEditor } from "../ChoicesEditor.tsx";
import { quizEditorUrl } from "../../resources/class_urls.ts";
import { ResourceActions } from "../../resources/live/resource_actions.ts";
import { TextAreaField } from "../../ui/TextAreaField.tsx";
import { Button, CloseButton, ignoreWhilePending } from "../../ui/Button.tsx";
import { Checkbox } from "../../ui/Checkbox.tsx";
import { isComposing, isEnter } from "../../ui/keys.ts";
import { useFocusById } from "../../ui/use_focus_by_id.ts";
import {
  type AskDraft,
  createAskDraft,
  findMissingPart,
  hasTypedText,
  isDraftAnonymous,
  isQuizDraft,
  pollFromDraft,
  quizFromDraft,
} from "./ask_draft.ts";
import { askBoxId } from "./ask_box.ts";
import "./ask.css";

const questionId = `${askBoxId}-question`;

interface AskProps {
  session: string;
  students: number;
  atOpening: number;
  isDisabled: boolean;
  onAsked: (check: string) => void;
}

export function AskQuestionBox(props: AskProps) {
  const { isDisabled } = props;
  const asking = useAsking(props);
  const statusText = useSignal("");
  const kinds = useRef<HTMLDivElement>(null);
  const focusOn = useFocusById();
  // The browser sets the focus, unless the box was opened before this code had loaded.
  useEffect(() => {
    const field = document.getElementById(questionId);
    if (field?.closest(":popover-open")) field.focus();
  }, []);
  const { question } = asking.draft;
  const sendQuiz = () =>
    asking.sendQuiz((missing) => {
      if (missing === "kind") kinds.current?.querySelector("button")?.focus();
      else if (missing === "text") focusOn(questionId);
    });
  return (
    <div
      class="stack tight"
      onKeyDown={(event) => {
        const isCommand = event.ctrlKey || event.metaKey;
        if (!isCommand || !isEnter(event)) return;
        event.preventDefault();
        sendQuiz();
      }}
    >
      <p class="visually-hidden" role="status">{statusText.value}</p>
      <div class="ask-close">
        <CloseButton
          look="small"
          popoverTarget={askBoxId}
          popoverTargetAction="hide"
        />
      </div>
      <TextAreaField
        id={questionId}
        class="ask-question"
        autofocus
        label={t.question}
        hint={t.questionHint}
        error={asking.missing === "text" ? t.noText : undefined}
        rows={1}
        maxLength={bounds.question}
        value={question.text}
        onInput={({ currentTarget }) =>
          asking.changeQuestion({ text: currentTarget.value })}
        onKeyDown={(event) => {
          const isCommand = event.ctrlKey || event.metaKey;
          if (!isEnter(event) || isComposing(event) || isCommand) return;
          event.preventDefault();
          focusOn(`choice-${question.choices[0].id}`);
        }}
      />
      <QuickPoll {...props} asking={asking} kinds={kinds} />
      <div
        class="stack tight ask-quiz"
        role="group"
        aria-labelledby={`${askBoxId}-quiz`}
      >
        <h2 id={`${askBoxId}-quiz`}>{t.quiz}</h2>
        <p class="hint">{t.quizHint}</p>
        <ChoicesEditor
          question={question}
          say={(text) => statusText.value = text}
          focusOn={focusOn}
          onChange={asking.changeQuestion}
        />
      </div>
      <div class="stack tight ask-send">
        <RefusedRequestNotice api={asking.actions} />
        <div role="alert">
          {asking.missing && asking.missing !== "text" && (
            <p class="field-error">{t.missing[asking.missing]}</p>
          )}
        </div>
        <div class="actions">
          <Button look="main" disabled={isDisabled} onClick={sendQuiz}>
            {t.send}
          </Button>
          <Button look="bare small" onClick={asking.goOnInEditor}>
            {t.longer}
          </Button>
        </div>
      </div>
    </div>
  );
}

function useAsking({ session, atOpening, isDisabled, onAsked }: AskProps) {
  const actions = useMemo(() => new ResourceActions(session), [session]);
  // It is kept until it is sent, in this class or another.
  const draft = useItemDraft<AskDraft, StoredQuiz>({
    kind: "quiz",
    place: "ask",
    stored: null,
    begin: createAskDraft,
    toBody: (it) => quizFromDraft(it, quizList.unnamed),
    isSame: isSameQuiz,
    isUntouched: (it) => !hasTypedText(it),
  });
  const { typed } = draft;
  const missing = useSignal<ReturnType<typeof findMissingPart>>(null);
  // A double press must not send two polls.
  const once = useMemo(ignoreWhilePending, []);
  const change = (next: AskDraft) => {
    draft.change(next);
    missing.value = null;
  };
  const onSent = (check: string | null) => {
    if (check === null) return;
    draft.discard();
    missing.value = null;
    onAsked(check);
  };
  /** Stores the draft under **Quizzes**. Resolves to false if refused. */
  const keep = async () => {
    const isStored = await draft.save();
    const state = draft.state.peek();
    actions.refusal.value = "problem" in state ? state.problem : null;
    return isStored;
  };
  return {
    actions,
    draft: typed.value,
    missing: missing.value,
    changeQuestion: (part: Partial<AskDraft["question"]>) =>
      change({
        ...typed.peek(),
        question: { ...typed.peek().question, ...part },
      }),
    setAnonymous: (isAnonymous: boolean) =>
      change({ ...typed.peek(), anonymous: isAnonymous }),
    sendPoll: (kind: (typeof pollKinds)[number]) =>
      once(async () => {
        const words: [string, string] = [polls.yes, polls.no];
        const poll = pollFromDraft(typed.peek(), kind, atOpening, words);
        onSent(await actions.share({ poll }));
      }),
    sendQuiz: (onMissing: (part: typeof missing.value) => void) =>
      once(async () => {
        if (isDisabled) return;
        const part = findMissingPart(typed.peek());
        missing.value = part;
        onMissing(part);
        if (part || !await keep()) return;
        onSent(await actions.share({ quiz: draft.id, pace: "own" }));
      }),
    /** Opens the draft in the quiz editor, which links back to this class. */
    goOnInEditor: () =>
      once(async () => {
        const isQuiz = hasTypedText(typed.peek());
        if (isQuiz && !await keep()) return;
        const quiz = isQuiz ? draft.id : undefined;
        draft.discard();
        location.assign(quizEditorUrl(session, quiz));
      }),
  };
}

function QuickPoll(
  { students, atOpening, isDisabled, asking, kinds }: AskProps & {
    asking: ReturnType<typeof useAsking>;
    kinds: Ref<HTMLDivElement>;
  },
) {
  const { draft } = asking;
  const isQuiz = isQuizDraft(draft);
  const isAnonymous = isDraftAnonymous(draft, atOpening);
  return (
    <div
      ref={kinds}
      class="stack tight"
      role="group"
      aria-labelledby={`${askBoxId}-poll`}
    >
      <h2 id={`${askBoxId}-poll`}>{polls.name}</h2>
      <p class="hint">{t.pollHint}</p>
      <div class="ask-kinds">
        {pollKinds.map((kind) => (
          <Button
            key={kind}
            disabled={isDisabled || isQuiz}
            title={isQuiz ? t.noPoll : polls.hint}
            onClick={() => asking.sendPoll(kind)}
          >
            {polls.kinds[kind]}
          </Button>
        ))}
      </div>
      <Checkbox
        id={`${askBoxId}-anonymous`}
        label={polls.anonymous}
        hint={isAnonymous ? anonymousHint(students) : polls.namedHint}
        disabled={isQuiz}
        checked={isAnonymous}
        onChange={({ currentTarget }) =>
          asking.setAnonymous(currentTarget.checked)}
      />
    </div>
  );
}

/** Explains what the number of students means for the results of an anonymous poll. */
function anonymousHint(students: number): string {
  if (students === 0 || students >= minAnonymousVotesWhileOpen) {
    return polls.anonymousHint({
      open: minAnonymousVotesWhileOpen,
      fewest: minAnonymousVotes,
    });
  }
  return students < minAnonymousVotes
    ? polls.anonymousFew({ fewest: minAnonymousVotes })
    : polls.anonymousSmall({ fewest: minAnonymousVotes });
}
