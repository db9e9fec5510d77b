// Numbers and times as people read them. The exact value belongs into the title.

const whole = new Intl.NumberFormat('en');
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

/** Three figures at most, without needless zeros: 0.05, 1.2, 12, 123. */
function figures(value) {
  if (value >= 100 || Number.isInteger(value)) {
    return String(Math.round(value));
  }
  return value >= 10 ? String(Math.round(value * 10) / 10) : String(Math.round(value * 100) / 100);
}

function scaled(value, step, units) {
  let unit = 0;
  let rest = value;
  while (rest >= step * 0.9995 && unit < units.length - 1) {
    rest /= step;
    unit++;
  }
  return [unit === 0 ? figures(rest) : figures(Number(rest.toPrecision(3))), units[unit]];
}

export const exact = (value) => (value == null ? '' : whole.format(Math.round(value)));

/** 0.5, 999, 4,064, 12.5k, 3.45M. */
export function count(value) {
  if (value == null) {
    return '–';
  }
  return value >= 1000 && value < 9999.5 ? exact(value) : scaled(value, 1000, ['', 'k', 'M', 'G', 'T']).join('');
}

/** 512 B, 1.5 KiB, 20 MiB. */
export function bytes(value) {
  return value == null ? '–' : scaled(Math.round(value), 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']).join(' ');
}

export const perSecond = (formatted) => (formatted === '–' ? '–' : formatted + '/s');

const LONGEST_MICROS = 8_388_608; // Pen's histogram ends there

/** Microseconds: 180 µs, 1.2 ms, 3 s. */
export function latency(micros) {
  if (micros > LONGEST_MICROS) {
    return '> 8 s';
  }
  return micros == null ? '–' : scaled(micros >= 1000 ? Number(micros.toPrecision(2)) : micros, 1000, ['µs', 'ms', 's']).join(' ');
}

/** Seconds, in the two largest units: 27 s, 3 min 5 s, 4 d 2 h. */
export function duration(seconds) {
  const left = Math.max(0, Math.round(seconds));
  const parts = [['d', 86400], ['h', 3600], ['min', 60], ['s', 1]];
  const first = parts.findIndex(([, size]) => left >= size);
  if (first < 0) {
    return '0 s';
  }
  const [name, size] = parts[first];
  const head = `${Math.floor(left / size)} ${name}`;
  const next = parts[first + 1];
  const rest = next ? Math.floor((left % size) / next[1]) : 0;
  return rest > 0 ? `${head} ${rest} ${next[0]}` : head;
}

/** Seconds in the largest unit alone, for what is past: 8 s ago. */
export function ago(seconds) {
  return duration(seconds).split(' ').slice(0, 2).join(' ') + ' ago';
}

/** A time of the API as milliseconds; not every browser takes nanoseconds. */
export const instant = (text) => Date.parse(text.replace(/(\.\d{3})\d+/, '$1'));

/** The time of day here. */
export const timeOfDay = (date) => clock.format(date);

/** "1 server", "2 servers". */
export const several = (number, one, many = one + 's') => `${exact(number)} ${number === 1 ? one : many}`;
