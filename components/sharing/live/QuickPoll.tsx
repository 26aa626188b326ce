/**
 * **Quick poll** (R-4) in two presses: one opens what there is to choose, the second asks. A line as the question, and names,
 * stand before that for who wants them.
 */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { pollMenu as t } from "texts/sharing_live.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { pollKinds } from "../../../classroom/model/resources/shared.ts";
import { Button } from "../../ui/Button.tsx";
import { Check } from "../../ui/Check.tsx";
import { Field } from "../../ui/Field.tsx";
import { PollIcon } from "../../ui/icons.tsx";
import { isEnter } from "../../ui/keys.ts";
import type { LiveActions } from "./live_actions.ts";
import "../../ui/popovers/popovers.ts";
import "./live.css";

/** Not `useId`, which counts anew in every island. */
const id = "quick-poll";

export function QuickPoll({ actions, disabled, onAsked }: {
  actions: LiveActions;
  disabled: boolean;
  /** With its id, or null where it was refused. */
  onAsked: (poll: string | null) => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  const question = useSignal("");
  const anonymous = useSignal(true);
  const busy = useRef(false);
  const start = async (kind: (typeof pollKinds)[number]) => {
    // A second press of a quick hand is not a second poll.
    if (busy.current) return;
    busy.current = true;
    list.current?.hidePopover();
    const poll = await actions.share({
      poll: {
        kind,
        question: question.value.trim(),
        anonymous: anonymous.value,
        words: [t.yes, t.no],
      },
    });
    busy.current = false;
    if (poll !== null) {
      question.value = "";
      anonymous.value = true;
    }
    onAsked(poll);
  };
  return (
    <div class="quick-poll">
      <Button look="bare" popoverTarget={id} disabled={disabled} title={t.hint}>
        <PollIcon />
        {t.name}
      </Button>
      <div
        id={id}
        ref={list}
        popover="auto"
        class="popover quick-poll-list"
        role="group"
        aria-label={t.name}
      >
        <Field
          id={`${id}-question`}
          label={t.question}
          hint={t.questionHint}
          maxLength={bounds.question}
          autoComplete="off"
          value={question}
          onInput={(event) => question.value = event.currentTarget.value}
          onKeyDown={(event) => {
            // Which kind it is to be is still to be chosen: on to those.
            if (!isEnter(event)) return;
            event.preventDefault();
            list.current?.querySelector("button")?.focus();
          }}
        />
        <Check
          id={`${id}-anonymous`}
          label={t.anonymous}
          hint={anonymous.value ? t.anonymousHint : t.namedHint}
          checked={anonymous}
          onChange={(event) => anonymous.value = event.currentTarget.checked}
        />
        <div
          class="quick-poll-kinds"
          role="group"
          aria-labelledby={`${id}-kinds`}
        >
          <p id={`${id}-kinds`} class="quick-poll-ask">{t.start}</p>
          {pollKinds.map((kind) => (
            <Button
              key={kind}
              onClick={() => start(kind)}
            >
              {t.kinds[kind]}
            </Button>
          ))}
        </div>
      </div>
    </div>
  );
}
