/** A teacher's prompt templates: try, duplicate, share with the running class. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { bounds } from "../../classroom/model/bounds.ts";
import type {
  FullTemplate,
  TemplateSummary,
} from "../../classroom/model/resources/views.ts";
import { localPath } from "../../locales/local_path.ts";
import { own } from "texts/library_own.ts";
import { share as forWhom } from "texts/sharing_live.ts";
import { sharing, templates as t } from "texts/templates.ts";
import { IdempotencyKeys, SessionApi } from "../client/session_api.ts";
import type { RoomWithEmblem } from "../client/group_emblems.ts";
import { OwnEntries, OwnLibrary } from "../library/OwnLibrary.tsx";
import { Button, Form } from "../ui/Button.tsx";
import { ChatIcon, SendIcon } from "../ui/icons.tsx";
import { Modal } from "../ui/Modal.tsx";
import {
  fetchClassRooms,
  type RunningClass,
} from "../resources/class_rooms.ts";
import { AudienceField } from "../resources/AudienceField.tsx";
import { addTemplate } from "./add_template.ts";
import { TrialDialog } from "./TrialDialog.tsx";

export interface TemplateListProps {
  readonly templates: readonly TemplateSummary[];
  readonly search: string;
  readonly running: RunningClass | null;
  readonly model: string;
  readonly zone: string;
}

export function TemplateList(props: TemplateListProps) {
  const { running, model, zone } = props;
  const entries = useMemo(
    () => new OwnEntries("templates", props.templates),
    [],
  );
  const idempotencyKeys = useMemo(() => new IdempotencyKeys(), []);
  const api = useMemo(() => new SessionApi(running?.id ?? ""), []);
  const tried = useSignal<FullTemplate | null>(null);
  const shared = useSignal<TemplateSummary | null>(null);
  const whole = async (template: TemplateSummary) => {
    const path = entries.pathOf(template);
    const answer = await entries.request<{ template: FullTemplate }>(
      template,
      "GET",
      path,
    );
    return answer?.template;
  };
  const tryIt = async (template: TemplateSummary) =>
    tried.value = await whole(template) ?? null;
  const duplicate = async (template: TemplateSummary) => {
    const original = await whole(template);
    if (!original) return;
    const { id: _, at: __, ...fields } = original;
    const copy = { ...fields, name: copyName(original.name) };
    const reply = entries.readReply(
      template,
      await addTemplate(idempotencyKeys, copy),
    );
    if (!reply) return;
    const { id, name, description, at } = reply.template;
    entries.addCopy(template, { id, name, description, at });
  };
  return (
    <div class="stack">
      <OwnLibrary
        entries={entries}
        search={props.search}
        words={{ search: t.search, list: t.list, found: t.found }}
        zone={zone}
        about={({ description }) => description && <p>{description}</p>}
        main={(template) =>
          running
            ? (
              <Button
                look="small"
                aria-label={t.shareOf({ name: template.name })}
                onClick={() => shared.value = template}
              >
                <SendIcon />
                {t.share}
              </Button>
            )
            : (
              <Button
                look="small"
                aria-label={t.tryOf({ name: template.name })}
                onClick={() => tryIt(template)}
              >
                <ChatIcon />
                {t.tryIt}
              </Button>
            )}
        items={(template) => [
          ...running ? [{ label: t.tryIt, act: () => tryIt(template) }] : [],
          { label: own.duplicate, act: () => duplicate(template) },
        ]}
      />
      {tried.value && (
        <TrialDialog
          name={tried.value.name}
          tried={tried.value}
          model={model}
          onClose={() => tried.value = null}
        />
      )}
      {shared.value && running && (
        <ShareTemplateDialog
          template={shared.value}
          running={running}
          api={api}
          onShared={(resource) =>
            tellShared(entries, shared.value!, running, resource)}
          onClose={() => shared.value = null}
        />
      )}
    </div>
  );
}

function tellShared(
  entries: OwnEntries<TemplateSummary>,
  template: TemplateSummary,
  running: RunningClass,
  resource: string,
): void {
  const { name } = template;
  const path = `/api/sessions/${running.id}/resources/${resource}`;
  entries.setOutcome(template, {
    text: sharing.shared({ name, session: running.name }),
    to: {
      href: localPath(`/teacher/sessions/${running.id}`),
      text: sharing.toClass,
    },
    undo: async () => {
      if (!await entries.request(template, "DELETE", path)) return;
      entries.setOutcome(template, { text: sharing.takenBack({ name }) });
    },
  });
}

/** The name of a copy. The original's name is cut if it would be too long. */
function copyName(name: string): string {
  const whole = t.copyName({ name });
  const over = whole.length - bounds.resourceName;
  return over > 0 ? t.copyName({ name: name.slice(0, -over).trim() }) : whole;
}

/**
 * **Share with class**: for all, or for some groups.
 *
 * @param onShared called with the resource's id
 */
function ShareTemplateDialog(
  { template, running, api, onShared, onClose }: {
    template: { readonly id: string; readonly name: string };
    running: RunningClass;
    api: SessionApi;
    onShared: (resource: string) => void;
    onClose: () => void;
  },
) {
  const rooms = useSignal<Readonly<Record<string, RoomWithEmblem>>>({});
  const chosen = useSignal<ReadonlySet<string> | null>(null);
  const wrong = useSignal("");
  const isBusy = useSignal(false);
  useEffect(() => {
    // Until the groups have loaded, it can only be for the whole class.
    void fetchClassRooms(running.id).then((it) => rooms.value = it);
  }, []);
  const share = async () => {
    if (chosen.value?.size === 0) {
      return void (wrong.value = forWhom.chooseGroups);
    }
    isBusy.value = true;
    const answer = await api.createOnce(
      "POST /resources",
      {
        template: template.id,
        ...chosen.value && { rooms: [...chosen.value] },
      },
    );
    isBusy.value = false;
    if (!answer.ok) return void (wrong.value = answer.problem.detail);
    onShared(answer.body.resource.id);
    onClose();
  };
  return (
    <Modal title={sharing.title({ name: template.name })} onClose={onClose}>
      <Form
        class="stack"
        onSubmit={share}
        onInput={() =>
          wrong.value = ""}
      >
        <p>{sharing.text({ session: running.name })}</p>
        <AudienceField rooms={rooms.value} chosen={chosen} />
        <div class="actions">
          <Button type="submit" look="main" disabled={isBusy.value}>
            {isBusy.value ? sharing.sharing : sharing.share}
          </Button>
          <p class="field-error" role="alert">{wrong}</p>
        </div>
      </Form>
    </Modal>
  );
}
