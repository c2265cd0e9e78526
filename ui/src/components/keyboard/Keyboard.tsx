import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
import { useTexts } from "../../i18n";
import { CandidateBar, pageOf } from "./CandidateBar";
import { Composer, type PinyinCandidates } from "./composer";
import { keepInView } from "./keepInView";
import { KeyButton } from "./KeyButton";
import styles from "./Keyboard.module.css";
import { rowsOf } from "./layouts";
import { takePhysicalKey } from "./physicalKeys";
import { useFocusedField, type Focused } from "./useFocusedField";
import { useKeys } from "./useKeys";

interface Props {
  /** The engine behind the pinyin layout. Rejects with a `CommandError`. */
  pinyinCandidates: PinyinCandidates;
}

/**
 * The keyboard on the screen. It appears where it is put, over the whole width of the window, for
 * the field that has the focus and names a layout with `data-keyboard`.
 */
export function Keyboard({ pinyinCandidates }: Props) {
  const [focused, hide] = useFocusedField();
  if (!focused) return null;
  return <Dock key={focused.id} focused={focused} hide={hide} pinyinCandidates={pinyinCandidates} />;
}

/** From this width, in CSS pixels, twelve keys of the smallest size and the margins have room. */
const WIDE_PX = 1224;

/** Margins of the dock, in CSS pixels, as `Keyboard.module.css` has them. */
const MARGINS_PX = 80;

function useWindowWidth(): number {
  return useSyncExternalStore(
    (changed) => {
      window.addEventListener("resize", changed);
      return () => window.removeEventListener("resize", changed);
    },
    () => window.innerWidth,
  );
}

interface DockProps extends Props {
  focused: Focused;
  hide: () => void;
}

/** The keyboard of one field. Letters that are being composed belong to that field alone. */
function Dock({ focused: { field, kind }, hide, pinyinCandidates }: DockProps) {
  const { t } = useTexts();
  const dock = useRef<HTMLDivElement>(null);
  const width = useWindowWidth();
  const [composer] = useState(() => new Composer(field));
  const composition = useSyncExternalStore(composer.subscribe, composer.snapshot);
  const { looks, press, write } = useKeys({ field, kind, composer, hide });
  const composing = composition.letters !== "";

  useEffect(() => composer.connect(pinyinCandidates), [composer, pinyinCandidates]);
  useEffect(() => {
    const taken = (event: KeyboardEvent) => {
      const { from } = pageOf(composer.snapshot(), window.innerWidth - MARGINS_PX);
      if (takePhysicalKey(event, composer, from)) {
        event.preventDefault();
        event.stopPropagation();
      }
    };
    const follow = () => composer.follow();
    // Before React's handlers, which must not see keys that only choose.
    field.addEventListener("keydown", taken as EventListener, true);
    document.addEventListener("selectionchange", follow);
    return () => {
      field.removeEventListener("keydown", taken as EventListener, true);
      document.removeEventListener("selectionchange", follow);
      composer.finish();
    };
  }, [composer, field]);
  useLayoutEffect(() => {
    if (dock.current) keepInView(field, dock.current);
  }, [field, width, looks.layout]);

  const rows = rowsOf({ layout: looks.layout, kind, wide: width >= WIDE_PX, composing });
  return (
    <div
      ref={dock}
      className={styles.dock}
      role="group"
      aria-label={t("keyboard.label")}
      data-layout={looks.layout}
      // Neither keys nor candidates nor what is between them take the focus from the field.
      onMouseDown={(event) => event.preventDefault()}
    >
      {kind === "pinyin" && (
        <CandidateBar
          composition={composition}
          width={width - MARGINS_PX}
          onChoose={(index) => composer.perform(() => composer.choose(index))}
          onActivate={(index) => composer.activate(index)}
        />
      )}
      {rows.map((row, index) => (
        <div key={index} className={row.indented ? styles.indented : styles.row}>
          {row.keys.map((spec, place) => {
            const shown = "text" in spec && looks.shift !== "off" ? { ...spec, text: spec.text.toUpperCase() } : spec;
            return (
              <KeyButton
                key={"text" in spec ? spec.text : `${spec.action} ${place}`}
                spec={shown}
                looks={looks}
                onPress={() => ("text" in shown ? write(shown.text) : press(shown.action))}
              />
            );
          })}
        </div>
      ))}
    </div>
  );
}
