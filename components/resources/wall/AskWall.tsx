/** Where a student asks the wall; above it, who sees whose question it is. */
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { wall as t } from "texts/resources_wall.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import type { SharedWall } from "../../../classroom/model/resources/shared.ts";
import { receiptWords } from "../../session/receipt_words.ts";
import type { ClassSession } from "../../session/class_session.ts";
import type { Writing } from "../../session/TextBox.tsx";
import { Button, Form } from "../../ui/Button.tsx";
import { AlertIcon, MutedIcon, SendIcon } from "../../ui/icons.tsx";
import { isComposing, isEnter } from "../../ui/keys.ts";
import { Notice } from "../../ui/Notice.tsx";
import { Walls } from "./wall.ts";

/** The box. `onAsked` is told that a question is on its way. */
export function AskWall(
  { session, wall, writing, onAsked }: {
    session: ClassSession;
    wall: SharedWall;
    writing: Writing;
    onAsked: () => void;
  },
) {
  const id = useId();
  const walls = session.part(Walls);
  const said = useSignal(false);
  const isOnWay = walls.items.value.some((it) =>
    it.resource === wall.id && it.unsent
  );
  const { text, isReady, full, set, box } = writing;
  const { muted } = session.facts.members.value[session.seat.member] ?? {};
  if (muted) {
    return (
      <p class="wall-muted quiet">
        <MutedIcon />
        {t.muted}
      </p>
    );
  }
  const { length } = text.value.trim();
  const isLong = length > bounds.wish;
  const post = () => {
    if (length === 0 || isLong) return;
    full.value = !walls.ask(wall.id, text.value.trim());
    if (full.value) return;
    set("");
    said.value = true;
    onAsked();
    box.current?.focus();
  };
  return (
    <Form class="wall-ask" onSubmit={post}>
      <p class="wall-who small">{t.who}</p>
      <label class="visually-hidden" htmlFor={id}>{t.yourQuestion}</label>
      <div class="wall-line">
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
          aria-describedby={`${id}-note`}
          onInput={({ currentTarget }) => {
            set(currentTarget.value);
            said.value = false;
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
        class="wall-note small"
        id={`${id}-note`}
        role="status"
        data-wrong={isLong || full.value}
      >
        {full.value
          ? t.full
          : isLong
          ? t.tooLong({ length, most: bounds.wish })
          : !said.value
          ? ""
          : isOnWay
          ? t.posted
          : t.onWall}
      </p>
    </Form>
  );
}

/** Questions and votes that the class did not take: why, and the words again. */
export function RefusedWishes(
  { session, wall, writing }: {
    session: ClassSession;
    wall: SharedWall;
    writing: Writing;
  },
) {
  const walls = session.part(Walls);
  const mine = walls.refused.value
    .filter(({ command }) => command?.resource === wall.id);
  const votes = mine.filter(({ command }) => command?.kind === "vote");
  return (
    <>
      {mine.map((refused) =>
        refused.command?.kind === "wish" && (
          <Notice tone="stop" key={refused.id}>
            <div class="wall-refused">
              <p>{receiptWords(refused) ?? whyNot(refused.refused)}</p>
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
        <p class="wall-note small" role="alert">
          <AlertIcon />
          <span>
            {t.votesRefused({
              count: votes.length,
              why: receiptWords(votes[0]) ?? whyNot(votes[0].refused),
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

function whyNot(kind: string): string {
  return (t.refusals as Record<string, string>)[kind] ?? t.refusedOther;
}
