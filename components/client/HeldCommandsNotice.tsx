/** Commands that wait ten seconds before they are sent, each with **Undo**. Shown over the page. */
import { assistant as t } from "texts/assistant.ts";
import type { ClassSession } from "./class_session.ts";
import { HeldCommands, holdSeconds } from "./held_commands.ts";
import { UndoButton } from "../ui/UndoButton.tsx";
import "../ui/over.css";

export function HeldCommandsNotice({ session }: { session: ClassSession }) {
  const part = session.part(HeldCommands);
  const heldCommands = part.heldCommands.value;
  const last = heldCommands.at(-1);
  return (
    <section class="stack tight held-notices" aria-label={t.heldPlace}>
      {/* Announced once, although the seconds change. */}
      <p class="visually-hidden" aria-live="polite">
        {last
          ? `${
            destinationText(session, last.command.room, holdSeconds)
          } ${t.heldHint}`
          : part.lastUndone.value
          ? t.heldUndone
          : ""}
      </p>
      {part.isOutboxFull.value && (
        <p class="box row loose held-notice" role="alert">{t.heldFull}</p>
      )}
      {heldCommands.map(({ command: { id, room }, seconds }) => (
        <div key={id} class="box row loose held-notice">
          <div>
            <p class="figures">{destinationText(session, room, seconds)}</p>
            <p class="quiet small">{t.heldHint}</p>
          </div>
          <UndoButton
            look="main"
            onClick={() =>
              part.undoCommand(id)}
          />
        </div>
      ))}
    </section>
  );
}

function destinationText(
  { facts }: ClassSession,
  room: string,
  seconds: number,
): string {
  if (room === "main") return t.goesToClass({ seconds });
  return t.goesToRoom({ seconds, room: facts.rooms.value[room]?.name ?? "" });
}
