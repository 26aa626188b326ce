/** The list of one kind of what waits, with what a teacher does about it. */
import type { ComponentChild } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { desk as t } from "texts/desk.ts";
import { review } from "texts/review.ts";
import { waitsFor } from "texts/monitoring_waits.ts";
import type { CallKey } from "../../classroom/schema/calls.ts";
import { type Member, personOf } from "../../classroom/schema/members.ts";
import { HeldQueue } from "../chat/Moderation.tsx";
import { HelpQueue } from "../groups/desk/HelpQueue.tsx";
import { Taker } from "../monitoring/taking/Taker.tsx";
import { Taking } from "../monitoring/taking/taking.ts";
import { Watching } from "../monitoring/watching.ts";
import {
  type Decision,
  type DecisionOnAll,
  Requests,
} from "../people/Requests.tsx";
import type { ClassSession } from "../session/class_session.ts";
import { ask } from "../session/ask.ts";
import { Button } from "../ui/Button.tsx";
import { settle } from "./settle.ts";
import { countWaits, signalsOf, type WaitKind, withSignals } from "./waits.ts";
import "./WaitList.css";

/** What the lists need. */
export interface WaitListProps {
  readonly kind: WaitKind;
  readonly session: ClassSession;
  readonly members: Readonly<Record<string, Member>>;
  onView: (student: string) => void;
  onDecide: (id: string, decision: Decision) => unknown;
  onDecideAll: (decision: DecisionOnAll) => unknown;
  /** What is said of a crowd that comes in; null: there is none. */
  readonly crowd: ComponentChild;
}

/** The list. */
export function WaitList(props: WaitListProps) {
  const { kind, session, members } = props;
  const box = useRef<HTMLDivElement>(null);
  const count = countWaits(session, members)[kind];
  const nothing = <p class="quiet">{t.nothing}</p>;
  useLayoutEffect(() => settle(box.current!), [kind, count]);
  return (
    <div class="wait-list" ref={box}>
      {kind === "door" && props.crowd}
      {count === 0 && kind !== "hand" && !(kind === "door" && props.crowd) &&
        nothing}
      {kind in signalsOf
        ? <Signalling {...props} />
        : kind === "hand"
        ? <HelpQueue session={session} empty={nothing} />
        : kind === "held"
        ? <HeldQueue session={session} />
        : <Door {...props} />}
    </div>
  );
}

function Door({ session, members, onDecide, onDecideAll }: WaitListProps) {
  const { waiting, byName } = session.staff!;
  // Who came by the name of one who is removed is out with them.
  const named = Object.entries(byName.value)
    .filter(([, { member }]) => !members[member]?.removed);
  return (
    <Requests
      requests={waiting.value}
      byName={Object.fromEntries(named)}
      members={members}
      onDecide={onDecide}
      onDecideAll={onDecideAll}
      taker={(id, about) => (
        <Taker session={session} call={`door-${id}`} about={about} />
      )}
    />
  );
}

/** Students with signals of this kind (M-4): what it is, the way to their conversation, and that it was dealt with. */
function Signalling({ kind, session, members, onView }: WaitListProps) {
  const students = session.part(Watching).students.value;
  const wanted = signalsOf[kind]!;
  const settle = (id: string) =>
    ask(
      "DELETE",
      `/api/sessions/${session.seat.session}/members/${id}/signals`,
    );
  return (
    <ul class="wait-signals">
      {withSignals(session, members, kind).map((id) => {
        const name = members[id].name;
        const selves = Object.entries(students).filter(([self]) =>
          personOf((member) => members[member], self) === id
        );
        const signals = selves.flatMap(([, it]) => it.signals)
          .filter((it) => wanted.includes(it.kind));
        const words = new Set(
          signals.map((it) =>
            it.kind === "waiting"
              ? waitsFor[it.for ?? "answer"]
              : review.board.signals[it.kind]
          ),
        );
        const calls = kind === "worrying"
          ? selves.filter(([, it]) =>
            it.signals.some((one) => one.kind === "worrying")
          ).map(([self]): CallKey => `words-${self}`)
          : [];
        return (
          <li key={id}>
            <p>
              <strong>{name}</strong>
              <span class="quiet small">{[...words].join(" · ")}</span>
            </p>
            <div class="actions">
              <Button
                look="small main"
                aria-label={review.board.viewOf({ name })}
                onClick={() => {
                  session.part(Taking).take(...calls);
                  onView(id);
                }}
              >
                {review.board.view}
              </Button>
              {kind === "worrying" && (
                <Button
                  look="small"
                  aria-label={review.board.settleOf({ name })}
                  onClick={() => settle(id)}
                >
                  {review.board.settle}
                </Button>
              )}
              {calls.map((call) => (
                <Taker key={call} session={session} call={call} about={name} />
              ))}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
