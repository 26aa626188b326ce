/** The code in the lobby, with a button to go to the board (N-3). */
import { lobby as t } from "texts/desk.ts";
import { JoinCode } from "../sessions/JoinCode.tsx";
import { Button } from "../ui/Button.tsx";
import { ChevronRightIcon } from "../ui/icons.tsx";
import "./desk.css";

export function LobbyCode({ joining, onStart }: {
  joining: Parameters<typeof JoinCode>[0];
  onStart: () => void;
}) {
  return (
    <JoinCode {...joining} shown>
      <Button
        look="main large lobby-start"
        title={t.startHint}
        onClick={onStart}
      >
        {t.start}
        <ChevronRightIcon />
      </Button>
    </JoinCode>
  );
}
