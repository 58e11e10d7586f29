// Plays scenarios off the page's own thread, so that a slider moves while one runs.
import { Module, type Request } from "./module.js";

let module: Promise<Module> | undefined;

addEventListener("message", async ({ data }: MessageEvent<{ id: number; request: Request | "recommended" }>) => {
  const { id, request } = data;
  try {
    module ??= fetch("simulator.wasm").then(async (response) => {
      if (!response.ok) throw new Error(`simulator.wasm: expected status 200, received ${response.status}`);
      return Module.of(await response.arrayBuffer());
    });
    const loaded = await module;
    postMessage({ id, value: request === "recommended" ? loaded.recommended() : loaded.play(request) });
  } catch (error) {
    // The next request fetches it again.
    module = undefined;
    postMessage({ id, error: error instanceof Error ? error.message : `${error}` });
  }
});
