/** What a student sees who waits for the teacher to let them in (J-2), or for the class to start. */
import { join as t } from "../locales/en_join.ts";
import "./WaitToJoin.css";

/** The page of one who waits. `mayJoinAsNew` after 60 s without an answer. */
export function WaitToJoin(props: {
  waiting: string;
  name: string;
  forStart: boolean;
  mayJoinAsNew: boolean;
  onAsNew?: (event: SubmitEvent) => void;
  /** Another name may be given; without it a link leads back to the form. */
  onBack?: () => void;
}) {
  const { waiting, name, forStart, mayJoinAsNew, onAsNew } = props;
  return (
    <div class="stack">
      <div class="waiting" role="status">
        <span class="waiting-mark" aria-hidden="true" />
        <p>{forStart ? t.waitingForStart : t.waiting(name)}</p>
      </div>
      <p class="quiet">
        {mayJoinAsNew ? t.waitLonger : t.waitingHint}
      </p>
      {mayJoinAsNew && (
        <form method="post" action="/join" onSubmit={onAsNew}>
          <input type="hidden" name="waiting" value={waiting} />
          <button type="submit" class="button main">{t.asNew}</button>
        </form>
      )}
      <p>
        <a
          class="button"
          href="/join"
          onClick={(event) => {
            if (!props.onBack) return;
            event.preventDefault();
            props.onBack();
          }}
        >
          {t.someoneElse}
        </a>
      </p>
    </div>
  );
}
