import { clockOf } from "../shared/clock.js";
import { render } from "../shared/instances.js";
import { Commands, HOPE } from "./commands.js";
import { Feed } from "./feed.js";
import { buttonOf } from "./keys.js";
import { readMessage } from "./message.js";
import { Seed } from "./seed.js";
import { StatusDisplay, faceOf } from "./status.js";
import { areTaken, holdRuns } from "./tabs.js";
import { Timeline } from "./timeline.js";

// The run bar: train, pause, step, reset, reseed, and scrub through the run. It feeds and drives the page's clock.
// Here its parts come together: the page's messages in, commands out, and what state the bar is in meanwhile.

const HIDDEN_BY_RECORDING = ["starting", "ready", "paused", "finished"]; // what the run behind it does is not news then
const resumed = new Set(); // pages whose stored run has been looked for since this page was loaded
const heritages = new Map(); // what a bar that was taken away leaves to the next one, by page

class RunBar {
  #root; #page = null; #commands = new Commands(); #data; #header = null;
  #status; #seed; #timeline; #feeds = [];
  #state = "starting"; #hope = null; #wanted = null; #timer = 0; #pressed = "main"; // what the buttons were just asked for

  constructor(root) {
    this.#root = root;
    this.#status = new StatusDisplay(root);
    this.#seed = new Seed(root, (seed) => {
      this.#wanted = null;
      this.#commands.push({ name: "seed", seed });
    });
    this.#timeline = new Timeline(root, (step) => this.#page.setStateValue("at", step));
    this.#listen();
    root.probe = () => ({ ...this.#timeline.probe(), state: this.#state, hoping: Boolean(this.#hope) }); // for tests
  }

  /** Takes what Streamlit passes; called at every change of data or theme. */
  update(page) {
    this.#page = page;
    if (page.data === this.#data) return; // only the theme has changed
    this.#data = page.data;
    const header = readMessage(page.data);
    if (!header) return;
    const first = !this.#header;
    this.#header = header;
    if (first) this.#inherit();
    this.#timeline.attach(header);
    this.#follow();
    this.#remember();
    this.#commands.arrived(this.#header);
    if (first) for (const part of this.#root.querySelectorAll(":disabled")) part.disabled = false;
    this.#show();
  }

  close() {
    this.#timeline.close();
    for (const feed of this.#feeds) feed.close();
    this.#commands.emit = null;
    if (this.#header) {
      const { page } = this.#header;
      heritages.set(page, { commands: this.#commands, at: this.#timeline.at, wanted: this.#wanted, since: performance.now() });
    }
    clearTimeout(this.#timer);
    document.removeEventListener("keydown", this.#key, true);
  }

  #follow() { // the bar's own run, and those that stand beside it on the page
    const runs = [this.#header, ...this.#header.others];
    for (const feed of this.#feeds.splice(runs.length)) feed.close();
    runs.forEach((run, i) => {
      this.#feeds[i] ??= i
        ? new Feed((other, status, frames) => clockOf(other.clock).add(other.generation, frames))
        : new Feed((own, status, frames) => this.#fed(own, status, frames));
      this.#feeds[i].follow(run);
    });
  }

  #fed(run, status, frames) {
    if (this.#timeline.feed(run, frames)) this.#hope = null;
    if (run.source === "live") this.#header.status = status;
    this.#show();
  }

  #inherit() { // Streamlit may take the bar away and put it back at once, for instance when the page reruns
    const heritage = heritages.get(this.#header.page);
    heritages.delete(this.#header.page);
    if (heritage && performance.now() - heritage.since < 2 * HOPE) {
      this.#timeline.at = heritage.at;
      this.#wanted = heritage.wanted;
      this.#commands = heritage.commands;
    }
    this.#commands.emit = (command) => this.#page.setTriggerValue("command", command);
  }

  #remember() { // a reload of the page finds the run of this tab again
    const { page, source, run } = this.#header;
    const key = `explorer.run.${page}`;
    try {
      const stored = sessionStorage.getItem(key);
      if (!resumed.has(page) && stored && stored !== run) this.#resume(stored);
      else if (source === "live" && run && stored !== run) sessionStorage.setItem(key, run);
    } catch { /* no storage, no resuming */ }
    resumed.add(page);
    if (source === "live" && run) holdRuns(page, run);
  }

  async #resume(run) {
    const commands = this.#commands; // they outlive a bar that is taken away meanwhile
    if (!(await areTaken(run)) && commands.untouched) commands.push({ name: "resume", run });
  }

  // ------------------------------------------------------------------------------------------- the state

  get #actual() {
    const { source, status } = this.#header;
    return source === "recording" && HIDDEN_BY_RECORDING.includes(status.state) ? "recording" : status.state;
  }

  get #face() { return faceOf(this.#state, this.#wanted, this.#header.goes_on); } // what the big button says

  #expect(state) { // show it at once; the next status that differs from today's corrects it
    this.#hope = { state, was: this.#actual, until: performance.now() + HOPE };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#show(), HOPE + 10);
    this.#show();
  }

  #show() {
    const actual = this.#actual;
    if (this.#hope && (this.#hope.was !== actual || performance.now() > this.#hope.until)) this.#hope = null;
    this.#state = this.#hope?.state ?? actual;
    if (!this.#hope && this.#state !== "starting") this.#wanted = null;
    this.#timeline.training = this.#state === "running" && this.#header.source === "live";
    this.#status.show(this.#state, this.#face, this.#header);
    this.#seed.show(this.#header.seed);
  }

  // ------------------------------------------------------------------------------------------- hands

  #listen() {
    const [main, step, reset] = ["main", "step", "reset"].map((name) => this.#root.querySelector(`.${name}`));
    main.onpointerdown = () => { this.#pressed = this.#face.command; };
    main.onclick = (event) => this.#act(event.detail ? this.#pressed : "main"); // what it said when the pointer came down
    step.onclick = () => this.#act("step");
    reset.onclick = () => this.#act("reset");
    // Streamlit's own keys (r, c) don't see that the focus is in a field of a shadow root.
    this.#root.onkeydown = (event) => { if (event.target.matches("input, select")) event.stopPropagation(); };
    document.addEventListener("keydown", this.#key, true);
  }

  #act(name) {
    if (!this.#header) return;
    if (name === "main") name = this.#face.command;
    if (name === "play") this.#timeline.follow(); // what is to come is what one wants to see
    this.#commands.push({ name });
    this.#wanted = name === "play" ? "play" : name === "step" ? this.#wanted : null;
    const state = { play: this.#actual === "recording" ? "starting" : "running", pause: "paused", reset: "starting" }[name];
    if (state) this.#expect(state);
  }

  #key = (event) => {
    if (!this.#root.isConnected || !this.#header) return;
    const name = buttonOf(event);
    if (!name) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (name === "step" || !event.repeat) this.#act(name);
  };
}

export default function (component) {
  return render(component, ".run-bar", (root) => new RunBar(root));
}
