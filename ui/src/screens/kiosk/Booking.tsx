import { CalendarCheck, CircleAlert, Info } from "lucide-react";
import { useState } from "react";
import { RadioGroup, Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import type { FoundBooking, PositionChoice } from "../../client";
import { CameraView } from "../../components/CameraView";
import { OneOf } from "../../components/Choice";
import { KioskField } from "../../components/KioskField";
import { dayAndTime } from "../../i18n/format";
import { nameIn, useTexts } from "../../i18n";
import { Frame, type Primary } from "./frame/Frame";
import { ScreenTitle } from "./frame/ScreenTitle";
import { useKiosk, type ScreenOf } from "./kiosk";
import parts from "./parts.module.css";
import { Receipt } from "./Receipt";
import tile from "./tile.module.css";
import styles from "./Booking.module.css";

const CODE_LENGTH = 6;
const LAST_DIGITS = 4;

/** Finds the booking by QR code, by code, by name and number, or goes on without one. */
export function Booking({ screen }: { screen: ScreenOf<"booking"> }) {
  return screen.found ? <Found found={screen.found} /> : <Search screen={screen} />;
}

const positionName = (language: "zh-CN" | "en", { name_zh, name_en }: PositionChoice) => nameIn(language, { zh: name_zh, en: name_en });

function Search({ screen }: { screen: ScreenOf<"booking"> }) {
  const { t, language } = useTexts();
  const { view, send } = useKiosk();
  const [way, setWay] = useState("code");
  const [code, setCode] = useState("");
  const [name, setName] = useState("");
  const [lastFour, setLastFour] = useState("");
  const [position, setPosition] = useState<string | null>(null);
  const locked = screen.locked_s > 0;
  const sees = view.devices.camera === "live" || view.devices.camera === "opening";

  const ways: Record<string, Primary> = {
    code: {
      text: t("booking.find"),
      onPress: () => send({ do: "booking_code", code: code.toUpperCase() }),
      isDisabled: locked || code.length !== CODE_LENGTH,
    },
    name: {
      text: t("booking.find"),
      onPress: () => send({ do: "booking_name", name: name.trim(), last_four: lastFour.toUpperCase() }),
      isDisabled: locked || name.trim() === "" || lastFour.length !== LAST_DIGITS,
    },
    walk_in: {
      text: t("frame.continue"),
      onPress: () => {
        if (position !== null) send({ do: "walk_in", position });
      },
      isDisabled: position === null,
    },
  };
  return (
    <Frame primary={ways[way] && { ...ways[way], leads: "on" }} actions={<Receipt />} onBack={() => send({ do: "back" })}>
      <div className={parts.head}>
        <ScreenTitle>{t("booking.title")}</ScreenTitle>
      </div>
      <div className={styles.search} data-camera={sees || undefined}>
        {sees && (
          <div className={parts.column}>
            <div className={parts.picture}>
              <CameraView state={view.devices.camera} />
            </div>
            <p className={parts.note}>{t("booking.qr")}</p>
          </div>
        )}
        <Tabs className={styles.ways ?? ""} selectedKey={way} onSelectionChange={(key) => setWay(String(key))} keyboardActivation="manual">
          <TabList className={styles.tabs ?? ""} aria-label={t("booking.ways")}>
            <Tab id="code" className={styles.tab ?? ""}>
              {t("booking.way.code")}
            </Tab>
            <Tab id="name" className={styles.tab ?? ""}>
              {t("booking.way.name")}
            </Tab>
            {screen.walk_in.length > 0 && (
              <Tab id="walk_in" className={styles.tab ?? ""}>
                {t("booking.way.none")}
              </Tab>
            )}
          </TabList>
          <TabPanel id="code" className={styles.panel ?? ""}>
            <KioskField label={t("booking.code")} keyboard="code" code value={code} maxLength={CODE_LENGTH} onChange={setCode} />
          </TabPanel>
          <TabPanel id="name" className={styles.panel ?? ""}>
            <KioskField label={t("booking.name.name")} keyboard="pinyin" value={name} onChange={setName} />
            <KioskField
              label={t("booking.name.lastFour")}
              hint={t("booking.name.x")}
              keyboard="digits"
              code
              value={lastFour}
              maxLength={LAST_DIGITS}
              onChange={setLastFour}
            />
          </TabPanel>
          <TabPanel id="walk_in" className={styles.panel ?? ""}>
            <RadioGroup className={styles.positions ?? ""} aria-label={t("booking.walkIn")} value={position} onChange={setPosition}>
              {screen.walk_in.map((choice) => (
                <OneOf key={choice.code} value={choice.code} className={tile.tile}>
                  {positionName(language, choice)}
                </OneOf>
              ))}
            </RadioGroup>
          </TabPanel>
          <Misses misses={screen.misses} lockedS={screen.locked_s} />
          {screen.offline && (
            <p className={styles.message}>
              <Info size={24} strokeWidth={1.75} aria-hidden="true" />
              {t("booking.offline")}
            </p>
          )}
        </Tabs>
      </div>
    </Frame>
  );
}

function Misses({ misses, lockedS }: { misses: number; lockedS: number }) {
  const { t } = useTexts();
  return (
    <>
      <div role="status">
        {misses > 0 && (
          <p className={styles.message} data-tone="warn">
            <CircleAlert size={24} strokeWidth={1.75} aria-hidden="true" />
            {t(lockedS > 0 ? "booking.locked" : "booking.none")}
          </p>
        )}
      </div>
      {lockedS > 0 && <p className={parts.note}>{t("booking.locked.wait", { seconds: lockedS })}</p>}
    </>
  );
}

function Found({ found }: { found: FoundBooking }) {
  const texts = useTexts();
  const { t, language } = texts;
  const { send } = useKiosk();
  const time = found.at === null ? "" : dayAndTime(found.at, new Date(), texts);
  return (
    <Frame primary={{ text: t("booking.mine"), leads: "on", onPress: () => send({ do: "continue" }) }} actions={<Receipt />} onBack={() => send({ do: "back" })}>
      <div className={parts.center}>
        <span className={parts.sign} aria-hidden="true">
          <CalendarCheck size={40} strokeWidth={1.6} />
        </span>
        <ScreenTitle>{t("booking.found")}</ScreenTitle>
        <dl className={styles.found}>
          {found.name_hint !== "" && (
            <>
              <dt>{t("id.field.name")}</dt>
              <dd>{found.name_hint}</dd>
            </>
          )}
          <dt>{t("booking.position")}</dt>
          <dd>{positionName(language, found.position)}</dd>
          {time && (
            <>
              <dt>{t("booking.time")}</dt>
              <dd>{time}</dd>
            </>
          )}
        </dl>
        {time && found.punctual === "early" && <p className={parts.lead}>{t("booking.early", { time })}</p>}
        {time && found.punctual === "late" && <p className={parts.lead}>{t("booking.late", { time })}</p>}
        {found.goes_on.at === "question" && <p className={parts.lead}>{t("booking.goesOn", { n: found.goes_on.nth })}</p>}
        {found.goes_on.at === "review" && <p className={parts.lead}>{t("booking.goesOn.review")}</p>}
      </div>
    </Frame>
  );
}
