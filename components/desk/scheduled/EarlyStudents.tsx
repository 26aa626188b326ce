/**
 * Who waits for a class to begin (S-7), and the teacher's **Refuse**: one of them, all, or all whom the class does not
 * know, where a crowd came beside the class.
 */
import { useEffect, useRef } from "preact/hooks";
import type { Waiting } from "../../../classroom/model/members.ts";
import { earlyStudents as t } from "texts/sessions_early.ts";
import { session as words } from "texts/sessions_live.ts";
import { scheduled } from "texts/sessions_schedule.ts";
import { Button } from "../../ui/Button.tsx";
import "./scheduled.css";

/** Whom the teacher refuses: one by the id, all, or those whom the class does not know; and how many these are. */
export type Refused = { id: string } | { strangers?: true; count: number };

export function EarlyStudents({ requests, onRefuse }: {
  requests: Readonly<Record<string, Waiting>>;
  /** Resolves to whether it was done; absent: who looks on decides nothing. */
  onRefuse?: (whom: Refused) => Promise<boolean>;
}) {
  const early = Object.entries(requests)
    .filter(([, { kind }]) => kind === "start")
    .sort(([, a], [, b]) => a.at - b.at);
  const count = early.length;
  const strangers = early.filter(([, { known }]) => !known).length;
  const box = useRef<HTMLDivElement>(null);
  /** Which of the buttons had the focus when what it was on went away. */
  const focused = useRef(-1);
  useEffect(() => {
    const at = focused.current;
    focused.current = -1;
    if (at < 0 || box.current?.contains(document.activeElement)) return;
    const all = box.current?.querySelectorAll<HTMLElement>("button") ?? [];
    (all[Math.min(at, all.length - 1)] ?? box.current)?.focus();
  }, [count]);

  const refuse = async (whom: Refused) => {
    const all = [...box.current?.querySelectorAll("button") ?? []];
    const at = all.findIndex((it) => it === document.activeElement);
    focused.current = at;
    if (!await onRefuse?.(whom)) focused.current = -1;
  };
  return (
    <div class="early-students stack tight" ref={box} tabIndex={-1}>
      <div class="spread">
        <p role="status" class={count === 0 ? "quiet" : undefined}>
          {count === 0 ? scheduled.nobodyEarly : scheduled.early({ count })}
        </p>
        {onRefuse && count > 1 && (
          <div class="actions">
            {strangers > 1 && strangers < count && (
              <Button
                look="small"
                aria-describedby="early-new"
                onClick={() => refuse({ strangers: true, count: strangers })}
              >
                {t.refuseNew}
              </Button>
            )}
            <Button look="small" onClick={() => refuse({ count })}>
              {words.refuseAll}
            </Button>
          </div>
        )}
      </div>
      {count > 0 && (
        <ul>
          {early.map(([id, { name }]) => (
            <li key={id}>
              <span>{name}</span>
              {onRefuse && (
                <Button
                  look="small bare"
                  aria-label={words.answerTo({ answer: words.refuse, name })}
                  onClick={() => refuse({ id })}
                >
                  {words.refuse}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {onRefuse && count > 0 && (
        <p class="small quiet">
          {t.hint}
          {strangers > 1 && strangers < count && (
            <>
              {" "}
              <span id="early-new">{t.refuseNewHint}</span>
            </>
          )}
        </p>
      )}
    </div>
  );
}
