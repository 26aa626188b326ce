/** A question wall for a student (R-5), without names: ask, and vote for others' questions. */
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { wall as t } from "texts/walls.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import type { SharedWall } from "../../classroom/model/resources/shared_resources.ts";
import type { ClassSession } from "../client/class_session.ts";
import { type DraftText, useDraftText } from "../client/TextBox.tsx";
import { describeReceipt } from "../client/describe_receipt.ts";
import { Button, Form } from "../ui/Button.tsx";
import { Notice } from "../ui/Notice.tsx";
import {
  AlertIcon,
  CheckIcon,
  ClockIcon,
  LockIcon,
  SendIcon,
} from "../ui/icons.tsx";
import { ChevronUpIcon, MutedIcon } from "../ui/later_icons.tsx";
import { isComposing, isEnter } from "../ui/keys.ts";
import { sortByVotes, type StableOrder, useStableOrder } from "./wall_order.ts";
import { ClassWalls, type WallQuestionItem } from "./class_walls.ts";
import "./wall.css";

export function WallView(
  { session, shared: wall }: { session: ClassSession; shared: SharedWall },
) {
  const id = useId();
  const walls = session.part(ClassWalls);
  const writing = useDraftText(session, `wall/${wall.id}`);
  const questions = walls.items.value.filter((it) => it.resource === wall.id);
  const visibleQuestions = questions.filter(({ hidden }) => !hidden);
  const hidden = questions.filter((it) => it.hidden);
  const open = useStableOrder(visibleQuestions.filter((it) => !it.isAnswered));
  const answered = sortByVotes(visibleQuestions.filter((it) => it.isAnswered));
  const isOpen = !wall.closed && session.facts.isLive.value;
  // An unconfirmed device has no vote (J-2).
  const vote = isOpen && session.seat.alias === undefined
    ? (item: WallQuestionItem) => walls.toggleVote(item)
    : undefined;
  return (
    <div class="wall stack">
      <RefusedQuestions session={session} wall={wall} writing={writing} />
      {isOpen
        ? (
          <AskWall
            session={session}
            wall={wall}
            writing={writing}
            onAsked={open.renew}
          />
        )
        : (
          <p class="row quiet">
            <LockIcon />
            {t.closed}
          </p>
        )}
      {/* Always rendered, so that screen readers announce changes. */}
      <div role="status">
        {hidden.length > 0 && (
          <section class="stack tight" aria-labelledby={`${id}-hidden`}>
            <h3 id={`${id}-hidden`}>
              {t.yoursHidden({ count: hidden.length })}
            </h3>
            <ul class="stack tight">
              {hidden.map(({ id, text }) => (
                <li key={id} class="row top wish box" data-answered="true">
                  <div class="cluster grow wish-words">
                    <p dir="auto">{text}</p>
                  </div>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
      {visibleQuestions.length === 0 && (
        <p class="box wall-empty quiet">{t.empty}</p>
      )}
      {open.items.length > 0 && (
        <section class="stack tight" aria-labelledby={`${id}-open`}>
          <WallHeader id={`${id}-open`} title={t.wanted} order={open} />
          <ul class="stack tight">
            {open.items.map((item) => (
              <WallQuestion key={item.id} item={item} onVote={vote} />
            ))}
          </ul>
        </section>
      )}
      {answered.length > 0 && (
        <section class="stack tight" aria-labelledby={`${id}-answered`}>
          <h3 id={`${id}-answered`}>{t.answeredOnes}</h3>
          <ul class="stack tight">
            {answered.map((item) => <WallQuestion key={item.id} item={item} />)}
          </ul>
        </section>
      )}
    </div>
  );
}

/** A heading with a button that sorts the list, which never sorts itself. */
export function WallHeader<R>(
  { id, title, order }: { id: string; title: string; order: StableOrder<R> },
) {
  return (
    <div class="wall-head spread">
      <h3 id={id}>{title}</h3>
      <Button
        look="small bare"
        aria-disabled={!order.isStale}
        onClick={() => order.renew()}
      >
        {t.renew}
      </Button>
    </div>
  );
}

function WallQuestion(
  { item, onVote }: {
    item: WallQuestionItem;
    onVote?: (item: WallQuestionItem) => void;
  },
) {
  const id = useId();
  const { votes, isOwn, hasVoted, isUnsent, isAnswered } = item;
  const canVote = onVote && !isOwn && !isAnswered;
  return (
    <li class="row top wish box" data-own={isOwn} data-answered={isAnswered}>
      {canVote
        ? (
          <button
            type="button"
            class="wish-vote"
            aria-pressed={hasVoted}
            aria-describedby={id}
            title={t.voteHint}
            onClick={() => onVote(item)}
          >
            <ChevronUpIcon />
            <span class="visually-hidden">{t.voteHint}</span>{" "}
            <span class="figures">{votes}</span>
          </button>
        )
        : (
          <span class="wish-vote">
            {isAnswered ? <CheckIcon /> : <ChevronUpIcon />}
            <span class="figures" aria-hidden="true">{votes}</span>
            <span class="visually-hidden">{t.votes({ votes })}</span>
          </span>
        )}
      <div class="cluster grow wish-words">
        <p id={id} dir="auto">{item.text}</p>
        {isOwn && <span class="badge">{t.yours}</span>}
        {isUnsent && (
          <span class="row snug inline wish-state small quiet">
            <ClockIcon />
            {t.unsent}
          </span>
        )}
      </div>
    </li>
  );
}

/** @param onAsked called once a question is in the outbox */
function AskWall(
  { session, wall, writing, onAsked }: {
    session: ClassSession;
    wall: SharedWall;
    writing: DraftText;
    onAsked: () => void;
  },
) {
  const id = useId();
  const walls = session.part(ClassWalls);
  const hasPosted = useSignal(false);
  const isOnWay = walls.items.value.some((item) =>
    item.resource === wall.id && item.isUnsent
  );
  const { text, isReady, isOutboxFull, set, box } = writing;
  const { muted } = session.facts.members.value[session.seat.member] ?? {};
  if (muted) {
    return (
      <p class="row quiet">
        <MutedIcon />
        {t.muted}
      </p>
    );
  }
  const { length } = text.value.trim();
  const isLong = length > bounds.wallQuestion;
  const post = () => {
    if (length === 0 || isLong) return;
    isOutboxFull.value = !walls.postQuestion(wall.id, text.value.trim());
    if (isOutboxFull.value) return;
    set("");
    hasPosted.value = true;
    onAsked();
    box.current?.focus();
  };
  return (
    <Form class="stack tight" onSubmit={post}>
      <p class="wall-who small">{t.who}</p>
      <label class="visually-hidden" htmlFor={id}>{t.yourQuestion}</label>
      <div class="row wall-line">
        <textarea
          id={id}
          ref={box}
          class="input"
          rows={2}
          placeholder={t.yourQuestion}
          enterkeyhint="send"
          autocomplete="off"
          value={isReady.value ? text.value : undefined}
          aria-invalid={isLong}
          aria-describedby={isLong || isOutboxFull.value
            ? `${id}-note`
            : undefined}
          onInput={({ currentTarget }) => {
            set(currentTarget.value);
            hasPosted.value = false;
          }}
          onKeyDown={(event) => {
            if (isComposing(event) || !isEnter(event)) return;
            event.preventDefault();
            post();
          }}
        />
        <Button
          type="submit"
          look="main"
          aria-disabled={length === 0 || isLong}
        >
          <SendIcon />
          {t.post}
        </Button>
      </div>
      <p
        class="wall-note cluster small"
        id={`${id}-note`}
        role="status"
        data-wrong={isLong || isOutboxFull.value}
      >
        {isOutboxFull.value
          ? t.full
          : isLong
          ? t.tooLong({ length, most: bounds.wallQuestion })
          : !hasPosted.value
          ? ""
          : isOnWay
          ? t.posted
          : t.onWall}
      </p>
    </Form>
  );
}

function RefusedQuestions(
  { session, wall, writing }: {
    session: ClassSession;
    wall: SharedWall;
    writing: DraftText;
  },
) {
  const walls = session.part(ClassWalls);
  const refusedCommands = walls.refused.value
    .filter(({ command }) => command?.resource === wall.id);
  const votes = refusedCommands.filter(({ command }) =>
    command?.kind === "vote"
  );
  return (
    <>
      {refusedCommands.map((refused) =>
        refused.command?.kind === "wish" && (
          <Notice tone="stop" key={refused.id}>
            <div class="stack snug wall-refused">
              <p>{describeReceipt(refused) ?? refusalText(refused.refused)}</p>
              <q>{refused.command.text}</q>
            </div>
            <div class="actions">
              {!wall.closed && (
                <Button
                  look="small"
                  onClick={() => {
                    if (refused.command?.kind !== "wish") return;
                    writing.set(refused.command.text);
                    walls.discard(refused.id);
                  }}
                >
                  {t.again}
                </Button>
              )}
              <Button
                look="small"
                onClick={() =>
                  walls.discard(refused.id)}
              >
                {t.discard}
              </Button>
            </div>
          </Notice>
        )
      )}
      {votes.length > 0 && (
        <p class="wall-note cluster small" role="alert">
          <AlertIcon />
          <span>
            {t.votesRefused({
              count: votes.length,
              why: describeReceipt(votes[0]) ?? refusalText(votes[0].refused),
            })}
          </span>
          <Button
            look="small"
            onClick={() => votes.forEach(({ id }) => walls.discard(id))}
          >
            {t.discard}
          </Button>
        </p>
      )}
    </>
  );
}

function refusalText(kind: string): string {
  return (t.refusals as Record<string, string>)[kind] ?? t.refusedOther;
}
