/**
 * **Exit ticket** on the teacher's page. The ticket is prepared here; **End session** shows it to the
 * students.
 */
import { useSignal } from "@preact/signals";
import { exit as t } from "texts/checks_exit.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { Button } from "../../ui/Button.tsx";
import { CheckIcon } from "../../ui/icons.tsx";
import { TicketIcon } from "../../ui/later_icons.tsx";
import { useLazyPart } from "../../ui/use_lazy_part.ts";
import { RunningExitTicket } from "./running_exit_ticket.ts";

export function ExitTicketButton(
  { session, disabled }: { session: ClassSession; disabled: boolean },
) {
  const isOpen = useSignal(false);
  const dialog = useLazyPart(
    isOpen.value,
    () => import("./ExitTicketDialog.tsx"),
  );
  const desk = session.part(RunningExitTicket);
  const ready = desk.ticket.value;
  return (
    <>
      <Button
        title={t.hint({ most: bounds.exitQuestions })}
        disabled={disabled || desk.running.value !== null}
        onClick={() => isOpen.value = true}
      >
        {ready ? <CheckIcon /> : <TicketIcon />}
        {t.name}
        {ready && <span class="visually-hidden">: {t.prepared}</span>}
      </Button>
      {dialog && isOpen.value && (
        <dialog.ExitTicketDialog
          session={session}
          onClose={() => isOpen.value = false}
        />
      )}
    </>
  );
}
