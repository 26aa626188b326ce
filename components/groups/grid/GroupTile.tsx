/** The card of a group; students can be dragged onto it (B-8, B-14). */
import type { ComponentChild, ComponentType } from "preact";
import type { Member } from "../../../classroom/model/members.ts";
import { frame } from "texts/everywhere.ts";
import { callStaff } from "texts/calls.ts";
import { chat as chatText } from "texts/chat.ts";
import { desk } from "texts/desk.ts";
import { groups } from "texts/groups.ts";
import { groupsBoard } from "texts/groups_board.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { hands } from "texts/groups_hands.ts";
import { observer } from "texts/people_staff.ts";
import { session as sessionText } from "texts/sessions_live.ts";
import { CallIcon } from "../../calls/call_icons.tsx";
import { roomRequest } from "../../chat/panel_requests.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { IconButton } from "../../ui/Button.tsx";
import { makeDraggable, makeDropTarget } from "../../ui/drag.ts";
import { ChatIcon, HandIcon } from "../../ui/icons.tsx";
import { useFittedLines } from "../../ui/fitted_lines.ts";
import { raisedHandsByStudent } from "../desk/raised_hands.ts";
import { expectedNamesIn } from "../distribute/distribution.ts";
import { studentsOfGroup } from "../group_members.ts";
import { GroupEmblem } from "../../client/GroupEmblem.tsx";
import { PresenceIcon } from "../PresenceIcon.tsx";
import { lastLinesIn, maxLines } from "./last_lines.ts";
import {
  isLetterEnough,
  type RoomWithEmblem,
} from "../../client/group_emblems.ts";
import "../../ui/tile_grid.css";

export interface GroupWorkProps {
  readonly session: ClassSession;
  readonly room: string;
  onChange: () => void;
}

export interface GroupTileProps {
  readonly session: ClassSession;
  /** While offline: when the data was last up to date; null: online. */
  readonly lastKnown: string | null;
  /** Shows a group's page or drawing as it is made. */
  readonly Work: ComponentType<GroupWorkProps>;
  /** The reader is an observer, who changes nothing (S-8). */
  readonly isReadOnly: boolean;
  onMenu: (member: string, anchor: HTMLElement) => void;
  onMove: (members: readonly string[], room: string | null) => void;
}

export function GroupTile(
  props: GroupTileProps & { room: RoomWithEmblem & { id: string } },
) {
  const { room, session, lastKnown, isReadOnly } = props;
  const { members } = session.facts;
  const people = studentsOfGroup(members.value, room.id);
  const onlineStudents = people.filter(({ id }) =>
    session.facts.online.value.has(id)
  );
  const counts = { online: onlineStudents.length, all: people.length };
  const figures = session.staff?.roomFigures.value[room.id];
  const [wide, narrow] = lastKnown === null
    ? [
      `${t.online(counts)} · ${
        t.perMinute({ count: figures?.perMinute ?? 0 })
      }`,
      desk.here(counts),
    ]
    : [
      `${t.students({ count: people.length })} · ${
        sessionText.lastKnown({ time: lastKnown })
      }`,
      people.length,
    ];
  const flags = (session.staff?.helpRequests.value ?? [])
    .filter((flag) => flag.room === room.id);
  return (
    <li
      class={`tile box hue-${room.looks.hue}`}
      data-help={flags.length > 0}
      data-room={room.id}
      data-letter={isLetterEnough(room)}
      {...!isReadOnly &&
        makeDropTarget((dropped) => props.onMove(dropped, room.id))}
    >
      <div class="tile-head row">
        <GroupEmblem room={room} />
        <div class="grow">
          <h3>{room.name}</h3>
          <p class="quiet small figures tile-figures">
            {flags.length > 0
              ? (
                <>
                  <span class="badge highlight">
                    <HandIcon />
                    <ByWidth
                      wide={groups.asks({ count: flags.length })}
                      narrow={flags.length}
                    />
                  </span>{" "}
                  {lastKnown !== null &&
                    sessionText.lastKnown({ time: lastKnown })}
                </>
              )
              : <ByWidth wide={wide} narrow={narrow} />}
          </p>
        </div>
        <IconButton
          label={(isReadOnly ? observer.readName : t.joinRoomName)({
            name: room.name,
          })}
          Icon={ChatIcon}
          look="tile-join"
          onClick={() => roomRequest.value = room.id}
        />
      </div>
      <GroupCallIcon session={session} room={room.id} />
      <MemberChips
        {...props}
        people={people}
        expected={expectedNamesIn(session, room.id)}
      />
      <LastLines {...props} />
    </li>
  );
}

/** @param narrow what is shown on a narrow card; `wide` is read aloud there too */
function ByWidth(
  { wide, narrow }: { wide: string; narrow: ComponentChild },
) {
  return (
    <>
      <span class="tile-wide">{wide}</span>
      <span class="tile-narrow" aria-hidden="true">{narrow}</span>
    </>
  );
}

const leastOf = () => maxLines;

/** The last lines of a group's students, the newest at the end, and what they write or draw together. */
function LastLines({ session, room, Work }: GroupTileProps & {
  room: { id: string };
}) {
  const { facts, staff } = session;
  const { box, fit } = useFittedLines(leastOf);
  const lines = lastLinesIn(room.id, staff?.feeds.value ?? {});
  return (
    <div class="fitted-lines tile-said" ref={box}>
      {lines.map(({ id, from, text }) => (
        <div key={id} class="tile-line">
          <p>
            <span class="tile-author">
              {facts.nameOf(from) ?? chatText.someone}
            </span>{" "}
            {text}
          </p>
        </div>
      ))}
      {lines.length === 0 && (
        <div>
          <p class="quiet">{staff?.isLoaded ? t.quietHere : "\u00a0"}</p>
        </div>
      )}
      <Work session={session} room={room.id} onChange={fit} />
    </div>
  );
}

function GroupCallIcon({ session: { facts }, room }: {
  session: ClassSession;
  room: string;
}) {
  const { call, breakouts, online } = facts;
  if (call.value.groups === undefined || !breakouts.value.open) return null;
  const callers = [...online.value.values()]
    .filter((presence) => presence.call?.room === room);
  return (
    <p class="row tile-call small figures" data-empty={callers.length === 0}>
      <CallIcon />
      <ByWidth
        wide={callStaff.inGroup({ count: callers.length })}
        narrow={callers.length}
      />
    </p>
  );
}

export function NoGroupTile(props: GroupTileProps) {
  const people = studentsOfGroup(props.session.facts.members.value, null);
  if (people.length === 0) return null;
  return (
    <li
      class="tile tile-loose box"
      data-room="none"
      {...!props.isReadOnly &&
        makeDropTarget((dropped) => props.onMove(dropped, null))}
    >
      <h3 class="truncate">{t.notInGroup({ count: people.length })}</h3>
      <MemberChips {...props} people={people} />
    </li>
  );
}

function MemberChips(
  { session, lastKnown, isReadOnly, onMenu, people, expected = [] }:
    & GroupTileProps
    & {
      people: readonly (Member & { id: string })[];
      /** Names of students who have a place in the group but have not come yet. */
      expected?: readonly string[];
    },
) {
  const raised = raisedHandsByStudent(session);
  return (
    <ul class="cluster tile-people">
      {people.map((student) => {
        const isOnline = lastKnown === null &&
          session.facts.online.value.has(student.id);
        const state = isOnline ? frame.online : frame.offline;
        const { name } = student;
        const isUp = raised.has(student.id);
        const content = (
          <>
            <PresenceIcon isOnline={isOnline} isUp={isUp} />
            <span class="truncate">{student.name}</span>
          </>
        );
        if (isReadOnly) {
          return (
            <li key={student.id} class="chip">
              {content}
              {lastKnown === null && (
                <span class="visually-hidden">{state}</span>
              )}
              {isUp && (
                <span class="visually-hidden">{hands.raised({ name })}</span>
              )}
            </li>
          );
        }
        return (
          <li
            key={student.id}
            {...makeDraggable(() => ({
              ids: [student.id],
              label: student.name,
            }))}
          >
            <button
              type="button"
              class="chip"
              data-member={student.id}
              title={isUp ? hands.raised({ name }) : name}
              aria-haspopup="menu"
              aria-label={(isUp ? hands : groupsBoard).chip({ name, state })}
              onClick={({ currentTarget }) => onMenu(student.id, currentTarget)}
            >
              {content}
            </button>
          </li>
        );
      })}
      {expected.map((name) => (
        <li key={name} class="chip tile-expected" title={groupsBoard.expected}>
          <span class="truncate">{name}</span>
          <span class="visually-hidden">{groupsBoard.expected}</span>
        </li>
      ))}
    </ul>
  );
}
