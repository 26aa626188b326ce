import type { ComponentChildren } from "preact";
import { coTeacher } from "texts/people_staff.ts";
import { pick } from "texts/checks_pick.ts";
import { eyes } from "texts/sessions_eyes.ts";
import { session as t } from "texts/sessions_live.ts";
import { useObserversSentence } from "../people/staff/ObserversNotice.tsx";
import { Button } from "../ui/Button.tsx";
import { DiceIcon } from "../ui/icons.tsx";
import type { DeskState } from "./desk_state.ts";
import { DeskBar, DeskMenu, JoinCodeChip } from "./DeskBar.tsx";
import { EyesOnMeSwitch } from "./EyesOnMeSwitch.tsx";
import { LessonVerbs } from "./LessonVerbs.tsx";
import { RunningItemsBar } from "./RunningItemsBar.tsx";
import { StatusRow } from "./StatusRow.tsx";
import { StaffQueuesStrip } from "./StaffQueuesStrip.tsx";
import { showDeskPart } from "../page/desk_part.ts";

/**
 * @param ownerName the owner's name, if the class is another teacher's (S-9)
 * @param crowd a notice of many students joining
 * @param chat the chat's button and panel
 */
export function DeskHeader({ desk, ownerName, crowd, chat }: {
  desk: DeskState;
  ownerName?: string;
  crowd: ComponentChildren;
  chat: ComponentChildren;
}) {
  const { info, live, present, online, isScheduled } = desk;
  const observing = useObserversSentence(
    desk.members,
    online,
    live.status.value.state === "online",
  );
  return (
    <>
      <DeskBar
        title={info.name}
        ownerLine={ownerName && coTeacher.line({ name: ownerName })}
        state={!isScheduled && (
          <StatusRow
            // Not shown here: the code already shows that joining is locked.
            info={{ ...info, joinLocked: false }}
            now={live.now}
            online={present.filter(({ id }) => online.has(id)).length}
            all={present.length}
            lastKnown={desk.lastKnown}
            observing={observing}
          />
        )}
        verbs={!isScheduled && <CodeAndVerbs desk={desk} />}
      >
        {!isScheduled && <EyesOnMe desk={desk} kind="eyes-in-bar" />}
        {chat}
        {!isScheduled && <ClassMenu desk={desk} />}
      </DeskBar>
      {!isScheduled && (
        <div class="desk-line">
          <RunningItemsBar
            live={live}
            lesson={desk.lessonInBar}
            answers={desk.boardView.openStudent.value === null
              ? desk.answers.value
              : null}
            onSee={desk.showAnswers}
            onOpen={(id) => {
              desk.resource.value = id;
              showDeskPart("resources");
            }}
            onEyes={desk.changeEyesOnMe}
          />
          <StaffQueuesStrip
            session={desk.session}
            members={desk.members}
            api={desk.api}
            crowd={crowd}
            opened={desk.waits}
            onView={(student) => desk.boardView.openStudent.value = student}
          />
        </div>
      )}
    </>
  );
}

function CodeAndVerbs({ desk }: { desk: DeskState }) {
  const { info } = desk;
  return (
    <>
      <JoinCodeChip
        {...joinCodeProps(desk)}
        isLocked={info.joinLocked}
        isShownElsewhere={desk.lobby.isOpen}
        onLock={(joinLocked) => desk.change({ joinLocked })}
      />
      <LessonVerbs desk={desk} />
    </>
  );
}

/** **Eyes on me**: in the bar; on a phone, in the menu **More**. */
function EyesOnMe({ desk, kind }: { desk: DeskState; kind: string }) {
  return (
    <EyesOnMeSwitch
      isOn={desk.info.eyesOnMe != null}
      kind={kind}
      // The notice below has the button that ends it.
      whileOn={eyes.name}
      disabled={desk.isIdle}
      onChange={desk.changeEyesOnMe}
    />
  );
}

function ClassMenu({ desk }: { desk: DeskState }) {
  const { api, announced, endsHere, isIdle } = desk;
  return (
    <DeskMenu
      session={desk.view.id}
      isIdle={isIdle}
      mayEnd={!isIdle && !desk.isTicketRunning}
      onExtend={async (minutes) => {
        const { ok } = await api.add("POST /extend", { minutes });
        if (ok) announced.value = t.extended({ minutes });
      }}
      onEnd={async () => {
        // Set before the reply, since the documents may show the notice sooner.
        endsHere.value = true;
        if (await api.act("POST /end") === null) endsHere.value = false;
      }}
    >
      <EyesOnMe desk={desk} kind="eyes-in-menu" />
      <Button
        look="bare"
        title={pick.hint}
        disabled={isIdle || !desk.session}
        onClick={() => desk.isPicking.value = true}
      >
        <DiceIcon />
        {pick.name}
      </Button>
    </DeskMenu>
  );
}

export function joinCodeProps({ view, qr, reach }: DeskState) {
  return { session: view.id, code: view.code, link: view.link, qr, reach };
}
