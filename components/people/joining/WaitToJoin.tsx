import { join as t } from "texts/people_join.ts";
import { Button } from "../../ui/Button.tsx";
import "./joining.css";
import { localPath } from "../../../locales/local_path.ts";

/**
 * The page of a student who waits to be let in (J-2, J-9).
 *
 * @param props `isCrowded`: many are joining; `isFormer`: the name is from the repeated class (S-6); `mayJoinAsNew`:
 * waited for 60 s
 */
export function WaitToJoin(props: {
  waiting: string;
  name: string;
  isCrowded: boolean;
  isFormer: boolean;
  mayJoinAsNew: boolean;
  onAsNew?: (event: SubmitEvent) => void;
  /** Absent: a link leads back to the form instead. */
  onBack?: () => void;
}) {
  const { waiting, name, isCrowded, isFormer, mayJoinAsNew, onAsNew, onBack } =
    props;
  const notice = isCrowded
    ? t.waitingCrowd
    : isFormer
    ? t.waitingReturn({ name })
    : t.waiting({ name });
  return (
    <div class="stack">
      <div class="media loose waiting" role="status">
        <span class="waiting-mark" aria-hidden="true" />
        <p>{notice}</p>
      </div>
      <p class="quiet">
        {!mayJoinAsNew
          ? t.waitingHint
          : isCrowded
          ? t.waitLongerCrowd
          : t.waitLonger}
      </p>
      {mayJoinAsNew && (
        <form method="post" action={localPath("/join")} onSubmit={onAsNew}>
          <input type="hidden" name="waiting" value={waiting} />
          <Button type="submit" look="main">
            {isCrowded ? t.tryAgain : t.asNew}
          </Button>
        </form>
      )}
      <p>
        <a
          class="button"
          href={localPath("/join")}
          onClick={onBack && ((event) => {
            event.preventDefault();
            onBack();
          })}
        >
          {t.someoneElse}
        </a>
      </p>
    </div>
  );
}
