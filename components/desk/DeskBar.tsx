import type { ComponentChildren } from "preact";
import { desk as t } from "texts/desk.ts";
import { session as words } from "texts/sessions_live.ts";
import {
  formatJoinCode,
  spellJoinCode,
} from "../../formats/format_join_code.ts";
import { JoinCode, type JoinReach } from "../sessions/JoinCode.tsx";
import type { QrPath } from "../../formats/qr.ts";
import { SettingSwitch } from "../ui/SettingSwitch.tsx";
import { Button } from "../ui/Button.tsx";
import {
  ClockIcon,
  DownloadIcon,
  LockIcon,
  MoreIcon,
  StopIcon,
} from "../ui/icons.tsx";
import { MenuIcon, SettingsIcon } from "../ui/later_icons.tsx";
import "../ui/popovers/popovers.ts";
import { useRef } from "preact/hooks";
import { showDeskPart } from "../page/desk_part.ts";
import { localPath } from "../../locales/local_path.ts";
import { record } from "texts/record.ts";
import { review } from "texts/review.ts";
import "./desk.css";

export function DeskBar({ title, ownerLine, state, verbs, children }: {
  title: string;
  /** The owner's name, if the class is another teacher's. */
  ownerLine?: string;
  state?: ComponentChildren;
  verbs?: ComponentChildren;
  children?: ComponentChildren;
}) {
  return (
    <header class="desk-bar">
      {/* On a phone: opens the content of the sidebar, which the frame of the page renders. */}
      <Button look="bare portal-menu" popoverTarget="portal-all">
        <MenuIcon />
        <span>{t.menu}</span>
      </Button>
      <div class="desk-title">
        <h1 class={ownerLine ? undefined : "brief"} title={title}>{title}</h1>
        {ownerLine && <p class="quiet small">{ownerLine}</p>}
      </div>
      {state}
      {children && (
        <div class="desk-acts">
          {verbs && <div class="desk-verbs">{verbs}</div>}
          <div class="desk-rest">{children}</div>
        </div>
      )}
    </header>
  );
}

/** Fixed, since `useId` starts over in each island. */
const codeId = "join-code", menuId = "desk-menu";

export function JoinCodeChip(props: {
  session: string;
  code: string;
  link: string;
  qr: QrPath;
  reach: JoinReach;
  isLocked: boolean;
  onLock: (isLocked: boolean) => Promise<boolean>;
  /** True if the page shows the code elsewhere too: the chip then has words instead. */
  isShownElsewhere?: boolean;
}) {
  const { isLocked, onLock, isShownElsewhere = false, ...joining } = props;
  const code = formatJoinCode(joining.code);
  const list = useRef<HTMLDivElement>(null);
  return (
    <>
      <Button
        look="bare code-chip"
        popoverTarget={codeId}
      >
        <span class="visually-hidden">
          {(isLocked ? t.codeLocked : t.code)({
            code: spellJoinCode(joining.code),
          })}
        </span>
        <span class="code-chip-words" aria-hidden="true">
          <span data-shown={!isShownElsewhere}>{code}</span>
          <span data-shown={isShownElsewhere}>{words.code}</span>
          <span class="code-chip-locked" data-locked={isLocked}>
            <LockIcon />
            {t.locked}
          </span>
        </span>
      </Button>
      <div
        id={codeId}
        ref={list}
        popover="auto"
        class="popover code-chip-list"
      >
        {/* The teacher looks at the projector next: the panel must not cover what comes in. */}
        <JoinCode
          {...joining}
          onPresent={() => list.current?.hidePopover()}
        />
        <SettingSwitch
          id="code-lock"
          label={words.lock}
          hint={words.lockHint}
          isOn={isLocked}
          onChange={onLock}
        />
      </div>
    </>
  );
}

const extensions = [5, 15, 30, 60];

/** **⋯**: actions that are rarely needed in a lesson (S-4, R-6, M-3); ending the class is the last. */
export function DeskMenu(
  { session, isIdle, mayEnd, onExtend, onEnd, children }: {
    session: string;
    isIdle: boolean;
    mayEnd: boolean;
    onExtend: (minutes: number) => unknown;
    onEnd: () => unknown;
    children: ComponentChildren;
  },
) {
  const list = useRef<HTMLDivElement>(null);
  return (
    <>
      <Button look="bare desk-menu" popoverTarget={menuId}>
        <MoreIcon />
        {t.more}
      </Button>
      <div
        id={menuId}
        ref={list}
        popover="auto"
        class="popover popover-list desk-menu-list"
        onClick={({ target }) => {
          const item = (target as Element).closest("button, a");
          if (item) list.current?.hidePopover();
        }}
      >
        {children}
        <div class="desk-extend" role="group" aria-label={words.extendBy}>
          <span class="row" aria-hidden="true">
            <ClockIcon />
            {words.extend}
          </span>
          <div class="actions">
            {extensions.map((minutes) => (
              <Button
                look="small"
                key={minutes}
                disabled={isIdle}
                aria-label={words.extendMinutes({ minutes })}
                onClick={() => onExtend(minutes)}
              >
                {t.plus({ minutes })}
              </Button>
            ))}
          </div>
        </div>
        <a
          class="button bare"
          href={localPath(`/api/sessions/${session}/export`)}
        >
          <DownloadIcon />
          {record.offer.everything}
        </a>
        <Button look="bare" onClick={() => showDeskPart("settings")}>
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
