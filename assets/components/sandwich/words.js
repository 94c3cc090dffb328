import { numberText } from "../shared/canvas.js";
import { whole } from "../shared/text.js";

/** What happens at the frame that is shown: [who learns, in words]. */
export function told(frame, { sizes, greedy, stageSteps, parameters }) {
  const depth = sizes.length - 1;
  const counted = `${whole.format(parameters)} parameters`;
  if (!frame?.step) return ["Before the first step.", `${counted}, all of them random.`];
  const { stage, stage_mse: own, test_mse: error } = frame.scalars;
  const said = `MSE ${numberText(error, 4)} a pixel on test images`;
  if (stage) {
    const [outer, inner] = [sizes[stage - 1], sizes[stage]];
    const what = stage === 1 ? "the images" : `what stage ${stage - 1} makes of them, which is held still`;
    const unit = stage === 1 ? "pixel" : "unit";
    return [`Stage ${stage} of ${depth}: ${outer}-${inner}-${outer}.`, `It learns to give back ${what}: its own MSE is ${numberText(own, 4)} a ${unit}. The whole stack, unrolled as it is: ${said}.`];
  }
  if (greedy) return ["Fine-tuning.", `All ${2 * depth} layers learn together, from where ${depth} stages of ${whole.format(stageSteps)} steps left them: ${said}.`];
  return ["All at once.", `${counted} learn together: ${said}.`];
}
