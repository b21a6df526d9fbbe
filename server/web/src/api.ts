// Asking the API. Every answer is what the verb prints with --json.

export type Problem = { status: number; title: string; detail?: string; param?: string; near?: string[]; faults?: unknown };
export type Step = { place: number; label: string; done: number; total: number };
export type Question = Record<string, string | number | boolean | string[] | undefined | null>;

export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title);
  }
}

export function problemText(error: unknown): string {
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) return "The server does not answer. Is adit serve still running?";
  return error instanceof Error ? error.message : String(error);
}

// address of a question: /api/v1/exposure/antimony?country=DEU
export function address(path: string, q: Question = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(q)) {
    if (value == null || value === "" || value === false) continue;
    for (const one of Array.isArray(value) ? value : [String(value)]) query.append(name, one);
  }
  const tail = query.toString();
  return "/api/v1/" + path.split("/").map(encodeURIComponent).join("/") + (tail ? "?" + tail : "");
}

export type Options = { documents?: Record<string, unknown>; signal?: AbortSignal; onStep?: (s: Step) => void };

// ask waits for the answer; onStep hears the place in the queue and the progress.
export async function ask<T>(path: string, q: Question = {}, o: Options = {}): Promise<T> {
  const init: RequestInit = { signal: o.signal, headers: { Accept: o.onStep ? "text/event-stream" : "application/json" } };
  if (o.documents) {
    init.method = "POST";
    init.headers = { ...init.headers, "Content-Type": "application/json" };
    init.body = JSON.stringify(o.documents);
  }
  const response = await fetch(address(path, q), init);
  if (!response.ok) throw new ProblemError(await problemOf(response));
  if (!o.onStep) return response.json();
  return followed<T>(response, o.onStep);
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    return await response.json();
  } catch {
    return { status: response.status, title: response.statusText };
  }
}

// followed reads server-sent events until the answer or the problem.
async function followed<T>(response: Response, onStep: (s: Step) => void): Promise<T> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) throw new Error("the server went away");
    text += value;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const event = parse(text.slice(0, end));
      text = text.slice(end + 2);
      if (event.name === "step") onStep(JSON.parse(event.data));
      if (event.name === "answer") return JSON.parse(event.data);
      if (event.name === "problem") throw new ProblemError(JSON.parse(event.data));
    }
  }
}

function parse(event: string): { name: string; data: string } {
  let name = "";
  const data: string[] = [];
  for (const line of event.split("\n")) {
    if (line.startsWith("event: ")) name = line.slice(7);
    else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
  }
  return { name, data: data.join("\n") };
}
