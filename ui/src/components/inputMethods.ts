/** What a key is called that an input method takes. WebKit says so of the Enter that ends a composition, too, when `isComposing` is false again. */
const TAKEN_CODE = 229;

/**
 * Keys with which somebody composes (pinyin, kana …) belong to the input method: no field is left,
 * no page turned and no answer handed in by the Enter or Esc that chooses a word. Returns how to end it.
 */
export function leaveKeysToInputMethods(): () => void {
  const onKey = (event: KeyboardEvent) => {
    // The one sign of it that every engine gives; there is no newer name for it.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    if (event.isComposing || event.keyCode === TAKEN_CODE) event.stopImmediatePropagation();
  };
  // Before anybody else hears of the key.
  window.addEventListener("keydown", onKey, true);
  return () => window.removeEventListener("keydown", onKey, true);
}
