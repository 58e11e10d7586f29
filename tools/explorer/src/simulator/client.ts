// The simulator for views: a worker that is started when a scenario is first shown.
import type { Played, Request, Terms } from "./module.js";

let worker: Worker | undefined;
let next = 0;
const waiting = new Map<number, { done: (value: never) => void; failed: (error: Error) => void }>();

function send<T>(request: Request | "recommended"): Promise<T> {
  if (!worker) {
    worker = new Worker("simulator.js");
    worker.onmessage = ({ data }: MessageEvent<{ id: number; value?: never; error?: string }>) => {
      const { done, failed } = waiting.get(data.id) ?? {};
      waiting.delete(data.id);
      if (data.error === undefined) done?.(data.value as never);
      else failed?.(new Error(data.error));
    };
    worker.onerror = () => {
      for (const { failed } of waiting.values()) failed(new Error("simulator.js: expected the page's worker, received none: it needs the page from a server"));
      waiting.clear();
      worker?.terminate();
      worker = undefined;
    };
  }
  next += 1;
  const id = next;
  return new Promise<T>((done, failed) => {
    waiting.set(id, { done, failed });
    worker?.postMessage({ id, request });
  });
}

export const recommendedTerms = () => send<Terms>("recommended");
export const playTerms = (request: Request) => send<Played>(request);
