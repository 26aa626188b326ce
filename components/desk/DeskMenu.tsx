/** **⋯** in the bar: what is wanted a few times a lesson (S-4, R-6, M-3), the end last. */
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { callStaff } from "texts/calls.ts";
import { desk as t } from "texts/desk.ts";
import { session as words } from "texts/sessions_live.ts";
import { localPath } from "../../locales/local_path.ts";
import { record } from "texts/record.ts";
import { review } from "texts/review.ts";
import { CallIcon } from "../calls/call_icons.tsx";
import { dialogRequest } from "../chat/panel_requests.ts";
import { Button, IconButton } from "../ui/Button.tsx";
import {
  ClockIcon,
  DownloadIcon,
  MoreIcon,
  SettingsIcon,
  StopIcon,
} from "../ui/icons.tsx";
import { showPart } from "./Tabs.tsx";
import "../ui/popovers/popovers.ts";
import "./desk.css";

/** Not `useId`, which counts anew in every island. */
const id = "desk-menu";
const choices = [5, 15, 30, 60];

/** The button and what is behind it; its children are further items. */
export function DeskMenu(
  { session, idle, mayEnd, onExtend, onEnd, children }: {
    session: string;
    /** The class does not run. */
    idle: boolean;
    mayEnd: boolean;
    onExtend: (minutes: number) => unknown;
    onEnd: () => unknown;
    children: ComponentChildren;
  },
) {
  const list = useRef<HTMLDivElement>(null);
  const close = () => list.current?.hidePopover();
  return (
    <>
      <IconButton
        label={t.more}
        Icon={MoreIcon}
        look="desk-menu"
        popoverTarget={id}
      />
      <div
        id={id}
        ref={list}
        popover="auto"
        class="popover popover-list desk-menu-list"
        onClick={({ target }) => {
          if ((target as Element).closest("button, a")) close();
        }}
      >
        <div class="desk-extend" role="group" aria-label={words.extendBy}>
          <span class="row" aria-hidden="true">
            <ClockIcon />
            {words.extend}
          </span>
          <div class="actions">
            {choices.map((minutes) => (
              <Button
                look="small"
                key={minutes}
                disabled={idle}
                aria-label={words.extendMinutes({ minutes })}
                onClick={() => onExtend(minutes)}
              >
                {t.plus({ minutes })}
              </Button>
            ))}
          </div>
        </div>
        <Button
          look="bare"
          disabled={idle}
          onClick={() => dialogRequest.value = "call"}
        >
          <CallIcon />
          {callStaff.start}
        </Button>
        {children}
        <a
          class="button bare"
          href={localPath(`/api/sessions/${session}/export`)}
        >
          <DownloadIcon />
          {record.offer.everything}
        </a>
        <Button look="bare" onClick={() => showPart("settings")}>
          <SettingsIcon />
          {review.tabs.settings}
        </Button>
        <Button look="bare desk-end" disabled={!mayEnd} onClick={onEnd}>
          <StopIcon />
          {words.end}
        </Button>
      </div>
    </>
  );
}
