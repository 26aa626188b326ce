/** A button that reads a text aloud (N-2). Hidden if there is no voice for the text's language. */
import { useMemo } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { Button } from "./Button.tsx";
import { makeIcon } from "./icons.tsx";
import { readAloud, readingStateOf, stopReading } from "./read_aloud.ts";

/** Lucide's `volume-2`. */
const SoundIcon = /* @__PURE__ */ makeIcon(
  "M11 4.702a.705.705 0 0 0-1.203-.498L6.413 7.587A1.4 1.4 0 0 1 5.416 8H3a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2.416a1.4 1.4 0 0 1 .997.413l3.383 3.384A.705.705 0 0 0 11 19.298z M16 9a5 5 0 0 1 0 6 M19.364 18.364a9 9 0 0 0 0-12.728",
);

export function ReadAloud(
  { id, text, look = "bare small", onPress }: {
    /** Distinguishes the texts on a page. */
    id: string;
    text: string;
    look?: string;
    onPress?: () => void;
  },
) {
  const state = useMemo(() => readingStateOf(id, text), [id, text]).value;
  if (state === "none") return null;
  return (
    <Button
      look={look}
      onClick={() => {
        if (state === "reading") stopReading();
        else readAloud(id, text);
        onPress?.();
      }}
    >
      <SoundIcon />
      {state === "reading" ? frame.stopReading : frame.readAloud}
    </Button>
  );
}
