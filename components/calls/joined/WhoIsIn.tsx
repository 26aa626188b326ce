/** "5 in the call", and on a press who, what of them is on, and who speaks: told by shape and word, not by colour alone. */
import type { ComponentType } from "preact";
import { useId } from "preact/hooks";
import { calls as t } from "texts/calls.ts";
import { Button } from "../../ui/Button.tsx";
import { PeopleIcon } from "../../ui/icons.tsx";
import { writeList } from "../../ui/list.ts";
import "../../ui/popovers/popovers.ts";
import type { Call } from "../call.ts";
import type { Caller } from "../caller.ts";
import {
  MicrophoneIcon,
  MicrophoneOffIcon,
  SpeakingIcon,
} from "../call_icons.tsx";
import { countWords } from "./room_name.ts";
import type { Voice } from "./voice.ts";

/** What staff can do about somebody; without a person, about those who were taken out. */
export type PersonTools = ComponentType<{ call: Call; person: Caller | null }>;

/** The button and the list. */
export function WhoIsIn({ call, voice, People }: {
  call: Call;
  voice: Voice;
  People?: PersonTools;
}) {
  const id = `call-${useId()}`;
  const people = call.people.value;
  return (
    <>
      <Button look="bare small call-count" popoverTarget={id}>
        <PeopleIcon />
        <span class="figures">{countWords(call)}</span>
      </Button>
      <div
        id={id}
        popover="auto"
        class="popover call-people"
        role="group"
        aria-label={t.whoTitle}
      >
        <h3>{t.whoTitle}</h3>
        <ul class="stack tight">
          {people.map((person) => (
            <li key={person.member} class="call-person">
              <Sound person={person} voice={voice} />
              <div>
                <p>
                  {person.isMe ? t.you({ name: person.name }) : person.name}
                </p>
                <p class="quiet small">{wordsOf(person, voice)}</p>
              </div>
              {People && <People call={call} person={person} />}
            </li>
          ))}
        </ul>
        {People && <People call={call} person={null} />}
      </div>
    </>
  );
}

function Sound({ person, voice }: { person: Caller; voice: Voice }) {
  if (!person.microphone) return <MicrophoneOffIcon />;
  return voice.speaking.value.has(person.member)
    ? <SpeakingIcon />
    : <MicrophoneIcon />;
}

function wordsOf(person: Caller, { media, speaking }: Voice): string {
  const { member, isMe, microphone, camera, screen } = person;
  const reached = media.value?.others.value
    .filter((it) => it.member === member)
    .map(({ connection }) => connection) ?? [];
  const isFar = !isMe && reached.length > 0 && !reached.includes("connected");
  const words = [
    !microphone
      ? t.isMuted
      : speaking.value.has(member)
      ? t.isSpeaking
      : t.isOn,
    ...camera ? [t.hasCamera] : [],
    ...screen ? [t.hasScreen] : [],
    ...isFar
      ? [
        reached.includes("elsewhere")
          ? t.isElsewhere
          : reached.includes("lost")
          ? t.isLost
          : t.trouble.connecting,
      ]
      : [],
  ];
  return writeList(words);
}
