/** Commands that wait for their ten seconds, each with **Undo**. Shown over the whole page. */
import { assistant as t } from "texts/assistant.ts";
import type { ClassSession } from "./class_session.ts";
import { HeldCommands, heldSeconds } from "./held_commands.ts";
import "../sessions/sessions.css";
import { UndoButton } from "../ui/UndoButton.tsx";

export function HeldNotice({ session }: { session: ClassSession }) {
  const held = session.part(HeldCommands);
  const all = held.waiting.value;
  const last = all.at(-1);
  return (
    <section class="held-notices" aria-label={t.heldPlace}>
      {/* Announced once, although the seconds change. */}
      <p class="visually-hidden" aria-live="polite">
        {last
          ? `${goesTo(session, last.command.room, heldSeconds)} ${t.heldHint}`
          : held.undone.value
          ? t.heldUndone
          : ""}
      </p>
      {held.full.value && (
        <p class="box held-notice" role="alert">{t.heldFull}</p>
      )}
      {all.map(({ command: { id, room }, seconds }) => (
        <div key={id} class="box held-notice">
          <div>
            <p class="figures">{goesTo(session, room, seconds)}</p>
            <p class="quiet small">{t.heldHint}</p>
          </div>
          <UndoButton
            look="main"
            onClick={() =>
              held.undo(id)}
          />
        </div>
      ))}
    </section>
  );
}

function goesTo(
  { facts }: ClassSession,
  room: string,
  seconds: number,
): string {
  if (room === "main") return t.goesToClass({ seconds });
  return t.goesToRoom({ seconds, room: facts.rooms.value[room]?.name ?? "" });
}
