/**
 * The students with signals of one kind (M-4), who waits longest first: what each has asked last and since when they wait,
 * so that one can tell whom to read first. A press on one opens their conversation.
 */
import { useRef } from "preact/hooks";
import { groupsDesk } from "texts/groups_desk.ts";
import { board } from "texts/monitoring_board.ts";
import { review } from "texts/review.ts";
import type { AttentionKey } from "../../classroom/model/monitoring/attention.ts";
import { type Member, personOf } from "../../classroom/model/members.ts";
import { inWords } from "../monitoring/board/tile_words.ts";
import { useHeld } from "../monitoring/board/use_held.ts";
import { Taker } from "../monitoring/taking/Taker.tsx";
import { Taking } from "../monitoring/taking/taking.ts";
import { Watching } from "../monitoring/watching.ts";
import { asOne } from "../monitoring/as_one.ts";
import type { ClassSession } from "../session/class_session.ts";
import { ask } from "../session/ask.ts";
import { Button } from "../ui/Button.tsx";
import { useNow } from "./use_now.ts";
import { isOfKind, type WaitKind, withSignals } from "./waits.ts";

/** The list. */
export function WaitSignals({ kind, session, members, onView }: {
  kind: WaitKind;
  session: ClassSession;
  members: Readonly<Record<string, Member>>;
  onView: (student: string) => void;
}) {
  const students = session.part(Watching).students.value;
  const held = useHeld();
  const before = useRef<readonly string[]>([]);
  const rows = withSignals(session, members, kind).map((id) => {
    const selves = Object.entries(students).filter(([self]) =>
      personOf((member) => members[member], self) === id
    );
    const activity = asOne(selves.map(([, it]) => it))!;
    const signals = activity.signals.filter((it) => isOfKind(kind, it));
    const attention = selves
      .filter(([, it]) => it.signals.some((one) => one.kind === "worrying"))
      .map(([self]): AttentionKey => `words-${self}`);
    return {
      id,
      activity,
      signals,
      attention: kind === "worrying" ? attention : [],
      since: Math.min(...signals.map(({ at }) => at)),
    };
  });
  const known = held.value ? before.current : [];
  const place = (id: string) => {
    const at = known.indexOf(id);
    return at < 0 ? known.length : at;
  };
  rows.sort((a, b) => place(a.id) - place(b.id) || a.since - b.since);
  before.current = rows.map(({ id }) => id);
  const now = useNow(session, rows.length > 0);
  const settle = (id: string) =>
    ask(
      "DELETE",
      `/api/sessions/${session.seat.session}/members/${id}/signals`,
    );
  return (
    <ul class="wait-signals" {...held.on}>
      {rows.map(({ id, activity, signals, attention, since }) => {
        const { name } = members[id];
        const words = new Set(signals.map(inWords));
        const minutes = Math.max(0, Math.floor((now - since) / 60_000));
        return (
          <li key={id}>
            <div class="wait-row">
              <button
                type="button"
                aria-label={activity.conversation
                  ? review.board.viewOf({ name })
                  : board.show({ name })}
                aria-describedby={`wait-${id}`}
                onClick={() => {
                  session.part(Taking).take(...attention);
                  onView(id);
                }}
              />
              <strong>{name}</strong>
              <div id={`wait-${id}`}>
                <span class="wait-since quiet small figures">
                  {groupsDesk.since({ minutes })}
                </span>
                {activity.asked && <p class="wait-asked">{activity.asked}</p>}
                <p class="quiet small">{[...words].join(" · ")}</p>
              </div>
            </div>
            {attention.length > 0 && (
              <div class="actions">
                <Button
                  look="small"
                  aria-label={review.board.settleOf({ name })}
                  onClick={() => settle(id)}
                >
                  {review.board.settle}
                </Button>
                {attention.map((call) => (
                  <Taker
                    key={call}
                    session={session}
                    call={call}
                    about={name}
                  />
                ))}
              </div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
