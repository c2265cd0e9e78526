import type { Composer } from "./composer";

/**
 * Keys of a real keyboard go straight to the field. Only while letters from the screen wait for a
 * choice they choose, as in every input method. Returns whether the key was used up.
 */
export function takePhysicalKey(event: KeyboardEvent, composer: Composer, pageFrom: number): boolean {
  if (!composer.composing) return false;
  if (event.ctrlKey || event.metaKey || event.altKey) {
    composer.finish();
    return false;
  }
  const act = actionOf(event.key, composer, pageFrom);
  if (act) {
    composer.perform(act);
    return true;
  }
  // Shift alone is no text; whatever else is typed or moved ends composing first.
  if (event.key !== "Shift") composer.finish();
  return false;
}

function actionOf(key: string, composer: Composer, pageFrom: number): (() => void) | null {
  if (/^[a-z']$/.test(key)) return () => composer.type(key);
  if (/^[1-9]$/.test(key)) return () => composer.choose(pageFrom + Number(key) - 1);
  switch (key) {
    case " ":
      return () => composer.chooseActive();
    case "Enter":
      return () => composer.finish();
    case "Escape":
      return () => composer.cancel();
    case "Backspace":
      return () => composer.backspace();
    case "ArrowLeft":
      return () => composer.step(-1);
    case "ArrowRight":
      return () => composer.step(1);
    default:
      return null;
  }
}
