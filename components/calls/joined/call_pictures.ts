import type { Caller } from "../caller.ts";
import type { RemoteCaller } from "../call_backend.ts";

export interface CallPicture {
  readonly id: string;
  readonly kind: "camera" | "screen";
  readonly name: string;
  readonly isMe: boolean;
  readonly stream: MediaStream;
}

export function listCallPictures(
  people: readonly Caller[],
  remoteCallers: readonly RemoteCaller[],
  ownStreams: Readonly<Record<CallPicture["kind"], MediaStream | null>>,
): CallPicture[] {
  return (["screen", "camera"] as const).flatMap((kind) =>
    people.filter((person) => person[kind]).flatMap(
      ({ member, name, isMe }) => {
        const picture = { kind, name, isMe };
        if (isMe) {
          const stream = ownStreams[kind];
          return stream
            ? [{ ...picture, id: `${member} ${kind}`, stream }]
            : [];
        }
        return remoteCallers.filter((caller) => caller.member === member)
          .flatMap((caller) => {
            const stream = caller[kind];
            return stream
              ? [{ ...picture, id: `${caller.peer} ${kind}`, stream }]
              : [];
          });
      },
    )
  );
}

export function findEnlargedPicture(
  pictures: readonly CallPicture[],
  chosen: string | null | undefined,
): string | null {
  if (chosen === null) return null;
  if (pictures.some(({ id }) => id === chosen)) return chosen!;
  return pictures.find(({ kind, isMe }) => kind === "screen" && !isMe)?.id ??
    null;
}
