import { BarChart, LineChart, ScatterChart, CustomChart } from "echarts/charts";
import { AriaComponent, GridComponent, MarkLineComponent } from "echarts/components";
import { init, use as register, type EChartsCoreOption, type EChartsType } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";

register([LineChart, BarChart, ScatterChart, CustomChart, GridComponent, MarkLineComponent, AriaComponent, SVGRenderer]);

/** The colours of the page as it looks now. */
export interface Colours {
  ink: string;
  ink2: string;
  ink3: string;
  line: string;
  sunken: string;
  primary: string;
  warn: string;
  surface: string;
  range: string;
  family: string;
}

function colours(element: Element): Colours {
  const style = getComputedStyle(element);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: of("--ink"),
    ink2: of("--ink2"),
    ink3: of("--ink3"),
    line: of("--line"),
    sunken: of("--sunken"),
    primary: of("--primary"),
    warn: of("--warn"),
    surface: of("--surface"),
    range: of("--score-range"),
    family: of("--family"),
  };
}

/** Draws what `option` says into an element, anew when the page changes its size or look. */
export function useChart(option: (colours: Colours) => EChartsCoreOption, label: string) {
  const element = useRef<HTMLDivElement>(null);
  const current = useRef(option);
  useEffect(() => {
    current.current = option;
  });
  useEffect(() => {
    const at = element.current;
    if (!at || at.clientWidth === 0) return;
    const chart: EChartsType = init(at, null, { renderer: "svg" });
    const draw = () => {
      const base = { animation: false, aria: { enabled: true, label: { description: label } } };
      chart.setOption({ ...base, ...current.current(colours(at)) }, true);
    };
    draw();
    const size = new ResizeObserver(() => chart.resize());
    size.observe(at);
    const look = new MutationObserver(draw);
    look.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => {
      size.disconnect();
      look.disconnect();
      chart.dispose();
    };
  }, [label]);
  return element;
}
