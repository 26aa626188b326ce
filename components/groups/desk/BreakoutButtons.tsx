import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { groupsBoard } from "texts/groups_board.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { ahead } from "texts/groups_ahead.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { Button } from "../../ui/Button.tsx";
import { roomsInOrder } from "../../client/group_marks.ts";
import { useCountdown } from "../BreakoutTimer.tsx";
import type { GroupsApi } from "./groups_api.ts";
import "./groups_desk.css";

/** Seconds that students have to finish before groups close. */
const graceSeconds = 30;

/**
 * Buttons that open and close the groups (B-7, B-13).
 *
 * @param short shows short labels; screen readers get the full ones
 */
export function BreakoutButtons({ session, api, short = false }: {
  session: ClassSession;
  api: GroupsApi;
  short?: boolean;
}) {
  const { breakouts } = session.facts;
  const hint = useId();
  const why = whyNotRunnable(session);
  if (breakouts.value.open) {
    return <RunningButtons {...{ session, api, short }} />;
  }
  return (
    <>
      <Button
        look="main"
        disabled={why !== null}
        title={t.startHint}
        aria-label={short ? t.start : undefined}
        aria-describedby={why === null ? undefined : hint}
        onClick={() => api.act("POST /breakouts/start")}
      >
        {short ? groupsBoard.start : t.start}
      </Button>
      {why !== null && <p class="hint" id={hint}>{why}</p>}
    </>
  );
}

/** Why groups cannot be opened; null: they can. */
function whyNotRunnable({ facts }: ClassSession): string | null {
  const auto = facts.breakouts.value.auto === true;
  if (!facts.isLive.value) return auto ? ahead.opens : ahead.notBegun;
  if (roomsInOrder(facts.rooms.value).length > 0) return null;
  return auto ? ahead.fill : ahead.noRooms;
}

function RunningButtons({ session, api, short }: {
  session: ClassSession;
  api: GroupsApi;
  short: boolean;
}) {
  const countdown = useCountdown(session);
  const ending = useSignal(false);
  const stops = countdown?.stops === true;
  if (ending.value || stops) {
    return (
      <>
        {/* Where **End** was: a double press must not end anything. */}
        {!stops && (
          <Button onClick={() => ending.value = false}>{frame.cancel}</Button>
        )}
        <EndButtons
          session={session}
          api={api}
          onEnd={() => ending.value = false}
        />
      </>
    );
  }
  return (
    <Button
      title={t.endHint}
      aria-label={short ? t.end : undefined}
      onClick={() => ending.value = true}
    >
      {short ? groupsBoard.end : t.end}
    </Button>
  );
}

/** The two ends: with time to finish, or, also while that runs, at once. */
export function EndButtons({ session, api, onEnd }: {
  session: ClassSession;
  api: GroupsApi;
  onEnd: () => void;
}) {
  const stops = session.facts.breakouts.value.stopsAt !== undefined;
  const end = async (grace: number) => {
    if (await api.act("POST /breakouts/stop", { grace })) onEnd();
  };
  return (
    <>
      {!stops && (
        <Button look="stop" onClick={() => end(graceSeconds)}>
          {t.endIn({ seconds: graceSeconds })}
        </Button>
      )}
      <Button look="stop" title={t.endHint} onClick={() => end(0)}>
        {t.endNow}
      </Button>
    </>
  );
}
