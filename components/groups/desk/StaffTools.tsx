/**
 * Staff tools for groups in the chat panel: menu, dialogs, and the sound of raised hands. Each dialog is loaded when
 * opened.
 */
import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect, useId, useMemo } from "preact/hooks";
import { callStaff } from "texts/calls.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { CallIcon } from "../../calls/call_icons.tsx";
import type { ClassSession } from "../../client/class_session.ts";
import { dialogRequest } from "../../chat/panel_requests.ts";
import { Button } from "../../ui/Button.tsx";
import {
  BellIcon,
  BellOffIcon,
  BroadcastIcon,
  GroupsIcon,
  ShuffleIcon,
} from "../../page/desk_icons.tsx";
import { type DialogProps, GroupsApi } from "./groups_api.ts";
import { roomsInOrder } from "../marks.ts";
import { muted, setMuted, useHelpSound } from "./help_sound.ts";
import { useLoweredHands } from "./join_hand.ts";
import "../../ui/popovers/popovers.ts";
import "./groups_desk.css";

const dialogs = {
  setup: () => import("./Setup.tsx").then((it) => it.Setup),
  distribute: () =>
    import("../distribute/Distribute.tsx").then((it) => it.Distribute),
  broadcast: () => import("./Broadcast.tsx").then((it) => it.Broadcast),
  "class-list": () => import("./ClassList.tsx").then((it) => it.ClassList),
  delete: () => import("./DeleteRooms.tsx").then((it) => it.DeleteRooms),
  call: () =>
    import("../../calls/staff/StartCall.tsx").then((it) => it.StartCall),
} as const;

export function GroupsMenu({ session }: { session: ClassSession }) {
  const id = useId();
  const any = roomsInOrder(session.facts.rooms.value).length > 0;
  const item = (
    what: keyof typeof dialogs,
    text: string,
    icon: preact.VNode,
    disabled = false,
  ) => (
    <Button
      look="bare"
      popoverTarget={id}
      popoverTargetAction="hide"
      disabled={disabled}
      onClick={() => dialogRequest.value = what}
    >
      {icon}
      {text}
    </Button>
  );
  return (
    <>
      <Button look="bare small chat-tool groups-menu" popoverTarget={id}>
        <GroupsIcon />
        <span>{t.menu}</span>
      </Button>
      <div id={id} popover="auto" class="popover popover-list groups-menu-list">
        {item("setup", t.setUp, <GroupsIcon />)}
        {item("distribute", t.distribute, <ShuffleIcon />)}
        {item("broadcast", t.broadcast, <BroadcastIcon />, !any)}
        {item("call", callStaff.start, <CallIcon />, !session.facts.live.value)}
        <Button
          look="bare"
          aria-pressed={muted.value}
          onClick={() => setMuted(!muted.value)}
        >
          {muted.value ? <BellOffIcon /> : <BellIcon />}
          {t.mute}
        </Button>
      </div>
    </>
  );
}

export function GroupsDialogs({ session }: { session: ClassSession }) {
  const api = useMemo(() => new GroupsApi(session.seat.session), [session]);
  const Open = useSignal<ComponentType<DialogProps> | null>(null);
  const wanted = dialogRequest.value;
  useHelpSound(session);
  useLoweredHands(session);
  useEffect(() => {
    Open.value = null;
    if (!wanted) return;
    api.trouble.value = null;
    // Words of the last dialog do not concern this one.
    api.said.value = "";
    let still = true;
    dialogs[wanted]().then((component) => {
      if (still) Open.value = component;
    }, () => {
      if (still) dialogRequest.value = null;
    });
    return () => still = false;
  }, [wanted]);
  const Component = Open.value;
  return Component && wanted
    ? (
      <Component
        session={session}
        api={api}
        onClose={() => dialogRequest.value = null}
      />
    )
    : null;
}
