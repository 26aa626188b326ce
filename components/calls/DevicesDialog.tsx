import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useId, useMemo, useRef } from "preact/hooks";
import { callDevices as t } from "texts/calls.ts";
import { Button } from "../ui/Button.tsx";
import { Modal } from "../ui/Modal.tsx";
import type { Call } from "./call.ts";
import { CameraIcon, CameraOffIcon, MicrophoneIcon } from "./call_icons.tsx";
import type { CallConnection } from "./joined/call_connection.ts";
import { type ChosenDevices, readChosenDevices } from "./joined/own_devices.ts";
import {
  type CallDevices,
  type Device,
  type DeviceTrouble,
  loadedCallBackend,
  streamForTrack,
} from "./call_backend.ts";
import { describeDeviceTrouble } from "./call_texts.ts";
import "../ui/forms.css";
import "./calls.css";

const kinds = ["microphone", "camera", "speaker"] as const;
type Kind = typeof kinds[number];

export function DevicesDialog(
  { call, voice, onClose }: {
    call: Call;
    voice: CallConnection;
    onClose: () => void;
  },
) {
  const devices = useSignal<CallDevices | null>(null);
  const lists = useSignal<Partial<Record<Kind, readonly Device[]>>>({});
  const chosen = useSignal<ChosenDevices>(useMemo(readChosenDevices, []));
  const ownTracks = voice.ownDevices.tracks.value?.now.value;
  const list = async () => {
    const callDevices = devices.peek();
    if (!callDevices) return;
    const deviceLists = await Promise.all(
      kinds.map((kind) => callDevices.list(kind)),
    );
    lists.value = Object.fromEntries(
      kinds.map((kind, n) => [kind, deviceLists[n]]),
    );
  };
  useEffect(() => {
    void loadedCallBackend().devices().then((it) => devices.value = it).then(
      list,
    );
  }, []);
  const choose = (kind: Kind, id: string) => {
    chosen.value = { ...chosen.value, [kind]: id || undefined };
    void voice.chooseDevices(chosen.value);
  };
  // Students see a camera choice only if the teacher allows cameras.
  const hasCamera = call.allowedDevices.value.camera;
  const choice = (kind: Kind) => (
    <Choice
      kind={kind}
      devices={lists.value[kind] ?? []}
      chosen={chosen.value[kind]}
      onChoose={(id) => choose(kind, id)}
    />
  );
  return (
    <Modal
      title={t.title}
      kind="call-devices"
      onClose={onClose}
    >
      <div class="stack">
        {choice("microphone")}
        {devices.value && (
          <TryMicrophone
            call={call}
            devices={devices.value}
            callTrack={ownTracks?.microphone ?? null}
            id={chosen.value.microphone}
            onAllowed={list}
          />
        )}
        {(lists.value.speaker?.length ?? 0) > 0 && choice("speaker")}
        {hasCamera && (
          <>
            {choice("camera")}
            {devices.value && (
              <TryCamera
                call={call}
                devices={devices.value}
                callTrack={ownTracks?.camera ?? null}
                id={chosen.value.camera}
                onAllowed={list}
              />
            )}
          </>
        )}
        <div class="actions">
          <Button look="main" onClick={onClose}>{t.done}</Button>
        </div>
      </div>
    </Modal>
  );
}

function Choice({ kind, devices, chosen, onChoose }: {
  kind: Kind;
  devices: readonly Device[];
  chosen?: string;
  onChoose: (id: string) => void;
}) {
  const id = useId();
  const isThere = devices.some((it) => it.id === chosen);
  return (
    <div class="field">
      <label for={id}>{t[kind]}</label>
      <select
        id={id}
        class="input"
        value={isThere ? chosen : ""}
        onChange={(event) => onChoose(event.currentTarget.value)}
      >
        <option value="">{t.usual}</option>
        {devices.filter((it) => it.id).map((device, n) => (
          <option key={device.id} value={device.id}>
            {device.label || t.numbered({ kind: t[kind], n: n + 1 })}
          </option>
        ))}
      </select>
    </div>
  );
}

interface TryProps {
  call: Call;
  devices: CallDevices;
  /** The track that the call has open, since some phones silence a device that is opened twice. */
  callTrack: MediaStreamTrack | null;
  id?: string;
  /** Called once the browser allows the device: from then on it lists the devices' names. */
  onAllowed: () => void;
}

function useTried(
  kind: "microphone" | "camera",
  isWanted: boolean,
  { devices, callTrack, id, onAllowed }: TryProps,
): {
  track: Signal<MediaStreamTrack | null>;
  trouble: Signal<DeviceTrouble | null>;
} {
  const track = useSignal<MediaStreamTrack | null>(null);
  const trouble = useSignal<DeviceTrouble | null>(null);
  const isOfCall = useRef(false);
  useEffect(() => {
    if (!isWanted) return;
    if (callTrack || isOfCall.current) {
      isOfCall.current = true;
      track.value = callTrack;
      return () => track.value = null;
    }
    let isCurrent = true;
    let opened: MediaStreamTrack | null = null;
    void devices.open(kind, id).then((result) => {
      if (typeof result === "string") {
        if (isCurrent) trouble.value = result;
        return;
      }
      opened = result;
      if (!isCurrent) return result?.stop();
      trouble.value = null;
      track.value = result;
      onAllowed();
    });
    return () => {
      isCurrent = false;
      track.value = null;
      opened?.stop();
    };
  }, [isWanted, callTrack, id]);
  return { track, trouble };
}

function TryMicrophone(props: TryProps) {
  const { call, devices } = props;
  const isWanted = useSignal(false);
  useEffect(() => {
    void devices.isAllowed("microphone")
      .then((it) => isWanted.value = isWanted.value || it);
  }, []);
  const { track, trouble } = useTried("microphone", isWanted.value, props);
  const level = useSignal(0);
  useSignalEffect(() => {
    if (!track.value) return;
    const heard = devices.levelOf(track.value);
    const stop = heard.level.subscribe((now) => level.value = now);
    return () => {
      stop();
      heard.close();
    };
  });
  return (
    <div class="call-try">
      {track.value
        ? (
          <>
            <meter
              class="call-level"
              aria-label={t.level}
              min={0}
              max={1}
              value={level}
            />
            <p class="hint">{t.speak}</p>
          </>
        )
        : (
          <Button onClick={() => isWanted.value = true}>
            <MicrophoneIcon />
            {t.try}
          </Button>
        )}
      {trouble.value && (
        <p class="field-error" role="alert">
          {describeDeviceTrouble(call, "microphone", trouble.value)}
        </p>
      )}
    </div>
  );
}

function TryCamera(props: TryProps) {
  const { call, callTrack } = props;
  const isWanted = useSignal(false);
  const { track, trouble } = useTried("camera", isWanted.value, props);
  const video = useRef<HTMLVideoElement>(null);
  useSignalEffect(() => {
    const stream = streamForTrack(track.value);
    if (video.current) video.current.srcObject = stream;
  });
  return (
    <div class="call-try">
      <Button
        onClick={() => {
          trouble.value = null;
          isWanted.value = !isWanted.value;
        }}
      >
        {isWanted.value ? <CameraOffIcon /> : <CameraIcon />}
        {isWanted.value ? t.noPreview : t.preview}
      </Button>
      {isWanted.value && !trouble.value && (
        <figure class="call-preview">
          <video ref={video} autoplay muted playsInline />
          <figcaption class="hint">
            {callTrack ? t.previewOn : t.previewOf}
          </figcaption>
        </figure>
      )}
      {trouble.value && (
        <p class="field-error" role="alert">
          {describeDeviceTrouble(call, "camera", trouble.value)}
        </p>
      )}
    </div>
  );
}
