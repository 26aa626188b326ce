import type { MemberCommand } from "../../classroom/commands.ts";
import type { ClassSession } from "./class_session.ts";

export function collectUnsentTexts(session: ClassSession): string[] {
  const { pending, refused } = session.outbox;
  return [
    ...textsOfCommands(refused.value.flatMap(({ command }) => command ?? [])),
    ...textsOfCommands(pending.value),
    ...session.listUnsent(),
  ].filter((text) => text !== "");
}

export function textsOfCommands(commands: readonly MemberCommand[]): string[] {
  return commands.flatMap((command) => {
    const { kind } = command;
    if (kind === "say" || kind === "ask" || kind === "note") {
      return command.text;
    }
    return command.kind === "answer"
      ? Object.values(command.answers).filter(isText)
      : [];
  });
}

function isText(answer: unknown): answer is string {
  return typeof answer === "string";
}

export function hasUnsentAnswers(session: ClassSession): boolean {
  return session.outbox.pending.value.some(({ kind }) => kind === "answer");
}
