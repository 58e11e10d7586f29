// The simulator as a module of WebAssembly: text of JSON in, text of JSON out.

/** The terms of a file of tools/economics. */
export interface Terms {
  readonly [name: string]: unknown;
}
export interface Request {
  readonly terms: Terms;
  readonly kind: string;
  readonly service: number;
}
export interface Played {
  readonly eras: readonly { readonly era: number; readonly stakeBps: number; readonly active: number; readonly offenders: number }[];
  readonly offences: number;
  readonly slashedBps: number;
  readonly lossBps: { readonly poorerHalf: number; readonly richestTenth: number };
  readonly gini: { readonly before: number; readonly after: number };
  readonly survival: { readonly marked: number; readonly surviving: number };
  readonly attacksBps: Readonly<Record<"alone" | "third" | "richestThird" | "hundredth" | "hundredthInParts", number>> | null;
  readonly configuration: unknown;
}

interface Exports {
  readonly memory: WebAssembly.Memory;
  reserve(length: number): number;
  text_length(): number;
  recommended(): number;
  play(): number;
}

export class Module {
  readonly #exports: Exports;

  private constructor(exports: Exports) {
    this.#exports = exports;
  }

  static async of(bytes: BufferSource): Promise<Module> {
    const module = await WebAssembly.compile(bytes);
    // What it imports is of libraries for pictures and progress, and is not called.
    const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {};
    for (const { module: from, name } of WebAssembly.Module.imports(module)) {
      (imports[from] ??= {})[name] = () => {
        throw new Error(`simulator.wasm: expected no call of ${from}.${name}, received one`);
      };
    }
    const instance = await WebAssembly.instantiate(module, imports);
    return new Module(instance.exports as unknown as Exports);
  }

  recommended(): Terms {
    return JSON.parse(this.#text(this.#exports.recommended())) as Terms;
  }

  /** @throws What the simulator expected and received. */
  play(request: Request): Played {
    const text = new TextEncoder().encode(JSON.stringify(request));
    const at = this.#exports.reserve(text.length);
    new Uint8Array(this.#exports.memory.buffer, at, text.length).set(text);
    const { ok, error } = JSON.parse(this.#text(this.#exports.play())) as { ok?: Played; error?: string };
    if (ok === undefined) throw new Error(error ?? "expected a result, received none");
    return ok;
  }

  #text(at: number): string {
    return new TextDecoder().decode(new Uint8Array(this.#exports.memory.buffer, at, this.#exports.text_length()));
  }
}
