/**
 * **Groups of 4** → **Go**: creates, fills and opens groups in two presses (B-6 to B-8). *Set up…* opens
 * **Set up breakout rooms**.
 */
import { type Signal, signal, useSignal } from "@preact/signals";
import { useId, useLayoutEffect, useMemo } from "preact/hooks";
import { countGroups, type Room } from "../../../classroom/model/groups.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { groupsBoard as t } from "texts/groups_board.ts";
import { groupsDesk } from "texts/groups_desk.ts";
import { dialogRequest } from "../../chat/panel_requests.ts";
import type { ActionNotice } from "../../people/student_actions.ts";
import { readStored, writeStored } from "../../client/browser_storage.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { roomsInOrder } from "../../client/group_emblems.ts";
import { Button, Form, IconButton } from "../../ui/Button.tsx";
import { formatList } from "../../../formats/format_list.ts";
import { PlusIcon } from "../../ui/icons.tsx";
import { MinusIcon } from "../../ui/later_icons.tsx";
import type { GroupsApi } from "../desk/groups_api.ts";
import { GroupsPopover } from "../desk/GroupsPopover.tsx";
import { OpenGroups } from "../desk/OpenGroups.tsx";
import { studentsInGroups } from "../distribute/distribution.ts";
import "../desk/groups_desk.css";

interface QuickGroupsProps {
  readonly session: ClassSession;
  readonly api: GroupsApi;
  readonly told: Signal<ActionNotice | null>;
}

const minStudents = 2;

/** Fixed, since `useId` starts over in each island. */
export const quickGroupsId = "quick-groups";

export function QuickGroupsPopover(
  { session, told }: Pick<QuickGroupsProps, "session" | "told">,
) {
  const isOpen = session.facts.breakouts.value.open === true;
  return (
    <GroupsPopover
      id={quickGroupsId}
      kind="quick-groups-list"
      label={isOpen ? t.open : t.quick}
      session={session}
    >
      {(api, close) => (
        <GroupsWindow session={session} api={api} told={told} onDone={close} />
      )}
    </GroupsPopover>
  );
}

/** The popover's content. It stays the same while open, even if another teacher opens or ends the groups. */
function GroupsWindow(props: QuickGroupsProps & { onDone: () => void }) {
  const { breakouts } = props.session.facts;
  const isOpen = useMemo(() => breakouts.peek().open === true, []);
  return isOpen ? <OpenGroups {...props} /> : <QuickGroups {...props} />;
}

export function QuickGroups({ session, api, told, onDone }: QuickGroupsProps & {
  onDone?: () => void;
}) {
  const field = useId();
  useLayoutEffect(recallGroupSize, []);
  const size = groupSize.value;
  const onlineOnly = useSignal(true);
  const students = studentsInGroups(session);
  const offlineCount = students.filter(({ isOnline }) => !isOnline).length;
  const count = onlineOnly.value
    ? students.length - offlineCount
    : students.length;
  const isWrong = !isGroupSize(size);
  const groupsOf = (studentCount: number) =>
    countGroups(studentCount, {
      auto: session.facts.breakouts.value.auto === true,
      capacity: size,
    });
  const isDisabled = count < minStudents || !session.facts.isLive.value;
  const earlierRooms = roomsInOrder(session.facts.rooms.value);
  const go = async () => {
    if (isWrong || isDisabled) return;
    const ask = { of: size, onlineOnly: onlineOnly.value };
    const result = await api.act("POST /breakouts/groups", ask);
    if (!result) return;
    const movedCount = result.moved.filter(({ to }) => to !== null).length;
    told.value = {
      text: groupsDesk.summary({
        students: movedCount,
        groups: groupsOf(movedCount),
      }),
      undo: () => requestUndoMoves(api, told),
    };
    // Closes after the request, so that a double press hits the same button.
    onDone?.();
  };
  return (
    <Form class="quick-groups cluster" noValidate onSubmit={go}>
      {earlierRooms.length > 0 && (
        <EarlierGroups
          rooms={earlierRooms}
          isDisabled={!session.facts.isLive.value}
          onStart={async () => {
            if (await api.act("POST /breakouts/start")) onDone?.();
          }}
        />
      )}
      <GroupSizeField id={field} isWrong={isWrong} />
      <Button
        type="submit"
        look={earlierRooms.length > 0 ? "" : "main"}
        aria-disabled={isDisabled}
        aria-describedby={`${field}-so`}
      >
        {t.go}
      </Button>
      <Button
        look="bare"
        onClick={() => {
          onDone?.();
          dialogRequest.value = "setup";
        }}
      >
        {t.more}
      </Button>
      {offlineCount > 0 && (
        <label class="row quick-groups-online">
          <input
            type="checkbox"
            checked={onlineOnly}
            onChange={({ currentTarget }) =>
              onlineOnly.value = currentTarget.checked}
          />
          {groupsDesk.onlineOnly}
          <span class="quiet">{t.away({ count: offlineCount })}</span>
        </label>
      )}
      <p
        class={isWrong ? "field-error" : "hint"}
        id={`${field}-so`}
        role={isWrong ? "alert" : undefined}
      >
        {isWrong
          ? groupsDesk.capacityBounds({
            least: bounds.capacity.min,
            most: bounds.capacity.max,
          })
          : count === 0
          ? students.length === 0 ? t.nobody : t.nobodyOnline
          : count < minStudents
          ? t.tooFew
          : t.makes({ students: count, groups: groupsOf(count) })}
      </p>
      {session.facts.call.value.main !== undefined && (
        <p class="hint">{t.callsToo}</p>
      )}
    </Form>
  );
}

/** Groups that were open before, or are prepared. */
function EarlierGroups({ rooms, isDisabled, onStart }: {
  rooms: readonly Room[];
  isDisabled: boolean;
  onStart: () => void;
}) {
  const hint = useId();
  return (
    <div class="stack tight quick-groups-earlier">
      <div class="actions">
        <Button
          look="main"
          disabled={isDisabled}
          aria-describedby={hint}
          onClick={onStart}
        >
          {groupsDesk.start}
        </Button>
      </div>
      <p class="hint" id={hint}>
        {t.earlier({ names: formatList(rooms.map(({ name }) => name)) })}
      </p>
      <p class="hint">{t.replaces}</p>
    </div>
  );
}

/** Uses the element with the id `${id}-so`, which says what the size means, as its description. */
function GroupSizeField({ id, isWrong }: { id: string; isWrong: boolean }) {
  const size = groupSize.value;
  const step = (delta: number) =>
    chooseGroupSize(
      isWrong ? usualSize : Math.min(maxSize, Math.max(minSize, size + delta)),
    );
  return (
    <>
      <label for={id}>{t.of}</label>
      <div class="stepper">
        <IconButton
          label={t.fewer}
          Icon={MinusIcon}
          disabled={size <= minSize}
          onClick={() => step(-1)}
        />
        <input
          id={id}
          class="input"
          type="number"
          inputMode="numeric"
          min={minSize}
          max={maxSize}
          value={Number.isNaN(size) ? "" : size}
          aria-invalid={isWrong}
          aria-describedby={`${id}-so`}
          onInput={({ currentTarget }) =>
            chooseGroupSize(currentTarget.valueAsNumber)}
        />
        <IconButton
          label={t.larger}
          Icon={PlusIcon}
          disabled={size >= maxSize}
          onClick={() => step(1)}
        />
      </div>
    </>
  );
}

export async function requestUndoMoves(
  api: GroupsApi,
  told: Signal<ActionNotice | null>,
): Promise<void> {
  const result = await api.act("POST /breakouts/undo");
  if (result) told.value = { text: groupsDesk.undone };
}

const key = "homeroom/groups-of";
const { min: minSize, max: maxSize, default: usualSize } = bounds.capacity;

/** Students per group, as last chosen on this device. */
const groupSize: Signal<number> = signal(usualSize);

function isGroupSize(size: number): boolean {
  return Number.isInteger(size) && size >= minSize && size <= maxSize;
}

function recallGroupSize(): void {
  const storedSize = Number(readStored(key));
  if (isGroupSize(storedSize)) groupSize.value = storedSize;
}

function chooseGroupSize(size: number): void {
  groupSize.value = size;
  if (isGroupSize(size)) writeStored(key, String(size));
}
