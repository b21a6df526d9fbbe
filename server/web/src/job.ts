// A job is a question that takes time: how far it is, and a button to stop it,
// stand where they are put, beside the button that asks.
import { problemText, Step } from "./api";
import { el } from "./dom";
import { stepText } from "./progress";

export type Asking = { signal: AbortSignal; onStep: (s: Step) => void };

export class Job {
  readonly status = el("span", { role: "status", class: "status" });
  private stop = el("button", { type: "button", hidden: true, onclick: () => this.asked?.abort() }, "Stop");
  readonly node = el("span", { class: "job" }, this.status, this.stop);
  private asked?: AbortController;

  // run asks; a question before it that is still open is dropped. It is undefined
  // when it was stopped or failed, which is said, or when another took its place,
  // which is not.
  async run<T>(words: string, question: (a: Asking) => Promise<T>, busy?: HTMLElement): Promise<T | undefined> {
    this.asked?.abort();
    const mine = (this.asked = new AbortController());
    this.say(words);
    this.stop.hidden = false;
    busy?.setAttribute("aria-busy", "true");
    try {
      const answer = await question({ signal: mine.signal, onStep: (s) => mine === this.asked && this.say(stepText(s)) });
      if (mine !== this.asked) return undefined;
      this.say("");
      return answer;
    } catch (error) {
      if (mine === this.asked) this.say(mine.signal.aborted ? "Stopped." : problemText(error), true);
      return undefined;
    } finally {
      if (mine === this.asked) {
        this.stop.hidden = true;
        busy?.removeAttribute("aria-busy");
      }
    }
  }

  private say(text: string, problem = false) {
    this.status.className = problem ? "problem" : "status";
    this.status.textContent = text;
  }
}
