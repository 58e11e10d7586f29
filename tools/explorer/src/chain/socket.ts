// JSON-RPC over one WebSocket. A Substrate node takes HTTP of the origins alone that its options name letter by letter; a
// WebSocket may come from any page.

/** The part of a WebSocket that is used, so that a test can take its place. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
  send(text: string): void;
}
interface Waiting {
  readonly method: string;
  readonly done: (result: unknown) => void;
  readonly failed: (error: Error) => void;
}

/** Sends a request, and returns its result. */
export type Request = (method: string, params: readonly unknown[]) => Promise<unknown>;

/** Requests to a server, by a socket that is opened for the first one, and again after it was closed. */
export function requestsTo(url: string, open: (url: string) => Socket = (at) => new WebSocket(at) as unknown as Socket): Request {
  let socket: Promise<Socket> | undefined;
  let next = 0;
  const waiting = new Map<number, Waiting>();
  const connect = () => new Promise<Socket>((done, failed) => {
    const opened = open(url);
    opened.onopen = () => done(opened);
    opened.onclose = () => {
      socket = undefined;
      const lost = () => new Error(`expected Substrate's JSON-RPC at ${url}, received no connection`);
      failed(lost());
      for (const one of waiting.values()) one.failed(lost());
      waiting.clear();
    };
    opened.onmessage = ({ data }) => {
      const { id, result, error } = JSON.parse(`${data}`) as { id?: number; result?: unknown; error?: { message: string; data?: unknown } };
      const one = id === undefined ? undefined : waiting.get(id);
      if (id === undefined || !one) return;
      waiting.delete(id);
      if (error) one.failed(new Error(`${one.method}: ${error.message}${typeof error.data === "string" ? `: ${error.data}` : ""}`));
      else one.done(result);
    };
  });
  return async (method, params) => {
    socket ??= connect();
    const opened = await socket;
    next += 1;
    const id = next;
    return new Promise((done, failed) => {
      waiting.set(id, { method, done, failed });
      opened.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    });
  };
}
