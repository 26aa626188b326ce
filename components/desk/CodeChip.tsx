/** The join code in the bar; a press opens it with every way to hand it on (S-2), and **Lock joining** (S-11). */
import { desk as t } from "texts/desk.ts";
import { session as words } from "texts/sessions_live.ts";
import { spellCode, writeCode } from "../sessions/code.ts";
import { JoinCode, type JoinReach } from "../sessions/JoinCode.tsx";
import type { QrPath } from "../sessions/qr.ts";
import { Switch } from "./Switch.tsx";
import { Button } from "../ui/Button.tsx";
import { LockIcon } from "../ui/icons.tsx";
import "../ui/popovers/popovers.ts";
import "./desk.css";

/** Not `useId`, which counts anew in every island. */
const id = "join-code";

export function CodeChip(props: {
  session: string;
  code: string;
  link: string;
  qr: QrPath;
  reach: JoinReach;
  /** No new students get in. */
  locked: boolean;
  onLock: (locked: boolean) => Promise<boolean>;
}) {
  const { locked, onLock, ...joining } = props;
  const code = writeCode(joining.code);
  return (
    <>
      <Button
        look="bare code-chip"
        popoverTarget={id}
      >
        <span class="visually-hidden">
          {(locked ? t.codeLocked : t.code)({ code: spellCode(joining.code) })}
        </span>
        <span class="code-chip-words" aria-hidden="true">
          {code}
          <span class="code-chip-locked" data-locked={locked}>
            <LockIcon />
            {t.locked}
          </span>
        </span>
      </Button>
      <div id={id} popover="auto" class="popover code-chip-list">
        <JoinCode {...joining} />
        <Switch
          id="code-lock"
          label={words.lock}
          hint={words.lockHint}
          on={locked}
          onChange={onLock}
        />
      </div>
    </>
  );
}
