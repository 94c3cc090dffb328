// From where a scene is seen: far away, so that parallels stay parallel. The third coordinate points upwards.

const STEEPEST = 1.5; // radians above or below the horizon

export class Camera {
  azimuth; elevation;

  /** direction: the unit vector from the scene's middle towards the eye. */
  constructor([x, y, z]) {
    this.azimuth = Math.atan2(y, x);
    this.elevation = Math.asin(Math.max(-1, Math.min(1, z)));
  }

  turn(azimuth, elevation) {
    this.azimuth += azimuth;
    this.elevation = Math.max(-STEEPEST, Math.min(STEEPEST, this.elevation + elevation));
  }

  /** The projection at this moment: [x, y, z] about the middle → [right, up, towards the eye]. */
  projection() {
    const [ca, sa, ce, se] = [Math.cos(this.azimuth), Math.sin(this.azimuth), Math.cos(this.elevation), Math.sin(this.elevation)];
    return (x, y, z) => {
      const out = ca * x + sa * y; // towards the eye, along the ground
      return [ca * y - sa * x, ce * z - se * out, ce * out + se * z];
    };
  }
}
