/** The bar of a joined call: the member's own buttons, people, who is speaking, notes and pictures. */
import { useSignal } from "@preact/signals";
import type { ComponentChild, ComponentType } from "preact";
import { calls as t } from "texts/calls.ts";
import { Button, CloseButton } from "../../ui/Button.tsx";
import { WarningIcon } from "../../ui/icons.tsx";
import { formatList } from "../../../formats/format_list.ts";
import { useLazyPart } from "../../ui/use_lazy_part.ts";
import type { Call } from "../call.ts";
import {
  CameraIcon,
  CameraOffIcon,
  DevicesIcon,
  LeaveCallIcon,
  MicrophoneIcon,
  MicrophoneOffIcon,
  ScreenIcon,
  ScreenOffIcon,
} from "../call_icons.tsx";
import { CallTiles } from "../CallTiles.tsx";
import { describeMute, describeOwnTrouble } from "../call_texts.ts";
import { describeUnmuteRequest } from "../use_call_announcements.ts";
import type { CallConnection } from "./call_connection.ts";
import { CallPeopleList, type CallPersonTools } from "./CallPeopleList.tsx";

/** The first four buttons are always there, so that they do not move before a press. */
export function JoinedCallBar({ call, voice, tools, Size, People }: {
  call: Call;
  voice: CallConnection;
  tools: ComponentChild;
  Size: ComponentType<{ call: Call }>;
  People?: CallPersonTools;
}) {
  const choosing = useSignal(false);
  const dialog = useLazyPart(
    choosing.value,
    () => import("../DevicesDialog.tsx"),
  );
  const { microphone, camera, screen } = voice.ownDevices.switchedOn.value;
  const rights = call.allowedDevices.value;
  const canShare =
    voice.ownDevices.tracks.value?.devices.canShareScreen === true;
  return (
    <>
      <div class="call-acts">
        <Button
          look={microphone ? "chalk call-main" : "main call-main"}
          disabled={!rights.microphone}
          onClick={() =>
            voice.ownDevices.switchDevice("microphone", !microphone)}
        >
          {microphone ? <MicrophoneIcon /> : <MicrophoneOffIcon />}
          {microphone ? t.mute : t.unmute}
        </Button>
        <Act
          label={t.leave}
          word={t.words.leave}
          Icon={LeaveCallIcon}
          look="call-leave"
          onClick={() => call.leave("left")}
        />
        <Size call={call} />
        <Act
          label={t.devices}
          word={t.words.devices}
          Icon={DevicesIcon}
          onClick={() => choosing.value = true}
        />
        {rights.camera && (
          <Act
            label={camera ? t.cameraOff : t.cameraOn}
            word={t.words.camera}
            Icon={camera ? CameraIcon : CameraOffIcon}
            look={camera ? "call-on" : ""}
            onClick={() => voice.ownDevices.switchDevice("camera", !camera)}
          />
        )}
        {rights.screen && canShare && (
          <Act
            label={screen ? t.screenOff : t.screenOn}
            word={screen ? t.words.screenOff : t.words.screenOn}
            Icon={screen ? ScreenOffIcon : ScreenIcon}
            look={screen ? "call-on" : ""}
            onClick={() => voice.ownDevices.switchDevice("screen", !screen)}
          />
        )}
        {tools}
        <Speaks call={call} voice={voice} />
        <CallPeopleList call={call} voice={voice} People={People} />
      </div>
      <Note call={call} voice={voice} />
      <CallTiles call={call} voice={voice} />
      {choosing.value && dialog && (
        <dialog.DevicesDialog
          call={call}
          voice={voice}
          onClose={() => choosing.value = false}
        />
      )}
    </>
  );
}

/** A button with an icon; a narrow bar shows `word` below the icon. */
function Act({ label, word, Icon, look = "", onClick }: {
  label: string;
  word: string;
  Icon: ComponentType;
  look?: string;
  onClick: () => unknown;
}) {
  return (
    <Button
      look={`bare call-act ${look}`}
      aria-label={label}
      title={label}
      onClick={onClick}
    >
      <Icon />
      <span class="call-label">{label}</span>
      <span class="call-word">{word}</span>
    </Button>
  );
}

function Speaks({ call, voice }: { call: Call; voice: CallConnection }) {
  const { value: people } = call.callers;
  const speaking = people.filter(({ member }) =>
    voice.speakingMembers.value.has(member)
  );
  const listening = call.room.value === "main"
    ? []
    : people.filter(({ isStaff, isMe, microphone }) =>
      isStaff && !isMe && !microphone
    );
  return (
    <div class="call-speaks small">
      <p class={speaking.length === 0 ? "quiet" : "call-speaking"}>
        {speaking.length === 0
          ? t.quiet
          : t.speaking({ names: formatList(speaking.map(({ name }) => name)) })}
      </p>
      {listening.map(({ member, name }) => (
        <p key={member}>{t.listens({ name })}</p>
      ))}
    </div>
  );
}

/** Shows one note at a time, an open request first. */
function Note({ call, voice }: { call: Call; voice: CallConnection }) {
  const rights = call.allowedDevices.value;
  if (voice.ownDevices.unmuteAskedAt.value && rights.microphone) {
    return (
      <Line>
        <p>{describeUnmuteRequest(call)}</p>
        <Button
          look="small main"
          onClick={() => voice.ownDevices.switchDevice("microphone", true)}
        >
          {t.unmute}
        </Button>
        <Button look="small" onClick={() => voice.ownDevices.declineUnmute()}>
          {t.notNow}
        </Button>
      </Line>
    );
  }
  if (voice.isBlocked.value) {
    return (
      <Line Icon={WarningIcon}>
        <p>{t.soundOff}</p>
        <Button look="small main" onClick={() => voice.unblockSound()}>
          {t.soundOn}
        </Button>
      </Line>
    );
  }
  const wrong = voice.ownDevices.trouble.value;
  if (wrong) {
    return (
      <Line Icon={WarningIcon}>
        <p>{describeOwnTrouble(call, wrong)}</p>
        <CloseButton
          look="small"
          onClick={() => voice.ownDevices.trouble.value = null}
        />
      </Line>
    );
  }
  const link = voice.trouble.value;
  if (link && !call.isOffline) {
    return (
      <Line>
        <p>{t.trouble[link]}</p>
      </Line>
    );
  }
  if (!rights.microphone) {
    return (
      <Line>
        <p>{t.eyesOnMe}</p>
      </Line>
    );
  }
  const { lastMute: muted, showsMuteNotice: showsMuted } = voice.ownDevices;
  return muted.value && showsMuted.value && (
    <Line>
      <p>{describeMute(call, muted.value)}</p>
    </Line>
  );
}

function Line({ Icon, children }: {
  Icon?: ComponentType;
  children: ComponentChild | ComponentChild[];
}) {
  return <div class="call-note cluster">{Icon && <Icon />}{children}</div>;
}
