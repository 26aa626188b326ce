/**
 * A LiveKit server, which is told who may be in which call, and with what (K-2, K-3). It knows people by the ids of
 * their pages alone (K-4). Its webhooks say who has come, and what they send.
 */
import {
  AccessToken,
  RoomServiceClient,
  ServerError,
  TrackSource,
  WebhookReceiver,
} from "livekit-server-sdk";
import type { CallState } from "../model/calls.ts";

/** Seconds that a token is valid; it is used at once. */
const tokenLasts = 60;

/** Seconds after which LiveKit counts as not answering. */
const answersWithin = 5;

/** What a webhook tells; of some kinds there is no room or page. */
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

  /** @param url where it is, `ws:` or `wss:` */
  constructor(readonly url: string, key: string, secret: string) {
    this.#key = key;
    this.#secret = secret;
    const address = url.replace(/^ws/, "http");
    this.#rooms = new RoomServiceClient(address, key, secret, {
      requestTimeout: answersWithin,
      failover: false,
    });
    this.#webhooks = new WebhookReceiver(key, secret);
  }

  /** Lets one page into one room with these rights. */
  async token(room: string, peer: string, rights: CallState): Promise<string> {
    const token = new AccessToken(this.#key, this.#secret, {
      identity: peer,
      ttl: tokenLasts,
    });
    token.addGrant({
      roomJoin: true,
      room,
      canUpdateOwnMetadata: false,
      ...permission(rights),
    });
    return await token.toJwt();
  }

  /** Changes a page's rights; LiveKit ends tracks that it may no longer send. False: the page is not there. */
  async permit(
    room: string,
    peer: string,
    rights: CallState,
  ): Promise<boolean> {
    const told = await unlessGone(this.#rooms.updateParticipant(room, peer, {
      permission: permission(rights),
    }));
    return told !== null;
  }

  /** Reads a webhook; null: it is not LiveKit's. */
  async event(body: string, signature: string): Promise<LiveKitEvent | null> {
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

  async remove(room: string, peer: string): Promise<void> {
    await unlessGone(this.#rooms.removeParticipant(room, peer));
  }

  async end(room: string): Promise<void> {
    await unlessGone(this.#rooms.deleteRoom(room));
  }

  /** All rooms; some may not be Homeroom's. */
  async rooms(): Promise<string[]> {
    return (await this.#rooms.listRooms()).map(({ name }) => name);
  }

  /** Who is in a room now, and how many tracks they have there. */
  async present(room: string): Promise<{ peer: string; tracks: number }[]> {
    const here = await unlessGone(this.#rooms.listParticipants(room));
    return here?.map(({ identity, tracks }) => (
      { peer: identity, tracks: tracks.length }
    )) ?? [];
  }
}

/** An empty list of sources would allow all of them, hence `canPublish`. */
function permission({ microphone, camera, screen }: CallState) {
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

/** The answer; null: the room or page is gone, so nothing is left to do. */
async function unlessGone<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ServerError && error.status === 404) return null;
    throw error;
  }
}
