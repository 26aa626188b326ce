import type { Caller } from "../caller.ts";
import type { RemoteCaller } from "../call_backend.ts";

export interface CallPicture {
  readonly id: string;
  readonly of: "camera" | "screen";
  readonly name: string;
  readonly isMe: boolean;
  readonly stream: MediaStream;
}

export function listCallPictures(
  people: readonly Caller[],
  others: readonly RemoteCaller[],
  own: Readonly<Record<CallPicture["of"], MediaStream | null>>,
): CallPicture[] {
  return (["screen", "camera"] as const).flatMap((of) =>
    people.filter((person) => person[of]).flatMap(({ member, name, isMe }) => {
      const shown = { of, name, isMe };
      if (isMe) {
        const stream = own[of];
        return stream ? [{ ...shown, id: `${member} ${of}`, stream }] : [];
      }
      return others.filter((it) => it.member === member).flatMap((it) => {
        const stream = it[of];
        return stream ? [{ ...shown, id: `${it.peer} ${of}`, stream }] : [];
      });
    })
  );
}

export function findEnlargedPicture(
  pictures: readonly CallPicture[],
  chosen: string | null | undefined,
): string | null {
  if (chosen === null) return null;
  if (pictures.some(({ id }) => id === chosen)) return chosen!;
  return pictures.find(({ of, isMe }) => of === "screen" && !isMe)?.id ?? null;
}
