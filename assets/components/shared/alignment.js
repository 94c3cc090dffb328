// Which frame a pane shows beside the leader, whose clock is the one that everybody scrubs and replays.

/**
 * {frame, frames: all that the pane's run has, index of the frame among them, fraction of the way to the next}, or null
 * where there is none. While the leader follows its run, each pane is at its own newest frame, though not ahead of a
 * leader that trains; else a pane shows its last frame up to the step that the leader is at.
 */
export function momentOf(clock, leader) {
  const { frames } = clock;
  const ahead = leader.training && frames[frames.length - 1]?.step > leader.step;
  const own = clock === leader || (leader.following && !ahead);
  const index = own ? frames.indexOf(clock.frame) : frames.findLastIndex((frame) => frame.step <= leader.step);
  if (index < 0) return null;
  return { frame: frames[index], frames, index, fraction: (own ? clock : leader).position % 1 };
}
