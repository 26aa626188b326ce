/** The one row over the groups: run them, spread everybody anew, and what is wanted more seldom (B-7, B-8, B-11, B-13). */
import type { Signal } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import { groupsBoard } from "texts/groups_board.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { dialogRequest } from "../../chat/panel_requests.ts";
import {
  BroadcastIcon,
  GroupsIcon,
  ShuffleIcon,
} from "../../page/desk_icons.tsx";
import type { Done } from "../../people/student_actions.ts";
import type { ClassSession } from "../../session/class_session.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { BringBackIcon, MoreIcon, TrashIcon } from "../../ui/icons.tsx";
import type { GroupsApi } from "../desk/groups_api.ts";
import { RunButtons } from "../desk/RunButtons.tsx";
import { bringBack } from "../desk/SessionButtons.tsx";
import { Constraints } from "../distribute/constraints.ts";
import { spread, summary } from "../distribute/spread.ts";
import { activeRooms } from "../marks.ts";
import { takeBack } from "./QuickGroups.tsx";
import "../../ui/popovers/popovers.ts";
import "./GroupsToolbar.css";

/** Not `useId`, which counts anew in every island. */
const id = "groups-more";
/** So long after everybody was spread a press does nothing: it was the second half of a double one (ms). */
const settles = 400;

/** The row. */
export function GroupsToolbar({ session, api, told }: {
  session: ClassSession;
  api: GroupsApi;
  told: Signal<Done | null>;
}) {
  const { rooms, breakouts, live } = session.facts;
  const any = activeRooms(rooms.value).length > 0;
  const { open, auto } = breakouts.value;
  const list = useRef<HTMLDivElement>(null);
  const spreadAt = useRef(-Infinity);
  const constraints = useMemo(
    () => new Constraints(session.seat.session),
    [session],
  );
  const spreadAll = async () => {
    if (performance.now() < spreadAt.current + settles) return;
    const moved = await spread(session, api, constraints, {
      how: "shuffle",
      onlineOnly: true,
    });
    spreadAt.current = performance.now();
    if (!moved) return;
    told.value = {
      text: summary(session, moved),
      undo: moved.length > 0 ? () => takeBack(api, told) : undefined,
    };
  };
  return (
    <div class="groups-toolbar" role="group" aria-label={groupsBoard.toolbar}>
      {(any || auto === true) && (
        <div class="groups-run">
          <RunButtons session={session} api={api} told={told} short />
        </div>
      )}
      {(any || auto === true) && (
        <Button title={t.autoDistributeHint} onClick={spreadAll}>
          <ShuffleIcon />
          {t.autoDistribute}
        </Button>
      )}
      <Button
        aria-label={t.distribute}
        onClick={() =>
          dialogRequest.value = "distribute"}
      >
        {groupsBoard.distribute}
      </Button>
      <Button
        look="shrinks"
        aria-label={t.setUp}
        title={t.setUp}
        onClick={() =>
          dialogRequest.value = "setup"}
      >
        <GroupsIcon />
        <span>{groupsBoard.setUp}</span>
      </Button>
      {any && live.value && (
        <Button
          look="shrinks"
          title={t.broadcast}
          onClick={() => dialogRequest.value = "broadcast"}
        >
          <BroadcastIcon />
          <span>{t.broadcast}</span>
        </Button>
      )}
      {any && (
        <>
          <IconButton
            label={groupsBoard.moreTools}
            Icon={MoreIcon}
            look="groups-more"
            popoverTarget={id}
          />
          <div
            id={id}
            ref={list}
            popover="auto"
            class="popover popover-list groups-more-list"
            onClick={() => list.current?.hidePopover()}
          >
            {/* With what it is about: it brings back messages, not students. */}
            {live.value && (
              <>
                <p class="hint" id={`${id}-hint`}>{t.bringBackHint}</p>
                <Button
                  look="bare"
                  disabled={open}
                  aria-describedby={`${id}-hint`}
                  onClick={() => bringBack(api)}
                >
                  <BringBackIcon />
                  {t.bringBack}
                </Button>
                <hr />
              </>
            )}
            <Button
              look="bare erases"
              disabled={open}
              onClick={() =>
                dialogRequest.value = "delete"}
            >
              <TrashIcon />
              {t.delete}
            </Button>
            {open && <p class="hint">{groupsBoard.endFirst}</p>}
          </div>
        </>
      )}
      <p class="groups-summary quiet small figures">
        {any && (open ? t.openNow : t.closedNow)}
        {any && " · "}
        {any && summary(session)}
      </p>
    </div>
  );
}
