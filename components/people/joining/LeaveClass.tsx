import { useId } from "preact/hooks";
import { leaving as t } from "texts/people_leaving.ts";
import { Button } from "../../ui/Button.tsx";
import { LogOutIcon } from "../../ui/icons.tsx";
import "./joining.css";
import { localPath } from "../../../locales/local_path.ts";

/**
 * **Leave class** (J-6), which works without a script.
 *
 * @param session absent: leaves all ended classes
 */
export function LeaveClass(
  { session, onSubmit }: {
    session?: string;
    onSubmit?: (event: SubmitEvent) => void;
  },
) {
  const hint = useId();
  return (
    <details class="leave-class">
      <summary class="button">
        <LogOutIcon />
        {t.leave}
      </summary>
      <form
        method="post"
        action={localPath("/my/leave")}
        class="card stack"
        onSubmit={onSubmit}
      >
        {session === undefined
          ? <input type="hidden" name="over" value="all" />
          : <input type="hidden" name="session" value={session} />}
        <p id={hint}>{session === undefined ? t.hintAll : t.hint}</p>
        <p>
          <Button type="submit" look="main" aria-describedby={hint}>
            {t.forget}
          </Button>
        </p>
      </form>
    </details>
  );
}
