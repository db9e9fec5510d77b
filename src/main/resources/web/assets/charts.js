// The last minutes as lines, by Chart.js. Colours are the style sheet's: a probe per colour tells what they are now.

import { el, $ } from './dom.js';
import { timeOfDay } from './format.js';

const SECONDS = 300;
const LEAST_SECONDS = 60; // a page that was just opened need not be mostly empty
const charts = new Set();

/** A colour of the style sheet as the browser resolves it in the theme of now. */
function colour(name) {
  const probe = el('span', { class: 'probe-' + name });
  $('toast').after(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

function faded(value) {
  const parts = value.match(/[\d.]+/g);
  return `rgba(${parts.slice(0, 3).join(', ')}, 0.14)`;
}

/** The end of an axis that holds this value: 1, 2 or 5, 10, 20... of a unit, so that the half of it reads well, too. */
function roof(value, step) {
  if (value <= 0) {
    return 1;
  }
  const unit = step ** Math.max(0, Math.floor(Math.log(value) / Math.log(step)));
  const ten = 10 ** Math.floor(Math.log10(value / unit));
  return [1, 2, 4, 6, 10].map((factor) => factor * ten * unit).find((end) => end >= value * 1.02) ?? 20 * ten * unit;
}

/**
 * A chart of some series.
 *
 * @param canvas where it is drawn
 * @param series `{name, key, colour}` each: what it is called, which number of a point, which colour of the style sheet
 * @param format how a value is told
 * @param step from one unit to the next
 * @return draws points
 */
export function lineChart(canvas, { series, format, step = 1000 }) {
  const chart = new window.Chart(canvas, {
    type: 'line',
    data: {
      datasets: series.map(({ name, key }, index) => ({
        label: name, data: [], parsing: { xAxisKey: 'at', yAxisKey: key },
        borderWidth: 1.6, pointRadius: 0, pointHitRadius: 0, tension: 0.25, fill: index === 0 ? 'origin' : false,
        borderDash: index === 2 ? [3, 3] : [],
      })),
    },
    options: {
      animation: false, responsive: true, maintainAspectRatio: false, normalized: true, spanGaps: false,
      interaction: { mode: 'index', axis: 'x', intersect: false },
      layout: { padding: { top: 2 } },
      plugins: {
        legend: { display: false },
        tooltip: {
          animation: false, displayColors: series.length > 1, caretSize: 0, padding: 8,
          callbacks: {
            title: (items) => (items.length > 0 ? timeOfDay(new Date(items[0].parsed.x * 1000)) : ''),
            label: (item) => `${item.dataset.label} ${format(item.parsed.y)}`,
          },
        },
      },
      scales: {
        x: {
          type: 'linear', border: { display: false }, grid: { drawTicks: false },
          ticks: { maxRotation: 0, padding: 4, font: { size: 10 },
            callback: (value) => timeOfDay(new Date(value * 1000)).slice(0, 5) },
          afterBuildTicks: (axis) => {
            axis.ticks = minutes(axis.min, axis.max);
          },
        },
        y: {
          min: 0, border: { display: false }, grid: { drawTicks: false },
          ticks: { padding: 6, font: { size: 10 }, callback: (value) => format(value) },
          afterBuildTicks: (axis) => {
            axis.ticks = [0, axis.max / 2, axis.max].map((value) => ({ value }));
          },
        },
      },
    },
  });
  const one = { chart, series };
  charts.add(one);
  paint(one);
  return (points) => {
    const last = points.at(-1)?.at ?? Date.now() / 1000;
    const seen = last - (points[0]?.at ?? last);
    chart.options.scales.x.min = last - Math.min(SECONDS, Math.max(LEAST_SECONDS, seen));
    chart.options.scales.x.max = last;
    chart.options.scales.y.max = roof(Math.max(0, ...points.flatMap((point) => series.map(({ key }) => point[key] ?? 0))), step);
    for (const set of chart.data.datasets) {
      set.data = points;
    }
    chart.update('none');
  };
}

/** Each minute or each second one: more would not fit. */
function minutes(from, to) {
  const ticks = [];
  const step = to - from > 150 ? 120 : 60;
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    ticks.push({ value: at });
  }
  return ticks;
}

function paint({ chart, series }) {
  const soft = colour('soft');
  const line = colour('line');
  series.forEach((one, index) => {
    const own = colour(one.colour);
    Object.assign(chart.data.datasets[index], { borderColor: own, backgroundColor: faded(own) });
  });
  for (const axis of Object.values(chart.options.scales)) {
    axis.ticks.color = soft;
    axis.grid.color = line;
  }
  const tip = chart.options.plugins.tooltip;
  Object.assign(tip, {
    backgroundColor: colour('tip'), titleColor: colour('tip-text'), bodyColor: colour('tip-text'),
  });
}

/** Takes the colours of the theme of now. */
export function repaint() {
  for (const one of charts) {
    paint(one);
    one.chart.update('none');
  }
}
