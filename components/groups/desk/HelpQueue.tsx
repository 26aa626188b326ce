/** Who asks for help, in the order in which they asked, with the line that only staff see (B-12). */
import { useMemo } from "preact/hooks";
import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { chat as chatText } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import type { ClassSession } from "../../session/class_session.ts";
import { roomRequest } from "../../chat/panel_requests.ts";
import { Taker } from "../../monitoring/taking/Taker.tsx";
import { Taking } from "../../monitoring/taking/taking.ts";
import { Button } from "../../ui/Button.tsx";
import { BellIcon, BellOffIcon } from "../../page/desk_icons.tsx";
import { CheckIcon, HandIcon } from "../../ui/icons.tsx";
import { GroupsApi } from "./groups_api.ts";
import { GroupMark } from "../GroupMark.tsx";
import { muted, setMuted } from "./help_sound.ts";
import "./HelpQueue.css";

/** The queue; nothing while nobody asks. */
export function HelpQueue({ session }: { session: ClassSession | null }) {
  return (
    <div role="status">
      {session?.staff && <Queue session={session} />}
    </div>
  );
}

function Queue({ session }: { session: ClassSession }) {
  const api = useMemo(() => new GroupsApi(session.seat.session), [session]);
  const flags = useComputed(() => session.staff?.help.value ?? []);
  const now = useSignal(Date.now());
  useSignalEffect(() => {
    if (flags.value.length === 0) return;
    const tick = () =>
      now.value = Date.now() + session.facts.clockOffset.peek();
    tick();
    const timer = setInterval(tick, 20_000);
    return () => clearInterval(timer);
  });
  if (flags.value.length === 0) return null;
  return (
    <section class="help-queue stack tight" aria-labelledby="help-heading">
      <div class="row">
        <h3 id="help-heading" class="row">
          <HandIcon />
          {t.helpHeading}
        </h3>
        <Button
          look="bare icon-only small"
          aria-pressed={muted.value}
          aria-label={t.mute}
          title={t.mute}
          onClick={() => setMuted(!muted.value)}
        >
          {muted.value ? <BellOffIcon /> : <BellIcon />}
        </Button>
      </div>
      <ol>
        {flags.value.map(({ member, room, at, note }) => {
          const name = session.facts.members.value[member]?.name ??
            chatText.someone;
          const group = session.facts.rooms.value[room];
          const place = group?.name ?? groups.main;
          const since = Math.max(0, Math.floor((now.value - at) / 60_000));
          return (
            <li key={member} class="row wraps">
              {group && <GroupMark room={group} />}
              <p>
                <strong>{t.handUp({ name, room: place })}</strong>{" "}
                <span class="quiet small figures">
                  {t.since({ minutes: since })}
                </span>
                {note && <q>{note}</q>}
              </p>
              <div class="actions">
                <Button
                  look="main small"
                  aria-label={t.joinRoomName({ name: place })}
                  onClick={() => {
                    session.part(Taking).take(`hand-${member}`);
                    roomRequest.value = room;
                  }}
                >
                  {t.joinRoom}
                </Button>
                <Button
                  look="small"
                  aria-label={t.lowerName({ name })}
                  onClick={() => api.act("DELETE", `/help/${member}`)}
                >
                  <CheckIcon />
                  {t.lower}
                </Button>
                <Taker
                  session={session}
                  call={`hand-${member}`}
                  about={name}
                />
              </div>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
