import { frame } from "texts/everywhere.ts";
import { people } from "texts/people.ts";
import { session as t } from "texts/sessions_live.ts";
import { sessions } from "texts/sessions_portal.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import { GroupEmblem } from "../client/GroupEmblem.tsx";
import { assignGroupEmblems } from "../client/group_emblems.ts";
import { TextAreaField } from "../ui/TextAreaField.tsx";
import { Button, CloseButton, IconButton } from "../ui/Button.tsx";
import { Checkbox } from "../ui/Checkbox.tsx";
import { CopyButton } from "../ui/CopyButton.tsx";
import { InputField } from "../ui/InputField.tsx";
import { CheckIcon, MoreIcon } from "../ui/icons.tsx";
import { Notice } from "../ui/Notice.tsx";
import { JoinCodeDigits } from "../sessions/JoinCode.tsx";
import { JoinCode } from "../sessions/JoinCode.tsx";
import { makeQrPath } from "../../formats/qr.ts";
import { Piece } from "./Piece.tsx";
import { UndoButton } from "../ui/UndoButton.tsx";

const looks = ["", "main", "stop", "bare", "small", "large", "main small"];
const tones = ["plain", "good", "warn", "stop"] as const;
const link = "http://192.168.1.20:8000/join?sessionCode=482913";

export function ControlPieces() {
  return (
    <>
      <Piece name="Button">
        {looks.map((look) => <UndoButton key={look} look={look} />)}
        {looks.map((look) => <UndoButton key={look} look={look} disabled />)}
        <Button aria-pressed>{t.lock}</Button>
        <IconButton label={people.menu({ name: "Amy" })} Icon={MoreIcon} />
        <CloseButton />
        <CopyButton
          text={link}
          label={t.copyLink}
          copied={t.copied}
        />
      </Piece>
      <FieldPieces />
      <Piece name="Notice">
        {tones.map((tone) => (
          <Notice key={tone} tone={tone}>
            <span>{t.noNetwork}</span>
            <Button>{frame.undo}</Button>
          </Notice>
        ))}
      </Piece>
      <Piece name="badge">
        {["", "teacher", "highlight"].map((look) => (
          <span key={look} class={`badge ${look}`}>
            <CheckIcon />
            {frame.teacher}
          </span>
        ))}
        <span class="dot" />
        <span class="dot on" />
      </Piece>
      <Piece name="GroupMark">
        {Object.values(assignGroupEmblems(rooms())).map((room) => (
          <GroupEmblem key={room.order} room={room} />
        ))}
      </Piece>
      <Piece name="Digits">
        <JoinCodeDigits code="482913" />
      </Piece>
      <Piece name="JoinCode">
        <JoinCode
          session="pieces"
          code="482913"
          link={link}
          qr={makeQrPath(link)}
          reach={{ how: "network", others: [] }}
          hasQrCode
        />
      </Piece>
    </>
  );
}

function FieldPieces() {
  return (
    <>
      <Piece name="Field">
        <InputField id="piece-empty" label={sessions.name} />
        <InputField
          id="piece-filled"
          label={sessions.name}
          hint={t.lockHint}
          value="Biology"
        />
        <InputField
          id="piece-wrong"
          label={sessions.name}
          error={sessions.badName({ most: bounds.sessionName })}
        />
        <InputField
          id="piece-off"
          label={sessions.name}
          value="Biology"
          disabled
        />
      </Piece>
      <Piece name="AreaField">
        <TextAreaField
          id="piece-area"
          label={sessions.name}
          hint={t.lockHint}
        />
        <TextAreaField
          id="piece-area-wrong"
          label={sessions.name}
          hint={t.lockHint}
          error={sessions.badName({ most: bounds.sessionName })}
        />
      </Piece>
      <Piece name="Check">
        <Checkbox id="piece-off-check" label={t.lock} hint={t.lockHint} />
        <Checkbox
          id="piece-on-check"
          label={t.lock}
          hint={t.lockHint}
          checked
        />
        <Checkbox
          id="piece-switch"
          role="switch"
          label={t.pauseChat}
          hint={t.pauseChatHint}
          checked
        />
        <Checkbox
          id="piece-none"
          label={t.pauseChat}
          hint={t.pauseChatHint}
          disabled
        />
      </Piece>
    </>
  );
}

function rooms() {
  return Object.fromEntries(
    Array.from({ length: 14 }, (_, order) => {
      const name = String.fromCharCode(65 + order);
      return [name, { name, order, createdAt: 0 }];
    }),
  );
}
