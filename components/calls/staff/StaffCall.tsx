/** What staff do in a call (K-1): **Mute all**, what students may show, the end. */
import { useId } from "preact/hooks";
import { calls as words, callStaff as t } from "texts/calls.ts";
import { Chat } from "../../chat/chat.ts";
import { Switch } from "../../desk/Switch.tsx";
import { Button, IconButton } from "../../ui/Button.tsx";
import { MoreIcon } from "../../ui/icons.tsx";
import "../../ui/popovers/popovers.ts";
import type { Call } from "../call.ts";
import { LeaveCallIcon, MicrophoneOffIcon } from "../call_icons.tsx";
import { CallDesk } from "./call_desk.ts";

export { CallDesk } from "./call_desk.ts";
export { DeedLine } from "./DeedLine.tsx";
export { People } from "./People.tsx";

/** The tools in the bar. */
export function StaffCall({ call }: { call: Call }) {
  const id = `call-tools-${useId()}`;
  const desk = call.session.part(CallDesk);
  const { facts } = call.session;
  const { cameras, screens } = facts.call.value;
  const isMesh = call.voice.value?.carried.value?.kind === "mesh";
  return (
    <>
      <Button
        look="small"
        onClick={() => desk.muteAll()}
      >
        <MicrophoneOffIcon />
        {t.muteAll}
      </Button>
      <IconButton label={t.tools} Icon={MoreIcon} popoverTarget={id} />
      <div id={id} popover="auto" class="popover call-tools">
        <Switch
          id={`${id}-cameras`}
          label={t.cameras}
          hint={t.camerasHint}
          on={cameras === true}
          onChange={(cameras) => desk.allow({ cameras })}
        />
        <Switch
          id={`${id}-screens`}
          label={t.screens}
          hint={t.screensHint}
          on={screens === true}
          onChange={(screens) => desk.allow({ screens })}
        />
        {isMesh && <p class="hint">{t.bound}</p>}
        <Button
          look="bare erases"
          onClick={() => desk.end()}
        >
          <LeaveCallIcon />
          {t.end}
        </Button>
      </div>
      <Visit call={call} />
    </>
  );
}

/** Of a group that is visited: its call is joined by a press, with the microphone off. Who is alone is told of the groups'. */
function Visit({ call }: { call: Call }) {
  const shown = call.session.part(Chat).current.value.id;
  const { call: { value: { groups } } } = call.session.facts;
  // Who is with others need not look for them.
  const isAlone = call.people.value.every(({ isMe }) => isMe);
  const isAway = (call.room.value ?? "main") === "main" && isAlone;
  if (shown === "main" && groups !== undefined && isAway) {
    const isInBar = call.room.value !== null;
    return <p class={isInBar ? "call-elsewhere" : "call-who"}>{t.groupsOn}</p>;
  }
  const isElsewhere = call.voice.value !== null && call.room.value !== shown;
  if (!isElsewhere || !call.isOpenTo(shown)) return null;
  return (
    <Button look="small" onClick={() => call.visit(shown)}>
      {shown === "main" ? words.join : t.visit}
    </Button>
  );
}
