export class FakePeerConnection {
  static readonly all: FakePeerConnection[] = [];
  signalingState = "stable";
  connectionState = "new";
  iceConnectionState = "new";
  localDescription: RTCSessionDescriptionInit | null = null;
  remoteDescription: RTCSessionDescriptionInit | null = null;
  onnegotiationneeded: (() => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  restarts = 0;
  readonly #lines: unknown[] = [];

  constructor(public configuration: RTCConfiguration) {
    FakePeerConnection.all.push(this);
  }

  setState(state: "connected" | "failed", way = state) {
    this.connectionState = state;
    this.iceConnectionState = way;
    this.onconnectionstatechange?.();
  }

  setConfiguration(configuration: RTCConfiguration) {
    this.configuration = configuration;
  }

  addTransceiver(kind: string) {
    const sender = {
      track: null,
      replaceTrack: () => Promise.resolve(),
      getParameters: () => ({ encodings: [] }),
    };
    this.#lines.push({ sender, receiver: { track: { kind, enabled: true } } });
    this.#negotiate();
  }

  getTransceivers() {
    return [...this.#lines];
  }

  restartIce() {
    this.restarts++;
    this.#negotiate();
  }

  setLocalDescription(): Promise<void> {
    const isAnswer = this.signalingState === "have-remote-offer";
    this.signalingState = isAnswer ? "stable" : "have-local-offer";
    const type = isAnswer ? "answer" : "offer";
    this.localDescription = { type, sdp: "v=0" };
    return Promise.resolve();
  }

  setRemoteDescription(it: RTCSessionDescriptionInit): Promise<void> {
    this.remoteDescription = it;
    const isOffer = it.type === "offer";
    this.signalingState = isOffer ? "have-remote-offer" : "stable";
    return Promise.resolve();
  }

  getStats() {
    return Promise.resolve(new Map());
  }

  close() {
    this.signalingState = "closed";
  }

  #negotiate() {
    queueMicrotask(() => this.onnegotiationneeded?.());
  }
}
