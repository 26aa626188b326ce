import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { groupsBoard } from "texts/groups_board.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { ahead } from "texts/groups_ahead.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { Button } from "../../ui/Button.tsx";
import { roomsInOrder } from "../../client/group_emblems.ts";
import { useCountdown } from "../BreakoutTimer.tsx";
import type { GroupsApi } from "./groups_api.ts";
import "./groups_desk.css";

/** Seconds that students have to finish before groups close. */
const graceSeconds = 30;

/**
 * Buttons that open and close the groups (B-7, B-13).
 *
 * @param isShort shows short labels; screen readers get the full ones
 */
export function BreakoutButtons({ session, api, isShort = false }: {
  session: ClassSession;
  api: GroupsApi;
  isShort?: boolean;
}) {
  const { breakouts } = session.facts;
  const hint = useId();
  const reason = whyNotRunnable(session);
  if (breakouts.value.open) {
    return <RunningButtons {...{ session, api, isShort }} />;
  }
  return (
    <>
      <Button
        look="main"
        disabled={reason !== null}
        title={t.startHint}
        aria-label={isShort ? t.start : undefined}
        aria-describedby={reason === null ? undefined : hint}
        onClick={() => api.act("POST /breakouts/start")}
      >
        {isShort ? groupsBoard.start : t.start}
      </Button>
      {reason !== null && <p class="hint" id={hint}>{reason}</p>}
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

function RunningButtons({ session, api, isShort }: {
  session: ClassSession;
  api: GroupsApi;
  isShort: boolean;
}) {
  const countdown = useCountdown(session);
  const isEnding = useSignal(false);
  const isStopping = countdown?.isStopping === true;
  if (isEnding.value || isStopping) {
    return (
      <>
        {/* Where **End** was: a double press must not end anything. */}
        {!isStopping && (
          <Button onClick={() => isEnding.value = false}>{frame.cancel}</Button>
        )}
        <EndButtons
          session={session}
          api={api}
          onEnd={() => isEnding.value = false}
        />
      </>
    );
  }
  return (
    <Button
      title={t.endHint}
      aria-label={isShort ? t.end : undefined}
      onClick={() => isEnding.value = true}
    >
      {isShort ? groupsBoard.end : t.end}
    </Button>
  );
}

/** The two ends: with time to finish, or, also while that runs, at once. */
export function EndButtons({ session, api, onEnd }: {
  session: ClassSession;
  api: GroupsApi;
  onEnd: () => void;
}) {
  const isStopping = session.facts.breakouts.value.stopsAt !== undefined;
  const end = async (grace: number) => {
    if (await api.act("POST /breakouts/stop", { grace })) onEnd();
  };
  return (
    <>
      {!isStopping && (
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
