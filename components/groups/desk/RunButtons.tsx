/** Start, timer, end: what runs the breakout sessions (B-7, B-13). */
import { type Signal, useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { groupsBoard } from "texts/groups_board.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { ahead } from "texts/groups_ahead.ts";
import type { ClassSession } from "../../session/class_session.ts";
import { Button } from "../../ui/Button.tsx";
import type { Done } from "../../people/student_actions.ts";
import { activeRooms } from "../marks.ts";
import { useCountdown } from "../Timer.tsx";
import type { GroupsApi } from "./groups_api.ts";
import { RunTimer } from "./RunTimer.tsx";

/** How long students have to come back (s). */
const grace = 30;

/** The buttons that make sense now; `short` ones have their name for who reads it aloud. */
export function RunButtons({ session, api, short = false, told }: {
  session: ClassSession;
  api: GroupsApi;
  short?: boolean;
  /** Where it is said what was done, with **Undo**. */
  told?: Signal<Done | null>;
}) {
  const { breakouts } = session.facts;
  const hint = useId();
  const why = whyNot(session);
  if (breakouts.value.open) {
    return <Running {...{ session, api, short, told }} />;
  }
  return (
    <>
      <Button
        look="main"
        disabled={why !== null}
        aria-label={short ? t.start : undefined}
        aria-describedby={why === null ? undefined : hint}
        onClick={() => api.act("POST", "/breakouts/start")}
      >
        {short ? groupsBoard.start : t.start}
      </Button>
      {why !== null && <p class="hint" id={hint}>{why}</p>}
    </>
  );
}

/** Why they cannot be started; null: they can. */
function whyNot({ facts }: ClassSession): string | null {
  const auto = facts.breakouts.value.auto === true;
  if (!facts.live.value) return auto ? ahead.opens : ahead.notBegun;
  if (activeRooms(facts.rooms.value).length > 0) return null;
  return auto ? ahead.fill : ahead.noRooms;
}

function Running({ session, api, short, told }: {
  session: ClassSession;
  api: GroupsApi;
  short: boolean;
  told?: Signal<Done | null>;
}) {
  const countdown = useCountdown(session);
  const ending = useSignal(false);
  const stops = countdown?.stops === true;
  const stop = async (seconds: number) => {
    ending.value = false;
    await api.act("POST", "/breakouts/stop", { grace: seconds });
  };
  if (ending.value && !stops) {
    return (
      <>
        {/* First, where **End** was: a second press there ends nothing. */}
        <Button onClick={() => ending.value = false}>{frame.cancel}</Button>
        <Button look="stop" onClick={() => stop(grace)}>
          {t.endIn({ seconds: grace })}
        </Button>
        <Button look="stop" onClick={() => stop(0)}>{t.endNow}</Button>
      </>
    );
  }
  return (
    <>
      {stops
        ? <Button look="stop" onClick={() => stop(0)}>{t.endNow}</Button>
        : (
          <Button
            aria-label={short ? t.end : undefined}
            onClick={() => ending.value = true}
          >
            {short ? groupsBoard.end : t.end}
          </Button>
        )}
      <RunTimer
        session={session}
        api={api}
        id={short ? "groups-timer" : "setup-timer"}
        told={told}
      />
    </>
  );
}
