export const longChoices = [
  "The roots take up water and minerals from the soil and carry them up the stem",
  "The leaves use sunlight, water and carbon dioxide to make sugar and oxygen for the plant",
  "The stem holds the plant upright so that all of its leaves catch enough light each day",
  "The flower draws insects that carry pollen from one plant to another in the meadow",
];

export async function drawPlantPicture(): Promise<string> {
  const canvas = new OffscreenCanvas(1200, 900);
  canvas.getContext("2d")!.fillRect(0, 0, 1200, 900);
  const body = await canvas.convertToBlob();
  const kept = await fetch("/api/images", { method: "POST", body });
  return (await kept.json()).image.id;
}
