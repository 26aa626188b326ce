/** The client of a LiveKit server (K-2, K-3). The server knows people only by the ids of their pages (K-4). */
import {
  AccessToken,
  RoomServiceClient,
  ServerError,
  TrackSource,
  WebhookReceiver,
} from "livekit-server-sdk";
import type { CallMedia } from "../model/calls.ts";

/** Lifetime of a token, which is used immediately. */
const tokenSeconds = 60;

const timeoutSeconds = 5;

export interface LiveKitEvent {
  readonly kind: string;
  readonly room: string;
  readonly peer: string;
}

export class LiveKit {
  readonly #key: string;
  readonly #secret: string;
  readonly #rooms: RoomServiceClient;
  readonly #webhooks: WebhookReceiver;

  /** @param url `ws:` or `wss:` */
  constructor(readonly url: string, key: string, secret: string) {
    this.#key = key;
    this.#secret = secret;
    const address = url.replace(/^ws/, "http");
    this.#rooms = new RoomServiceClient(address, key, secret, {
      requestTimeout: timeoutSeconds,
      failover: false,
    });
    this.#webhooks = new WebhookReceiver(key, secret);
  }

  async createToken(
    room: string,
    peer: string,
    rights: CallMedia,
  ): Promise<string> {
    const token = new AccessToken(this.#key, this.#secret, {
      identity: peer,
      ttl: tokenSeconds,
    });
    token.addGrant({
      roomJoin: true,
      room,
      canUpdateOwnMetadata: false,
      ...permission(rights),
    });
    return await token.toJwt();
  }

  /**
   * Changes a page's rights; LiveKit ends tracks that the page may no longer send. Returns false if the page is not
   * there.
   */
  async updateRights(
    room: string,
    peer: string,
    rights: CallMedia,
  ): Promise<boolean> {
    const updated = await unlessGone(this.#rooms.updateParticipant(room, peer, {
      permission: permission(rights),
    }));
    return updated !== null;
  }

  /** Reads an event of LiveKit's webhook, or returns null if the signature is wrong. */
  async verifyEvent(
    body: string,
    signature: string,
  ): Promise<LiveKitEvent | null> {
    try {
      const { event, participant, room } = await this.#webhooks.receive(
        body,
        signature,
      );
      const { identity: peer = "" } = participant ?? {};
      return { kind: event, room: room?.name ?? "", peer };
    } catch {
      return null;
    }
  }

  async removePage(room: string, peer: string): Promise<void> {
    await unlessGone(this.#rooms.removeParticipant(room, peer));
  }

  async endRoom(room: string): Promise<void> {
    await unlessGone(this.#rooms.deleteRoom(room));
  }

  async listRooms(): Promise<string[]> {
    return (await this.#rooms.listRooms()).map(({ name }) => name);
  }

  async listPages(room: string): Promise<{ peer: string; tracks: number }[]> {
    const participants = await unlessGone(this.#rooms.listParticipants(room));
    return participants?.map(({ identity, tracks }) => (
      { peer: identity, tracks: tracks.length }
    )) ?? [];
  }
}

/** LiveKit's permission for these rights. LiveKit reads an empty list of sources as all sources, hence `canPublish`. */
function permission({ microphone, camera, screen }: CallMedia) {
  const canPublishSources = [
    ...microphone ? [TrackSource.MICROPHONE] : [],
    ...camera ? [TrackSource.CAMERA] : [],
    ...screen ? [TrackSource.SCREEN_SHARE] : [],
  ];
  return {
    canSubscribe: true,
    canPublishData: false,
    canPublish: canPublishSources.length > 0,
    canPublishSources,
  };
}

/** The response, or null if the room or page is gone already. */
async function unlessGone<T>(response: Promise<T>): Promise<T | null> {
  try {
    return await response;
  } catch (error) {
    if (error instanceof ServerError && error.status === 404) return null;
    throw error;
  }
}
