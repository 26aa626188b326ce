/** That many have just joined (J-9), with what a teacher does about it: **Lock joining**, **Remove all who joined since …**. */
import { crowd as t } from "texts/people_crowd.ts";
import { Button, CloseButton } from "../ui/Button.tsx";
import { LockIcon, PeopleIcon } from "../ui/icons.tsx";
import { writeTime } from "../ui/time.ts";
import type { Rush } from "./rush.ts";
import "./people.css";

/** The note. */
export function Crowd({ rush, locked, zone, onLock, onRemove, onClose }: {
  rush: Rush;
  locked: boolean;
  zone: string;
  onLock: (locked: boolean) => void;
  /** Asks since when. */
  onRemove: () => void;
  onClose: () => void;
}) {
  const { count, since, isNow } = rush;
  return (
    <section class="crowd" aria-label={t.title}>
      <PeopleIcon />
      <p role="status">
        <strong>
          {isNow
            ? t.lastMinute({ count })
            : t.within({ count, time: writeTime(since, "hour", zone) })}
        </strong>
      </p>
      <div class="actions">
        <Button onClick={() => onLock(!locked)}>
          <LockIcon />
          {locked ? t.unlock : t.lock}
        </Button>
        <Button onClick={onRemove}>{t.removeSince}</Button>
      </div>
      <CloseButton look="small" onClick={onClose} />
    </section>
  );
}
