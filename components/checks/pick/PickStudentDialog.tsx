/**
 * **Pick a student** (R-6): none twice before all had a turn. Only the teacher sees the name until
 * **Show the name**.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useId, useMemo } from "preact/hooks";
import { pick as t } from "texts/checks_pick.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { RefusedRequestNotice } from "../../client/RefusedRequestNotice.tsx";
import { SessionApi } from "../../client/session_api.ts";
import { Button } from "../../ui/Button.tsx";
import { DiceIcon } from "../../ui/icons.tsx";
import { PresentIcon } from "../../ui/later_icons.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { StudentPicks } from "./student_picks.ts";
import "../exit/exit.css";

type Kind = "students" | "groups";

export function ShownPickNotice({ session }: { session: ClassSession }) {
  const api = useMemo(() => new SessionApi(session.seat.session), [session]);
  const shownPick = session.part(StudentPicks).shownPick.value;
  if (!shownPick) return null;
  return (
    <div class="cluster pick-shown box" role="status">
      <PresentIcon />
      <span>{t.onPresent({ name: shownPick.name })}</span>
      <Button
        look="small"
        onClick={() => api.act("PATCH /pick", { show: null })}
      >
        {t.hide}
      </Button>
    </div>
  );
}

export function PickStudentDialog(
  { session, onClose }: { session: ClassSession; onClose: () => void },
) {
  const id = useId();
  const api = useMemo(() => new SessionApi(session.seat.session), [session]);
  const picks = session.part(StudentPicks);
  const from = useSignal<Kind>("students");
  const last = useSignal<string | null>(null);
  const busy = useSignal(false);
  const picked = last.value === null ? null : picks.findPick(last.value);
  const isShown = picked !== null && picks.shownPick.value?.id === picked.id;
  const hasGroups = Object.values(session.facts.rooms.value)
    .some(({ archived }) => !archived);
  const next = async (notHere?: string) => {
    if (busy.value) return;
    busy.value = true;
    const ask = { from: from.value, ...(notHere && { notHere }) };
    const answer = await api.act("POST /pick", ask);
    busy.value = false;
    if (!answer) return;
    const { picked } = answer;
    last.value = "member" in picked ? picked.member : picked.room;
  };
  useEffect(() => void next(), []);
  const show = (show: string | null) => api.act("PATCH /pick", { show });
  return (
    <Modal title={t.name} kind="pick-dialog" onClose={onClose}>
      <div class="stack">
        <RefusedRequestNotice api={api} />
        {hasGroups && (
          <fieldset class="pick-from">
            <legend class="visually-hidden">{t.from}</legend>
            {(["students", "groups"] as const).map((kind) => (
              <label key={kind}>
                <input
                  type="radio"
                  name={`${id}-from`}
                  checked={from.value === kind}
                  onChange={() => {
                    from.value = kind;
                    last.value = null;
                  }}
                />
                {t[kind]}
              </label>
            ))}
          </fieldset>
        )}
        <div class="pick-stage" role="status">
          {picked
            ? (
              <>
                <span class="visually-hidden">
                  {t.picked({ name: picked.name })}
                </span>
                <strong class="pick-name" aria-hidden="true" dir="auto">
                  {picked.name}
                </strong>
              </>
            )
            : <p class="quiet">{t.start}</p>}
        </div>
        <div class="stack tight pick-acts">
          <Button
            look="main large"
            aria-disabled={busy.value}
            onClick={() => next()}
          >
            <DiceIcon />
            {picked
              ? t.next
              : from.value === "groups"
              ? t.pickGroup
              : t.pickStudent}
          </Button>
          <div class="actions">
            <Button
              disabled={!picked}
              aria-pressed={isShown}
              onClick={() => picked && show(isShown ? null : picked.id)}
            >
              <PresentIcon />
              {isShown ? t.hide : t.show}
            </Button>
            <Button
              title={t.notHereHint}
              disabled={!picked}
              onClick={() => picked && next(picked.id)}
            >
              {t.notHere}
            </Button>
          </div>
        </div>
        <p class="hint">{isShown ? t.isShown : t.onlyHere}</p>
      </div>
    </Modal>
  );
}
