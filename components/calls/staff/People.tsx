/** What staff do about a person in the list of who is in the call (K-1): **Ask to unmute**, **Remove** and its **Undo**. */
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { callStaff as t } from "texts/calls.ts";
import { SessionApi } from "../../client/session_api.ts";
import { Button } from "../../ui/Button.tsx";
import { UndoIcon } from "../../ui/icons.tsx";
import type { Call } from "../call.ts";
import type { CallerRow } from "../joined/rows.ts";
import { frame } from "texts/everywhere.ts";

/** The buttons at their place. None comes to stand where another was: who presses twice takes back nothing. */
export function People({ call, row }: { call: Call; row: CallerRow }) {
  const { act, said, api } = useActs(call, row.person.member);
  const { now, wasIn, person: { name, isStaff, microphone } } = row;
  if (isStaff) return null;
  return (
    <div class="actions">
      {now === "in" && (
        <>
          <Button
            look="small"
            disabled={microphone}
            aria-label={t.askOf({ name })}
            onClick={() =>
              act("POST /call/members/:m/unmute", t.askedOf({ name }))}
          >
            {t.ask}
          </Button>
          <Button
            look="small erases"
            aria-label={t.removeOf({ name })}
            onClick={({ currentTarget }) => {
              // From there it is one step to Undo.
              currentTarget.closest("li")?.focus();
              return act("DELETE /call/members/:m", t.removedOf({ name }));
            }}
          >
            {t.remove}
          </Button>
        </>
      )}
      {now === "out" && (
        <Button
          look="small"
          aria-label={wasIn ? t.undoOf({ name }) : t.letBackOf({ name })}
          onClick={() =>
            act("POST /call/members/:m/undo", t.letBackDone({ name }))}
        >
          {wasIn && <UndoIcon />}
          {wasIn ? frame.undo : t.letBack}
        </Button>
      )}
      {api.trouble.value && (
        <p class="call-refused" role="alert">{api.trouble.value.detail}</p>
      )}
      <span class="visually-hidden" role="status">{said}</span>
    </div>
  );
}

/** What is asked of the server at one place, and the words that say that it was done. */
function useActs(call: Call, member: string) {
  const api = useMemo(
    () => new SessionApi(call.session.seat.session),
    [call],
  );
  const said = useSignal("");
  const act = async (
    at:
      | "POST /call/members/:m/unmute"
      | "DELETE /call/members/:m"
      | "POST /call/members/:m/undo",
    done: string,
  ) => {
    said.value = "";
    if (await api.act(at, { m: member }) !== null) said.value = done;
  };
  return { api, said, act };
}
