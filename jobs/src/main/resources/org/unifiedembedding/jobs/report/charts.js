'use strict';
// Charts over uPlot. All of them are drawn again when the theme or the width changes, and in light colours for printing.
const charts = (() => {
  const drawn = [];
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  /** Adds a chart to a parent: series are {label, values, colour, points, bars, dash}. */
  function add(parent, title, description, x, series, options = {}) {
    const figure = document.createElement('figure');
    const caption = document.createElement('figcaption');
    const key = document.createElement('div');
    const place = document.createElement('div');
    caption.textContent = title;
    key.className = 'key';
    place.className = 'chart';
    place.setAttribute('role', 'img');
    place.setAttribute('aria-label', title + ': ' + description);
    figure.append(caption, key, place);
    parent.append(figure);
    drawn.push({ place, key, x, series, options, plot: null });
  }

  function draw(chart) {
    if (chart.plot) chart.plot.destroy();
    const { place, key, x, series, options } = chart;
    key.replaceChildren(...series.map(s => {
      const entry = document.createElement('span');
      const mark = document.createElement('i');
      mark.style.background = colour(s.colour);
      entry.append(mark, s.label);
      return entry;
    }));
    const range = (given, least) => (u, low, high) => {
      if (given) return given;
      if (low == null) return [0, 1];
      const pad = (high - low || Math.abs(high) || 1) * 0.06;
      return [least != null && low >= least ? Math.max(least, low - pad) : low - pad, high + pad];
    };
    const axis = {
      stroke: colour('--soft'), font: '12px system-ui, sans-serif', labelFont: '12px system-ui, sans-serif', labelSize: 22,
      grid: { stroke: colour('--grid'), width: 1 }, ticks: { stroke: colour('--grid'), width: 1, size: 5 }, labelGap: 0,
    };
    chart.plot = new uPlot({
      width: Math.max(220, place.clientWidth), height: 240, legend: { show: false },
      cursor: { drag: { x: false, y: false }, points: { size: 6 } },
      padding: [10, 12, 0, 0],
      scales: { x: { time: false, range: range(options.xRange) }, y: { range: range(options.yRange, options.least) } },
      axes: [
        { ...axis, label: options.xLabel, space: 55, size: 34, incrs: options.xIncrements },
        { ...axis, size: 58, values: (u, ticks) => ticks.map(tick => Math.abs(tick) >= 1e6 ? compact(tick) : number(tick)) },
      ],
      series: [{}].concat(series.map(s => ({
        label: s.label, stroke: colour(s.colour), width: s.dash ? 1 : 2, dash: s.dash, fill: s.bars ? colour('--fill') : undefined,
        spanGaps: true, paths: s.bars ? uPlot.paths.bars({ size: [0.9, 60], align: 1 }) : undefined,
        points: { show: Boolean(s.points) && !s.bars, size: 6, fill: colour(s.colour) },
      }))),
      hooks: { setCursor: [plot => readOut(plot, key, series, options)] },
    }, [x].concat(series.map(s => s.values)), place);
  }

  /** Shows the numbers under the pointer in the key. */
  function readOut(plot, key, series, options) {
    const at = plot.cursor.idx;
    series.forEach((s, i) => {
      const value = at == null ? null : plot.data[i + 1][at];
      const where = at == null ? '' : ` at ${number(plot.data[0][at])}`;
      key.children[i].lastChild.textContent = s.label + (value == null || s.dash ? '' : `: ${number(value)}${where}`);
    });
  }

  const drawAll = () => drawn.forEach(draw);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
  addEventListener('beforeprint', () => { document.documentElement.dataset.print = ''; drawAll(); });
  addEventListener('afterprint', () => { delete document.documentElement.dataset.print; drawAll(); });
  let width = innerWidth;
  addEventListener('resize', () => {
    if (innerWidth === width) return;
    width = innerWidth;
    drawn.forEach(c => c.plot.setSize({ width: 220, height: 240 }));
    drawn.forEach(c => c.plot.setSize({ width: Math.max(220, c.place.clientWidth), height: 240 }));
  });
  return { add, drawAll };
})();

const compact = value => new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }).format(value);

/** A number for people: at most four significant digits after the point, large ones grouped. */
function number(value) {
  if (value == null) return '–';
  const size = Math.abs(value);
  if (size >= 1e7) return compact(value);
  if (Number.isInteger(value) || size >= 1000) return new Intl.NumberFormat('en', { maximumFractionDigits: 0 }).format(value);
  if (size > 0 && size < 0.001) return value.toExponential(1);
  return new Intl.NumberFormat('en', { maximumFractionDigits: size < 10 ? 4 : 1 }).format(value);
}
