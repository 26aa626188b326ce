/** The join code in the bar; a press opens it with every way to hand it on (S-2). */
import { desk as t } from "texts/desk.ts";
import { writeCode } from "../sessions/code.ts";
import { JoinCode, type JoinReach } from "../sessions/JoinCode.tsx";
import type { QrPath } from "../sessions/qr.ts";
import { Button } from "../ui/Button.tsx";
import "../ui/Popover.css";
import "./CodeChip.css";

/** Not `useId`, which counts anew in every island. */
const id = "join-code";

/** The chip. */
export function CodeChip(props: {
  session: string;
  code: string;
  link: string;
  qr: QrPath;
  reach: JoinReach;
}) {
  const code = writeCode(props.code);
  return (
    <>
      <Button
        look="bare code-chip"
        popoverTarget={id}
        aria-label={t.code({ code })}
      >
        {code}
      </Button>
      <div id={id} popover="auto" class="popover code-chip-list">
        <JoinCode {...props} />
      </div>
    </>
  );
}
