/** The list of one kind of what waits, with what a teacher does about it. */
import type { ComponentChild } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { desk as t } from "texts/desk.ts";
import type { Member } from "../../classroom/model/members.ts";
import { HeldQueue } from "../chat/Moderation.tsx";
import { HelpQueue } from "../groups/desk/HelpQueue.tsx";
import { Taker } from "../monitoring/taking/Taker.tsx";
import {
  type Decision,
  type DecisionOnAll,
  Requests,
} from "../people/Requests.tsx";
import type { ClassSession } from "../session/class_session.ts";
import { settle } from "./settle.ts";
import { countWaits, hasSignals, type WaitKind } from "./waits.ts";
import { WaitSignals } from "./WaitSignals.tsx";
import "./WaitList.css";

/** What the lists need. */
export interface WaitListProps {
  readonly kind: WaitKind;
  readonly session: ClassSession;
  readonly members: Readonly<Record<string, Member>>;
  onView: (student: string) => void;
  /** What lies over the chat makes way for it. */
  onJoin?: () => void;
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
      {hasSignals(kind)
        ? <WaitSignals {...props} />
        : kind === "hand"
        ? (
          <HelpQueue
            session={session}
            empty={nothing}
            onJoin={props.onJoin}
          />
        )
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
      session={session}
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
