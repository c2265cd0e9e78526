import type { Client } from "../src/client";

const [WIDTH, HEIGHT] = [640, 480];

/** A drawn person in a drawn room: no picture of anybody is needed to see where pictures go. */
function draw(context: CanvasRenderingContext2D, frame: number) {
  const fill = (color: string, path: string) => {
    context.fillStyle = color;
    context.fill(new Path2D(path));
  };
  const sway = Math.sin(frame / 20) * 4;
  context.setTransform(1, 0, 0, 1, 0, 0);
  fill("#d2dadd", `M0 0H${WIDTH}V${HEIGHT}H0Z`);
  fill("#dfe5e8", "M390 0H520V300H390Z");
  fill("#c7d0d4", `M0 410H${WIDTH}V${HEIGHT}H0Z`);
  context.setTransform(1, 0, 0, 1, sway, 0);
  fill("#8e9aa5", "M150 480C150 380 230 340 320 340C410 340 490 380 490 480Z");
  fill("#e8edef", "M280 340L320 400L360 340Z");
  fill("#6a7683", "M240 300C230 150 270 110 320 110C370 110 410 150 400 300Z");
  fill("#bac4ce", "M262 220C262 150 378 150 378 220C378 290 350 320 320 320C290 320 262 290 262 220Z");
  fill("#bac4ce", "M298 300H342V350L320 380L298 350Z");
}

/** Preview frames and a level that goes up and down. */
export function pictures(): Pick<Client, "previewFrame" | "soundLevel"> {
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext("2d") as unknown as CanvasRenderingContext2D | null;
  let frame = 0;
  let asked = 0;
  return {
    previewFrame: async () => {
      frame += 1;
      if (context) draw(context, frame);
      const picture = await (await canvas.convertToBlob({ type: "image/jpeg" })).arrayBuffer();
      const bytes = new Uint8Array(8 + picture.byteLength);
      new DataView(bytes.buffer).setBigUint64(0, BigInt(frame), true);
      bytes.set(new Uint8Array(picture), 8);
      return bytes.buffer;
    },
    soundLevel: () => {
      asked += 1;
      return Promise.resolve(0.35 + 0.3 * Math.sin(asked / 3) * Math.cos(asked / 7));
    },
  };
}
