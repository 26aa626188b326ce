/** The bar in a joined call: own buttons, people, speakers, notes and pictures. */
import { useSignal } from "@preact/signals";
import type { ComponentChild, ComponentType } from "preact";
import { calls as t } from "texts/calls.ts";
import { Button, CloseButton } from "../../ui/Button.tsx";
import { WarningIcon } from "../../ui/icons.tsx";
import { writeList } from "../../ui/list.ts";
import { useLoaded } from "../../ui/use_loaded.ts";
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
import { mutedWords, troubleWords } from "../words.ts";
import { askedWords } from "../use_said.ts";
import type { Voice } from "./voice.ts";
import { type PersonTools, WhoIsIn } from "./WhoIsIn.tsx";

/** Optional buttons come last, so that none moves under a press. */
export function InCall({ call, voice, tools, People }: {
  call: Call;
  voice: Voice;
  tools: ComponentChild;
  People?: PersonTools;
}) {
  const choosing = useSignal(false);
  const dialog = useLoaded(
    choosing.value,
    () => import("../DevicesDialog.tsx"),
  );
  const { microphone, camera, screen } = voice.own.on.value;
  const rights = call.rights.value;
  const canShare = voice.own.tracks.value?.devices.canShareScreen === true;
  return (
    <>
      <div class="call-acts">
        <Button
          look={microphone ? "chalk call-main" : "main call-main"}
          disabled={!rights.microphone}
          onClick={() => voice.own.turn("microphone", !microphone)}
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
            onClick={() => voice.own.turn("camera", !camera)}
          />
        )}
        {rights.screen && canShare && (
          <Act
            label={screen ? t.screenOff : t.screenOn}
            word={screen ? t.words.screenOff : t.words.screenOn}
            Icon={screen ? ScreenOffIcon : ScreenIcon}
            look={screen ? "call-on" : ""}
            onClick={() => voice.own.turn("screen", !screen)}
          />
        )}
        {tools}
        <Speaks call={call} voice={voice} />
        <WhoIsIn call={call} voice={voice} People={People} />
      </div>
      <Note call={call} voice={voice} />
      <CallTiles call={call} voice={voice} />
      {choosing.value && dialog && (
        <dialog.DevicesDialog
          call={call}
          onClose={() => choosing.value = false}
        />
      )}
    </>
  );
}

/** A button with an icon; a narrow bar shows `word` below it. */
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

function Speaks({ call, voice }: { call: Call; voice: Voice }) {
  const { value: people } = call.people;
  const speaking = people.filter(({ member }) =>
    voice.speaking.value.has(member)
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
          : t.speaking({ names: writeList(speaking.map(({ name }) => name)) })}
      </p>
      {listening.map(({ member, name }) => (
        <p key={member}>{t.listens({ name })}</p>
      ))}
    </div>
  );
}

/** Shows one note at a time, an open request first. */
function Note({ call, voice }: { call: Call; voice: Voice }) {
  const rights = call.rights.value;
  if (voice.own.asked.value && rights.microphone) {
    return (
      <Line>
        <p>{askedWords(call)}</p>
        <Button
          look="small main"
          onClick={() => voice.own.turn("microphone", true)}
        >
          {t.unmute}
        </Button>
        <Button look="small" onClick={() => voice.own.notNow()}>
          {t.notNow}
        </Button>
      </Line>
    );
  }
  if (voice.isBlocked.value) {
    return (
      <Line Icon={WarningIcon}>
        <p>{t.soundOff}</p>
        <Button look="small main" onClick={() => voice.soundOn()}>
          {t.soundOn}
        </Button>
      </Line>
    );
  }
  const wrong = voice.own.trouble.value;
  if (wrong) {
    return (
      <Line Icon={WarningIcon}>
        <p>{troubleWords(call, wrong)}</p>
        <CloseButton
          look="small"
          onClick={() => voice.own.trouble.value = null}
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
  const { muted, showsMuted } = voice.own;
  return muted.value && showsMuted.value && (
    <Line>
      <p>{mutedWords(call, muted.value)}</p>
    </Line>
  );
}

function Line({ Icon, children }: {
  Icon?: ComponentType;
  children: ComponentChild | ComponentChild[];
}) {
  return <div class="call-note row wraps">{Icon && <Icon />}{children}</div>;
}
