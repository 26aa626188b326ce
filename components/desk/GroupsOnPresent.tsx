import { untranslatedAttribute } from "../ui/untranslated.ts";
import { broadcastsOnPresent } from "../../classroom/model/class_page_header.ts";
import type { WithListPlace } from "../../classroom/model/class_list.ts";
import type { Member } from "../../classroom/model/members.ts";
import type { StoredBroadcast } from "../../classroom/model/groups.ts";
import { groups as t } from "texts/groups.ts";
import {
  type CountdownView,
  nameOfCountdown,
  roomsEndSoonMs,
} from "../groups/countdown.ts";
import { GroupEmblem } from "../client/GroupEmblem.tsx";
import { roomsInOrder, type RoomWithEmblem } from "../client/group_emblems.ts";
import { studentsOfGroup } from "../groups/group_members.ts";
import { BroadcastIcon } from "../page/desk_icons.tsx";
import { Markdown } from "../markdown/Markdown.tsx";
import { formatClock } from "../../formats/format_time.ts";
import "./desk.css";

/** The groups with their students' names, large, shown by a teacher's choice. */
export function GroupNames({ rooms, members }: {
  rooms: Readonly<Record<string, RoomWithEmblem>>;
  members: Readonly<Record<string, Member & WithListPlace>>;
}) {
  return (
    <ul class="present-rooms">
      {roomsInOrder(rooms).map((room) => (
        <li key={room.id} class={`hue-${room.looks.hue}`}>
          <h2>
            <GroupEmblem room={room} />
            {room.name}
          </h2>
          <ul>
            {studentsOfGroup(members, room.id).map(({ id, name }) => (
              <li key={id} dir="auto">{name}</li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

export function GroupsTimer(
  { countdown }: { countdown: CountdownView },
) {
  const { left, isStopping } = countdown;
  return (
    <p
      class="wall-timer figures"
      role="timer"
      data-soon={isStopping || left <= roomsEndSoonMs}
    >
      <span>{nameOfCountdown(countdown)}</span>
      <strong
        data-long={formatClock(left).length > 5}
        {...untranslatedAttribute}
      >
        {formatClock(left)}
      </strong>
    </p>
  );
}

export function GroupBroadcasts({ broadcasts, now }: {
  broadcasts: readonly StoredBroadcast[];
  /** The server's time (ms). */
  now: number;
}) {
  const visibleBroadcasts = broadcastsOnPresent(broadcasts, now);
  return (
    <div
      role="status"
      class={visibleBroadcasts.length > 0 ? "wall-said" : undefined}
    >
      {visibleBroadcasts.length > 0 && (
        <h2>
          <BroadcastIcon />
          {t.broadcastBadge}
        </h2>
      )}
      {visibleBroadcasts.map(({ broadcast, text }, n) => (
        <div key={broadcast} class={n > 0 ? "quiet" : undefined}>
          <Markdown text={text} />
        </div>
      ))}
    </div>
  );
}
