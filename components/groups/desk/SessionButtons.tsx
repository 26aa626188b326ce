/** Start, end, more time, bring back, delete: what the teacher does with the breakout sessions as a whole (B-7, B-13). */
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { groups } from "texts/groups.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import type { ClassSession } from "../../session/class_session.ts";
import { useCountdown } from "../Timer.tsx";
import { dialogRequest } from "../../chat/panel_requests.ts";
import { Button } from "../../ui/Button.tsx";
import { BringBackIcon, TimerIcon, TrashIcon } from "../../ui/icons.tsx";
import { writeClock } from "../../ui/time.ts";
import type { GroupsApi } from "./groups_api.ts";
import { activeRooms } from "../marks.ts";
import "./SessionButtons.css";

/** How long students have to come back (s). */
const grace = 30;

/** The buttons that make sense now. */
export function SessionButtons(
  { session, api }: { session: ClassSession; api: GroupsApi },
) {
  const { breakouts, rooms } = session.facts;
  const { open, stopsAt } = breakouts.value;
  const ending = useSignal(false);
  const hint = useId();
  const any = activeRooms(rooms.value).length > 0;
  const stop = async (seconds: number) => {
    ending.value = false;
    await api.act("POST", "/breakouts/stop", { grace: seconds });
  };
  const bringBack = async () => {
    const path = "/breakouts/bring-back";
    const done = await api.act<{ messages: unknown[] }>("POST", path);
    if (done) api.said.value = t.broughtCount({ count: done.messages.length });
  };
  const extend = (minutes: number) =>
    api.act("POST", "/breakouts/extend", { minutes });
  return (
    <div class="actions session-buttons">
      <TimeLeft session={session} />
      {open
        ? (
          <>
            {[1, 5].map((minutes) => (
              <Button
                look="small"
                key={minutes}
                onClick={() => extend(minutes)}
              >
                {t.plus({ minutes })}
              </Button>
            ))}
            {ending.value && !stopsAt
              ? (
                <>
                  <Button look="stop" onClick={() => stop(grace)}>
                    {t.endIn({ seconds: grace })}
                  </Button>
                  <Button look="stop" onClick={() => stop(0)}>
                    {t.endNow}
                  </Button>
                  <Button look="bare" onClick={() => ending.value = false}>
                    {frame.cancel}
                  </Button>
                </>
              )
              : (
                <Button
                  look="stop"
                  onClick={() => stopsAt ? stop(0) : ending.value = true}
                >
                  {stopsAt ? t.endNow : t.end}
                </Button>
              )}
          </>
        )
        : (
          <Button
            look="main"
            disabled={!any}
            onClick={() => api.act("POST", "/breakouts/start")}
          >
            {t.start}
          </Button>
        )}
      {!open && any && (
        <Button
          look="bare"
          onClick={() => dialogRequest.value = "delete"}
        >
          <TrashIcon />
          {t.delete}
        </Button>
      )}
      {/* Apart from the start, with what it is about: it brings back messages, not students. */}
      {!open && any && (
        <p class="bring-back">
          <span class="quiet small" id={hint}>{t.bringBackHint}</span>
          <Button look="small" aria-describedby={hint} onClick={bringBack}>
            <BringBackIcon />
            {t.bringBack}
          </Button>
        </p>
      )}
    </div>
  );
}

/** How long still, large; or that no time is set. */
function TimeLeft({ session }: { session: ClassSession }) {
  const countdown = useCountdown(session);
  if (!countdown) {
    // So that it is known what a minute more would begin.
    return session.facts.breakouts.value.open
      ? <p class="quiet small">{t.noLimit}</p>
      : null;
  }
  return (
    <p
      class="session-left figures"
      role="timer"
      data-soon={countdown.stops || countdown.left <= 60_000}
    >
      <TimerIcon />
      <span class="visually-hidden">
        {countdown.stops ? groups.backIn : groups.timeLeft}
      </span>
      {writeClock(countdown.left)}
    </p>
  );
}
