/** The name on the projector, once its teacher wants it there. */
import { useMemo } from "preact/hooks";
import { pick as t } from "texts/checks_pick.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { SessionApi } from "../../client/session_api.ts";
import { CloseButton } from "../../ui/Button.tsx";
import { ClassPicks } from "./picks.ts";
import "../exit/exit.css";

/** The name; nothing while nobody's is shown. */
export function PickOnPresent({ session }: { session: ClassSession }) {
  const api = useMemo(() => new SessionApi(session.seat.session), [session]);
  const shown = session.part(ClassPicks).shown.value;
  return (
    <div role="status" class={shown ? "present-pick" : undefined}>
      {shown && (
        <>
          <p>{t.isNext}</p>
          <strong dir="auto" data-long={shown.name.length > 14}>
            {shown.name}
          </strong>
          <CloseButton
            label={t.hide}
            onClick={() => api.act("PATCH /pick", { show: null })}
          />
        </>
      )}
    </div>
  );
}
