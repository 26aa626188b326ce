/**
 * What waits for the teacher: that many are joining (J-9), who asks to be let in (J-2, S-8), who asks for help (B-12), which
 * messages are held (C-11); and what was just done. It has a place of its own at the lower edge, over the page, so that nothing that a hand or
 * a menu is on moves when it comes and goes.
 */
import type { ComponentChild } from "preact";
import { useSignal } from "@preact/signals";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import type { Member } from "../../../classroom/schema/members.ts";
import { taking as taken } from "texts/monitoring_taking.ts";
import { waits as t } from "texts/people_waits.ts";
import { Taker } from "../../monitoring/taking/Taker.tsx";
import { Taking } from "../../monitoring/taking/taking.ts";
import { WordCalls } from "../../monitoring/taking/WordCalls.tsx";
import type { ClassSession } from "../../session/class_session.ts";
import { Button } from "../../ui/Button.tsx";
import { ChevronDownIcon } from "../../ui/icons.tsx";
import { HelpQueue } from "../../groups/desk/HelpQueue.tsx";
import type { StudentActions } from "../../people/student_actions.ts";
import { DoneLine } from "./DoneLine.tsx";
import { HeldNote } from "./HeldNote.tsx";
import { showPart } from "./Tabs.tsx";
import {
  type Decision,
  type DecisionOnAll,
  Requests,
} from "../../people/Requests.tsx";
import "./Waits.css";

/** So long after something has come or gone a press does nothing: it was meant for what stood there before (ms). */
const settles = 400;

/** All that waits. */
export function Waits(props: {
  /** Null until the page's script has opened it. */
  session: ClassSession | null;
  /** What is said of a crowd; null: there is none. */
  crowd: ComponentChild;
  members: Record<string, Member>;
  actions: StudentActions;
  onDecide: (id: string, decision: Decision) => void;
  onDecideAll: (decision: DecisionOnAll) => void;
}) {
  const { session, crowd, members, actions, onDecide, onDecideAll } = props;
  const staff = session?.staff;
  const requests = staff?.waiting.value ?? {};
  // Who came by the name of one who is removed is out with them.
  const byName = Object.fromEntries(
    Object.entries(staff?.byName.value ?? {})
      .filter(([, { member }]) => !members[member]?.removed),
  );
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const folded = useSignal(false);
  const used = useSignal(false);
  const held = (staff?.held.value ?? []).map(([id]) => id);
  const taking = staff && session.part(Taking);
  // With one teacher alone worrying words stand on the board, as ever.
  const calls = [...taking?.calls.value ?? []].filter(([key]) =>
    taking?.several.value || !key.startsWith("words-")
  );
  const mine = calls.filter(([key]) => taking?.holder(key)?.mine !== false);
  const since = calls.map(([key, at]) => key + at);
  const all = [...since, ...held];
  const count = mine.length + held.length;
  // A crowd is looked at, and nobody of it waits.
  const shown = crowd ? all.length + 1 : all.length;
  const title = count > 0
    ? t.count({ count })
    : all.length > 0
    ? taken.othersAre
    : t.look;

  useLayoutEffect(() => {
    if (shown === 0) return void (folded.value = false);
    // From now on the page can be scrolled clear of it; taking that back would move the page.
    used.value = true;
    const { dataset } = box.current!;
    dataset.settling = "";
    const timer = setTimeout(() => delete dataset.settling, settles);
    return () => clearTimeout(timer);
  }, [Boolean(crowd), all.join()]);
  return (
    <div class="waits" data-used={used}>
      <DoneLine actions={actions} />
      <p class="visually-hidden" role="status">
        {folded.value && title}
      </p>
      <div
        ref={box}
        class={shown > 0 ? "waits-box" : undefined}
        data-only-held={held.length === shown}
      >
        {shown > 0 && (
          <div class="waits-head">
            <h2>{title}</h2>
            <Button
              look="bare icon-only small"
              aria-expanded={!folded.value}
              aria-controls={id}
              aria-label={t.show}
              title={folded.value ? t.show : t.fold}
              onClick={() => folded.value = !folded.value}
            >
              <ChevronDownIcon />
            </Button>
          </div>
        )}
        <div id={id} class="waits-body" hidden={folded.value}>
          {crowd}
          <WordCalls session={session} onView={() => showPart("students")} />
          <Requests
            requests={requests}
            byName={byName}
            members={members}
            onDecide={onDecide}
            onDecideAll={onDecideAll}
            taker={(id, about) => (
              <Taker session={session} call={`door-${id}`} about={about} />
            )}
          />
          <HelpQueue session={session} />
          <HeldNote session={session} count={held.length} />
        </div>
      </div>
    </div>
  );
}
