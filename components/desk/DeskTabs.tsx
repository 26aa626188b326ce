import type { ComponentChildren } from "preact";
import { review } from "texts/review.ts";
import { OwnAssistant } from "../assistant/own_assistant.ts";
import { AssistantView } from "../assistant/AssistantView.tsx";
import { GroupGrid } from "../groups/grid/GroupGrid.tsx";
import { GroupWork } from "../monitoring/grid/GroupWork.tsx";
import { StudentGridTools } from "../monitoring/grid/StudentGridTools.tsx";
import { JoinCode } from "../sessions/JoinCode.tsx";
import { ResourcesTab } from "./resources/ResourcesTab.tsx";
import { Button } from "../ui/Button.tsx";
import { isDemonstration } from "../../formats/model_name.ts";
import { Notice } from "../ui/Notice.tsx";
import { SettingsIcon } from "../ui/later_icons.tsx";
import { joinCodeProps } from "./DeskHeader.tsx";
import { DeskSettings } from "./DeskSettings.tsx";
import type { DeskState } from "./desk_state.ts";
import {
  type OtherClass,
  ScheduledClassHeader,
  type SeriesClass,
} from "./scheduled/ScheduledClassHeader.tsx";
import { StudentsPart } from "./StudentsPart.tsx";
import { TileWait } from "./TileWait.tsx";
import { SettingSwitch } from "../ui/SettingSwitch.tsx";
import { showDeskPart } from "../page/desk_part.ts";
import { DeskPartTabs } from "./DeskPartTabs.tsx";

const modelGuide = "docs/deploy/assistant.md";

export function studentBoardProps(desk: DeskState) {
  return {
    seat: desk.seat,
    view: desk.boardView,
    zone: desk.zone,
    members: desk.members,
    rendered: desk.board,
    online: desk.online,
    lastKnown: desk.lastKnown,
    isCollected: desk.view.collect,
    startsAt: desk.info.startsAt,
    now: desk.live.slowNow.value,
    isLive: true,
  };
}

export function DeskTabs({ desk, children }: {
  desk: DeskState;
  children?: ComponentChildren;
}) {
  const { session, isScheduled, actions, resource, info } = desk;
  return (
    <DeskPartTabs
      apart={isScheduled ? undefined : "settings"}
      tools={isScheduled
        ? {}
        : { students: () => <StudentTools desk={desk} /> }}
      parts={{
        students: () => (
          <StudentsPart
            session={session}
            ofClass={{
              ...studentBoardProps(desk),
              waits: desk.waits,
              renderWait: (kind, student) =>
                session && (
                  <TileWait
                    {...{ kind, session, student }}
                    api={desk.api}
                  />
                ),
            }}
            isAhead={isScheduled}
            joining={joinCodeProps(desk)}
            lobby={desk.lobby}
            menu={desk.menu}
            actions={actions}
            isOwner={desk.isOwner}
          />
        ),
        groups: () => (
          <GroupGrid
            id={desk.view.id}
            session={session}
            lastKnown={desk.lastKnown}
            told={actions.notice}
            Work={GroupWork}
          />
        ),
        resources: () => (
          <ResourcesTab
            lesson={desk.lesson}
            opened={resource}
            hasFloatingNotices
          />
        ),
        // Before the class starts, nobody can ask the assistant.
        ...!isScheduled && { assistant: () => <AssistantTab desk={desk} /> },
        settings: () => (
          <DeskSettings
            view={desk.view}
            start={desk.start}
            assistant={desk.assistant}
            asksAssistant={desk.asksAssistant}
            session={session}
            info={info}
            members={desk.members}
            present={desk.present.length}
            onRemoveSince={() => desk.isRemoving.value = true}
            onChange={desk.change}
          >
            {children}
          </DeskSettings>
        ),
      }}
    />
  );
}

export function ScheduledPart({ desk, otherClass, series }: {
  desk: DeskState;
  otherClass: OtherClass | null;
  series: readonly SeriesClass[];
}) {
  return (
    <div class="stack">
      <ScheduledClassHeader
        api={desk.api}
        info={desk.info}
        now={desk.live.now.value}
        zone={desk.zone}
        requests={desk.requests}
        otherClass={otherClass}
        isOwner={desk.isOwner}
        series={series}
        onSaid={(words) => desk.announced.value = words}
      />
      <JoinCode {...joinCodeProps(desk)} hasQrCode />
    </div>
  );
}

function StudentTools({ desk }: { desk: DeskState }) {
  return (
    <StudentGridTools
      seat={desk.seat}
      view={desk.boardView}
      present={desk.lobby.isOpen ? 0 : desk.present.length}
      shouldKeepSpace
    />
  );
}

/** **Pause** for the class's assistant, and the teacher's own conversations. */
function AssistantTab({ desk }: { desk: DeskState }) {
  return (
    <>
      <div class="class-assistant">
        <SettingSwitch
          id="pause-assistant"
          label={review.settings.pause}
          hint={review.settings.pauseHint}
          isOn={desk.info.assistantPaused}
          isDisabled={desk.isIdle}
          onChange={(assistantPaused) => desk.change({ assistantPaused })}
        />
        <Button
          look="small"
          onClick={() => {
            desk.asksAssistant.value = true;
            showDeskPart("settings");
          }}
        >
          <SettingsIcon />
          {review.settings.more}
        </Button>
        {isDemonstration(desk.start.model) && (
          <Notice tone="warn">
            <span class="small">
              {review.settings.noModel({ guide: modelGuide })}
            </span>
          </Notice>
        )}
      </div>
      <div class="fill own-assistant">
        <AssistantView
          assistant={desk.session?.part(OwnAssistant) ?? null}
          readers="own-teacher"
        />
      </div>
    </>
  );
}
