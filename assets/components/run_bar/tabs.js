// A tab finds its run again after a reload, by the name that it keeps in its own storage. A tab that the browser
// duplicates is given a copy of that storage; so each asks the others first whether one of them shows the run.

const ANSWERED = 150; // milliseconds in which another tab that is open has answered
const channel = new BroadcastChannel("explorer.runs");
const shown = new Map(); // names of this tab's runs, by page
const asked = new Map(); // what is called when another tab says that it has them

channel.onmessage = ({ data: { runs, taken } }) => {
  if (taken) asked.get(runs)?.();
  else if ([...shown.values()].some((own) => own.split(" ").some((one) => runs.split(" ").includes(one)))) {
    channel.postMessage({ runs, taken: true });
  }
};

/** This tab shows these runs on that page. */
export function holdRuns(page, runs) { shown.set(page, runs); }

/** Whether another tab shows one of these runs. */
export function areTaken(runs) {
  return new Promise((resolve) => {
    asked.set(runs, () => resolve(true));
    setTimeout(() => { asked.delete(runs); resolve(false); }, ANSWERED);
    channel.postMessage({ runs });
  });
}
