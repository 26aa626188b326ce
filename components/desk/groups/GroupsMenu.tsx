/**
 * The staff's tools for groups in the chat panel: menu, dialogs (loaded when opened), and the sound of raised
 * hands.
 */
import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect, useId, useMemo } from "preact/hooks";
import { groupsDesk as t } from "texts/groups_desk.ts";
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
import {
  GroupsApi,
  type GroupsDialogProps,
} from "../../groups/desk/groups_api.ts";
import { roomsInOrder } from "../../client/group_emblems.ts";
import {
  isHelpSoundMuted,
  setHelpSoundMuted,
  useHelpSound,
} from "../../groups/desk/help_sound.ts";
import { useHandDraftCleanup } from "../../groups/desk/join_hand.ts";
import "../../ui/popovers/popovers.ts";
import "../../groups/desk/groups_desk.css";

const dialogs = {
  setup: () =>
    import("../../groups/desk/GroupSetupDialog.tsx").then((module) =>
      module.GroupSetupDialog
    ),
  distribute: () =>
    import("./DistributeDialog.tsx").then((module) => module.DistributeDialog),
  broadcast: () =>
    import("../../groups/desk/BroadcastDialog.tsx").then((module) =>
      module.BroadcastDialog
    ),
  "class-list": () =>
    import("../../groups/desk/ClassListDialog.tsx").then((module) =>
      module.ClassListDialog
    ),
  delete: () =>
    import("../../groups/desk/DeleteRoomsDialog.tsx").then((module) =>
      module.DeleteRoomsDialog
    ),
} as const;

export function GroupsMenu({ session }: { session: ClassSession }) {
  const id = useId();
  const hasRooms = roomsInOrder(session.facts.rooms.value).length > 0;
  const item = (
    dialogName: keyof typeof dialogs,
    text: string,
    icon: preact.VNode,
    disabled = false,
  ) => (
    <Button
      look="bare"
      popoverTarget={id}
      popoverTargetAction="hide"
      disabled={disabled}
      onClick={() => dialogRequest.value = dialogName}
    >
      {icon}
      {text}
    </Button>
  );
  return (
    <>
      <Button look="bare small chat-tool groups-menu" popoverTarget={id}>
        <GroupsIcon />
        <span>{t.chatMenu}</span>
      </Button>
      <div id={id} popover="auto" class="popover popover-list groups-menu-list">
        {item("setup", t.setUp, <GroupsIcon />)}
        {item("distribute", t.distribute, <ShuffleIcon />)}
        {item("broadcast", t.broadcast, <BroadcastIcon />, !hasRooms)}
        <Button
          look="bare"
          aria-pressed={isHelpSoundMuted.value}
          onClick={() => setHelpSoundMuted(!isHelpSoundMuted.value)}
        >
          {isHelpSoundMuted.value ? <BellOffIcon /> : <BellIcon />}
          {t.mute}
        </Button>
      </div>
    </>
  );
}

export function GroupsDialogs({ session }: { session: ClassSession }) {
  const api = useMemo(() => new GroupsApi(session.seat.session), [session]);
  const Open = useSignal<ComponentType<GroupsDialogProps> | null>(null);
  const dialogName = dialogRequest.value;
  useHelpSound(session);
  useHandDraftCleanup(session);
  useEffect(() => {
    Open.value = null;
    if (!dialogName) return;
    api.refusal.value = null;
    // A sentence about the previous dialog does not concern this one.
    api.announcement.value = "";
    let isCurrent = true;
    dialogs[dialogName]().then((component) => {
      if (isCurrent) Open.value = component;
    }, () => {
      if (isCurrent) dialogRequest.value = null;
    });
    return () => isCurrent = false;
  }, [dialogName]);
  const Component = Open.value;
  return Component && dialogName
    ? (
      <Component
        session={session}
        api={api}
        onClose={() => dialogRequest.value = null}
      />
    )
    : null;
}
