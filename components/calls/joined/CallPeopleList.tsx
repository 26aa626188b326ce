/** The number and the list of callers. Icons and words show their state, not colour alone. */
import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { calls as t, callStaff } from "texts/calls.ts";
import { Button } from "../../ui/Button.tsx";
import { PeopleIcon } from "../../ui/icons.tsx";
import { formatList } from "../../../formats/format_list.ts";
import "../../ui/popovers/popovers.ts";
import type { Call } from "../call.ts";
import { allDevicesOff, type Caller } from "../caller.ts";
import {
  LeaveCallIcon,
  MicrophoneIcon,
  MicrophoneOffIcon,
  SpeakingIcon,
} from "../call_icons.tsx";
import { describeCallerCount } from "../call_texts.ts";
import {
  type CallerRow,
  readUnmuteAnswer,
  updateCallerRows,
} from "./caller_rows.ts";
import type { CallConnection } from "./call_connection.ts";

export type CallPersonTools = ComponentType<{ call: Call; row: CallerRow }>;

interface ListProps {
  call: Call;
  voice: CallConnection;
  /** Buttons for each person, for staff only. Staff also see removed students in the list. */
  People?: CallPersonTools;
}

export function CallPeopleList(props: ListProps) {
  const { call, People } = props;
  const id = `call-${useId()}`;
  const isOpen = useSignal(false);
  const room = call.room.value;
  const previousList = useRef({ room, rows: [] as readonly CallerRow[] });
  const isHeld = isOpen.value && previousList.current.room === room;
  const rows = updateCallerRows(
    isHeld ? previousList.current.rows : [],
    call.callers.value,
    People ? takenOut(call) : [],
  );
  previousList.current = { room, rows };
  return (
    <>
      <Button look="bare small call-count" popoverTarget={id}>
        <PeopleIcon />
        <span class="figures">{describeCallerCount(call)}</span>
        <span class="call-number figures" aria-hidden="true">
          {call.callers.value.length}
        </span>
      </Button>
      <div
        id={id}
        popover="auto"
        class="popover call-people"
        role="group"
        aria-label={t.whoTitle}
        onToggle={({ newState }) => isOpen.value = newState === "open"}
      >
        <h2>{t.whoTitle}</h2>
        <ul class="stack tight">
          {rows.map((row) => (
            <Place
              key={row.person.member}
              {...props}
              row={row}
              isHeld={isOpen.value}
            />
          ))}
        </ul>
      </div>
    </>
  );
}

function Place({ call, voice, People, row, isHeld }: ListProps & {
  row: CallerRow;
  isHeld: boolean;
}) {
  const place = useRef<HTMLLIElement>(null);
  const { person: { isMe, name }, status } = row;
  const { facts } = call.session;
  useLayoutEffect(() => {
    const { offsetHeight, style } = place.current!;
    style.minBlockSize = isHeld ? `${offsetHeight}px` : "";
  }, [isHeld, status]);
  return (
    // Takes the focus when the focused button of the row disappears.
    <li ref={place} class="call-person" tabIndex={-1}>
      <VoiceLevel row={row} voice={voice} />
      <div>
        <p>
          {status === "in"
            ? isMe ? t.you({ name }) : name
            : status === "gone"
            ? t.said.went({ name })
            : status === "out"
            ? callStaff.removedOf({ name })
            : callStaff.letBackDone({ name })}
        </p>
        <p class="quiet small">
          {status === "in"
            ? wordsOf(row.person, voice, People && facts.unmuteRequests.value)
            : status === "out" && row.wasIn && callStaff.chatStays}
        </p>
      </div>
      {People && <People call={call} row={row} />}
    </li>
  );
}

function VoiceLevel(
  { row: { person, status }, voice }: {
    row: CallerRow;
    voice: CallConnection;
  },
) {
  if (status !== "in") return <LeaveCallIcon />;
  if (!person.microphone) return <MicrophoneOffIcon />;
  return voice.speakingMembers.value.has(person.member)
    ? <SpeakingIcon />
    : <MicrophoneIcon />;
}

function takenOut({ session: { facts } }: Call): Caller[] {
  return Object.keys(facts.callRemovals.value).map((member) => ({
    ...allDevicesOff,
    member,
    name: facts.nameOf(member) ?? "",
    isMe: false,
    isStaff: false,
  }));
}

/**
 * Words for a person's state in the call.
 *
 * @param unmuteRequests times of requests to unmute, by member; undefined for students
 */
function wordsOf(
  person: Caller,
  { media, speakingMembers }: CallConnection,
  unmuteRequests: Readonly<Record<string, number>> | undefined,
): string {
  const { member, isMe, microphone, camera, screen } = person;
  const reached = media.value?.remoteCallers.value
    .filter((it) => it.member === member)
    .map(({ connection }) => connection) ?? [];
  const isFar = !isMe && reached.length > 0 && !reached.includes("connected");
  const answer = readUnmuteAnswer(unmuteRequests?.[member], person);
  const words = [
    !microphone
      ? answer ? callStaff[answer] : t.isMuted
      : speakingMembers.value.has(member)
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
  return formatList(words);
}
